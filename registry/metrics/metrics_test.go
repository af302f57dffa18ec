package metrics

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatal(w.Code, w.Body)
	}
	return w.Body.String()
}

type env struct{ *registrytest.Env }

func (e env) figures(ctx context.Context) (registry.Statistics, error) {
	return registry.ReadStatistics(ctx, e.DB)
}

// awaitFigures scrapes until the figures are counted.
func awaitFigures(t *testing.T, m *Metrics) {
	t.Helper()
	for !strings.Contains(scrape(t, m), "pusat_residents ") {
		if t.Context().Err() != nil {
			t.Fatal("nothing was counted")
		}
		time.Sleep(time.Millisecond)
	}
}

// TestScrapesDoNotCount: however often somebody scrapes, the tables are counted once a
// minute, and not at all while they are being counted; a scrape never waits for it.
func TestScrapesDoNotCount(t *testing.T) {
	var asked atomic.Int64
	gate := make(chan struct{})
	c := newCounts(Sources{Figures: func(context.Context) (registry.Statistics, error) {
		asked.Add(1)
		<-gate
		return registry.Statistics{Residents: asked.Load()}, nil
	}})
	var now atomic.Int64
	c.now = func() time.Time { return time.Unix(1_800_000_000+now.Load(), 0) }
	await := func(n int64) {
		t.Helper()
		for s, _ := c.figures(); s == nil || s.Residents != n; s, _ = c.figures() {
			time.Sleep(time.Millisecond)
		}
	}
	for range 100 {
		if s, _ := c.figures(); s != nil {
			t.Fatal("figures before they were counted")
		}
	}
	for asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	now.Add(3) // it takes three seconds
	gate <- struct{}{}
	await(1)
	for _, at := range []struct{ add, asked int64 }{{59, 1}, {87, 1}, {1, 2}} { // 50 times three seconds after its beginning
		now.Add(at.add)
		_, old := c.figures()
		if want := time.Duration(now.Load()) * time.Second; old != want {
			t.Errorf("the figures are %v old, want %v", old, want)
		}
		if at.asked == 2 {
			gate <- struct{}{}
			await(2)
		}
		if asked.Load() != at.asked {
			t.Errorf("after %d s more: counted %d times, want %d", at.add, asked.Load(), at.asked)
		}
	}
}

// TestMetrics: requests and accounts are counted, and nobody is named.
func TestMetrics(t *testing.T) {
	e := env{registrytest.MustNew(t, registrytest.MustSQLite(t))}
	const nik = "3276001203850001"
	e.MustEnrol().MustApprove(enrol.NIK(nik), "")
	e.Pump()
	m := New("v1", Sources{e.figures, e.DB.Ping})
	m.Hashed(t.Context(), time.Second, time.Millisecond)
	awaitFigures(t, m)
	h := m.Count("pages", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	r := httptest.NewRequest("BREW", "/?nik="+nik, nil)
	h.ServeHTTP(httptest.NewRecorder(), r)
	text := scrape(t, m)
	for _, want := range []string{`pusat_http_requests_total{listener="pages",method="other",status="418"} 1`, `pusat_accounts{state="code-sent"} 1`,
		`pusat_cases{case="demo/approved"} 1`, `pusat_hash_seconds_count{part="wait"} 1`, "pusat_figures_age_seconds ", `pusat_build_info{version="v1"} 1`, "pusat_database_up 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(text, nik) || strings.Contains(text, "AGUS") || strings.Contains(text, "example") {
		t.Error("the metrics name somebody")
	}
}

// TestDatabaseAway: a scrape is answered all the same.
func TestDatabaseAway(t *testing.T) {
	away := errors.New("away")
	m := New("v1", Sources{func(context.Context) (registry.Statistics, error) { return registry.Statistics{}, away }, func(context.Context) error { return away }})
	if text := scrape(t, m); !strings.Contains(text, "pusat_database_up 0") {
		t.Error(text)
	}
}
