// Package setup reads what an administrator writes down about outlets, their staff and
// the programme's phases (TOML), and brings the registry into line with it. What the file
// does not name is left alone, a setting of an outlet too; and nobody who was revoked
// comes back by a file that was written before: only the office lets people in again.
//
//	[[outlet]]
//	id = "margonda"
//	name = "Gerai Margonda"
//	region = "3276"
//
//	[[outlet.staff]]
//	id = "siti"
//	name = "Siti Rahmawati"
//	role = "staff" # or supervisor, technician
//
//	[[phase]]
//	category = "asn" # or student, public
//	from = 2026-01-05
//	until = 2026-03-31 # left out: open end
//	outlet = "margonda" # left out: every outlet
package setup

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry/db"
)

// File is what was written down.
type File struct {
	Outlets []Outlet `toml:"outlet"`
	Phases  []Phase  `toml:"phase"`
}

// Outlet is one counter or place of counters.
type Outlet struct {
	ID                    string   `toml:"id"`
	Name                  string   `toml:"name"`
	Region                *string  `toml:"region"` // NIK prefix, for warnings
	KeepDays              *int     `toml:"keep_days"`
	ParkDays              *int     `toml:"park_days"` // a parked case ends after so many; 0: 30
	MaxPending            *int     `toml:"max_pending"`
	ShowQR                *bool    `toml:"show_qr"`
	Liveness              *bool    `toml:"liveness"`                // ask for a turn of the head
	ExceptionBySupervisor *bool    `toml:"exception_by_supervisor"` // a picture that will not do, and faces that differ, need one's leave
	Staff                 []Member `toml:"staff"`
}

// onto answers an outlet's settings with what the file says changed.
func (o Outlet) onto(s enrol.Settings) enrol.Settings {
	s.Outlet, s.OutletName = o.ID, o.Name
	override(&s.Region, o.Region)
	override(&s.KeepDays, o.KeepDays)
	override(&s.ParkDays, o.ParkDays)
	override(&s.Stops.MaxPending, o.MaxPending)
	override(&s.ShowQR, o.ShowQR)
	override(&s.Liveness, o.Liveness)
	override(&s.ExceptionBySupervisor, o.ExceptionBySupervisor)
	return s
}

func override[T any](to *T, with *T) {
	if with != nil {
		*to = *with
	}
}

// Member is a person at an outlet.
type Member struct {
	ID      string     `toml:"id"` // log-in name
	Name    string     `toml:"name"`
	Role    enrol.Role `toml:"role"`
	Revoked bool       `toml:"revoked"`
}

// Phase opens the programme for a category.
type Phase struct {
	Category enrol.Category `toml:"category"`
	From     time.Time      `toml:"from"`
	Until    time.Time      `toml:"until"`
	Outlet   string         `toml:"outlet"`
}

// Login is the one-time PIN of a new member of staff, to be handed over by word.
type Login struct {
	Outlet, Staff, PIN string
}

var name = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,31}$`)

// Read reads and checks a file. The error is CodeConfig and says where.
func Read(r io.Reader) (File, error) {
	var f File
	meta, err := toml.NewDecoder(r).Decode(&f)
	if err != nil {
		return f, enrol.WrapError(enrol.CodeConfig, "read setup", err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return f, wrong("unknown key %s", extra[0])
	}
	known := map[string]bool{"": true}
	for _, o := range f.Outlets {
		if !name.MatchString(o.ID) || known[o.ID] || strings.TrimSpace(o.Name) == "" {
			return f, wrong("outlet %q: an id once, of small letters, digits, dots and dashes, and a name", o.ID)
		}
		known[o.ID] = true
		if err := checkStaff(o); err != nil {
			return f, err
		}
	}
	for i, p := range f.Phases {
		if err := checkPhase(p, known); err != nil {
			return f, wrong("phase %d: %v", i+1, err)
		}
	}
	return f, nil
}

func wrong(format string, args ...any) error {
	return &enrol.Error{Code: enrol.CodeConfig, Op: "read setup: " + fmt.Sprintf(format, args...)}
}

func checkStaff(o Outlet) error {
	seen := map[string]bool{}
	for _, m := range o.Staff {
		switch m.Role {
		case enrol.RoleStaff, enrol.RoleSupervisor, enrol.RoleTechnician:
		default:
			return wrong("outlet %q, staff %q: role %q", o.ID, m.ID, m.Role)
		}
		if !name.MatchString(m.ID) || seen[m.ID] || strings.TrimSpace(m.Name) == "" {
			return wrong("outlet %q, staff %q: an id once, and a name", o.ID, m.ID)
		}
		seen[m.ID] = true
	}
	return nil
}

func checkPhase(p Phase, outlets map[string]bool) error {
	switch p.Category {
	case enrol.CategoryASN, enrol.CategoryStudent, enrol.CategoryPublic:
	default:
		return fmt.Errorf("category %q", p.Category)
	}
	switch {
	case p.From.IsZero():
		return fmt.Errorf("no first day")
	case !p.Until.IsZero() && p.Until.Before(p.From):
		return fmt.Errorf("ends before it begins")
	case !outlets[p.Outlet]:
		return fmt.Errorf("no outlet %q in this file", p.Outlet)
	}
	return nil
}

// Apply writes a file's content in one transaction, and answers the first PINs of
// those who are new. zone is the one whose midnight begins a phase.
func Apply(ctx context.Context, d *db.DB, f File, zone *time.Location, now time.Time) ([]Login, error) {
	logins, verifiers, err := newcomers(ctx, d, f)
	if err != nil {
		return nil, err
	}
	err = d.Update(ctx, func(t *db.Tx) error {
		for _, o := range f.Outlets {
			if err := apply(t, o, verifiers, now); err != nil {
				return err
			}
		}
		for _, p := range f.Phases {
			row := enrol.Phase{Category: p.Category, Outlet: p.Outlet, From: midnight(p.From, zone), Until: midnight(p.Until, zone)}
			if err := t.PutPhase(row); err != nil {
				return err
			}
		}
		return nil
	})
	return logins, err
}

func midnight(t time.Time, zone *time.Location) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}

// newcomers draws PINs before the transaction begins: argon2id takes its time.
func newcomers(ctx context.Context, d *db.DB, f File) (logins []Login, verifiers map[[2]string]string, err error) {
	verifiers = map[[2]string]string{}
	err = d.View(ctx, func(t *db.Tx) error {
		for _, o := range f.Outlets {
			staff, err := t.Staff(o.ID)
			if err != nil {
				return err
			}
			for _, m := range staff {
				verifiers[[2]string{o.ID, m.ID}] = m.Verifier
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, o := range f.Outlets {
		for _, m := range o.Staff {
			key := [2]string{o.ID, m.ID}
			if verifiers[key] != "" {
				continue
			}
			pin, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails since Go 1.24
			l := Login{o.ID, m.ID, fmt.Sprintf("%06d", pin)}
			verifiers[key] = phc.HashPIN(l.PIN)
			logins = append(logins, l)
		}
	}
	return logins, verifiers, nil
}

func apply(t *db.Tx, o Outlet, verifiers map[[2]string]string, now time.Time) error {
	settings, err := t.Outlet(o.ID)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		return err
	}
	if err := t.PutOutlet(o.onto(settings), now); err != nil {
		return err
	}
	before, err := t.Staff(o.ID)
	if err != nil {
		return err
	}
	for _, m := range o.Staff {
		row := db.Staff{Staff: enrol.Staff{ID: m.ID, Name: m.Name, Role: m.Role, Verifier: verifiers[[2]string{o.ID, m.ID}], MustSet: true}}
		for _, b := range before {
			if b.ID == m.ID {
				row.MustSet, row.RevokedAt = b.MustSet, b.RevokedAt
			}
		}
		if m.Revoked && row.RevokedAt.IsZero() {
			row.RevokedAt = now
		}
		if err := t.PutStaff(o.ID, row); err != nil {
			return err
		}
	}
	return nil
}
