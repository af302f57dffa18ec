package registry_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// spoil makes a resident's mail one that can't be written.
func spoil(t *testing.T, e *registrytest.Env, n enrol.NIK) {
	t.Helper()
	mustUpdate(t, e, func(tx *db.Tx) error {
		return tx.Exec(`UPDATE jobs SET secret = $1 WHERE nik = $2 AND state = 'pending'`, []byte("altered"), string(n))
	})
}

// TestAMailThatCannotBeWritten: it holds up none of its batch, is tried some times, and is then
// given up and listed for staff with the reason; another code gets through.
func TestAMailThatCannotBeWritten(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		c := e.MustEnrol()
		broken := c.MustApprove(agus, "")
		c.MustApprove(rina, "")
		spoil(t, e, agus)
		e.Pump()
		if m := e.Mail.Mails(); len(m) != 1 || m[0].Name != "RINA MARLINA" {
			t.Fatalf("%d mails", len(m))
		}
		wantAccount(t, e, c, broken.ID, enrol.AccountApproved)
		for range 40 {
			e.Clock.Add(16 * time.Minute)
			e.Pump()
		}
		wantAccount(t, e, c, broken.ID, enrol.AccountBounced)
		list, err := e.Service.Waiting(ctx, registry.Console, 2, 1)
		if err != nil || len(list.List) != 1 || list.List[0].NIK != agus || list.List[0].Why != enrol.CodeInternal {
			t.Fatalf("%+v %v", list, err)
		}
		wantCode(t, e.Service.ResendCode(ctx, agus), "")
		e.MustActivate(agus)
	})
}

// TestAContactMailThatCannotBeWritten ends too.
func TestAContactMailThatCannotBeWritten(t *testing.T) {
	e, s, n := settled(t)
	if _, err := e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, newEmail, newPhone); err != nil {
		t.Fatal(err)
	}
	spoil(t, e, n)
	for range 40 {
		e.Pump()
		e.Clock.Add(16 * time.Minute)
	}
	must := func(tx *db.Tx) error {
		waits, err := tx.PendingJob("contact", n)
		if err == nil && waits {
			t.Error("it is tried for ever")
		}
		return err
	}
	if err := e.DB.View(ctx, must); err != nil {
		t.Fatal(err)
	}
}

// TestTheOthersAreSentAtOnce: where the batch as a whole can't be written, its mails are under
// way at the same time; one after the other they would outlive the lease.
func TestTheOthersAreSentAtOnce(t *testing.T) {
	e, c := newEnv(t)
	const n = 8
	for _, r := range c.Send(c.MustCrowd(n)...) {
		if r.Answer != enrol.AnswerAccepted {
			t.Fatal(r)
		}
	}
	c.MustApprove(agus, "")
	spoil(t, e, agus)
	var mu sync.Mutex
	under, all := 0, make(chan struct{})
	slow := registry.New(e.DB, e.Secrets, mailerFunc(func(string) error {
		mu.Lock()
		if under++; under == n {
			close(all)
		}
		mu.Unlock()
		select {
		case <-all:
			return nil
		case <-time.After(30 * time.Second):
			return enrol.NewError(enrol.CodeSlow, "alone")
		}
	}), registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap})
	slow.SendDue(ctx)
	if under != n {
		t.Errorf("%d of %d were under way together", under, n)
	}
}

// TestNothingIsSentBeyondTheLease: a mail whose lease ran out while it was written is left to
// whoever has it now.
func TestNothingIsSentBeyondTheLease(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	calls := 0
	late := registry.New(e.DB, e.Secrets, e.Mail, registry.Options{Cost: registrytest.Cheap, Clock: func() time.Time {
		now := e.Clock.Now()
		if calls++; calls > 1 { // claimed, and then a slow database
			now = now.Add(time.Minute)
		}
		return now
	}})
	once, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	late.SendDue(once)
	if len(e.Mail.Mails()) != 0 {
		t.Fatal("sent when another instance may have sent it")
	}
	e.Clock.Add(2 * time.Minute)
	e.MustActivate(agus)
}

// TestEachKindOfMailHasAShare: a backlog of activation codes does not hold up the codes for
// another address, which live for an hour.
func TestEachKindOfMailHasAShare(t *testing.T) {
	e, s, _ := settled(t)
	c := e.MustEnrol()
	before := len(e.Mail.Mails())
	for _, r := range c.Send(c.MustCrowd(40)...) {
		if r.Answer != enrol.AnswerAccepted {
			t.Fatal(r)
		}
	}
	e.Clock.Add(time.Minute) // due after all of them
	if _, err := e.Service.ChangeContact(ctx, s.ID, registrytest.PIN, newEmail, newPhone); err != nil {
		t.Fatal(err)
	}
	e.Pump()
	mails := e.Mail.Mails()[before:]
	if len(mails) != 41 {
		t.Fatalf("%d mails", len(mails))
	}
	for i, m := range mails {
		if m.About == "contact" && i >= 16 {
			t.Errorf("the code for another address went out as number %d", i+1)
		}
	}
}

// TestMailsThatWaitAreListed: whose code could not be sent in hours, because the mail server is
// away, stands on the list to follow up with the reason, and nobody sooner.
func TestMailsThatWaitAreListed(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	e.Mail.Fail = failing(enrol.CodeOffline)
	for range 24 {
		list, err := e.Service.Waiting(ctx, registry.Console, 2, 1)
		if err != nil || list.Total != 0 {
			t.Fatalf("too soon: %+v %v", list, err)
		}
		e.Pump()
		e.Clock.Add(15 * time.Minute)
	}
	e.Clock.Add(time.Minute)
	list, err := e.Service.Waiting(ctx, registry.Console, 2, 1)
	if err != nil || list.Total != 1 || list.List[0].State != enrol.AccountApproved || list.List[0].Why != enrol.CodeOffline {
		t.Fatalf("%+v %v", list, err)
	}
	if strings.Contains(list.List[0].Email.Masked(), "agus") {
		t.Error("the address is not masked")
	}
}
