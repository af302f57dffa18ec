package outlet_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

// far is a PC that is enrolled, and never hears the registry on a line.
type far struct {
	*outlet.Outlet
	c *city
	t *testing.T
}

func (c *city) far(t *testing.T) far {
	t.Helper()
	ctx, dir := t.Context(), c.enrolled(t)
	began := c.Clock.Now()
	works, err := outlet.Open(ctx, outlet.Config{Dir: dir, BackupEvery: -1, Clocks: func() store.Reading {
		now := c.Clock.Now()
		return store.Reading{Wall: now, Up: now.Sub(began)}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(works.Close)
	return far{works, c, t}
}

// stick carries what the PC asks to the registry, and what that answers into a file.
func (f far) stick(name string) (path string) {
	f.t.Helper()
	out := filepath.Join(f.t.TempDir(), name)
	if _, err := f.Export(f.t.Context(), out); err != nil {
		f.t.Fatal(err)
	}
	in, err := os.ReadFile(out)
	if err != nil {
		f.t.Fatal(err)
	}
	packets, err := bundle.ReadPackets(bytes.NewReader(in), nil) // it has none
	if err != nil {
		f.t.Fatal(err)
	}
	answer, err := f.c.Service.Answer(f.t.Context(), packets.Ask)
	if err != nil {
		f.t.Fatal(err)
	}
	path = out + ".back"
	if err := os.WriteFile(path, answer.File, 0o600); err != nil {
		f.t.Fatal(err)
	}
	return path
}

func (f far) take(path string, fresh bool) {
	f.t.Helper()
	got, err := f.Import(f.t.Context(), path, "")
	if err != nil || got.Settings.IsZero() || got.Stale == fresh {
		f.t.Fatalf("%+v, %v; want fresh %v", got, err, fresh)
	}
}

// reads tells whether a resident's QR of now can be read.
func (f far) reads(n enrol.NIK) bool {
	f.t.Helper()
	keys, err := f.Store.Keys(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	qr := f.c.Register(n, "").QR
	_, err = credential.NewVerifier(keys, credential.Options{}).Verify(qr, f.Now())
	return err == nil
}

// A counter without a line reads QRs for a period at least after a stick; after 70 days its
// keys have run out, and the next stick brings new ones. The limit since the last sync
// counts from when the registry wrote what holds here.
func TestKeysByStick(t *testing.T) {
	c := mustCity(t)
	f := c.far(t)
	if f.reads(agus) {
		t.Fatal("a QR is read before anything came")
	}
	first := f.stick("first")
	written := c.Clock.Now()
	c.Clock.Add(3 * 24 * time.Hour) // on its way
	f.take(first, true)
	if !f.reads(agus) {
		t.Error("the first stick's keys read no QR")
	}
	backlog := func() enrol.Backlog {
		b, err := f.Store.Backlog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	week := enrol.Stops{MaxSinceSync: 7 * 24 * time.Hour}
	if b := backlog(); written.Sub(b.Synced()).Abs() > time.Minute || week.CheckStops(b, -1, f.Now()) != nil {
		t.Errorf("synced at %v, written at %v", b.Synced(), written)
	}
	c.Clock.Add(5 * 24 * time.Hour) // eight since it was written, five since it came
	if err := week.CheckStops(backlog(), -1, f.Now()); enrol.CodeOf(err) != enrol.CodeHardStop {
		t.Errorf("eight days without news: %v", err)
	}
	c.Clock.Add(62 * 24 * time.Hour)
	if f.reads(dewi) {
		t.Fatal("keys of 70 days ago read a QR")
	}
	f.take(f.stick("second"), true)
	f.take(first, false)
	if !f.reads(dewi) || week.CheckStops(backlog(), -1, f.Now()) != nil {
		t.Error("the second stick's keys read no QR, or the limit still holds")
	}
	if trust := f.Store.ClockTrust(); trust != enrol.ClockGuess {
		t.Errorf("a stick tells the time as %s", trust)
	}
}

// The line and sticks go together: what the line brought is not undone by a stick that was
// written before, and the other way round.
func TestStickBesideALine(t *testing.T) {
	c := mustCity(t)
	f := c.far(t)
	early := f.stick("early")
	c.Clock.Add(time.Hour)
	p, err := f.Client.Pull(t.Context(), "")
	if err == nil {
		err = f.Store.Apply(t.Context(), p)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.take(early, false)
	c.Clock.Add(time.Hour)
	f.take(f.stick("late"), true)
	cursor, err := f.Store.Cursor(t.Context())
	if err != nil || cursor == "" || cursor == p.Cursor {
		t.Errorf("cursor %q, %v", cursor, err)
	}
	if p, err := f.Client.Pull(t.Context(), cursor); err != nil || p.Full {
		t.Errorf("the line brings all of the books again: %v, %v", p.Full, err)
	}
}
