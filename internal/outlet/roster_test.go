package outlet_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/deviceapi"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
)

const (
	agus enrol.NIK = "3276001203850001"
	dewi enrol.NIK = "3276006507880002"
)

const office = "nik;nama;unit\n3276001203850001;AGUS PRASETYO;Sekretariat\n3276006507880002;DEWI LESTARI;Sekretariat\n3276004909150004;NAYLA PRASETYO;Sekretariat\n"

// city is a registry behind real mutual TLS, and its clock is this PC's.
type city struct {
	*registrytest.Env
	url string
	cut atomic.Bool // the line: nobody gets an answer
}

func mustCity(t *testing.T) *city {
	t.Helper()
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	e.Clock.Add(time.Since(registrytest.Start))
	h, _ := deviceapi.New(e.Service, deviceapi.Options{Clock: e.Clock.Now})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &city{Env: e, url: "https://" + l.Addr().String()}
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.cut.Load() {
			panic(http.ErrAbortHandler)
		}
		h.ServeHTTP(w, r)
	})
	srv := &http.Server{Handler: answer, TLSConfig: e.Secrets.CA.NewServer([]string{"127.0.0.1"}, e.Clock.Now).Devices(), ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = srv.ServeTLS(l, "", "") }() // ends with Close
	t.Cleanup(func() { srv.Close() })
	return c
}

// enrolled is the data folder of a PC that the registry knows.
func (c *city) enrolled(t *testing.T) (dir string) {
	t.Helper()
	ctx := t.Context()
	dir = filepath.Join(t.TempDir(), "data")
	code, err := c.Service.NewEnrolCode(ctx, demo.Outlet, "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(ctx, store.Options{Dir: dir})
	if err == nil {
		_, err = sync.Enrol(ctx, c.url, code.Text(), s, "pc")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// counter enrols a PC and opens its works; its line is up until the test ends.
func (c *city) counter(t *testing.T) (*outlet.Outlet, *registrytest.Counter) {
	t.Helper()
	ctx, dir := t.Context(), c.enrolled(t)
	works, err := outlet.Open(ctx, outlet.Config{Dir: dir, PullEvery: 200 * time.Millisecond, BackupEvery: -1})
	if err != nil {
		t.Fatal(err)
	}
	runs, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- works.Run(runs) }()
	t.Cleanup(func() {
		stop()
		<-done
		works.Close()
	})
	d, err := c.Service.Device(ctx, works.Device)
	if err != nil {
		t.Fatal(err)
	}
	staff := c.MustEnrol() // as if it stood at this PC
	staff.Device = d
	return works, staff
}

// see waits until a counter's roster stands as told.
func (c *city) see(t *testing.T, who string, works *outlet.Outlet, want string) enrol.RosterDay {
	t.Helper()
	var got string
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		d, err := works.Store.Roster(t.Context(), c.Clock.Now())
		if got = string(enrol.CodeOf(err)); err == nil {
			var out []string
			for _, e := range d.Entries {
				out = append(out, e.Name+" "+string(e.Standing()))
			}
			got = strings.Join(out, ", ")
		}
		if got == want {
			return d
		}
	}
	t.Fatalf("%s sees %q, want %q", who, got, want)
	return enrol.RosterDay{}
}

// TestRosterAtTwoCounters: a list loaded at the office reaches both counters, an approval
// ticks at its own at once and at the other by sync, a mark likewise, and the office sees
// the same. Then the list is erased.
func TestRosterAtTwoCounters(t *testing.T) {
	c, ctx := mustCity(t), t.Context()
	one, staff := c.counter(t)
	two, _ := c.counter(t)
	wib := time.FixedZone("WIB", 7*3600)
	order := registry.RosterOrder{Outlet: demo.Outlet, Title: "Balai Kota", Day: c.Clock.Now().In(wib), Closes: 24 * time.Hour}
	report, err := c.Service.LoadRoster(ctx, registry.Console, order, strings.NewReader(office), false)
	if err != nil {
		t.Fatal(err)
	}
	const all = "AGUS PRASETYO waiting, DEWI LESTARI waiting, NAYLA PRASETYO barred"
	d := c.see(t, "one", one, all)
	c.see(t, "two", two, all)
	done := staff.Approve(staff.Case(c.Register(agus, "").QR))
	if err := one.Store.Decide(ctx, done); err != nil {
		t.Fatal(err)
	}
	if got, err := one.Store.Roster(ctx, c.Clock.Now()); err != nil || enrol.NewTurnout(got.Entries).Done != 1 {
		t.Fatalf("the counter's own approval does not tick at once: %v", err)
	}
	one.Worker.Nudge()
	c.see(t, "two", two, "AGUS PRASETYO done, DEWI LESTARI waiting, NAYLA PRASETYO barred")
	if err := two.Store.MarkExpected(ctx, d.Entries[1].ID, enrol.MarkAbsent, "siti"); err != nil {
		t.Fatal(err)
	}
	c.see(t, "one", one, "AGUS PRASETYO done, DEWI LESTARI absent, NAYLA PRASETYO barred")
	view, err := c.Service.Roster(ctx, registry.Console, report.ID)
	if err != nil || fmt.Sprint(view.Turnout.Done, view.Turnout.Absent, view.Turnout.Barred, view.Turnout.Expected()) != "1 1 1 1" {
		t.Fatalf("the office sees %+v %v", view.Turnout, err)
	}
	if err := c.Service.EraseRoster(ctx, registry.Console, report.ID); err != nil {
		t.Fatal(err)
	}
	c.see(t, "one", one, string(enrol.CodeNotFound))
	c.see(t, "two", two, string(enrol.CodeNotFound))
}

// TestRosterOffline: a counter whose line is cut goes on ticking and marking, and tells it
// all when the line is back.
func TestRosterOffline(t *testing.T) {
	c, ctx := mustCity(t), t.Context()
	one, staff := c.counter(t)
	order := registry.RosterOrder{Outlet: demo.Outlet, Title: "Balai Kota", Day: c.Clock.Now().In(time.FixedZone("WIB", 7*3600)), Closes: 24 * time.Hour}
	report, err := c.Service.LoadRoster(ctx, registry.Console, order, strings.NewReader(office), false)
	if err != nil {
		t.Fatal(err)
	}
	d := c.see(t, "one", one, "AGUS PRASETYO waiting, DEWI LESTARI waiting, NAYLA PRASETYO barred")
	done := staff.Approve(staff.Case(c.Register(dewi, "").QR))
	c.cut.Store(true)
	if err := one.Store.MarkExpected(ctx, d.Entries[0].ID, enrol.MarkPresent, "siti"); err != nil {
		t.Fatal(err)
	}
	if err := one.Store.Decide(ctx, done); err != nil {
		t.Fatal(err)
	}
	one.Worker.Nudge()
	c.see(t, "one", one, "AGUS PRASETYO present, DEWI LESTARI done, NAYLA PRASETYO barred")
	office := func() enrol.Turnout {
		view, err := c.Service.Roster(ctx, registry.Console, report.ID)
		if err != nil {
			t.Fatal(err)
		}
		return view.Turnout
	}
	for end := time.Now().Add(2 * time.Minute); one.Worker.Status().LastError == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the counter does not notice that its line is cut")
		}
	}
	if got := office(); got.Done+got.Present != 0 {
		t.Fatalf("the office heard of it through a cut line: %+v", got)
	}
	c.cut.Store(false)
	one.Worker.Retry()
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if got := office(); got.Done == 1 && got.Present == 1 {
			return
		} else if time.Now().After(end) {
			t.Fatalf("the office sees %+v", got)
		}
	}
}
