package registry_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

func failing(code enrol.Code) func(enrol.Email) error {
	return func(enrol.Email) error { return enrol.NewError(code, "send") }
}

func wantAccount(t *testing.T, e *registrytest.Env, c *registrytest.Counter, id string, want enrol.Account) {
	t.Helper()
	pull, err := e.Service.Pull(ctx, c.Device, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range pull.Statuses {
		if s.ID == id && s.Account == want {
			return
		}
	}
	t.Fatalf("statuses %+v, want %s", pull.Statuses, want)
}

// TestMailWaitsForItsServer: transient failures are retried, and the code that arrives
// works.
func TestMailWaitsForItsServer(t *testing.T) {
	e, c := newEnv(t)
	done := c.MustApprove(agus, "")
	e.Mail.Fail = failing(enrol.CodeOffline)
	for range 20 {
		e.Pump()
		e.Clock.Add(20 * time.Minute)
	}
	wantAccount(t, e, c, done.ID, enrol.AccountApproved)
	e.Mail.Fail = nil
	e.Pump()
	wantAccount(t, e, c, done.ID, enrol.AccountCodeSent)
	if m := e.Mail.Mails(); len(m) != 1 || m[0].Expires.Sub(e.Clock.Now()) != 72*time.Hour {
		t.Fatal("the code's life must count from the sending")
	}
	e.MustActivate(agus)
}

// TestBounce: an address that refuses for good is shown to the outlet, and a resend
// tries it again.
func TestBounce(t *testing.T) {
	e, c := newEnv(t)
	done := c.MustApprove(agus, "")
	e.Mail.Fail = failing(enrol.CodeEmail)
	e.Pump()
	wantAccount(t, e, c, done.ID, enrol.AccountBounced)
	e.Mail.Fail = nil
	e.Pump()
	if len(e.Mail.Mails()) != 0 {
		t.Fatal("given up, and sent all the same")
	}
	wantCode(t, e.Service.ResendCode(ctx, agus), "")
	e.MustActivate(agus)
}

// TestACrashAfterTheMail: the server took the mail and we died before we noted it. The
// mail comes twice with the same code, which works.
func TestACrashAfterTheMail(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	var first string
	broken := registry.New(e.DB, e.Secrets, mailerFunc(func(code string) error {
		first = code
		return enrol.NewError(enrol.CodeSlow, "the reply was lost")
	}), registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap})
	broken.SendDue(ctx)
	if first == "" {
		t.Fatal("nothing was sent")
	}
	// Between the two the code works already.
	if _, err := e.Service.Activate(ctx, agus, first, registrytest.Phone); err != nil {
		t.Fatal("a mail with a code that does not work:", err)
	}
	e.Clock.Add(time.Minute)
	e.Pump()
	if m := e.Mail.Mails(); len(m) != 1 || m[0].Code != first {
		t.Fatal("the repeated mail has another code")
	}
	if _, err := e.Service.Activate(ctx, agus, first, registrytest.Phone); err != nil {
		t.Fatal(err)
	}
}

// TestAnAbandonedMailIsTakenOver: whoever claimed it is gone; another instance sends
// it when the lease is over.
func TestAnAbandonedMailIsTakenOver(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	killed, kill := context.WithCancel(ctx)
	gone := registry.New(e.DB, e.Secrets, mailerFunc(func(string) error { kill(); runtime.Goexit(); return nil }),
		registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap})
	gone.SendDue(killed)
	e.Pump()
	if len(e.Mail.Mails()) != 0 {
		t.Fatal("sent while another instance holds it")
	}
	e.Clock.Add(3 * time.Minute)
	e.Pump()
	e.MustActivate(agus)
}

// TestRecover: who is alone on the database need not wait for that.
func TestRecover(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	killed, kill := context.WithCancel(ctx)
	gone := registry.New(e.DB, e.Secrets, mailerFunc(func(string) error { kill(); runtime.Goexit(); return nil }),
		registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap})
	gone.SendDue(killed)
	wantCode(t, e.Service.Recover(ctx), "")
	e.MustActivate(agus)
}

// TestActivatedBeforeWeNoted: the resident was quicker than the mail server's reply.
func TestActivatedBeforeWeNoted(t *testing.T) {
	e, c := newEnv(t)
	done := c.MustApprove(agus, "")
	quick := registry.New(e.DB, e.Secrets, mailerFunc(func(code string) error {
		ticket, err := e.Service.Activate(ctx, agus, code, registrytest.Phone)
		if err == nil {
			_, err = e.Service.SetSecrets(ctx, ticket, registrytest.PIN, registrytest.Password)
		}
		if err != nil {
			t.Error(err)
		}
		return nil
	}), registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap})
	quick.SendDue(ctx)
	wantAccount(t, e, c, done.ID, enrol.AccountActive)
	e.Clock.Add(time.Hour)
	e.Pump()
	if len(e.Mail.Mails()) != 0 {
		t.Fatal("another mail went out")
	}
	wantAccount(t, e, c, done.ID, enrol.AccountActive)
}

// TestUnusedCodesAreNoticed: after its life the account is expired, and a resend
// brings a code that works.
func TestUnusedCodesAreNoticed(t *testing.T) {
	e, c := newEnv(t)
	done := c.MustApprove(agus, "")
	e.Pump()
	e.Clock.Add(72*time.Hour + time.Second)
	e.Service.Tidy(ctx)
	wantAccount(t, e, c, done.ID, enrol.AccountExpired)
	_, err := e.Service.Activate(ctx, agus, e.Mail.Mails()[0].Code, registrytest.Phone)
	wantCode(t, err, enrol.CodeCodeOld)
	wantCode(t, e.Service.ResendCode(ctx, agus), "")
	e.MustActivate(agus)
}

// TestResendFor: the outlet of a case may ask for another code, once in a while; nobody
// else's may, and not for a case that another one has followed.
func TestResendFor(t *testing.T) {
	e, c := newEnv(t)
	first := c.MustApprove(agus, "")
	e.Mail.Fail = failing(enrol.CodeEmail)
	e.Pump()
	e.Mail.Fail = nil
	ask := func(id string) error {
		_, err := e.Service.ResendFor(ctx, c.Device, api.ResendRequest{Case: id})
		return err
	}
	foreign := c.Device
	foreign.Outlet = "elsewhere"
	_, err := e.Service.ResendFor(ctx, foreign, api.ResendRequest{Case: first.ID})
	wantCode(t, err, enrol.CodeNotFound)
	wantCode(t, ask("0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e"), enrol.CodeNotFound)
	wantCode(t, ask(first.ID), "")
	wantCode(t, ask(first.ID), "") // the answer was lost: the mail still waits, and stays one
	e.Pump()
	if n := len(e.Mail.Mails()); n != 1 {
		t.Fatalf("%d mails", n)
	}
	wantAccount(t, e, c, first.ID, enrol.AccountCodeSent)
	wantCode(t, ask(first.ID), enrol.CodeTooOften)
	e.MustActivate(agus)
	e.Clock.Add(48 * time.Hour)
	wantCode(t, ask(first.ID), enrol.CodeMove)
}
