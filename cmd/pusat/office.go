package main

import (
	"context"
	"fmt"
	"net"
	"net/http"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/office"
	"github.com/gerai-ikd/gerai/registry/pages"
)

// listenOffice opens the address of the office's pages; nil where there are none.
func (m *Main) listenOffice() (net.Listener, error) {
	addr := m.Config.ListenOffice
	if addr == "" && m.Config.Demo {
		addr = "127.0.0.1:0"
	}
	if addr == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen for the office: %w", err)
	}
	return l, nil
}

func (m *Main) office(s *registry.Service) (http.Handler, error) {
	return office.New(office.Options{Service: s, Log: m.log, Secure: true, Office: m.Config.Office, Now: m.Clock})
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
