package metrics

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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

// TestMetrics: requests and accounts are counted, and nobody is named.
func TestMetrics(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	const nik = "3276001203850001"
	e.MustEnrol().MustApprove(enrol.NIK(nik), "")
	e.Pump()
	m := New("v1", func(ctx context.Context) (registry.Statistics, error) { return registry.ReadStatistics(ctx, e.DB) })
	h := m.Count("pages", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	r := httptest.NewRequest("BREW", "/?nik="+nik, nil)
	h.ServeHTTP(httptest.NewRecorder(), r)
	text := scrape(t, m)
	for _, want := range []string{`pusat_http_requests_total{listener="pages",method="other",status="418"} 1`, `pusat_accounts{state="code-sent"} 1`,
		`pusat_cases{case="demo/approved"} 1`, `pusat_build_info{version="v1"} 1`, "pusat_database_up 1"} {
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
	m := New("v1", func(context.Context) (registry.Statistics, error) { return registry.Statistics{}, errors.New("away") })
	if text := scrape(t, m); !strings.Contains(text, "pusat_database_up 0") {
		t.Error(text)
	}
}
