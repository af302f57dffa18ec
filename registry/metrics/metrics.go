// Package metrics counts what the registry does, for Prometheus. It never holds
// anything about a person: paths are those of the routes' patterns, and figures come
// from counts alone.
package metrics

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/gerai-ikd/gerai/registry"
)

// Metrics are the counters of one instance.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
}

// New makes them. figures is asked at each scrape, and must be quick; nil: not asked.
func New(version string, figures func(context.Context) (registry.Statistics, error)) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pusat_http_requests_total", Help: "Requests by listener, method and status."}, []string{"listener", "method", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "pusat_http_request_seconds", Help: "Time to answer, by listener.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}, []string{"listener"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "pusat_build_info", Help: "1, with the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.took, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if figures != nil {
		m.registry.MustRegister(&counts{figures})
	}
	return m
}

// Handler answers a scrape.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 10 * time.Second})
}

// Count wraps the handler of a listener.
func (m *Metrics) Count(listener string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		s := &status{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(s, r)
		m.requests.WithLabelValues(listener, method(r.Method), strconv.Itoa(s.code)).Inc()
		m.took.WithLabelValues(listener).Observe(time.Since(start).Seconds())
	})
}

// method keeps strangers from inventing label values.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut:
		return m
	}
	return "other"
}

// status remembers what was answered.
type status struct {
	http.ResponseWriter
	code int
}

// WriteHeader implements http.ResponseWriter.
func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach what is beneath.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// counts asks the database at each scrape.
type counts struct {
	figures func(context.Context) (registry.Statistics, error)
}

var (
	accounts  = prometheus.NewDesc("pusat_accounts", "Accounts by state.", []string{"state"}, nil)
	refusals  = prometheus.NewDesc("pusat_refusals", "Packets that were not taken in, by code.", []string{"code"}, nil)
	mails     = prometheus.NewDesc("pusat_mails", "Mails by state.", []string{"state"}, nil)
	cases     = prometheus.NewDesc("pusat_cases", "Cases by outlet and decision.", []string{"case"}, nil)
	residents = prometheus.NewDesc("pusat_residents", "Records of the register.", nil, nil)
	reached   = prometheus.NewDesc("pusat_database_up", "1 where the database answered the scrape.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c *counts) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{accounts, refusals, mails, cases, residents, reached} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c *counts) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s, err := c.figures(ctx)
	up := 1.0
	if err != nil {
		up = 0
	}
	ch <- prometheus.MustNewConstMetric(reached, prometheus.GaugeValue, up)
	if err != nil {
		return
	}
	ch <- prometheus.MustNewConstMetric(residents, prometheus.GaugeValue, float64(s.Residents))
	for desc, by := range map[*prometheus.Desc]map[string]int64{accounts: s.Accounts, refusals: s.Refusals, mails: s.Mails, cases: s.Cases} {
		for key, n := range by {
			ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(n), key)
		}
	}
}
