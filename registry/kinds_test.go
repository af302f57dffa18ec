package registry_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// typedCase is what staff type for a resident: contact data only where given.
func typedCase(c *registrytest.Counter, n enrol.NIK, k enrol.Kind, p enrol.Purpose, contact bool) enrol.Case {
	now := c.Clock.Now()
	in := enrol.Case{ID: uuid.Must(uuid.NewV7()).String(), Kind: k, Purpose: p, State: enrol.StateOpened, Typed: true,
		Resident: enrol.Resident{NIK: n}, ConsentAt: now, ConsentBy: "siti", Operator: "siti", Outlet: c.Device.Outlet,
		Device: c.Device.ID, OpenedAt: now, Documents: enrol.DefaultRules()[k]}
	if contact {
		in.Resident.Email, in.Resident.Phone = "agus@warga.example", "081234567890"
	}
	return c.Approve(in)
}

// TestKindsAtTheRegistry: each kind is taken in for an identity that is active and for
// one that is not, by its own policy.
func TestKindsAtTheRegistry(t *testing.T) {
	for _, tt := range []struct {
		name    string
		kind    enrol.Kind
		purpose enrol.Purpose
		active  bool
		contact bool
		want    enrol.Code
		mails   int
	}{
		{"New", enrol.KindNew, "", false, true, "", 1},
		{"NewActive", enrol.KindNew, "", true, true, enrol.CodeActive, 0},
		{"NewWithoutContact", enrol.KindNew, "", false, false, enrol.CodeEmail, 0},
		{"LostPhone", enrol.KindReactivate, enrol.PurposeLostPhone, true, true, "", 1},
		{"FirstCard", enrol.KindFirstCard, "", false, true, "", 1},
		{"FirstCardActive", enrol.KindFirstCard, "", true, true, enrol.CodeActive, 0},
		{"ChangeOnly", enrol.KindChange, enrol.PurposeAddress, false, false, "", 0},
		{"ChangeOnlyActive", enrol.KindChange, enrol.PurposeAddress, true, false, "", 0},
		{"ChangeAndActivate", enrol.KindChange, enrol.PurposeAddress, false, true, "", 1},
		{"ChangeWithContactActive", enrol.KindChange, enrol.PurposeAddress, true, true, "", 0},
		{"Card", enrol.KindCard, enrol.PurposeNoPhone, false, false, "", 0},
		{"CardActive", enrol.KindCard, enrol.PurposeBlanks, true, false, "", 0},
		{"PurposeOfAnotherKind", enrol.KindCard, enrol.PurposeForgotPIN, false, false, enrol.CodeField, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := registrytest.MustNew(t, registrytest.MustSQLite(t))
			c := e.MustEnrol()
			if tt.active {
				c.MustApprove(agus, "")
				e.MustActivate(agus)
				e.Clock.Add(24 * time.Hour)
			}
			before := len(e.Mail.Mails())
			r := c.Send(c.Seal(typedCase(c, agus, tt.kind, tt.purpose, tt.contact)))[0]
			if r.Code != tt.want || (r.Answer == enrol.AnswerRefused) != (tt.want != "") {
				t.Fatalf("%s %s, want %q", r.Answer, r.Code, tt.want)
			}
			e.Pump()
			if got := len(e.Mail.Mails()) - before; got != tt.mails {
				t.Fatalf("%d mails, want %d", got, tt.mails)
			}
			if !tt.active || tt.want != "" || tt.kind == enrol.KindReactivate {
				return
			}
			if _, err := e.Service.LogIn(ctx, agus, registrytest.Password, registrytest.Phone); err != nil {
				t.Errorf("the active identity was touched: %v", err)
			}
		})
	}
}

// TestSeveralKindsOnOneDay: a card and a change do not stand in an activation's way, nor
// does an activation in that of a lost phone; two activations do.
func TestSeveralKindsOnOneDay(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	for _, step := range []struct {
		kind    enrol.Kind
		contact bool
		want    enrol.Code
	}{
		{enrol.KindCard, false, ""}, {enrol.KindChange, false, ""}, {enrol.KindNew, true, ""}, {enrol.KindNew, true, enrol.CodeDuplicate},
		{enrol.KindCard, false, ""}, {enrol.KindReactivate, true, ""},
	} {
		e.Clock.Add(time.Minute)
		if r := c.Send(c.Seal(typedCase(c, agus, step.kind, "", step.contact)))[0]; r.Code != step.want {
			t.Fatalf("%s: %s %q, want %q", step.kind, r.Answer, r.Code, step.want)
		}
	}
}

// TestExceptionOfStaff: a picture that won't do may be taken by staff, and faces that differ be passed over, unless
// the outlet reserves that to the supervisor.
func TestExceptionOfStaff(t *testing.T) {
	for _, tt := range []struct {
		code     enrol.Code
		reserved bool
	}{
		{enrol.CodePoorPicture, false}, {enrol.CodePoorPicture, true}, {enrol.CodeFaceDiffers, false}, {enrol.CodeFaceDiffers, true},
	} {
		reserved := tt.reserved
		e := registrytest.MustNew(t, registrytest.MustSQLite(t))
		c := e.MustEnrol()
		if reserved {
			resettle(t, e, c, func(set *enrol.Settings) { set.ExceptionBySupervisor, set.Stops.MaxSinceSync = true, time.Hour })
			e.Clock.Add(3 * time.Hour) // the counter has heard of it
		}
		in := c.Approve(c.Case(e.Register(agus, "").QR))
		in.Override = &enrol.Override{Code: tt.code, By: "siti", Reason: "pencahayaan", At: in.DecidedAt}
		want := map[bool]enrol.Code{false: "", true: enrol.CodeForbidden}[reserved]
		if r := c.Send(c.Seal(in))[0]; r.Code != want {
			t.Errorf("%s, reserved %v: %s %q, want %q", tt.code, reserved, r.Answer, r.Code, want)
		}
	}
}

// TestQRCarriedOver: a QR for a first activation is taken in with a case that became a reactivation at the counter,
// because the identity is active; the case as it was is not. The QR is then spent.
func TestQRCarriedOver(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	qr := c.Case(e.Register(agus, enrol.KindNew).QR)
	c.MustApprove(agus, "")
	e.MustActivate(agus)
	e.Clock.Add(time.Minute)
	if qr.Credential.Kind != enrol.KindNew {
		t.Fatalf("the QR is for %s", qr.Credential.Kind)
	}
	again := func() enrol.Case {
		in := c.Case(c.Register(agus, enrol.KindNew).QR)
		in.Kind, in.Purpose = enrol.KindReactivate, enrol.PurposeNewPhone
		return in
	}
	first := again()
	first.Kind, first.Purpose = enrol.KindNew, enrol.PurposeNone
	if r := c.Send(c.Seal(c.Approve(first)))[0]; r.Answer != enrol.AnswerRefused {
		t.Errorf("a second first activation is %s", r.Answer)
	}
	e.Clock.Add(time.Minute)
	in := again()
	for _, ev := range []enrol.Event{enrol.EventAdmit, enrol.EventReopen} { // the checks were made once more at the counter
		var err error
		if in, err = in.Apply(ev, in.OpenedAt); err != nil {
			t.Fatal(err)
		}
	}
	if r := c.Send(c.Seal(c.Approve(in)))[0]; r.Answer != enrol.AnswerAccepted {
		t.Fatalf("the reactivation is %s: %s", r.Answer, r.Code)
	}
	twice := in
	twice.ID = first.ID[:len(first.ID)-4] + "0abc"
	if r := c.Send(c.Seal(c.Approve(twice)))[0]; r.Code != enrol.CodeQRUsed {
		t.Errorf("the QR once more: %s %q", r.Answer, r.Code)
	}
}
