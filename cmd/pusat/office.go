package main

import (
	"context"
	"net/http"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/metrics"
	"github.com/gerai-ikd/gerai/registry/office"
	"github.com/gerai-ikd/gerai/registry/pages"
)

func (m *Main) metrics() *metrics.Metrics {
	return metrics.New(version, metrics.Sources{
		Figures: func(ctx context.Context) (registry.Statistics, error) { return registry.ReadStatistics(ctx, m.db) },
		Reached: func(ctx context.Context) error { return m.db.Ping(ctx) },
	})
}

func (m *Main) office(s *registry.Service) (http.Handler, error) {
	trusted, err := parseNetworks("--trusted-proxies", m.Config.Proxies)
	if err != nil {
		return nil, err
	}
	allowed, err := parseNetworks("--office-networks", m.Config.OfficeNetworks)
	if err != nil {
		return nil, err
	}
	return office.New(office.Options{Service: s, Log: m.log, Secure: true, Office: m.Config.Office, Now: m.Clock,
		Networks: allowed, Client: trusted.client, NeedFactor: m.Config.OfficeFactor, Portrait: m.portraits.uploaded})
}

// listOutlets are those that the office lists for residents.
func listOutlets(s *registry.Service) func(context.Context) []pages.Outlet {
	return func(ctx context.Context) []pages.Outlet {
		list, err := s.Counters(ctx)
		if err != nil {
			return nil // the page is worth showing without them
		}
		out := make([]pages.Outlet, len(list))
		for i, c := range list {
			out[i] = pages.Outlet{Name: c.Name, Address: c.Address, Hours: c.Hours}
		}
		return out
	}
}
