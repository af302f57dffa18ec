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
	"github.com/gerai-ikd/gerai/sync"
)

// online lets the lane ask the registry.
type online struct{ client *sync.Client }

// Token resolves the short token beneath a QR.
func (o online) Token(ctx context.Context, token string) (string, error) {
	return o.client.Token(ctx, token)
}

// Lookup asks what the registry knows of a resident.
func (o online) Lookup(ctx context.Context, n enrol.NIK) (lane.Record, error) {
	r, err := o.client.Lookup(ctx, n)
	if err != nil {
		return lane.Record{}, err
	}
	return lane.Record{Known: r.Known, Resident: r.Resident, Account: r.Account, ApprovedToday: r.ApprovedToday,
		Template: r.Template}, nil
}

// demoFeed asks the demonstration's registry for the QR that the next phone shows, as
// the resident's own browser would; nil where no feed is configured. Only loopback
// addresses are asked, so its self-made certificate need not be known.
func demoFeed(address string) func(context.Context) (string, error) {
	if address == "" {
		return nil
	}
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
