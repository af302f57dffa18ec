package registry_test

import (
	"context"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

func readBy(t *testing.T, keys []enrol.VerifyKey, qr string, now time.Time) enrol.Code {
	t.Helper()
	_, err := credential.NewVerifier(keys, credential.Options{}).Verify(qr, now)
	return enrol.CodeOf(err)
}

func pulled(t *testing.T, c *registrytest.Counter) []enrol.VerifyKey {
	t.Helper()
	p, err := c.Service.Pull(context.Background(), c.Device, "")
	if err != nil {
		t.Fatal(err)
	}
	return p.Keys
}

// TestQRIsForOutletsAlone: whoever enters a NIK gets a picture in which nothing of the
// record can be read without an outlet's keys.
func TestQRIsForOutletsAlone(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	reg := e.Register(agus, "")
	public := []enrol.VerifyKey{{ID: e.Secrets.KeyID, Public: e.Secrets.Public()}}
	if code := readBy(t, public, reg.QR, e.Clock.Now()); code != enrol.CodeQRUnknownKey {
		t.Errorf("without an outlet's key: %q", code)
	}
	if code := readBy(t, pulled(t, c), reg.QR, e.Clock.Now()); code != "" {
		t.Errorf("an outlet reads %q", code)
	}
}

// TestQRKeysOfTheNextPeriod: an outlet without a line reads QRs for a period at least.
func TestQRKeysOfTheNextPeriod(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	keys := pulled(t, c)
	for _, days := range []int{1, 15, 30} {
		e.Clock.Add(time.Duration(days) * 24 * time.Hour)
		if code := readBy(t, keys, e.Register(agus, "").QR, e.Clock.Now()); (code != "") != (days == 30) {
			t.Errorf("after %d more days: %q", days, code)
		}
	}
	p, err := c.Service.Pull(context.Background(), c.Device, "")
	if err != nil || readBy(t, p.Keys, e.Register(agus, "").QR, e.Clock.Now()) != "" {
		t.Errorf("the next pull does not help: %v", err)
	}
}

// TestOldQRsStayGood: one that was issued before QRs were sealed, and a case that comes
// long after its key went out of use.
func TestOldQRsStayGood(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	now := e.Clock.Now()
	plain, err := credential.Issue(e.Secrets.Signing, e.Secrets.KeyID, enrol.Credential{ID: "00112233445566778899aabbccddeeff", Issuer: "pusat",
		IssuedAt: now, Expires: now.Add(time.Hour), Resident: enrol.Resident{NIK: agus, Name: "AGUS PRASETYO", Email: "agus@contoh.example", Phone: "081200000001"}, ConsentAt: now})
	if err != nil {
		t.Fatal(err)
	}
	late := c.Seal(c.Approve(c.Case(plain)))
	sealed := c.Seal(c.Approve(c.Case(e.Register("3276000406790005", "").QR)))
	for range 3 {
		if err := e.Service.TurnQRKey(context.Background(), registry.Console); err != nil {
			t.Fatal(err)
		}
		e.Clock.Add(25 * time.Hour)
	}
	for _, r := range c.Send(late, sealed) {
		if r.Answer != enrol.AnswerAccepted {
			t.Errorf("%s %s", r.Answer, r.Code)
		}
	}
}

// TestTurnOfTheQRKey: a day's notice, and then what was stolen opens nothing new.
func TestTurnOfTheQRKey(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	stolen := pulled(t, c)
	ctx := context.Background()
	if err := e.Service.TurnQRKey(ctx, registry.Admin{ID: "x", Role: registry.AdminClerk}); enrol.CodeOf(err) != enrol.CodeForbidden {
		t.Errorf("a clerk: %v", err)
	}
	for range 2 { // the second changes nothing
		if err := e.Service.TurnQRKey(ctx, registry.Console); err != nil {
			t.Fatal(err)
		}
	}
	if code := readBy(t, stolen, e.Register(agus, "").QR, e.Clock.Now()); code != "" {
		t.Errorf("during the notice: %q", code)
	}
	told := pulled(t, c)
	e.Clock.Add(25 * time.Hour)
	qr := e.Register(agus, "").QR
	if code := readBy(t, stolen, qr, e.Clock.Now()); code != enrol.CodeQRUnknownKey {
		t.Errorf("the stolen keys: %q", code)
	}
	if code := readBy(t, told, qr, e.Clock.Now()); code != "" {
		t.Errorf("an outlet that was told: %q", code)
	}
}
