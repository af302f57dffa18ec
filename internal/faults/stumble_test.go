package faults

import (
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/enrol"
)

// stumble makes the registry's database fail over one case, until it is let go.
func (s *sticks) stumble(id string) (let func()) {
	s.t.Helper()
	d, err := sql.Open("sqlite3", "file:"+filepath.Join(s.registry(), "pusat.db")+"?_busy_timeout=5000")
	s.must(err)
	_, err = d.Exec(`CREATE TRIGGER stumble BEFORE INSERT ON cases WHEN NEW.id = '` + id + `' BEGIN SELECT RAISE(ABORT, 'stumbled'); END`)
	s.must(err)
	return func() {
		s.t.Helper()
		_, err := d.Exec(`DROP TRIGGER stumble`)
		s.must(errors.Join(err, d.Close()))
	}
}

// TestStickWithAPacketThatFails: one packet that the registry stumbles over is named and
// holds up none of those behind it, neither at the registry nor at a counter that hands the
// stick on.
func TestStickWithAPacketThatFails(t *testing.T) {
	t.Parallel()
	s := mustSticks(t, 8)
	s.mustFar()
	town, a, away := s.enrol("town"), s.enrol("a"), s.enrolAt(far, "away", s.pusat.DeviceURL())
	first := func(p enrol.Item) string { return p.ID }

	s.approve(a, 0, 4)
	items, err := a.Store.Items(t.Context(), enrol.Query{})
	s.must(err)
	poison := first(items[2])
	let := s.stumble(poison)
	whole := filepath.Join(s.dir, "a.gerai")
	_, err = a.Export(t.Context(), whole)
	s.must(err)
	said, rest, err := s.carry(whole)
	files := strings.Split(rest, "\n")
	if err == nil || said != "packets 4: accepted 3, known 0, refused 0, not ours 0" || len(files) != 2 || !strings.HasSuffix(files[0], poison) {
		t.Fatalf("%q, %q, %v", said, rest, err)
	}
	s.took(a, files[1], 3, "")
	s.waiting(a, 1)
	let()
	said, rest, err = s.carry(whole)
	if err != nil || said != "packets 4: accepted 1, known 3, refused 0, not ours 0" {
		t.Fatalf("%q, %v", said, err)
	}
	s.took(a, rest, 4, "")
	s.waiting(a, 0)

	s.approve(away, 4, 8)
	items, err = away.Store.Items(t.Context(), enrol.Query{})
	s.must(err)
	poison = first(items[3])
	let = s.stumble(poison)
	path := filepath.Join(s.stick("usb"), "far.gerai")
	_, err = away.Export(t.Context(), path)
	s.must(err)
	got, err := town.Import(t.Context(), path, "")
	if err != nil || got.Packets != 4 || got.Accepted != 3 || !slices.Equal(got.Failed, []string{poison}) || len(got.Files) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	s.took(away, got.Files[0], 3, "")
	s.waiting(away, 1)
	let()
	s.relayed(town, path, enrol.Carried{Packets: 4, Accepted: 1, Known: 3}, "")
}
