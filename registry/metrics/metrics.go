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
	hashes   *prometheus.HistogramVec
}

// Hashed is for registry.Options.Hashed.
func (m *Metrics) Hashed(_ context.Context, waited, took time.Duration) {
	m.hashes.WithLabelValues("wait").Observe(waited.Seconds())
	m.hashes.WithLabelValues("work").Observe(took.Seconds())
}

// Sources are what a scrape asks besides the program's own counters; nil: not asked.
type Sources struct {
	// Figures counts whole tables. It is asked beside the scrapes, seldom: see counts.
	Figures func(context.Context) (registry.Statistics, error)
	// Reached tells whether the database answers. It is asked at each scrape.
	Reached func(context.Context) error
}

// New makes them.
func New(version string, from Sources) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pusat_http_requests_total", Help: "Requests by listener, method and status."}, []string{"listener", "method", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "pusat_http_request_seconds", Help: "Time to answer, by listener.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}, []string{"listener"}),
	}
	m.hashes = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "pusat_hash_seconds", Help: "Of argon2id: the wait for a turn, and the work.",
		Buckets: []float64{.01, .05, .1, .2, .4, .8, 1.6, 3.2, 6.4, 12.8}}, []string{"part"})
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "pusat_build_info", Help: "1, with the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.took, m.hashes, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(newCounts(from))
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
