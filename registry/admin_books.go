package registry

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// Outlet is all that the registry knows of a counter.
type Outlet struct {
	Settings enrol.Settings
	Address  string // shown to residents
	Hours    string
	Listed   bool // shown on the residents' pages
}

var staffName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,31}$`)

// Counters lists what residents are told of the outlets that are listed.
func (s *Service) Counters(ctx context.Context) (list []db.Counter, err error) {
	err = s.db.View(ctx, func(t *db.Tx) error {
		all, err := t.Counters()
		for _, c := range all {
			if c.Listed {
				list = append(list, c)
			}
		}
		return err
	})
	return list, err
}

// Outlets lists every outlet.
func (s *Service) Outlets(ctx context.Context, by Admin) (list []Outlet, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		settings, err := t.Outlets()
		if err != nil {
			return err
		}
		counters, err := t.Counters()
		if err != nil {
			return err
		}
		for i, o := range settings { // both in order of id
			list = append(list, Outlet{o, counters[i].Address, counters[i].Hours, counters[i].Listed})
		}
		return nil
	})
	return list, err
}

// PutOutlet makes an outlet known, or changes one. What can't be is CodeField with the
// detail "field".
func (s *Service) PutOutlet(ctx context.Context, by Admin, o Outlet) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	o.Settings.OutletName, o.Address, o.Hours = plain(o.Settings.OutletName, 100), plain(o.Address, 200), plain(o.Hours, 100)
	v := o.Settings
	switch {
	case !staffName.MatchString(v.Outlet):
		return badField("id")
	case v.OutletName == "":
		return badField("name")
	case len(v.Region) > 6 || strings.Trim(v.Region, "0123456789") != "":
		return badField("region")
	case v.Stops.MaxPending < 0, v.Stops.MaxAge < 0, v.Stops.MaxSinceSync < 0, v.Stops.MinFreeDisk < 0, v.KeepDays < 0, v.IdleLock < 0, v.MatchRaise < 0, v.MatchRaise > enrol.MaxMatchRaise:
		return badField("stops")
	}
	v.Categories = nil // worked out at each pull
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.PutOutlet(v, s.now()); err != nil {
			return err
		}
		if err := t.PutCounter(db.Counter{ID: v.Outlet, Address: o.Address, Hours: o.Hours, Listed: o.Listed}); err != nil {
			return err
		}
		return s.deed(t, by, "outlet-put", v.Outlet, "")
	})
}

// AdminEnrolCode is NewEnrolCode for a person at the office. replaces is the id of the
// device whose place the new PC takes, "" for none (see ReplaceDevice); CodeField with the
// detail "field" where it can't be replaced.
func (s *Service) AdminEnrolCode(ctx context.Context, by Admin, outlet, name, replaces string) (api.EnrolCode, error) {
	if err := allow(by, AdminChief); err != nil {
		return api.EnrolCode{}, err
	}
	return s.newEnrolCode(ctx, db.EnrolCode{Outlet: outlet, Name: plain(name, 100), Replaces: replaces}, func(t *db.Tx) error {
		return s.deed(t, by, "device-code", outlet, replaces)
	})
}

// recordDeed records a deed that another transaction does.
func (s *Service) recordDeed(ctx context.Context, by Admin, action, about string) error {
	return s.db.Update(ctx, func(t *db.Tx) error { return s.deed(t, by, action, about, "") })
}

// AdminRevokeDevice is RevokeDevice for a person at the office.
func (s *Service) AdminRevokeDevice(ctx context.Context, by Admin, id string) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.RevokeDevice(id, s.now()); err != nil {
			return err
		}
		return s.deed(t, by, "device-revoke", id, "")
	})
}

// OutletStaff lists an outlet's people.
func (s *Service) OutletStaff(ctx context.Context, by Admin, outlet string) (list []db.Staff, err error) {
	if err := allow(by, AdminChief); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		list, err = t.Staff(outlet)
		return err
	})
	return list, err
}

// PutOutletStaff makes a person of an outlet known, or gives one another name, role
// and first PIN; she is in force afterwards. It answers the PIN, to be handed over by
// word and changed at the first log-in.
func (s *Service) PutOutletStaff(ctx context.Context, by Admin, outlet string, m enrol.Staff) (pin string, err error) {
	if err := allow(by, AdminChief); err != nil {
		return "", err
	}
	m.Name = plain(m.Name, 100)
	switch {
	case !staffName.MatchString(m.ID):
		return "", badField("id")
	case m.Name == "":
		return "", badField("name")
	case m.Role != enrol.RoleStaff && m.Role != enrol.RoleSupervisor && m.Role != enrol.RoleTechnician:
		return "", badField("role")
	}
	n, _ := rand.Int(rand.Reader, big.NewInt(1_000_000)) // never fails since Go 1.24
	pin = fmt.Sprintf("%06d", n)
	if m.Verifier, err = s.hash(ctx, pin); err != nil {
		return "", err
	}
	m.MustSet, m.Revoked = true, false
	return pin, s.db.Update(ctx, func(t *db.Tx) error {
		if _, err := t.Outlet(outlet); err != nil {
			return err
		}
		if err := t.PutStaff(outlet, db.Staff{Staff: m}); err != nil {
			return err
		}
		return s.deed(t, by, "staff-put", outlet+"/"+m.ID, string(m.Role))
	})
}

// RevokeOutletStaff ends a person's right to decide from now on; what she decided
// before keeps counting.
func (s *Service) RevokeOutletStaff(ctx context.Context, by Admin, outlet, id string) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		list, err := t.Staff(outlet)
		if err != nil {
			return err
		}
		for _, m := range list {
			if m.ID != id || !m.RevokedAt.IsZero() {
				continue
			}
			m.RevokedAt = s.now()
			if err := t.PutStaff(outlet, m); err != nil {
				return err
			}
			return s.deed(t, by, "staff-revoke", outlet+"/"+id, "")
		}
		return enrol.NewError(enrol.CodeNotFound, "revoke staff")
	})
}

// Phases lists the programme's phases at every outlet.
func (s *Service) Phases(ctx context.Context, by Admin) (list []enrol.Phase, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		list, err = t.AllPhases()
		return err
	})
	return list, err
}

// PutPhase opens the programme for a category, or gives a phase another last day. Days
// begin at midnight of the registry's zone.
func (s *Service) PutPhase(ctx context.Context, by Admin, p enrol.Phase) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	switch {
	case p.Category != enrol.CategoryASN && p.Category != enrol.CategoryStudent && p.Category != enrol.CategoryPublic:
		return badField("category")
	case p.From.IsZero():
		return badField("from")
	case !p.Until.IsZero() && p.Until.Before(p.From):
		return badField("until")
	}
	p.From, p.Until = s.dayStart(p.From), s.dayStart(p.Until)
	return s.db.Update(ctx, func(t *db.Tx) error {
		if p.Outlet != "" {
			if _, err := t.Outlet(p.Outlet); err != nil {
				return badField("outlet")
			}
		}
		if err := t.PutPhase(p); err != nil {
			return err
		}
		return s.deed(t, by, "phase-put", string(p.Category)+"/"+p.Outlet, p.From.Format(time.DateOnly))
	})
}

// DropPhase forgets a phase that has not begun; one that has is ended with its last
// day instead, since decisions of its time are judged by it (CodeForbidden).
func (s *Service) DropPhase(ctx context.Context, by Admin, p enrol.Phase) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	p.From = s.dayStart(p.From)
	if !p.From.After(s.now()) {
		return enrol.NewError(enrol.CodeForbidden, "drop phase").With("why", "begun")
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.DropPhase(p); err != nil {
			return err
		}
		return s.deed(t, by, "phase-drop", string(p.Category)+"/"+p.Outlet, p.From.Format(time.DateOnly))
	})
}

// dayStart is midnight of a calendar day in the registry's zone.
func (s *Service) dayStart(d time.Time) time.Time {
	if d.IsZero() {
		return d
	}
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, s.opts.Zone)
}

// Rules are which papers each kind of case needs.
func (s *Service) Rules(ctx context.Context, by Admin) (r enrol.Rules, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		r, err = s.rules(t)
		return err
	})
	return r, err
}

// PutRules replaces them. What was decided before is judged by those of its time.
func (s *Service) PutRules(ctx context.Context, by Admin, r enrol.Rules) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock("rules"); err != nil { // two at once would both end the same value
			return err
		}
		former, err := s.rules(t)
		if err != nil {
			return err
		}
		if reflect.DeepEqual(former, r) {
			return nil
		}
		if err := t.AddFormer(db.FormerRules, former, s.now()); err != nil {
			return err
		}
		if err := t.PutConfig(configRules, r); err != nil {
			return err
		}
		return s.deed(t, by, "rules-put", "", "")
	})
}
