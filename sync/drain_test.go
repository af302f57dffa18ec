package sync

import (
	"context"
	"io"
	"net/http"
	"strconv"
	gosync "sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

const (
	drainPackets = 500
	drainBytes   = 60 << 10
)

// BenchmarkDrain compares the worker, with everything it does around an upload, with
// the client alone in uploads of the same size, against a handler that only reads the
// body: what is lost between the two is the worker's.
func BenchmarkDrain(b *testing.B) {
	a := newAuthority(b)
	url := a.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != api.PathPackets {
			answer(w, enrol.Pull{Cursor: "c"})
			return
		}
		body, err := io.ReadAll(r.Body)
		var in api.Packets
		if err != nil || cbor.Unmarshal(body, &in) != nil {
			b.Error("upload")
		}
		var out api.Receipts
		for _, p := range in.Items {
			out.Receipts = append(out.Receipts, enrol.Receipt{ID: p.ID, Answer: enrol.AnswerAccepted})
		}
		answer(w, out)
	})).URL
	body := make([]byte, drainBytes)
	b.Run("Client", func(b *testing.B) {
		b.SetBytes(drainPackets * drainBytes)
		c := a.client(url)
		for b.Loop() {
			for left := drainPackets; left > 0; {
				n := min(left, (api.MaxBatchBytes-batchSlack)/drainBytes)
				items := make([]api.Packet, n)
				for i := range items {
					items[i] = api.Packet{ID: strconv.Itoa(i), Body: body}
				}
				if _, err := c.Packets(context.Background(), items); err != nil {
					b.Fatal(err)
				}
				left -= n
			}
		}
	})
	b.Run("Worker", func(b *testing.B) {
		b.SetBytes(drainPackets * drainBytes)
		c := a.client(url)
		for b.Loop() {
			drainOnce(b, c, body)
		}
	})
}

func drainOnce(b *testing.B, c *Client, body []byte) {
	b.Helper()
	stack := &pile{left: drainPackets, body: body, empty: make(chan struct{})}
	w := NewWorker(Config{Outbox: stack, Books: &books{}, Audit: &audit{}, Registry: c})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	select {
	case <-stack.empty:
	case <-time.After(time.Minute):
		b.Fatal("not drained")
	}
	cancel()
	<-ended
}

// pile is an outbox that costs nothing.
type pile struct {
	mu    gosync.Mutex
	left  int // to be given out
	out   int // given out, not settled
	body  []byte
	empty chan struct{}
}

func (p *pile) Due(_ context.Context, _ time.Time, maxBytes int) ([]enrol.Parcel, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := min(p.left, max(1, maxBytes/len(p.body)))
	out := make([]enrol.Parcel, n)
	for i := range out {
		out[i] = enrol.Parcel{ID: strconv.Itoa(p.left - i), Body: p.body}
	}
	p.left, p.out = p.left-n, p.out+n
	return out, nil
}

func (p *pile) Settle(_ context.Context, r []enrol.Receipt) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out -= len(r); p.out == 0 && p.left == 0 {
		close(p.empty)
	}
	return nil
}

func (p *pile) Fail(context.Context, []enrol.Failure) error { return nil }
func (p *pile) Recover(context.Context) error               { return nil }
func (p *pile) NextDue(context.Context) (time.Time, error)  { return time.Time{}, nil }
func (p *pile) Backlog(context.Context) (enrol.Backlog, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return enrol.Backlog{Pending: p.left + p.out}, nil
}
