package deviceapi_test

import (
	"context"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/deviceapi"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

func TestTooMany(t *testing.T) {
	s := mustServe(t, deviceapi.Options{Rate: 1, Burst: 3})
	_, client := s.counter(t)
	for i := range 4 {
		status, code, h := s.ask(t, client, "GET", api.PathPull, "", nil, nil)
		if i < 3 && status != 200 || i == 3 && (status != 429 || code != enrol.CodeThrottled || h.Get("Retry-After") != "1") {
			t.Fatalf("request %d: %d %s %q", i, status, code, h.Get("Retry-After"))
		}
	}
	s.Clock.Add(time.Second)
	if status, _, _ := s.ask(t, client, "GET", api.PathPull, "", nil, nil); status != 200 {
		t.Fatal("still refused after the pause")
	}
	stranger := s.client(t, nil)
	wrong := mustJSON(t, api.EnrolRequest{Code: "XXXX", Name: "x", SigningKey: make([]byte, 32), CSR: []byte{1}})
	for i := range 11 {
		status, _, _ := s.ask(t, stranger, "POST", api.PathEnrol, api.TypeJSON, wrong, nil)
		if want := map[bool]int{true: 403, false: 429}[i < 10]; status != want {
			t.Fatalf("enrolment %d: %d", i, status)
		}
	}
}

// slowRegistry keeps uploads waiting.
type slowRegistry struct {
	deviceapi.Registry
	enter, leave chan struct{}
}

func TestBusy(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	slow := &slowRegistry{e.Service, make(chan struct{}), make(chan struct{})}
	h, _ := deviceapi.New(slow, deviceapi.Options{Clock: e.Clock.Now, Uploads: 1, Wait: time.Millisecond})
	s := listen(t, e, h)
	c, client := s.counter(t)
	body := upload(t, c.Seal(c.Approve(c.Case(e.Register(agus, "").QR))))
	done := make(chan int)
	go func() {
		status, _, _ := s.ask(t, client, "POST", api.PathPackets, api.TypeCBOR, body, nil)
		done <- status
	}()
	select {
	case <-slow.enter:
	case status := <-done:
		t.Fatal("the first upload was not taken in:", status)
	}
	status, code, header := s.ask(t, client, "POST", api.PathPackets, api.TypeCBOR, body, nil)
	if status != 503 || code != enrol.CodeServer || header.Get("Retry-After") == "" {
		t.Fatalf("%d %s", status, code)
	}
	close(slow.leave)
	if status := <-done; status != 200 {
		t.Fatal(status)
	}
}

// TakeIn waits until the test lets it go.
func (s *slowRegistry) TakeIn(ctx context.Context, d db.Device, items []api.Packet) ([]enrol.Receipt, error) {
	s.enter <- struct{}{}
	<-s.leave
	return s.Registry.TakeIn(ctx, d, items)
}
