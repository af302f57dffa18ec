package faults

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/sqlite"
)

// far is a second outlet, in a place without a line.
const far = "pelosok"

// mustFar adds it to a registry that is running.
func (s *sticks) mustFar() {
	s.t.Helper()
	d, err := sqlite.Open(filepath.Join(s.registry(), "pusat.db"))
	s.must(err)
	s.must(d.Update(s.t.Context(), farOutlet))
	s.must(d.Close())
}

func farOutlet(t *db.Tx) error {
	now := time.Now()
	if err := t.PutOutlet(enrol.Settings{Outlet: far, OutletName: "Pelosok", Region: "3276"}, now); err != nil {
		return err
	}
	if err := t.PutPhase(enrol.Phase{Category: enrol.CategoryPublic, From: now.AddDate(-1, 0, 0), Outlet: far}); err != nil {
		return err
	}
	return t.PutStaff(far, db.Staff{Staff: enrol.Staff{ID: operator, Name: "Siti", Role: enrol.RoleStaff}})
}

// stick is a folder that is carried about.
func (s *sticks) stick(name string) string {
	s.t.Helper()
	dir := filepath.Join(s.dir, name)
	s.must(os.MkdirAll(dir, 0o700))
	return dir
}

// relayed brings a stick to a counter with a line and wants what it answers.
func (s *sticks) relayed(at *outlet.Outlet, path string, want enrol.Carried, code enrol.Code) (files []string) {
	s.t.Helper()
	got, err := at.Import(s.t.Context(), path, "")
	files = got.Files
	got.Files = nil
	if enrol.CodeOf(err) != code || got.Packets != want.Packets || got.Accepted != want.Accepted || got.Known != want.Known ||
		got.Refused != want.Refused || got.Foreign != want.Foreign || got.Receipts != want.Receipts {
		s.t.Fatalf("%+v, %v; want %+v, %q", got, err, want, code)
	}
	for _, f := range files {
		if filepath.Dir(f) != filepath.Dir(path) || !strings.HasPrefix(filepath.Base(f), "receipts-"+far+"-") {
			s.t.Fatalf("receipts in %s", f)
		}
	}
	return files
}

func (s *sticks) took(o *outlet.Outlet, file string, want int, code enrol.Code) {
	s.t.Helper()
	got, err := o.Import(s.t.Context(), file, "")
	if got.Receipts != want || enrol.CodeOf(err) != code {
		s.t.Fatalf("%s: %d receipts, %v; want %d, %q", filepath.Base(file), got.Receipts, err, want, code)
	}
}

// TestRelay: an outlet that never has a line sends its stick to another one that has.
// Half, twice, in any order, to the wrong counter, with the line down: nothing is lost,
// nothing doubled, and only the outlet itself takes its receipts.
func TestRelay(t *testing.T) {
	t.Parallel()
	s := mustSticks(t, 14)
	s.mustFar()
	line, err := NewProxy("127.0.0.1:0", s.pusat.Devices, nil)
	s.must(err)
	t.Cleanup(line.Close)
	away, town := s.enrolAt(far, "away", s.pusat.DeviceURL()), s.enrolAt("demo", "town", "https://"+line.Addr())
	s.approve(away, 0, 10)
	dir := s.stick("stick")
	whole := filepath.Join(dir, "a.gerai")
	_, err = away.Export(t.Context(), whole)
	s.must(err)
	text, err := os.ReadFile(whole)
	s.must(err)
	half := filepath.Join(s.stick("half"), "half.gerai")
	s.must(os.WriteFile(half, text[:len(text)*9/20], 0o600))

	first := s.relayed(town, half, enrol.Carried{Packets: 4, Accepted: 4}, enrol.CodeField)
	second := s.relayed(town, whole, enrol.Carried{Packets: 10, Accepted: 6, Known: 4}, "")
	third := s.relayed(town, whole, enrol.Carried{Packets: 10, Known: 10}, "")
	s.took(town, second[0], 0, enrol.CodeField) // not for this outlet
	s.took(away, third[0], 10, "")
	for _, again := range [][]string{first, second, third} {
		got, err := away.Import(t.Context(), again[0], "")
		s.must(err)
		if got.Packets != 0 {
			t.Fatalf("%+v", got)
		}
	}
	s.waiting(away, 0)
	s.waiting(town, 0)
	for _, o := range []*outlet.Outlet{away, town} {
		_, err := o.Store.Verify(t.Context())
		s.must(err)
	}

	s.relayedApart(away, town, line)
	s.once(12)
}

// relayedApart is what goes wrong on the way.
func (s *sticks) relayedApart(away, town *outlet.Outlet, line *Proxy) {
	t := s.t
	t.Helper()
	s.approve(away, 10, 12)
	path := filepath.Join(s.stick("later"), "b.gerai")
	_, err := away.Export(t.Context(), path)
	s.must(err)

	// Of another registry: told, and nobody gets a receipt for what the registry never saw.
	other := mustSticks(t, 14)
	stranger := other.enrol("stranger")
	if files := s.relayed(stranger, path, enrol.Carried{Packets: 2, Foreign: 2}, ""); len(files) != 0 {
		t.Fatalf("receipts from a stranger: %v", files)
	}
	// A counter that is not enrolled has nobody to hand anything to.
	blank, err := outlet.Open(t.Context(), outlet.Config{Dir: filepath.Join(s.dir, "blank")})
	s.must(err)
	defer blank.Close()
	s.relayed(blank, path, enrol.Carried{}, enrol.CodeNotEnrolled)

	// The line is down: said at once, nothing is left behind, and the next time it works.
	line.Set(Refuse)
	if files := s.relayed(town, path, enrol.Carried{}, enrol.CodeOffline); len(files) != 0 {
		t.Fatalf("receipts without a line: %v", files)
	}
	s.waiting(away, 2)
	line.Set(Pass)
	files := s.relayed(town, path, enrol.Carried{Packets: 2, Accepted: 2}, "")

	// Receipts that lost their end, or were touched, change nothing that they should not.
	good := s.receiptsIn(files[0])
	bent := append(append([]byte{}, good[:len(good)-1]...), good[len(good)-1]^1)
	for name, c := range map[string]struct {
		text []byte
		want int
		code enrol.Code
	}{"cut": {good[:len(good)-9], 0, enrol.CodeField}, "forged": {bent, 0, enrol.CodeQRForged}, "behind": {append(append([]byte{}, good...), good[:20]...), 2, enrol.CodeField}} {
		file := filepath.Join(s.dir, name+".gerai")
		s.must(os.WriteFile(file, c.text, 0o600))
		s.took(away, file, c.want, c.code)
	}
	s.waiting(away, 0)
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 2 {
		t.Fatalf("%d files on the stick, %v", len(entries), err)
	}
	if _, err := town.Import(t.Context(), path, filepath.Join(s.dir, "no-such-folder")); enrol.CodeOf(err) != enrol.CodeConfig {
		t.Fatalf("no folder for the receipts: %v", err)
	}
}

// once wants every resident up to n at the registry, once.
func (s *sticks) once(n int) {
	s.t.Helper()
	s.pusat.Kill()
	at, err := readRegistry(s.t.Context(), s.registry(), n)
	s.must(err)
	for i := range n {
		if len(at[i].cases) != 1 || at[i].jobs != 1 {
			s.must(errors.New("a resident is not at the registry once"))
		}
	}
}
