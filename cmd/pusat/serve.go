package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/deviceapi"
	"github.com/gerai-ikd/gerai/registry/mailer"
	"github.com/gerai-ikd/gerai/registry/pages"
)

// graceful is how long requests under way may take after the stop was asked for.
const graceful = 10 * time.Second

// ready is the line on stdout that says where to go.
type ready struct {
	Listening string `json:"listening"`
	Devices   string `json:"devices"`
	Office    string `json:"office,omitempty"`
	Mailbox   string `json:"mailbox,omitempty"`
	Engine    string `json:"engine"`
	Version   string `json:"version"`
}

// serve runs until ctx ends.
func (m *Main) serve(ctx context.Context) error {
	pagesListener, err := net.Listen("tcp", m.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen for residents: %w", err)
	}
	defer pagesListener.Close()
	devicesListener, err := net.Listen("tcp", m.Config.ListenDevices)
	if err != nil {
		return fmt.Errorf("listen for outlets: %w", err)
	}
	defer devicesListener.Close()
	officeListener, err := m.listenOffice()
	if err != nil {
		return err
	}
	if officeListener != nil {
		defer officeListener.Close()
	}
	publicURL := strings.TrimSuffix(m.Config.PublicURL, "/")
	if publicURL == "" {
		publicURL = "https://" + pagesListener.Addr().String()
	}
	sink, mails, err := m.mailServer(publicURL)
	if err != nil {
		return err
	}
	service, err := m.service(ctx, mails)
	if err != nil {
		return err
	}
	if m.db.Engine() == "sqlite" { // nobody else serves from this file
		if err := service.Recover(ctx); err != nil {
			return err
		}
	}
	front, err := m.pages(service)
	if err != nil {
		return err
	}
	var d *demonstration
	if m.Config.Demo {
		if d, err = m.demo(ctx, service, sink); err != nil {
			return err
		}
		front = d.wrap(front)
	}
	devices, _ := deviceapi.New(service, deviceapi.Options{Version: version, Log: m.log, Clock: m.Clock, Pages: publicURL})
	cert := m.secrets.CA.NewServer(strings.Split(m.Config.Hosts, ","), m.Clock)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return service.Run(ctx) })
	if sink != nil {
		g.Go(func() error { return sink.Run(ctx) })
	}
	g.Go(func() error { return m.answer(ctx, pagesListener, cert.Pages(), front) })
	g.Go(func() error { return m.answer(ctx, devicesListener, cert.Devices(), devices) })
	if officeListener != nil {
		desk, err := m.office(service)
		if err != nil {
			return err
		}
		g.Go(func() error { return m.answer(ctx, officeListener, cert.Pages(), desk) })
	}
	line := ready{Listening: publicURL, Devices: "https://" + devicesListener.Addr().String(), Engine: m.db.Engine(), Version: version}
	if sink != nil {
		line.Mailbox = publicURL + mailboxPath
	}
	if officeListener != nil {
		line.Office = "https://" + officeListener.Addr().String()
	}
	if err := json.NewEncoder(m.Stdout).Encode(line); err != nil {
		return fmt.Errorf("say where to go: %w", err)
	}
	return g.Wait()
}

// mailServer answers where mails go: the given server, or in the demonstration a sink.
func (m *Main) mailServer(publicURL string) (*mailer.Sink, *mailer.Mailer, error) {
	addr := m.Config.SMTP
	var sink *mailer.Sink
	if addr == "" && !m.Config.Demo {
		return nil, nil, usageError("serve needs --smtp host:port (or --demo)")
	}
	if addr == "" {
		var err error
		if sink, err = mailer.NewSink(mailer.SinkOptions{}); err != nil {
			return nil, nil, err
		}
		addr = sink.Addr()
	}
	mails, err := mailer.New(m.Config.mail(addr, publicURL))
	return sink, mails, err
}

func (m *Main) pages(s *registry.Service) (http.Handler, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := s.Ready(r.Context()); err != nil {
			http.Error(w, string(enrol.CodeOf(err)), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	front, err := pages.New(pages.Options{Residents: s, Log: m.log, Secure: true, Office: m.Config.Office, Now: m.Clock,
		ListOutlets: listOutlets(s), VerifyDisplay: s.VerifyDisplay})
	if err != nil {
		return nil, err
	}
	mux.Handle("/", http.MaxBytesHandler(front, 64<<10))
	return mux, nil
}

// answer serves one listener until ctx ends, and then lets requests finish.
func (m *Main) answer(ctx context.Context, l net.Listener, config *tls.Config, h http.Handler) error {
	config.NextProtos = []string{"h2", "http/1.1"}
	server := &http.Server{
		Handler: h, TLSConfig: config, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(quiet{m.log.Handler()}, slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() { // ends with the server
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
		defer cancel()
		if err := server.Shutdown(stop); err != nil {
			done <- server.Close()
			return
		}
		done <- nil
	}()
	if err := server.ServeTLS(l, "", ""); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-done
}

// quiet drops the server's own lines about strangers' broken handshakes: they hold
// addresses, and are not our faults.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l > slog.LevelDebug && q.Handler.Enabled(ctx, l)
}
