package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// feed brings the demonstration's residents one after the other: the next one comes
// when the lane is done with the one before.
type feed struct {
	ask    func(context.Context) (string, error) // nil: there is no feed
	first  bool
	served chan struct{} // capacity 1

	busy, refused bool // of the last view; touched by the lane's goroutine alone
}

// feedPause is how long a registry that does not answer is left alone.
const feedPause = time.Second

func newFeed(address string) *feed {
	f := &feed{first: true, served: make(chan struct{}, 1)}
	if address != "" {
		f.ask = askFeed(address)
	}
	return f
}

// view notices when a case is over, or when a QR was refused: its resident goes home.
func (f *feed) view(v lane.View) {
	refused := v.Case == nil && v.Phase == lane.PhaseReady && v.Problem != ""
	if f.busy && v.Case == nil || refused && !f.refused {
		select {
		case f.served <- struct{}{}:
		default:
		}
	}
	f.busy, f.refused = v.Case != nil, refused
}

// next is the camera's: the QR that the next phone shows. nil where no feed is
// configured.
func (f *feed) next() func(context.Context) (string, error) {
	if f.ask == nil {
		return nil
	}
	return f.nextFrom(f.ask, feedPause)
}

// nextFrom asks until there is an answer: a registry that is down or slow makes the
// residents wait, it doesn't end the demonstration.
func (f *feed) nextFrom(ask func(context.Context) (string, error), pause time.Duration) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if !f.first {
			select {
			case <-f.served:
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		f.first = false
		for {
			if text, err := ask(ctx); err == nil {
				return text, nil
			}
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
	}
}

// askFeed asks the demonstration's registry for a QR, as the resident's own browser
// would. Only loopback addresses are asked, so its self-made certificate need not be
// known.
func askFeed(address string) func(context.Context) (string, error) {
	client := &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}}}
	return func(ctx context.Context) (string, error) {
		if err := loopback(address); err != nil {
			return "", err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return "", fmt.Errorf("ask the demonstration: %w", err)
		}
		res, err := client.Do(req)
		if err != nil {
			return "", enrol.WrapError(enrol.CodeOffline, "ask the demonstration", err)
		}
		defer res.Body.Close()
		var body struct {
			QR string `json:"qr"`
		}
		if err := json.NewDecoder(io.LimitReader(res.Body, 1<<16)).Decode(&body); err != nil {
			return "", enrol.WrapError(enrol.CodeNonsense, "ask the demonstration", err)
		}
		return body.QR, nil
	}
}

func loopback(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return enrol.WrapError(enrol.CodeConfig, "read demonstration feed", err)
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return enrol.NewError(enrol.CodeConfig, "read demonstration feed").With("what", "demo_feed")
	}
	return nil
}
