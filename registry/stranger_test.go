package registry_test

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// TestStrangersKeepNobodyOut: who knows a NIK can try, and waits the longer; its owner,
// whom a counter has met, does not wait for that.
func TestStrangersKeepNobodyOut(t *testing.T) {
	e, c := newEnv(t)
	try := func() {
		for range 12 {
			_, _ = e.Service.Activate(ctx, agus, "000000", "a stranger's phone")
			_, _ = e.Service.LogIn(ctx, agus, "wrong password", "a stranger's phone")
			_ = e.Service.ResendCode(ctx, agus)
		}
	}
	try()
	made := c.MustApprove(agus, "")
	e.Pump()
	if _, err := e.Service.Activate(ctx, agus, e.Mail.Mails()[0].Code, registrytest.Phone); err != nil {
		t.Fatalf("her own code, right after the counter: %v", err)
	}
	for range 3 {
		_ = e.Service.ResendCode(ctx, agus)
	}
	e.Pump()
	if _, err := e.Service.ResendFor(ctx, c.Device, api.ResendRequest{Case: made.ID}); err != nil {
		t.Errorf("staff ask for another code while a stranger does: %v", err)
	}
}

// TestThiefDoesNotKeepTheLossFromBeingReported by trying to log in all the while.
func TestThiefDoesNotKeepTheLossFromBeingReported(t *testing.T) {
	e, _ := active(t)
	for range 20 {
		_, _ = e.Service.LogIn(ctx, agus, "wrong password", registrytest.Phone)
	}
	_, err := e.Service.LogIn(ctx, agus, registrytest.Password, registrytest.Phone)
	wantCode(t, err, enrol.CodeLocked)
	if err := e.Service.ReportLoss(ctx, agus, registrytest.Password); err != nil {
		t.Errorf("%v", err)
	}
}
