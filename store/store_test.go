package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
)

// noon is a working day at the counter, in its own zone.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.FixedZone("WIB", 7*3600))

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// testSealer makes packets that hold nothing but the id and a length: what package
// sync's sealer hides, hidden more simply.
type testSealer struct{ err error }

func (s testSealer) Seal(c enrol.Case) ([]byte, error) {
	return append([]byte("sealed "+c.ID+" "), bytes.Repeat([]byte{0xA5}, len(c.Selfie))...), s.err
}

// MustOpen opens a store in dir that ends with the test.
func MustOpen(tb testing.TB, dir string, change ...func(*Options)) *Store {
	tb.Helper()
	o := Options{Dir: dir, Now: (&clock{t: noon}).Now, Sealer: testSealer{}}
	for _, f := range change {
		f(&o)
	}
	s, err := Open(tb.Context(), o)
	if err != nil {
		tb.Fatalf("open store: %v", err)
	}
	tb.Cleanup(func() { _ = s.Close() }) // some tests close it themselves
	return s
}

func withClock(c *clock) func(*Options) { return func(o *Options) { o.Now = c.Now } }

// newCase is a case that was compared and only needs a decision.
func newCase(n int) enrol.Case {
	id, err := uuid.NewV7()
	if err != nil {
		panic(err)
	}
	return enrol.Case{
		ID: id.String(), Kind: enrol.KindNew, State: enrol.StateCompared,
		Resident: enrol.Resident{
			NIK: enrol.NIK(fmt.Sprintf("327601410190%04d", n%9999+1)), Name: "Siti Rahmawati",
			Email: "siti.rahmawati@example.id", Phone: "081298765432",
			Birth: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), Sex: enrol.Female,
		},
		Credential: &enrol.Credential{ID: fmt.Sprintf("cti-%d-%s", n, id), Text: "GRAI:6BF"},
		Selfie:     bytes.Repeat([]byte{0xFF, 0xD8, 0x07}, 200),
		Card:       bytes.Repeat([]byte{0xFF, 0xD8, 0x55, 0x09}, 50),
		Face:       enrol.FaceResult{Method: enrol.MethodTemplate, Score: 0.8, Band: enrol.BandMatch, DecidedBy: "auto"},
		Operator:   "petugas1", Outlet: "depok-1", Device: "pc-1", OpenedAt: noon.Add(-9 * time.Second),
	}
}

// MustMove applies an event to a case.
func MustMove(tb testing.TB, c enrol.Case, e enrol.Event, at time.Time) enrol.Case {
	tb.Helper()
	c, err := c.Apply(e, at)
	if err != nil {
		tb.Fatalf("move case: %v", err)
	}
	return c
}

func approved(tb testing.TB, n int) enrol.Case {
	return MustMove(tb, newCase(n), enrol.EventApprove, noon)
}

// MustDecide approves a new case.
func MustDecide(tb testing.TB, s *Store, n int) enrol.Case {
	tb.Helper()
	c := approved(tb, n)
	if err := s.Decide(context.Background(), c); err != nil {
		tb.Fatalf("decide: %v", err)
	}
	return c
}

func wantCode(tb testing.TB, err error, want enrol.Code) {
	tb.Helper()
	if got := enrol.CodeOf(err); got != want {
		tb.Fatalf("error %v has code %q, want %q", err, got, want)
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// quickPIN is a verifier with low costs: tests are about what it opens.
func quickPIN(pin string) string { return phc.Hash(pin, phc.Params{Memory: 64, Time: 1, Threads: 1}) }

func TestOpen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := MustOpen(t, dir)
	if s.Unclean() {
		t.Error("a new database calls itself unclean")
	}
	MustDecide(t, s, 1)
	for name, want := range map[string]os.FileMode{".": 0o700 | os.ModeDir, databaseFile: 0o600, databaseFile + "-wal": 0o600, keyringFile: 0o600, lockFile: 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode(), want)
		}
	}
	must(t, s.Close())
	again := MustOpen(t, dir)
	if again.Unclean() {
		t.Error("a clean end is called unclean")
	}
	items, err := again.Items(t.Context(), enrol.Query{})
	must(t, err)
	if len(items) != 1 {
		t.Fatalf("%d items after reopening, want 1", len(items))
	}
}

func TestOpenSecond(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	MustDecide(t, s, 1)
	_, err := Open(t.Context(), Options{Dir: dir})
	wantCode(t, err, enrol.CodeDBInUse)

	beside := MustOpen(t, dir, func(o *Options) { o.ReadOnly = true })
	items, err := beside.Items(t.Context(), enrol.Query{})
	must(t, err)
	if len(items) != 1 {
		t.Fatalf("%d items read beside, want 1", len(items))
	}
	wantCode(t, beside.Retry(t.Context(), "petugas1"), enrol.CodeDBInUse)
	must(t, s.Close())
	MustOpen(t, dir)
}

// The promise of the package rests on these: every connection must have them, also one
// that database/sql opens anew.
func TestPragmas(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	for name, db := range map[string]*sql.DB{"writer": s.writer, "readers": s.readers} {
		db.SetMaxIdleConns(0) // the next connection is a new one
		for pragma, want := range map[string]string{
			"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "secure_delete": "1",
			"query_only": map[string]string{"writer": "0", "readers": "1"}[name],
		} {
			var got string
			must(t, db.QueryRow("PRAGMA "+pragma).Scan(&got))
			if got != want {
				t.Errorf("%s: %s is %s, want %s", name, pragma, got, want)
			}
		}
	}
}

func TestFreeDisk(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	if n, err := s.FreeDisk(); err != nil || n <= 0 {
		t.Errorf("%d bytes free, %v", n, err)
	}
}

func FuzzUnpackDraft(f *testing.F) {
	whole, err := packDraft(newCase(1))
	must(f, err)
	for _, seed := range [][]byte{whole, whole[:5], {0, 0, 0, 2, '{', '}'}, {255, 255, 255, 255}, nil} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		c, err := unpackDraft(plain)
		if err == nil && len(c.Selfie) > len(plain) {
			t.Fatal("a selfie longer than the draft")
		}
	})
}
