package faults

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/secrets"
	"github.com/gerai-ikd/gerai/registry/sqlite"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
)

// The people of the outlet that never has a line.
const (
	oldPIN   = "246813"
	freshPIN = "975310"
)

// lonely is an outlet's PC that is enrolled where there is a line, and pulls nothing there:
// whatever it ever knows comes by stick.
func (s *sticks) lonely(name string) *outlet.Outlet {
	s.t.Helper()
	out, err := exec.Command(s.bin, "enrol-device", "--outlet", far, "--data", s.registry()).Output()
	s.must(err)
	dir := filepath.Join(s.dir, name)
	db, err := store.Open(s.t.Context(), store.Options{Dir: dir})
	s.must(err)
	_, err = sync.Enrol(s.t.Context(), s.pusat.DeviceURL(), strings.TrimSpace(string(out)), db, name)
	s.must(err)
	s.must(db.Close())
	o, err := outlet.Open(s.t.Context(), outlet.Config{Dir: dir})
	s.must(err)
	s.t.Cleanup(o.Close)
	return o
}

// office does something in the registry's database.
func (s *sticks) office(do func(*db.Tx) error) {
	s.t.Helper()
	d, err := sqlite.Open(filepath.Join(s.registry(), "pusat.db"))
	s.must(err)
	s.must(errors.Join(d.Update(s.t.Context(), do), d.Close()))
}

func member(id, pin string) db.Staff {
	cheap := phc.Params{Memory: 64, Time: 1, Threads: 1}
	return db.Staff{Staff: enrol.Staff{ID: id, Name: id, Role: enrol.RoleStaff, Verifier: phc.Hash(pin, cheap)}}
}

// newKeys has the registry sign residents' QRs, and receipts, with another key from now on,
// and answers the QR of one more resident.
func (s *sticks) newKeys(n int) (qr string) {
	s.t.Helper()
	s.pusat.Kill()
	s.must(os.Remove(filepath.Join(s.registry(), "secrets", "signing.key")))
	d, err := sqlite.Open(filepath.Join(s.registry(), "pusat.db"))
	s.must(err)
	keys, err := secrets.Open(filepath.Join(s.registry(), "secrets"), time.Now())
	s.must(err)
	service := registry.New(d, keys, nil, registry.Options{CredentialLife: 24 * time.Hour})
	s.must(service.Prepare(s.t.Context()))
	_, err = d.Import(s.t.Context(), []db.Resident{{NIK: Resident(n), Name: "WARGA BARU", Birth: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
		Sex: enrol.Female, Category: enrol.CategoryPublic}}, time.Now())
	s.must(err)
	r, err := service.Register(s.t.Context(), registry.RegisterRequest{NIK: Resident(n), Kind: enrol.KindNew, Consent: true, Email: "baru@" + mailDomain, Phone: "081200000099"})
	s.must(errors.Join(err, d.Close()))
	s.pusat.Plain, s.pusat.SMTP = true, "127.0.0.1:9" // nobody takes mails here
	s.must(s.pusat.Start(s.t.Context()))
	s.t.Cleanup(s.pusat.Kill)
	return r.QR
}

// asks writes a PC's stick.
func (s *sticks) asks(o *outlet.Outlet, name string) (path string) {
	s.t.Helper()
	path = filepath.Join(s.stick(name), name+".gerai")
	_, err := o.Export(s.t.Context(), path)
	s.must(err)
	return path
}

// told takes in what came back, and wants it to have been news or not.
func (s *sticks) told(o *outlet.Outlet, file string, fresh bool) {
	s.t.Helper()
	got, err := o.Import(s.t.Context(), file, "")
	if err != nil || got.Settings.IsZero() || got.Stale == fresh {
		s.t.Fatalf("%s: %+v, %v; want fresh %v", filepath.Base(file), got, err, fresh)
	}
}

// mayLogIn wants exactly these of the staff at the door.
func (s *sticks) mayLogIn(o *outlet.Outlet, want map[string]string, not map[string]string) {
	s.t.Helper()
	for id, pin := range want {
		if _, err := o.Store.LogIn(s.t.Context(), id, pin); err != nil {
			s.t.Errorf("%s can't log in: %v", id, err)
		}
	}
	for id, pin := range not {
		if _, err := o.Store.LogIn(s.t.Context(), id, pin); err == nil {
			s.t.Errorf("%s can log in", id)
		}
	}
}

// TestLifeWithoutALine: an outlet that has no line for its whole life. Its settings, staff
// and keys come back with its sticks: those that it begins with, a new member of staff, one
// who was dismissed, and the key that new QRs are signed with. Whoever carries them, how
// often and in which order: what is older undoes nothing, and nobody else can read them.
func TestLifeWithoutALine(t *testing.T) {
	s := mustSticks(t, 6)
	s.mustFar()
	s.office(func(t *db.Tx) error { return t.PutStaff(far, member("agus", oldPIN)) })
	away, town := s.lonely("away"), s.enrol("town")
	s.mayLogIn(away, nil, map[string]string{"agus": oldPIN})

	// The first stick has no packet on it, and brings everything.
	_, first, err := s.carry(s.asks(away, "first"))
	s.must(err)
	s.told(away, first, true)
	s.told(away, first, false)
	s.mayLogIn(away, map[string]string{"agus": oldPIN}, map[string]string{"rina": freshPIN})
	s.approve(away, 0, 3)

	// Another key, a new colleague, and one who was dismissed. An earlier stick is on its way.
	late := s.asks(away, "late")
	_, stale, err := s.carry(late)
	s.must(err)
	qr := s.newKeys(6)
	s.office(func(t *db.Tx) error {
		gone := member("agus", oldPIN)
		gone.RevokedAt = time.Now()
		return errors.Join(t.PutStaff(far, gone), t.PutStaff(far, member("rina", freshPIN)))
	})
	all := append(s.qrs, qr)
	next := &counter{Plan: Plan{Evidence: 20_000}, works: away, kill: newKiller("", 0), qrs: all, began: map[string]enrol.Case{}}
	if err := next.serve(context.Background(), 6); err == nil {
		t.Fatal("a QR of a key that nobody told this outlet of is read")
	}

	// It goes by the next outlet that has a line, which can't read what it carries.
	files := s.relayed(town, s.asks(away, "second"), enrol.Carried{Packets: 3, Known: 3}, "")
	text, err := os.ReadFile(files[0])
	s.must(err)
	for _, secret := range []string{"argon2id", "agus", "rina", "Pelosok"} {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("what goes back shows %q", secret)
		}
	}
	s.stray(away, town, files[0], text)
	s.told(away, files[0], true) // with receipts by the key that it brings
	s.waiting(away, 0)
	s.told(away, stale, false)
	s.told(away, first, false)
	s.mayLogIn(away, map[string]string{"rina": freshPIN}, map[string]string{"agus": oldPIN})
	s.must(next.serve(context.Background(), 6))
	s.waiting(away, 1)
	_, last, err := s.carry(s.asks(away, "last"))
	s.must(err)
	s.told(away, last, true)
	s.waiting(away, 0)
	_, err = away.Store.Verify(t.Context())
	s.must(err)
	s.revoked(away)
}

// stray brings what goes back where it does not belong, and damaged: nothing of it holds.
func (s *sticks) stray(away, town *outlet.Outlet, file string, text []byte) {
	s.t.Helper()
	before, err := away.Store.Cursor(s.t.Context())
	s.must(err)
	if got, err := town.Import(s.t.Context(), file, ""); err == nil || !got.Settings.IsZero() {
		s.t.Errorf("another outlet takes %+v, %v", got, err)
	}
	twin := s.lonely("twin") // of the same outlet
	if got, err := twin.Import(s.t.Context(), file, ""); err == nil || !got.Settings.IsZero() {
		s.t.Errorf("another PC of the outlet takes %+v, %v", got, err)
	}
	from := bytes.Index(text, []byte("gerai settings 1\n"))
	bent := bytes.Clone(text)
	bent[len(bent)-40] ^= 1
	for name, b := range map[string][]byte{"half": text[:from+(len(text)-from)/2], "bent": bent, "headless": text[from+5:]} {
		path := filepath.Join(s.stick("stray"), name+".gerai")
		s.must(os.WriteFile(path, b, 0o600))
		if got, err := away.Import(s.t.Context(), path, ""); err == nil || !got.Settings.IsZero() {
			s.t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if after, err := away.Store.Cursor(s.t.Context()); err != nil || after != before {
		s.t.Errorf("what was damaged moved the cursor: %v", err)
	}
}

// revoked: a PC that may report no more is told nothing either.
func (s *sticks) revoked(o *outlet.Outlet) {
	s.t.Helper()
	s.must(exec.Command(s.bin, "revoke", o.Device, "--data", s.registry()).Run())
	said, files, err := s.carry(s.asks(o, "revoked"))
	if err != nil || files != "" {
		s.t.Errorf("%q, %q, %v", said, files, err)
	}
}
