package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/mailer"
)

// Where the demonstration's extras are, on the resident listener, for this machine only.
const (
	mailboxPath = "/demo/mail"
	nextPath    = "/demo/next"
	codeFile    = "demo-enrol-code"
)

// demonstration plays residents who come one after another.
type demonstration struct {
	service *registry.Service
	sink    *mailer.Sink // nil: a real mail server
	queue   []enrol.NIK
	faces   *demoFaces

	mu   sync.Mutex
	next int
}

// demo seeds the registry, and leaves a code for the outlet's PC.
func (m *Main) demo(ctx context.Context, s *registry.Service, sink *mailer.Sink) (*demonstration, error) {
	if err := demo.Fits(ctx, m.db); err != nil {
		return nil, fmt.Errorf("seed the demonstration: %w", err)
	}
	if err := demo.Seed(ctx, m.db, m.Clock(), phc.Default); err != nil {
		return nil, fmt.Errorf("seed the demonstration: %w", err)
	}
	if err := seedOffice(ctx, s); err != nil {
		return nil, fmt.Errorf("seed the office: %w", err)
	}
	code, err := s.NewEnrolCode(ctx, demo.Outlet, "")
	if err != nil {
		return nil, fmt.Errorf("make enrolment code: %w", err)
	}
	if err := writeFile(filepath.Join(m.Config.Data, codeFile), code.Text()+"\n"); err != nil {
		return nil, err
	}
	return &demonstration{service: s, sink: sink, queue: demo.Grown(m.Clock()),
		faces: newDemoFaces(m.db, m.Clock, m.Config.faces())}, nil
}

// Who can log in at the demonstration's office, which listens on this machine alone.
const (
	demoAdmin    = "ratna"
	demoPassword = "peragaan kantor 27"
)

func seedOffice(ctx context.Context, s *registry.Service) error {
	list, err := s.Admins(ctx, registry.Console)
	if err != nil || len(list) > 0 {
		return err
	}
	a := registry.Admin{ID: demoAdmin, Name: "Ratna Dewi", Role: registry.AdminChief}
	return s.AddAdmin(ctx, registry.Console, a, demoPassword, false)
}

// writeFile replaces a file at once; nobody sees half of it.
func writeFile(path, text string) error {
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		return fmt.Errorf("write enrolment code: %w", err)
	}
	return os.Rename(path+".new", path)
}

// wrap puts the extras beside the pages.
func (d *demonstration) wrap(front http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", front)
	mux.Handle("GET "+nextPath, local(http.HandlerFunc(d.serveNext)))
	if d.sink != nil {
		mux.Handle("GET "+mailboxPath+"/", local(http.StripPrefix(mailboxPath, d.sink.Handler())))
	}
	return mux
}

// local answers this machine alone.
func local(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if a, err := netip.ParseAddr(host); err != nil || !a.Unmap().IsLoopback() {
			http.NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// serveNext registers the next resident as the phone's page would.
func (d *demonstration) serveNext(w http.ResponseWriter, r *http.Request) {
	reg, err := d.register(r.Context())
	if err != nil {
		http.Error(w, string(enrol.CodeOf(err)), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(struct {
		QR    string `json:"qr"`
		Token string `json:"token"`
	}{reg.QR, reg.Token})
}

// register goes round and round: who is served already comes back for a new phone.
func (d *demonstration) register(ctx context.Context) (registry.Registration, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for range d.queue {
		n := d.queue[d.next%len(d.queue)]
		d.next++
		kind, ok, err := d.service.DemoKind(ctx, n)
		if err != nil {
			return registry.Registration{}, err
		}
		if !ok {
			continue
		}
		if err := d.faces.give(ctx, n); err != nil {
			return registry.Registration{}, err
		}
		email, phone := demo.Contact(n)
		return d.service.Register(ctx, registry.RegisterRequest{NIK: n, Email: email, Phone: phone, Kind: kind, Consent: true})
	}
	return registry.Registration{}, enrol.NewError(enrol.CodeNotFound, "find the next resident")
}
