package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/registry/ca"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/api"
)

// drained is one run of a counter's whole queue.
type drained struct {
	took     time.Duration
	grew     int64 // bytes that the process had more at its peak than before
	progress int   // snapshots with packets done and a time left
	wire     int64 // bytes up and down
}

// drain empties the same queue two times: into the registry, and into a handler that
// only reads.
func (o options) drain(ctx context.Context, out io.Writer) error {
	var authority *ca.CA
	pusat, dir, end, err := o.scene(ctx, func(dir string) error {
		c, err := openCentral(ctx, dir, o.packets+1)
		if err != nil {
			return err
		}
		authority = c.secrets.CA
		return c.db.Close()
	})
	if err != nil {
		return err
	}
	defer end()
	meter, err := newMeter(pusat.Devices)
	if err != nil {
		return err
	}
	defer meter.Close()
	code, err := pusat.EnrolCode()
	if err != nil {
		return err
	}
	if err := o.fill(ctx, dir, meter.URL(), code); err != nil {
		return fmt.Errorf("fill queue: %w", err)
	}
	sink, err := newSink(authority)
	if err != nil {
		return err
	}
	defer sink.Close()
	before := meter.bytes.Load()
	real, err := o.empty(ctx, filepath.Join(dir, "counter"), "")
	if err != nil {
		return fmt.Errorf("drain into the registry: %w", err)
	}
	real.wire = meter.bytes.Load() - before
	base, err := o.empty(ctx, filepath.Join(dir, "copy"), sink.URL())
	if err != nil {
		return fmt.Errorf("drain into the handler: %w", err)
	}
	o.tell(out, base, real)
	return nil
}

func (o options) tell(out io.Writer, base, real drained) {
	mb := float64(o.packets) * float64(o.size) / 1e6
	fmt.Fprintf(out, "## A queue of %d packets with %d bytes of selfie\n\n| into | s | packets/s | MB/s | memory, MB more | snapshots with time left |\n|---|--:|--:|--:|--:|--:|\n", o.packets, o.size)
	for _, r := range []struct {
		name string
		drained
	}{{"a handler that only reads", base}, {"pusat", real}} {
		s := r.took.Seconds()
		fmt.Fprintf(out, "| %s | %.1f | %.0f | %.1f | %.1f | %d |\n", r.name, s, float64(o.packets)/s, mb/s, float64(r.grew)/1e6, r.progress)
	}
	perCase := float64(real.wire) / float64(o.packets)
	ratio, most := base.took.Seconds()/real.took.Seconds(), 1.15*float64(o.size)+4096
	fmt.Fprint(out, "\n| to be reached | must | measured | |\n|---|--:|--:|---|\n")
	fmt.Fprintf(out, "| throughput against the handler | ≥ 0.50 | %.2f | %s |\n", ratio, verdict(ratio >= 0.5))
	fmt.Fprintf(out, "| memory of the outlet, MB more | ≤ 50 | %.1f | %s |\n", float64(real.grew)/1e6, verdict(real.grew <= 50e6))
	fmt.Fprintf(out, "| on the wire, both ways with TLS, bytes a case | ≤ %.0f | %.0f | %s |\n\n", most, perCase, verdict(perCase <= most))
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "missed"
}

// fill makes a counter with a full queue, and a copy of it.
func (o options) fill(ctx context.Context, dir, url, code string) error {
	counter := filepath.Join(dir, "counter")
	db, err := store.Open(ctx, store.Options{Dir: counter})
	if err != nil {
		return err
	}
	id, err := sync.Enrol(ctx, url, code, db, "ukur")
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	works, err := outlet.Open(ctx, outlet.Config{Dir: counter})
	if err != nil {
		return err
	}
	defer works.Close()
	for i := range o.packets {
		c, err := approval(i, o.size, id.Outlet, id.Device)
		if err != nil {
			return err
		}
		if err := works.Store.Decide(ctx, c); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "copy"), 0o700); err != nil {
		return err
	}
	if err := works.Store.OnlineBackup(ctx, filepath.Join(dir, "copy", "gerai.db")); err != nil {
		return err
	}
	key, err := os.ReadFile(filepath.Join(counter, "gerai.key"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "copy", "gerai.key"), key, 0o600)
}

// empty lets a counter deliver everything; url replaces the registry's address.
func (o options) empty(ctx context.Context, dir, url string) (drained, error) {
	db, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return drained{}, err
	}
	defer db.Close()
	id, err := sync.LoadIdentity(ctx, db)
	if err != nil {
		return drained{}, err
	}
	if url != "" {
		id.URL = url
	}
	client, err := sync.NewClient(id, db, sync.Timeouts{})
	if err != nil {
		return drained{}, err
	}
	defer client.Close()
	var r drained
	debug.FreeOSMemory()
	began, before := time.Now(), resident("VmRSS")
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // the peak begins anew
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	delivering := false // only the worker's goroutine looks at it
	worker := sync.NewWorker(sync.Config{Outbox: db, Books: db, Audit: db, Registry: client, OnLink: func(l enrol.Link) {
		if l.Done > 0 && l.Left > 0 {
			r.progress++
		}
		delivering = delivering || l.Task == enrol.LinkDeliver && l.Done > 0
		if delivering && l.Pending == 0 && l.Total == 0 {
			stop() // looked at again below
		}
	}})
	if err := worker.Run(ctx); err != nil {
		return r, err
	}
	r.took, r.grew = time.Since(began), resident("VmHWM")-before
	b, err := db.Backlog(context.Background())
	if err == nil && (b.Pending > 0 || b.Held > 0 || b.Refused > 0) {
		err = fmt.Errorf("not empty: %+v", b)
	}
	return r, err
}

// resident is one of this process's figures in /proc/self/status, bytes.
func resident(name string) int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10
		}
	}
	return 0
}

// sink is the handler that reads the body and says yes.
type sink struct {
	l net.Listener
	s *http.Server
}

func newSink(authority *ca.CA) (*sink, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	k := &sink{l: l, s: &http.Server{Handler: http.HandlerFunc(accept), ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: authority.NewServer([]string{"127.0.0.1"}, time.Now).Devices()}}
	go func() { _ = k.s.ServeTLS(l, "", "") }() // ends with Close
	return k, nil
}

func (k *sink) URL() string { return "https://" + k.l.Addr().String() }

func (k *sink) Close() { _ = k.s.Close() }

func accept(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", api.TypeJSON)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	switch r.URL.Path {
	case api.PathPackets:
		var in api.Packets
		if cbor.Unmarshal(body, &in) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		answer(w, receipts(in))
	case api.PathPull:
		answer(w, enrol.Pull{Cursor: "c", At: time.Now()})
	default:
		answer(w, api.Health{Time: time.Now()})
	}
}

func receipts(in api.Packets) (out api.Receipts) {
	for _, p := range in.Items {
		out.Receipts = append(out.Receipts, enrol.Receipt{ID: p.ID, Answer: enrol.AnswerAccepted, At: time.Now()})
	}
	return out
}

// meter passes connections on and counts their bytes.
type meter struct {
	l     net.Listener
	to    string
	bytes atomic.Int64
}

func newMeter(to string) (*meter, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &meter{l: l, to: to}
	go m.accept() // ends with Close
	return m, nil
}

func (m *meter) URL() string { return "https://" + m.l.Addr().String() }

func (m *meter) Close() { _ = m.l.Close() }

func (m *meter) accept() {
	for {
		c, err := m.l.Accept()
		if err != nil {
			return
		}
		up, err := net.Dial("tcp", m.to)
		if err != nil {
			_ = c.Close()
			continue
		}
		go m.copy(up, c)
		go m.copy(c, up)
	}
}

func (m *meter) copy(to, from net.Conn) {
	defer to.Close()
	n, _ := io.Copy(to, from) // a connection that ends in any way ends here
	m.bytes.Add(n)
}
