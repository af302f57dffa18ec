package faults

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
)

// sticks is a registry and two outlets' PCs that have met it once.
type sticks struct {
	t     *testing.T
	bin   string
	dir   string
	qrs   []string
	pusat *stage.Pusat
}

func mustSticks(t *testing.T, residents int) *sticks {
	t.Helper()
	s := &sticks{t: t, bin: mustBuild(t), dir: t.TempDir()}
	qrs, _, err := prepare(t.Context(), s.registry(), residents)
	s.must(err)
	s.qrs = qrs
	s.pusat, err = startRegistry(t.Context(), s.bin, s.registry())
	s.must(err)
	t.Cleanup(s.pusat.Kill)
	return s
}

func (s *sticks) registry() string { return filepath.Join(s.dir, "pusat") }

func (s *sticks) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// enrol makes a PC of the outlet and lets it pull once; it has no line afterwards.
func (s *sticks) enrol(name string) *outlet.Outlet {
	return s.enrolAt("demo", name, s.pusat.DeviceURL())
}

func (s *sticks) enrolAt(at, name, url string) *outlet.Outlet {
	s.t.Helper()
	out, err := exec.Command(s.bin, "enrol-device", "--outlet", at, "--data", s.registry()).Output()
	s.must(err)
	dir := filepath.Join(s.dir, name)
	db, err := store.Open(s.t.Context(), store.Options{Dir: dir})
	s.must(err)
	id, err := sync.Enrol(s.t.Context(), url, strings.TrimSpace(string(out)), db, name)
	s.must(err)
	c, err := sync.NewClient(id, db, sync.Timeouts{})
	s.must(err)
	s.must(firstPull(s.t.Context(), c, db))
	c.Close()
	s.must(db.Close())
	o, err := outlet.Open(s.t.Context(), outlet.Config{Dir: dir})
	s.must(err)
	s.t.Cleanup(o.Close)
	return o
}

func (s *sticks) approve(o *outlet.Outlet, from, until int) {
	s.t.Helper()
	c := &counter{Plan: Plan{Evidence: 20_000}, works: o, kill: newKiller("", 0), qrs: s.qrs, began: map[string]enrol.Case{}}
	for i := from; i < until; i++ {
		s.must(c.serve(context.Background(), i))
	}
}

// carry imports a bundle at the registry, and answers what it said and the receipts.
func (s *sticks) carry(path string) (said, receipts string, err error) {
	s.t.Helper()
	time.Sleep(2 * time.Millisecond) // receipts are named by the time
	out, err := exec.Command(s.bin, "import-bundle", path, "--receipts", s.dir, "--data", s.registry()).Output()
	first, rest, _ := strings.Cut(string(out), "\n")
	return first, strings.TrimSpace(rest), err
}

func (s *sticks) waiting(o *outlet.Outlet, want int) {
	s.t.Helper()
	b, err := o.Store.Backlog(s.t.Context())
	s.must(err)
	if b.Pending != want || b.Held+b.Refused > 0 {
		s.t.Fatalf("backlog %+v, want %d pending", b, want)
	}
}

// TestSticks: an outlet that never has a line works with USB sticks. Bundles come half,
// twice, in any order, from strangers; receipts come twice and to the wrong PC.
func TestSticks(t *testing.T) {
	t.Parallel()
	s := mustSticks(t, 14)
	a := s.enrol("a")
	s.approve(a, 0, 10)
	whole := filepath.Join(s.dir, "a.gerai")
	n, err := a.Export(t.Context(), whole)
	s.must(err)
	if n != 10 {
		t.Fatalf("%d packets on the stick", n)
	}
	if _, err := a.Export(t.Context(), whole); enrol.CodeOf(err) != enrol.CodeConfig {
		t.Fatalf("a second export over the first: %v", err)
	}
	s.waiting(a, 10) // a lost stick costs nothing
	text, err := os.ReadFile(whole)
	s.must(err)
	for i := range 10 {
		if bytes.Contains(text, []byte(Resident(i))) || bytes.Contains(text, []byte(mailDomain)) {
			t.Fatal("the stick can be read")
		}
	}

	// Pulled out too early: what is there counts.
	half := filepath.Join(s.dir, "half.gerai")
	s.must(os.WriteFile(half, text[:len(text)*9/20], 0o600))
	said, receipts, err := s.carry(half)
	if err == nil || !strings.HasPrefix(said, "packets 4: accepted 4") {
		t.Fatalf("half a stick: %q, %v", said, err)
	}
	if got, err := a.Import(t.Context(), receipts, ""); err != nil || got.Receipts != 4 {
		t.Fatalf("receipts of half a stick: %+v, %v", got, err)
	}
	s.waiting(a, 6)

	// The whole one, and again; the receipts in the wrong order, and again.
	_, first, err := s.carry(whole)
	s.must(err)
	said, second, err := s.carry(whole)
	s.must(err)
	if said != "packets 10: accepted 0, known 10, refused 0, not ours 0" {
		t.Fatalf("imported twice: %q", said)
	}
	for _, r := range []string{second, first, second} {
		_, err := a.Import(t.Context(), r, "")
		s.must(err)
	}
	s.waiting(a, 0)
	if n, err := a.Export(t.Context(), filepath.Join(s.dir, "none.gerai")); err != nil || n != 0 {
		t.Fatalf("nothing waits: %d, %v", n, err)
	}
	_, err = a.Store.Verify(t.Context())
	s.must(err)
	s.strange(a, first, text)
}

// receiptsIn answers what of a file that came back is receipts: settings lie behind them.
func (s *sticks) receiptsIn(path string) []byte {
	s.t.Helper()
	text, err := os.ReadFile(path)
	s.must(err)
	receipts, _, found := bytes.Cut(text, []byte("gerai settings 1\n"))
	if !found {
		s.t.Fatalf("%s has no settings", filepath.Base(path))
	}
	return receipts
}

// strange brings what does not belong: files of others, forged ones, a stranger's PC.
func (s *sticks) strange(a *outlet.Outlet, receipts string, packets []byte) {
	t := s.t
	t.Helper()
	good := s.receiptsIn(receipts)
	forged := bytes.Clone(good)
	forged[len(forged)-1] ^= 1
	for name, content := range map[string][]byte{"forged": forged, "cut": good[:len(good)/2], "packets": packets[:40], "text": []byte("hello")} {
		path := filepath.Join(s.dir, name+".gerai")
		s.must(os.WriteFile(path, content, 0o600))
		if got, err := a.Import(t.Context(), path, ""); err == nil || got.Receipts+got.Packets != 0 {
			t.Errorf("receipts, %s: %+v, %v", name, got, err)
		}
	}
	other := mustSticks(t, 14)
	b := other.enrol("b")
	other.approve(b, 0, 2)
	if _, err := b.Import(t.Context(), receipts, ""); err == nil {
		t.Error("receipts of another registry are taken")
	}
	path := filepath.Join(s.dir, "b.gerai")
	_, err := b.Export(t.Context(), path)
	s.must(err)
	if said, _, err := s.carry(path); err != nil || said != "packets 2: accepted 0, known 0, refused 0, not ours 2" {
		t.Errorf("packets of another registry's outlet: %q, %v", said, err)
	}
	other.waiting(b, 2)
}
