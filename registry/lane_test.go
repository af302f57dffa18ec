package registry_test

import (
	"context"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// The residents that the tests serve.
const (
	agus  enrol.NIK = "3276001203850001" // civil servant, with a family
	nayla enrol.NIK = "3276004909150004" // a child
	rina  enrol.NIK = "3276005811820006"
	dewi  enrol.NIK = "3276006507880002"
)

var ctx = context.Background()

func wantCode(tb testing.TB, err error, want enrol.Code) {
	tb.Helper()
	if got := enrol.CodeOf(err); got != want {
		tb.Fatalf("code %q (%v), want %q", got, err, want)
	}
}

// TestTheWholeWay: from the phone to KTP and KK.
func TestTheWholeWay(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	reg := e.Register(agus, "")
	wantState(t, e, reg.ID, registry.RegistrationWaiting)
	done := c.Approve(c.Case(reg.QR))
	r := c.Send(c.Seal(done))
	if len(r) != 1 || r[0].Answer != enrol.AnswerAccepted || r[0].Account != enrol.AccountApproved || r[0].ID != done.ID {
		t.Fatalf("receipt %+v", r)
	}
	wantState(t, e, reg.ID, registry.RegistrationApproved)
	e.Pump()
	mails := e.Mail.Mails()
	if len(mails) != 1 || mails[0].To != "agus.prasetyo@warga.example" || len(mails[0].Code) != 6 || mails[0].Name != "AGUS PRASETYO" {
		t.Fatal("not exactly one mail to the resident")
	}
	wantState(t, e, reg.ID, registry.RegistrationCodeSent)
	s := e.MustActivate(agus)
	wantState(t, e, reg.ID, registry.RegistrationActive)
	who, err := e.Service.Identity(ctx, s.ID)
	if err != nil || who.Name != "AGUS PRASETYO" || who.Account != enrol.AccountActive {
		t.Fatalf("identity: %v", err)
	}
	docs, err := e.Service.Documents(ctx, s.ID, registrytest.PIN)
	if err != nil || docs.KTP.NIK != agus || len(docs.KK.Members) != 4 || docs.KK.Head != "AGUS PRASETYO" || docs.KK.Members[0].NIK != agus {
		t.Fatalf("documents: %v", err)
	}
	pull, err := e.Service.Pull(ctx, c.Device, "")
	if err != nil || len(pull.Statuses) != 1 || pull.Statuses[0].Account != enrol.AccountActive || pull.Statuses[0].ID != done.ID {
		t.Fatalf("statuses %+v: %v", pull.Statuses, err)
	}
}

func wantState(tb testing.TB, e *registrytest.Env, id string, want registry.RegistrationState) {
	tb.Helper()
	_, got, err := e.Service.Registration(ctx, id)
	if err != nil || got != want {
		tb.Fatalf("registration is %q (%v), want %q", got, err, want)
	}
}
