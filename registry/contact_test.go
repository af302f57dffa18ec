package registry_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

const (
	newEmail enrol.Email = "siti.baru@contoh.example"
	newPhone enrol.Phone = "081399990000"
)

// settled is a resident who is logged in, with the mails so far out of the way.
func settled(t *testing.T) (*registrytest.Env, registry.Session, enrol.NIK) {
	t.Helper()
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	c.MustApprove(agus, "")
	return e, e.MustActivate(agus), agus
}

func identity(t *testing.T, e *registrytest.Env, s registry.Session) registry.Identity {
	t.Helper()
	who, err := e.Service.Identity(context.Background(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// TestChangeOfContact: the code goes to the new address, the change comes with it, and
// the old address is told.
func TestChangeOfContact(t *testing.T) {
	e, s, _ := settled(t)
	ctx, before := context.Background(), identity(t, e, s)
	if _, err := e.Service.PendingContact(ctx, s.ID); enrol.CodeOf(err) != enrol.CodeNotFound {
		t.Errorf("pending before: %v", err)
	}
	c, err := e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, newEmail, newPhone)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := e.Service.PendingContact(ctx, s.ID); err != nil || p != c || p.Email != newEmail {
		t.Errorf("pending %v %v", p, err)
	}
	e.Pump()
	mails := e.Mail.Mails()
	last := mails[len(mails)-1]
	if last.To != newEmail || last.About != "contact" || len(last.Code) != 6 {
		t.Fatalf("mail %+v", last)
	}
	if got := identity(t, e, s); got != before {
		t.Error("changed before the code was entered")
	}
	if err := e.Service.ConfirmContact(ctx, s.ID, last.Code); err != nil {
		t.Fatal(err)
	}
	if got := identity(t, e, s); got.Email != newEmail || got.Phone != newPhone {
		t.Error("not changed")
	}
	e.Pump()
	mails = e.Mail.Mails()
	if told := mails[len(mails)-1]; told.To != before.Email || told.About != "moved" || told.Code != "" {
		t.Errorf("the old address got %+v", told)
	}
	if err := e.Service.ConfirmContact(ctx, s.ID, last.Code); enrol.CodeOf(err) != enrol.CodeCode {
		t.Errorf("the code works twice: %v", err)
	}
	deeds, err := e.Service.Deeds(ctx, registry.Console, 1)
	if err != nil || deeds[0].Action != registry.DeedContact || deeds[0].Admin != "resident" {
		t.Errorf("recorded %+v %v", deeds, err)
	}
}

// TestChangeOfNumberAlone is proved at the address in use, and tells nobody twice.
func TestChangeOfNumberAlone(t *testing.T) {
	e, s, _ := settled(t)
	ctx, before := context.Background(), identity(t, e, s)
	if _, err := e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, "", newPhone); err != nil {
		t.Fatal(err)
	}
	e.Pump()
	mails := e.Mail.Mails()
	last := mails[len(mails)-1]
	if last.To != before.Email || last.About != "contact" {
		t.Fatalf("mail %+v", last)
	}
	if err := e.Service.ConfirmContact(ctx, s.ID, last.Code); err != nil {
		t.Fatal(err)
	}
	e.Pump()
	if got := identity(t, e, s); got.Email != before.Email || got.Phone != newPhone || len(e.Mail.Mails()) != len(mails) {
		t.Errorf("%v, %d mails", got, len(e.Mail.Mails()))
	}
}

// TestContactRefusals: nothing of what is refused changes anything.
func TestContactRefusals(t *testing.T) {
	e, s, n := settled(t)
	ctx, before := context.Background(), identity(t, e, s)
	for name, c := range map[string]struct {
		session registry.SessionID
		pin     string
		email   enrol.Email
		phone   enrol.Phone
		want    enrol.Code
	}{
		"WrongPIN":  {s.ID, "000000", newEmail, "", enrol.CodeLogin},
		"NoSession": {registry.SessionID("x"), registrytest.PIN, newEmail, "", enrol.CodeSession},
		"Same":      {s.ID, registrytest.PIN, before.Email, before.Phone, enrol.CodeField},
		"Nothing":   {s.ID, registrytest.PIN, "", "", enrol.CodeField},
		"BadEmail":  {s.ID, registrytest.PIN, "x@", "", enrol.CodeEmail},
		"BadPhone":  {s.ID, registrytest.PIN, "", "07", enrol.CodePhone},
	} {
		if _, err := e.Service.ChangeContact(ctx, c.session, c.pin, c.email, c.phone); enrol.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, newEmail, ""); err != nil {
		t.Fatal(err)
	}
	e.Pump()
	mails := e.Mail.Mails()
	code := mails[len(mails)-1].Code
	other, err := e.Service.LogIn(ctx, n, registrytest.Password, registrytest.Phone)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Service.ConfirmContact(ctx, other.ID, code); enrol.CodeOf(err) != enrol.CodeCode {
		t.Errorf("another log-in went on with the code: %v", err)
	}
	if _, err := e.Service.PendingContact(ctx, other.ID); enrol.CodeOf(err) != enrol.CodeNotFound {
		t.Errorf("another log-in sees the change: %v", err)
	}
	e.Clock.Add(61 * time.Minute)
	if err := e.Service.ConfirmContact(ctx, s.ID, code); enrol.CodeOf(err) != enrol.CodeCodeOld {
		t.Errorf("too late: %v", err)
	}
	if got := identity(t, e, s); got.Email != before.Email || got.Phone != before.Phone {
		t.Error("something changed")
	}
}

// TestContactCodesAreGuessedSlowly: six tries, then a pause; mails to addresses that
// nobody proved are few.
func TestContactCodesAreGuessedSlowly(t *testing.T) {
	e, s, _ := settled(t)
	ctx := context.Background()
	var err error
	for i := range 3 {
		if _, err = e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, newEmail, ""); err != nil {
			t.Fatalf("mail %d: %v", i, err)
		}
	}
	if _, err = e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, newEmail, ""); enrol.CodeOf(err) != enrol.CodeTooOften {
		t.Errorf("a fourth mail at once: %v", err)
	}
	e.Pump()
	sent := 0
	for _, m := range e.Mail.Mails() {
		if m.About == "contact" {
			sent++
		}
	}
	if sent != 1 {
		t.Errorf("%d codes went out; only the last works", sent)
	}
	for range 6 {
		err = e.Service.ConfirmContact(ctx, s.ID, "000000")
		if enrol.CodeOf(err) != enrol.CodeCode {
			t.Fatal(err)
		}
	}
	err = e.Service.ConfirmContact(ctx, s.ID, "000000")
	var refused *enrol.Error
	if !errors.As(err, &refused) || refused.Code != enrol.CodeLocked || refused.RetryAfter <= 0 {
		t.Errorf("a seventh guess: %v", err)
	}
}

// TestContactMailFails: an address that refuses changes nothing, and a mail server that
// is away gets the mail later.
func TestContactMailFails(t *testing.T) {
	e, s, _ := settled(t)
	ctx := context.Background()
	fail := enrol.NewError(enrol.CodeOffline, "test")
	e.Mail.Fail = func(enrol.Email) error { return fail }
	if _, err := e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, newEmail, ""); err != nil {
		t.Fatal(err)
	}
	sent := len(e.Mail.Mails())
	e.Pump()
	e.Mail.Fail = nil
	e.Clock.Add(time.Minute)
	e.Pump()
	if len(e.Mail.Mails()) != sent+1 {
		t.Error("the mail was not tried again")
	}
	e.Mail.Fail = func(enrol.Email) error { return enrol.NewError(enrol.CodeEmail, "test") }
	if _, err := e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, "lain@contoh.example", ""); err != nil {
		t.Fatal(err)
	}
	e.Pump()
	e.Mail.Fail = nil
	e.Clock.Add(time.Minute)
	e.Pump()
	if got := identity(t, e, s); len(e.Mail.Mails()) != sent+1 || got.Email == newEmail || got.Account != enrol.AccountActive {
		t.Errorf("%d mails, account %s", len(e.Mail.Mails()), got.Account)
	}
}
