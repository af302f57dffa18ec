package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
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

// How long a whole request may take to come in, and its answer to go out from then on, so
// that who sends an octet a minute keeps no connection. Uploads, of packets and of residents, ask for more
// themselves; an outlet that waits for an offer or for its turn is known by its certificate.
const (
	readTime   = 30 * time.Second
	answerTime = 2 * time.Minute
)

// ready is the line on stdout that says where to go.
type ready struct {
	Listening string `json:"listening"` // residents, by the public name
	Pages     string `json:"pages"`     // the same where it listens: for a proxy
	Devices   string `json:"devices"`
	Office    string `json:"office,omitempty"`
	Metrics   string `json:"metrics,omitempty"`
	Mailbox   string `json:"mailbox,omitempty"`
	Engine    string `json:"engine"`
	Version   string `json:"version"`
}

// serve runs until ctx ends.
func (m *Main) serve(ctx context.Context) error {
	if m.Config.Demo && m.Config.outside() {
		return usageError("serve --demo seeds invented residents and staff whose PINs are published, and only ever into a database of its own: " +
			"leave out --dsn, --dsn-file and PUSAT_DSN, or leave out --demo")
	}
	at, err := m.listenAll()
	if err != nil {
		return err
	}
	defer at.close()
	publicURL, err := m.publicURL(at.pages.Addr())
	if err != nil {
		return err
	}
	m.publicAt = publicURL
	files, err := m.certificate(publicURL)
	if err != nil {
		return err
	}
	sink, mails, err := m.mailServer(publicURL)
	if err != nil {
		return err
	}
	m.counted = m.metrics()
	alone, err := m.alone() // before a migration that a running one knows nothing of
	if err != nil {
		return err
	}
	defer alone.Close()
	service, err := m.service(ctx, mails)
	if err != nil {
		return err
	}
	if m.db.Engine() == "sqlite" {
		if err := service.Recover(ctx); err != nil {
			return err
		}
	}
	front, err := m.front(ctx, service, sink)
	if err != nil {
		return err
	}
	m.portraits = newPortraits("", m.Config.faces())
	defer m.portraits.close()
	desk, err := m.office(service)
	if err != nil {
		return err
	}
	devices, _ := deviceapi.New(service, deviceapi.Options{Version: version, Log: m.log, Clock: m.Clock, Pages: publicURL})
	own := m.secrets.CA.NewServer(strings.Split(m.Config.Hosts, ","), m.Clock)
	counted, public := m.counted, own.Pages
	if files != nil {
		public = files.config
	}
	g, ctx := errgroup.WithContext(ctx)
	defer context.AfterFunc(ctx, service.Leave)()
	g.Go(func() error { return service.Run(ctx) })
	if sink != nil {
		g.Go(func() error { return sink.Run(ctx) })
	}
	for _, s := range []site{
		{at.pages, public(), counted.Count("pages", front), answerTime}, {at.devices, own.Devices(), counted.Count("devices", devices), 0},
		{at.office, public(), counted.Count("office", desk), answerTime}, {at.metrics, nil, counted.Handler(), answerTime},
	} {
		if s.listener != nil {
			g.Go(func() error { return m.answer(ctx, s) })
		}
	}
	if err := json.NewEncoder(m.Stdout).Encode(m.ready(at, publicURL, sink != nil)); err != nil {
		return fmt.Errorf("say where to go: %w", err)
	}
	return g.Wait()
}

// front is what residents see, with the demonstration's extras where there is one.
func (m *Main) front(ctx context.Context, s *registry.Service, sink *mailer.Sink) (http.Handler, error) {
	front, err := m.pages(s)
	if err != nil || !m.Config.Demo {
		return front, err
	}
	d, err := m.demo(ctx, s, sink)
	if err != nil {
		return nil, err
	}
	return d.wrap(front), nil
}

func (m *Main) ready(at *listeners, publicURL string, sink bool) ready {
	line := ready{Listening: publicURL, Pages: "https://" + at.pages.Addr().String(), Devices: "https://" + at.devices.Addr().String(), Engine: m.db.Engine(), Version: version}
	if sink {
		line.Mailbox = publicURL + mailboxPath
	}
	if at.office != nil {
		line.Office = "https://" + at.office.Addr().String()
	}
	if at.metrics != nil {
		line.Metrics = "http://" + at.metrics.Addr().String() + "/metrics"
	}
	return line
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
	trusted, err := parseNetworks("--trusted-proxies", m.Config.Proxies)
	if err != nil {
		return nil, err
	}
	front, err := pages.New(pages.Options{Client: trusted.client, Limit: pages.Limit{Burst: m.Config.LimitBurst, Every: m.Config.LimitEvery},
		Residents: s, Log: m.log, Secure: true, Office: m.Config.Office, Now: m.Clock,
		ListOutlets: listOutlets(s), VerifyDisplay: s.VerifyDisplay, ReportLoss: s.ReportLoss, Keeper: m.secrets})
	if err != nil {
		return nil, err
	}
	mux.Handle("/", http.MaxBytesHandler(front, 64<<10))
	return mux, nil
}

// answer serves one listener until ctx ends, and then lets requests finish. Without a
// configuration it is plain HTTP.
func (m *Main) answer(ctx context.Context, s site) error {
	l, config, h := s.listener, s.config, s.handler
	if config != nil {
		config.NextProtos = []string{"h2", "http/1.1"}
	}
	server := &http.Server{
		Handler: h, TLSConfig: config, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: m.readTime, WriteTimeout: s.write,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(quiet{m.log.Handler()}, slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() { // ends with the server
		<-ctx.Done()
		time.Sleep(m.Config.Drain) // balancers ask whether we are ready, and send nobody any more
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
		defer cancel()
		if err := server.Shutdown(stop); err != nil {
			done <- server.Close()
			return
		}
		done <- nil
	}()
	run := func() error { return server.ServeTLS(l, "", "") }
	if config == nil {
		run = func() error { return server.Serve(l) }
	}
	if err := run(); !errors.Is(err, http.ErrServerClosed) {
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
