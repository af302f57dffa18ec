package sync

import (
	"context"
	"io"
	"net/http"
	gosync "sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// moody is a registry behind real TLS that does something wrong with most uploads,
// the worst of it after it has kept them.
type moody struct {
	mu    gosync.Mutex
	known map[string]int
	calls int
}

func (m *moody) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != api.PathPackets {
		answer(w, enrol.Pull{Cursor: "c"})
		return
	}
	body, err := io.ReadAll(r.Body)
	var in api.Packets
	if err != nil || cbor.Unmarshal(body, &in) != nil {
		problemAnswer(w, http.StatusBadRequest, enrol.CodeRefused)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls++
	switch m.calls % 6 {
	case 1:
		w.WriteHeader(http.StatusBadGateway)
		return
	case 2: // reset after the commit
		m.take(in.Items)
		panic(http.ErrAbortHandler)
	case 3:
		answer(w, m.take(in.Items[:(len(in.Items)+1)/2]))
		return
	case 4: // half an answer after the commit
		m.take(in.Items)
		w.Header().Set("Content-Type", api.TypeJSON)
		w.Header().Set("Content-Length", "9999")
		_, _ = w.Write([]byte(`{"receipts":[`))
		return
	case 5:
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>log in to the mall's network</html>"))
		return
	}
	answer(w, m.take(in.Items))
}

func (m *moody) take(items []api.Packet) (out api.Receipts) {
	for _, p := range items {
		a := enrol.AnswerAccepted
		if m.known[p.ID] > 0 {
			a = enrol.AnswerDuplicate
		} else {
			m.known[p.ID]++
		}
		out.Receipts = append(out.Receipts, enrol.Receipt{ID: p.ID, Answer: a})
	}
	return out
}

// TestWorkerOverTLS drives the real client against it until nothing waits.
func TestWorkerOverTLS(t *testing.T) {
	a, m, out := newAuthority(t), &moody{known: map[string]int{}}, newOutbox(200)
	emptied := make(chan struct{}, 1)
	w := NewWorker(Config{Outbox: out, Books: &books{}, Audit: &audit{}, Registry: a.client(a.serve(m).URL),
		PullEvery: 50 * time.Millisecond, Random: func() float64 { return 0 },
		OnLink: func(l enrol.Link) {
			if l.Pending == 0 && l.Task == enrol.LinkIdle && l.Online {
				select {
				case emptied <- struct{}{}:
				default:
				}
			}
		}})
	w.batch.most = 20 << 10
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	for out.count(enrol.DeliveryAnswered) < 200 {
		select {
		case <-emptied:
		case <-ctx.Done():
			t.Fatalf("%d of 200 after ten minutes: %+v", out.count(enrol.DeliveryAnswered), w.Status())
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) != 200 || m.calls < 12 {
		t.Errorf("%d packets in %d uploads", len(m.known), m.calls)
	}
}
