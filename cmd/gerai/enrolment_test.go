package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/ui"
)

// newPC is a counter on a PC that no registry knows, as the window opens it.
type newPC struct {
	*program
	t   *testing.T
	cfg Config
	log bytes.Buffer
}

func newNewPC(t *testing.T) *newPC {
	home := t.TempDir()
	n := &newPC{t: t, cfg: Config{Data: filepath.Join(home, "data"), Key: outlet.KeyInFile, Camera: "demo:"}}
	n.program = &program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, lang: "en",
		env: func(k string) string { return map[string]string{"HOME": home}[k] }}
	return n
}

// open opens the counter, as the program does before its window.
func (n *newPC) open() *counter {
	n.t.Helper()
	c, err := n.openCounter(n.t.Context(), n.cfg, slog.New(slog.NewTextHandler(&n.log, nil)))
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(c.Close)
	return c
}

// chained is how many entries of a kind the chain has, which must be whole.
func (n *newPC) chained(c *counter, kind string) (count int) {
	n.t.Helper()
	if _, err := c.store.Verify(n.t.Context()); err != nil {
		n.t.Fatal(err)
	}
	err := c.store.Walk(n.t.Context(), func(e enrol.AuditEntry) error {
		if e.Kind == kind {
			count++
		}
		return nil
	})
	if err != nil {
		n.t.Fatal(err)
	}
	return count
}

// TestEnrolInTheWindow makes a PC known by what the window is given, against a registry on a socket: what is
// wrong is told apart, the code is spent once and is nowhere afterwards, and the counter that is opened then
// fetches its staff.
func TestEnrolInTheWindow(t *testing.T) {
	url, code, srv, err := serveRegistry(filepath.Join(t.TempDir(), "pusat"), t.Cleanup)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	n := newNewPC(t)
	c := n.open()
	e := c.enrolment()
	if e == nil {
		t.Fatal("a PC that nobody knows can't be made known")
	}
	host, _ := os.Hostname()
	if e.Host != host {
		t.Errorf("proposed name %q, want %q", e.Host, host)
	}
	typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	mistyped := typed[:len(typed)-1] + map[bool]string{true: "1", false: "0"}[strings.HasSuffix(typed, "0")]
	for _, tt := range []struct {
		order ui.EnrolOrder
		want  enrol.Code
		why   string
	}{
		{ui.EnrolOrder{Registry: "pusat/", Code: typed}, enrol.CodeConfig, ""},
		{ui.EnrolOrder{Registry: "http://127.0.0.1:1", Code: typed}, enrol.CodeConfig, ""},
		{ui.EnrolOrder{Registry: url, Code: mistyped}, enrol.CodeEnrolCode, "form"},
		{ui.EnrolOrder{Registry: "127.0.0.1:1", Code: typed}, enrol.CodeOffline, ""},
	} {
		_, err := e.Do(t.Context(), tt.order)
		if enrol.CodeOf(err) != tt.want || detailsOf(err)["why"] != tt.why {
			t.Errorf("%s: %v, want %s %s", tt.order.Registry, err, tt.want, tt.why)
		}
		if err != nil && strings.Contains(err.Error(), tt.order.Code) {
			t.Error("the code is in the error")
		}
	}
	done, err := e.Do(t.Context(), ui.EnrolOrder{Registry: strings.TrimPrefix(url, "https://"), Code: typed, Name: "loket-3"})
	if err != nil || done.Outlet != demo.Outlet || done.Device == "" || done.Queued != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	again, err := e.Do(t.Context(), ui.EnrolOrder{Registry: url, Code: typed, Name: "loket-3"})
	if err != nil || again != done {
		t.Errorf("once more: %+v, %v", again, err)
	}
	if got := n.chained(c, "enrol"); got != 1 {
		t.Errorf("%d entries of it in the chain, want 1", got)
	}
	if e.Reopen(); c.next != "run" {
		t.Errorf("then comes %q", c.next)
	}
	c.Close()
	n.holdsNo(code, typed)
	n.goesOn(done)
}

// holdsNo looks for a code in everything that is kept and logged.
func (n *newPC) holdsNo(secrets ...string) {
	n.t.Helper()
	look := func(where string, b []byte) {
		for _, s := range secrets {
			if bytes.Contains(b, []byte(s)) {
				n.t.Errorf("the code is in %s", where)
			}
		}
	}
	look("the log", n.log.Bytes())
	err := filepath.WalkDir(n.cfg.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		look(filepath.Base(path), b)
		return err
	})
	if err != nil {
		n.t.Fatal(err)
	}
}

// goesOn opens the counter that comes next, until its staff can log in.
func (n *newPC) goesOn(done ui.Enrolled) {
	t := n.t
	t.Helper()
	c := n.open()
	if c.enrolment() != nil || c.works.Device != done.Device || c.works.Sealer == nil || c.worker == nil {
		t.Fatalf("it was opened as device %q, want %q", c.works.Device, done.Device)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	ended := make(chan error, 1)
	go func() { ended <- c.works.Run(ctx) }()
	for all, err := c.store.Staff(ctx); len(all) == 0 && ctx.Err() == nil; all, err = c.store.Staff(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	member := demo.Staff[0]
	_, err := c.store.LogIn(ctx, member.ID, member.PIN)
	if err != nil {
		t.Errorf("nobody can log in: %v", err)
	}
	stop()
	<-ended
}

// TestNoEnrolmentInTraining: what is practised must have nowhere to go, whoever asks.
func TestNoEnrolmentInTraining(t *testing.T) {
	n := newNewPC(t)
	n.cfg.toTraining(nil)
	c := n.open()
	if c.enrolment() != nil {
		t.Error("the window of a training offers it")
	}
	_, err := enrolDevice(t.Context(), c.store, sync.Identity{}, ui.EnrolOrder{Registry: "https://127.0.0.1:1", Code: "x"})
	if enrol.CodeOf(err) != enrol.CodeTraining {
		t.Errorf("a training's folder is enrolled: %v", err)
	}
}
