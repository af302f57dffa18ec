package registry

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// AdminRole is what a person at the office may do.
type AdminRole string

// The roles, each with all that the one after it may.
const (
	AdminChief  AdminRole = "admin"  // outlets, devices, people, phases, import
	AdminClerk  AdminRole = "clerk"  // residents: search, block, unblock, release, send a code again
	AdminViewer AdminRole = "viewer" // figures without persons
)

// AdminRoles lists them.
var AdminRoles = []AdminRole{AdminChief, AdminClerk, AdminViewer}

// May tells whether role a includes role need.
func (a AdminRole) May(need AdminRole) bool {
	rank := map[AdminRole]int{AdminViewer: 1, AdminClerk: 2, AdminChief: 3}
	return rank[a] >= rank[need] && rank[a] > 0
}

// Admin is a person at the office.
type Admin struct {
	ID      string // log-in name
	Name    string
	Role    AdminRole
	MustSet bool // may do nothing but choose a password of her own
	Factor  bool // has a second factor
	Created time.Time
	Revoked time.Time // zero: in force
}

// Console is the name under which the command line acts.
var Console = Admin{ID: "console", Name: "console", Role: AdminChief}

// Office sessions end after a working day, and after an absence.
const (
	adminLife   = 10 * time.Hour
	adminIdle   = 30 * time.Minute
	adminSeen   = time.Minute
	minAdminLen = 10 // characters of a password
)

// paceAdmin slows log-ins at the office down, by name and by where they come from (ofAdmin).
var paceAdmin = pace{"admin", enrol.CodeLocked, 5, 30 * time.Second, time.Hour, 24 * time.Hour}

var adminName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)

// allow refuses whom the role does not allow it (CodeForbidden).
func allow(by Admin, need AdminRole) error {
	if !by.Role.May(need) || by.MustSet {
		return enrol.NewError(enrol.CodeForbidden, "act at the office")
	}
	return nil
}

// deed records what somebody did; it stands in the transaction that does it.
func (s *Service) deed(t *db.Tx, by Admin, action, about, reason string) error {
	return addDeed(t, s.now(), by, action, about, reason)
}

func addDeed(t *db.Tx, now time.Time, by Admin, action, about, reason string) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	return t.AddDeed(db.Deed{ID: id.String(), At: now.UTC(), Admin: plain(by.ID, 100), Action: action, About: plain(about, 200), Reason: plain(reason, 300)})
}

// RecordDeed records what the command line did to a database by itself.
func RecordDeed(ctx context.Context, d *db.DB, now time.Time, by Admin, action, about, reason string) error {
	return d.Update(ctx, func(t *db.Tx) error { return addDeed(t, now, by, action, about, reason) })
}

// plain cuts a text that a person typed, and drops what no text has.
func plain(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.TrimSpace(text))
	for len(text) > most {
		_, n := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-n]
	}
	return text
}

// AddAdmin makes a person known, or gives one a new password and role. A bad name is
// CodeField (detail "field"), a password that is too easy CodeWeakPIN. mustSet asks
// for another password at the first log-in.
func (s *Service) AddAdmin(ctx context.Context, by, a Admin, password string, mustSet bool) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	a.Name = plain(a.Name, 100)
	switch {
	case a.ID == by.ID: // so that one chief is always left; the own password is changed with the old one
		return enrol.NewError(enrol.CodeForbidden, "put an administrator").With("why", "own")
	case !adminName.MatchString(a.ID):
		return badField("id")
	case a.Name == "":
		return badField("name")
	case !a.Role.May(AdminViewer):
		return badField("role")
	}
	if err := checkAdminPassword(a.ID, password); err != nil {
		return err
	}
	verifier, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		row := db.Admin{ID: a.ID, Name: a.Name, Role: string(a.Role), Verifier: verifier, MustSet: mustSet, Created: s.now()}
		if err := t.PutAdmin(row); err != nil {
			return err
		}
		if err := t.DropAdminSessions(a.ID, ""); err != nil {
			return err
		}
		return s.deed(t, by, "admin-put", a.ID, string(a.Role))
	})
}

func checkAdminPassword(id, password string) error {
	if utf8.RuneCountInString(password) < minAdminLen || strings.Contains(strings.ToLower(password), id) {
		return weak("password")
	}
	return CheckPassword("-", password)
}

// RevokeAdmin ends a person's access at once. Nobody can revoke herself, so that one
// chief is always left.
func (s *Service) RevokeAdmin(ctx context.Context, by Admin, id string) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	if by.ID == id {
		return enrol.NewError(enrol.CodeForbidden, "revoke oneself")
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		row, err := t.Admin(id)
		if err != nil {
			return err
		}
		row.Revoked = s.now()
		if err := t.PutAdmin(row); err != nil {
			return err
		}
		if err := t.DropAdminSessions(id, ""); err != nil {
			return err
		}
		return s.deed(t, by, "admin-revoke", id, "")
	})
}

// Admins lists the office's people.
func (s *Service) Admins(ctx context.Context, by Admin) ([]Admin, error) {
	if err := allow(by, AdminChief); err != nil {
		return nil, err
	}
	var out []Admin
	err := s.db.View(ctx, func(t *db.Tx) error {
		rows, err := t.Admins()
		for _, r := range rows {
			out = append(out, admin(r))
		}
		return err
	})
	return out, err
}

func admin(r db.Admin) Admin {
	return Admin{ID: r.ID, Name: r.Name, Role: AdminRole(r.Role), MustSet: r.MustSet, Factor: len(r.Factor) > 0, Created: r.Created, Revoked: r.Revoked}
}
