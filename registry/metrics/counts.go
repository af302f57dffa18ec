package metrics

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gerai-ikd/gerai/registry"
)

// counts are figures of whole tables. Counting a province's residents takes seconds, so no
// scrape does it: one that finds the figures old has them counted beside, once at a time,
// and answers with those that are there.
type counts struct {
	Sources
	now func() time.Time

	mu       sync.Mutex
	last     *registry.Statistics // nil: none yet
	at       time.Time            // of last
	due      time.Time            // before it they are fresh enough
	counting bool
}

// How seldom figures are counted: not more than once a minute, and so that counting takes
// a fiftieth of the time at most.
const (
	countEvery = time.Minute
	countShare = 50
	countMost  = 2 * time.Minute
	askMost    = 2 * time.Second
)

func newCounts(from Sources) *counts { return &counts{Sources: from, now: time.Now} }

var (
	accounts  = prometheus.NewDesc("pusat_accounts", "Accounts by state.", []string{"state"}, nil)
	refusals  = prometheus.NewDesc("pusat_refusals", "Packets that were not taken in, by code.", []string{"code"}, nil)
	mails     = prometheus.NewDesc("pusat_mails", "Mails by state.", []string{"state"}, nil)
	cases     = prometheus.NewDesc("pusat_cases", "Cases by outlet and decision.", []string{"case"}, nil)
	residents = prometheus.NewDesc("pusat_residents", "Records of the register.", nil, nil)
	age       = prometheus.NewDesc("pusat_figures_age_seconds", "How old accounts, refusals, mails, cases and residents are.", nil, nil)
	reached   = prometheus.NewDesc("pusat_database_up", "1 where the database answered the scrape.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c *counts) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{accounts, refusals, mails, cases, residents, age, reached} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c *counts) Collect(ch chan<- prometheus.Metric) {
	if c.Reached != nil {
		ch <- prometheus.MustNewConstMetric(reached, prometheus.GaugeValue, c.up())
	}
	if c.Figures == nil {
		return
	}
	s, old := c.figures()
	if s == nil {
		return
	}
	ch <- prometheus.MustNewConstMetric(age, prometheus.GaugeValue, old.Seconds())
	ch <- prometheus.MustNewConstMetric(residents, prometheus.GaugeValue, float64(s.Residents))
	for desc, by := range map[*prometheus.Desc]map[string]int64{accounts: s.Accounts, refusals: s.Refusals, mails: s.Mails, cases: s.Cases} {
		for key, n := range by {
			ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(n), key)
		}
	}
}

func (c *counts) up() float64 {
	ctx, cancel := context.WithTimeout(context.Background(), askMost)
	defer cancel()
	if c.Reached(ctx) != nil {
		return 0
	}
	return 1
}

// figures answers the last ones with their age, and has them counted anew where they are
// old; nil: there are none yet.
func (c *counts) figures() (*registry.Statistics, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if !c.counting && !now.Before(c.due) {
		c.counting = true
		go c.count() // ends by itself, after countMost at most
	}
	return c.last, now.Sub(c.at)
}

func (c *counts) count() {
	ctx, cancel := context.WithTimeout(context.Background(), countMost)
	defer cancel()
	began := c.now()
	s, err := c.Figures(ctx)
	took := c.now().Sub(began)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counting = false; err == nil {
		c.last, c.at = &s, began
	}
	c.due = began.Add(max(countEvery, countShare*took))
}
