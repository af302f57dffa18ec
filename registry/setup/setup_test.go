package setup_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/setup"
	"github.com/gerai-ikd/gerai/registry/sqlite"
)

const good = `
[[outlet]]
id = "margonda"
name = "Gerai Margonda"
region = "3276"
[[outlet.staff]]
id = "siti"
name = "Siti"
role = "staff"
[[phase]]
category = "asn"
from = 2026-01-05
until = 2026-03-31
outlet = "margonda"
`

var wib = time.FixedZone("WIB", 7*60*60)

// mustDB is a registry's database without content.
func mustDB(t *testing.T) *db.DB {
	t.Helper()
	d, err := sqlite.Open(filepath.Join(t.TempDir(), "pusat.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if _, _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestApplyTwice: new staff get a PIN once; who leaves is revoked from that moment on.
func TestApplyTwice(t *testing.T) {
	ctx := context.Background()
	d := mustDB(t)
	now := time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	var pin string
	for i, text := range []string{good, good, strings.Replace(good, `role = "staff"`, "role = \"supervisor\"\nrevoked = true", 1)} {
		f, err := setup.Read(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		logins, err := setup.Apply(ctx, d, f, wib, now.Add(time.Duration(i)*time.Hour))
		if err != nil || (len(logins) == 1) != (i == 0) {
			t.Fatalf("round %d: %d new, %v", i, len(logins), err)
		}
		if i == 0 {
			pin = logins[0].PIN
		}
	}
	err := d.View(ctx, func(tx *db.Tx) error {
		staff, err := tx.Staff("margonda")
		if err != nil || len(staff) != 1 || !staff[0].RevokedAt.Equal(now.Add(2*time.Hour)) || staff[0].Role != enrol.RoleSupervisor ||
			!staff[0].MustSet || !phc.VerifyPIN(staff[0].Verifier, pin) {
			t.Errorf("staff %v %v", staff, err)
		}
		phases, err := tx.Phases("margonda")
		if err != nil || len(phases) != 1 || phases[0].From.Format(time.RFC3339) != "2026-01-05T00:00:00+07:00" {
			t.Errorf("phases %v %v", phases, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestApplyLeavesTheOfficesWork: a file that is applied again, to add something, neither
// lets back in who was revoked since, nor undoes what was set since.
func TestApplyLeavesTheOfficesWork(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	d := mustDB(t)
	apply := func() {
		t.Helper()
		f, err := setup.Read(strings.NewReader(good))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := setup.Apply(ctx, d, f, wib, now); err != nil {
			t.Fatal(err)
		}
	}
	apply()
	err := d.Update(ctx, func(tx *db.Tx) error {
		s, err := tx.Outlet("margonda")
		if err != nil {
			return err
		}
		s.IdleLock, s.Stops.MaxAge, s.Liveness, s.KeepDays = 5*time.Minute, 72*time.Hour, true, 3
		if err := tx.PutOutlet(s, now); err != nil {
			return err
		}
		staff, err := tx.Staff("margonda")
		if err != nil {
			return err
		}
		staff[0].RevokedAt = now.Add(time.Hour)
		return tx.PutStaff("margonda", staff[0])
	})
	if err != nil {
		t.Fatal(err)
	}
	apply()
	err = d.View(ctx, func(tx *db.Tx) error {
		s, err := tx.Outlet("margonda")
		if err != nil || s.IdleLock != 5*time.Minute || s.Stops.MaxAge != 72*time.Hour || !s.Liveness || s.KeepDays != 3 || s.Region != "3276" {
			t.Errorf("settings %+v, %v", s, err)
		}
		staff, err := tx.Staff("margonda")
		if err != nil || !staff[0].RevokedAt.Equal(now.Add(time.Hour)) {
			t.Errorf("a revoked person is back: %+v, %v", staff, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWrongFiles(t *testing.T) {
	for name, swap := range map[string][2]string{
		"Syntax":       {"[[outlet]]", "[[outlet"},
		"UnknownKey":   {"region", "regoin"},
		"OutletID":     {`"margonda"`, `"Gerai Margonda"`},
		"NoName":       {`"Gerai Margonda"`, `" "`},
		"Role":         {`role = "staff"`, `role = "admin"`},
		"Category":     {`"asn"`, `"vip"`},
		"Backwards":    {"2026-03-31", "2025-03-31"},
		"NoFrom":       {"from = 2026-01-05", ""},
		"NoSuchOutlet": {`outlet = "margonda"`, `outlet = "kukusan"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := setup.Read(strings.NewReader(strings.Replace(good, swap[0], swap[1], 1)))
			if enrol.CodeOf(err) != enrol.CodeConfig {
				t.Fatal(err)
			}
		})
	}
}
