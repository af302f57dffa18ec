package deviceapi_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/registry/deviceapi"
	"github.com/gerai-ikd/gerai/sync/api"
)

// TestSlowQuestion: a question that comes in over six seconds is answered: on a line of
// 1 KB/s a few hundred marks take as long.
func TestSlowQuestion(t *testing.T) {
	t.Parallel()
	s := mustServe(t, deviceapi.Options{})
	_, client := s.counter(t)
	body := mustJSON(t, api.OfferRequest{})
	r, w := io.Pipe()
	go func() {
		_, _ = w.Write(body[:1])
		time.Sleep(6 * time.Second)
		_, err := io.Copy(w, bytes.NewReader(body[1:]))
		_ = w.CloseWithError(err)
	}()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+api.PathOffer, r)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", api.TypeJSON)
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("%s", res.Status)
	}
}

// TestTakenWhileLeaving: what was written is answered for by a registry that is about to
// stop, too; only who asks whether it is ready is told that it isn't.
func TestTakenWhileLeaving(t *testing.T) {
	t.Parallel()
	s := mustServe(t, deviceapi.Options{Version: "1"})
	_, client := s.counter(t)
	s.Service.Leave()
	if status, _, _ := s.ask(t, client, http.MethodGet, api.PathHealth, "", nil, nil); status != http.StatusServiceUnavailable {
		t.Fatalf("ready although it leaves: %d", status)
	}
	for path, in := range map[string]any{
		api.PathAnchor: api.AnchorRequest{Seq: 1, Hash: "00000000000000000000000000000000000000000000000000000000000000aa"},
		api.PathRoster: api.RosterMarks{},
	} {
		var out api.Health
		if status, code, _ := s.ask(t, client, http.MethodPost, path, api.TypeJSON, mustJSON(t, in), &out); status != http.StatusOK || out.Version != "1" || out.Time.IsZero() {
			t.Errorf("%s: %d %s %+v", path, status, code, out)
		}
	}
}
