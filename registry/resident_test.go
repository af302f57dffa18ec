package registry_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// nobody is a NIK that the register does not know.
const nobody enrol.NIK = "3276001203859999"

func newEnv(t *testing.T) (*registrytest.Env, *registrytest.Counter) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	return e, e.MustEnrol()
}

// active sets up a registry in which agus is active.
func active(t *testing.T) (*registrytest.Env, registry.Session) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	return e, e.MustActivate(agus)
}

func retryAfter(err error) time.Duration {
	var e *enrol.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

func TestRegisterChecksEveryField(t *testing.T) {
	e, _ := newEnv(t)
	good := registry.RegisterRequest{NIK: agus, Email: "a@b.id", Phone: "081200000001"}
	for name, tt := range map[string]struct {
		change func(*registry.RegisterRequest)
		want   enrol.Code
	}{
		"NIK":   {func(r *registry.RegisterRequest) { r.NIK = "1" }, enrol.CodeNIKLength},
		"Email": {func(r *registry.RegisterRequest) { r.Email = "a@b" }, enrol.CodeEmail},
		"Phone": {func(r *registry.RegisterRequest) { r.Phone = "1" }, enrol.CodePhone},
		"Kind":  {func(r *registry.RegisterRequest) { r.Kind = "x" }, enrol.CodeField},
	} {
		t.Run(name, func(t *testing.T) {
			r := good
			tt.change(&r)
			_, err := e.Service.Register(ctx, r)
			wantCode(t, err, tt.want)
		})
	}
	if _, err := e.Service.Register(ctx, good); err != nil {
		t.Fatal(err)
	}
}

// TestRegisterTellsNothing: an unknown NIK gets a QR too.
func TestRegisterTellsNothing(t *testing.T) {
	e, c := newEnv(t)
	r, err := e.Service.Register(ctx, registry.RegisterRequest{NIK: nobody, Email: "a@b.id", Phone: "081200000001"})
	if err != nil {
		t.Fatal(err)
	}
	wantState(t, e, r.ID, registry.RegistrationWaiting)
	if got := c.Send(c.Seal(c.Approve(withConsent(c.Case(r.QR)))))[0]; got.Code != enrol.CodeNotFound {
		t.Fatalf("%s %s", got.Answer, got.Code)
	}
}

func withConsent(c enrol.Case) enrol.Case {
	c.ConsentAt, c.ConsentBy = c.OpenedAt, "siti"
	return c
}

func TestTokenAndRenewal(t *testing.T) {
	e, c := newEnv(t)
	r := e.Register(agus, "")
	token := func(text string) (string, error) {
		out, err := e.Service.Token(ctx, api.TokenRequest{Token: text})
		return out.QR, err
	}
	for _, text := range []string{r.Token, strings.ToLower(r.Token), strings.ReplaceAll(r.Token, "-", " "), strings.ReplaceAll(r.Token, "0", "o")} {
		if qr, err := token(text); err != nil || qr != r.QR {
			t.Fatalf("token as typed: %v", err)
		}
	}
	fresh, err := e.Service.Renew(ctx, r.ID)
	if err != nil || fresh.ID != r.ID || fresh.QR == r.QR || fresh.Token == r.Token {
		t.Fatalf("renewal: %v", err)
	}
	if qr, err := token(r.Token); err != nil || qr != fresh.QR {
		t.Fatalf("the token of a picture: %v", err)
	}
	e.Clock.Add(31 * time.Minute)
	_, err = token(r.Token)
	wantCode(t, err, enrol.CodeNotFound)
	_, err = token(fresh.Token)
	wantCode(t, err, enrol.CodeQRExpired)
	wantState(t, e, r.ID, registry.RegistrationExpired)
	if fresh, err = e.Service.Renew(ctx, r.ID); err != nil {
		t.Fatal(err)
	}
	c.Send(c.Seal(c.Approve(c.Case(fresh.QR))))
	_, err = token(fresh.Token)
	wantCode(t, err, enrol.CodeQRUsed)
	_, err = e.Service.Renew(ctx, r.ID)
	wantCode(t, err, enrol.CodeQRUsed)
	for _, id := range []string{"", "x", strings.Repeat("x", 43), "'; --"} {
		_, _, err := e.Service.Registration(ctx, id)
		wantCode(t, err, enrol.CodeNotFound)
		_, err = e.Service.Renew(ctx, id)
		wantCode(t, err, enrol.CodeNotFound)
	}
}

// TestPictureOfTheFormerQR: who shows a picture of a QR that was renewed meanwhile is
// approved, and the phone, which shows the new one, goes on all the same.
func TestPictureOfTheFormerQR(t *testing.T) {
	e, c := newEnv(t)
	email, phone := demo.Contact(agus)
	r, err := e.Service.Register(ctx, registry.RegisterRequest{NIK: agus, Email: email, Phone: phone, Consent: true, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := e.Service.Renew(ctx, r.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := c.Send(c.Seal(c.Approve(c.Case(r.QR))))[0]; got.Answer != enrol.AnswerAccepted {
		t.Fatalf("%s %s", got.Answer, got.Code)
	}
	wantState(t, e, r.ID, registry.RegistrationApproved)
	_, err = e.Service.Renew(ctx, r.ID)
	wantCode(t, err, enrol.CodeQRUsed)
	e.Pump()
	if mails := e.Mail.Mails(); len(mails) != 1 || mails[0].Lang != "en" {
		t.Errorf("mails %+v", mails)
	}
	wantState(t, e, r.ID, registry.RegistrationCodeSent)
}

// TestWrongCodesAreSlowedDown: for a known and an unknown NIK alike, also all at once.
func TestWrongCodesAreSlowedDown(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	e.Pump()
	code := e.Mail.Mails()[0].Code
	wrong := fmt.Sprintf("%06d", (int(code[5]-'0')+1)%10)
	for _, n := range []enrol.NIK{agus, nobody} {
		var mu sync.Mutex
		counts := map[enrol.Code]int{}
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				_, err := e.Service.Activate(ctx, n, wrong, registrytest.Phone)
				mu.Lock()
				counts[enrol.CodeOf(err)]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if counts[enrol.CodeCode] != 6 || counts[enrol.CodeLocked] != 34 {
			t.Fatalf("%v", counts)
		}
	}
	_, err := e.Service.Activate(ctx, agus, code, registrytest.Phone)
	wantCode(t, err, enrol.CodeLocked)
	if d := retryAfter(err); d <= 0 || d > time.Minute {
		t.Fatalf("retry after %v", d)
	}
	e.Clock.Add(time.Minute)
	if _, err := e.Service.Activate(ctx, agus, code, registrytest.Phone); err != nil {
		t.Fatal("the right code after the pause:", err)
	}
}

func TestCodesEnd(t *testing.T) {
	t.Run("SingleUse", func(t *testing.T) {
		e, _ := active(t)
		_, err := e.Service.Activate(ctx, agus, e.Mail.Mails()[0].Code, registrytest.Phone)
		wantCode(t, err, enrol.CodeCode)
	})
	t.Run("OnePhone", func(t *testing.T) {
		e, c := newEnv(t)
		c.MustApprove(agus, "")
		e.Pump()
		code := e.Mail.Mails()[0].Code
		if _, err := e.Service.Activate(ctx, agus, code, registrytest.Phone); err != nil {
			t.Fatal(err)
		}
		_, err := e.Service.Activate(ctx, agus, code, "another phone")
		wantCode(t, err, enrol.CodeCode)
		if _, err := e.Service.Activate(ctx, agus, code, registrytest.Phone); err != nil {
			t.Fatal("the same phone may begin again:", err)
		}
	})
	t.Run("OthersNIK", func(t *testing.T) {
		e, c := newEnv(t)
		c.MustApprove(agus, "")
		c.MustApprove(rina, "")
		e.Pump()
		for _, m := range e.Mail.Mails() {
			if m.Name == "AGUS PRASETYO" {
				_, err := e.Service.Activate(ctx, rina, m.Code, registrytest.Phone)
				wantCode(t, err, enrol.CodeCode)
			}
		}
	})
	t.Run("Expired", func(t *testing.T) {
		e, c := newEnv(t)
		c.MustApprove(agus, "")
		e.Pump()
		e.Clock.Add(73 * time.Hour)
		_, err := e.Service.Activate(ctx, agus, e.Mail.Mails()[0].Code, registrytest.Phone)
		wantCode(t, err, enrol.CodeCodeOld)
	})
	t.Run("Replaced", func(t *testing.T) {
		e, c := newEnv(t)
		c.MustApprove(agus, "")
		e.Pump()
		e.Clock.Add(2 * time.Minute)
		if err := e.Service.ResendCode(ctx, agus); err != nil {
			t.Fatal(err)
		}
		e.Pump()
		mails := e.Mail.Mails()
		if len(mails) != 2 || mails[0].Code == mails[1].Code {
			t.Fatalf("%d mails", len(mails))
		}
		_, err := e.Service.Activate(ctx, agus, mails[0].Code, registrytest.Phone)
		wantCode(t, err, enrol.CodeCode)
		if _, err := e.Service.Activate(ctx, agus, mails[1].Code, registrytest.Phone); err != nil {
			t.Fatal(err)
		}
	})
}

// TestResendIsTheSameForEverybody: cooldown and answer tell nothing.
func TestResendIsTheSameForEverybody(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	e.Pump()
	for _, n := range []enrol.NIK{agus, rina, nobody} {
		first, second := e.Service.ResendCode(ctx, n), e.Service.ResendCode(ctx, n)
		wantCode(t, first, "")
		wantCode(t, second, enrol.CodeTooOften)
		if d := retryAfter(second); d != time.Minute {
			t.Fatalf("retry after %v", d)
		}
	}
	e.Pump()
	if n := len(e.Mail.Mails()); n != 2 {
		t.Fatalf("%d mails", n)
	}
}

func TestWeakSecrets(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	e.Pump()
	ticket, err := e.Service.Activate(ctx, agus, e.Mail.Mails()[0].Code, registrytest.Phone)
	if err != nil {
		t.Fatal(err)
	}
	// born 12 March 1985, NIK 3276001203850001
	for _, pin := range []string{"", "12345", "1234567", "abcdef", "123456", "654321", "890123", "111111", "121212", "123123", "112233",
		"120385", "850312", "031285", "121985", "198503", "327600", "850001", "१२३४५६"} {
		_, err := e.Service.SetSecrets(ctx, ticket, pin, registrytest.Password)
		wantCode(t, err, enrol.CodeWeakPIN)
	}
	for _, password := range []string{"", "short", "aaaaaaaa", "password", "Password1", "qwerty123", "12345678", "x" + string(agus), strings.Repeat("x", 80), "\xff\xff\xff\xff\xff\xff\xff\xff"} {
		_, err := e.Service.SetSecrets(ctx, ticket, registrytest.PIN, password)
		wantCode(t, err, enrol.CodeWeakPIN)
	}
	if _, err := e.Service.SetSecrets(ctx, ticket, registrytest.PIN, registrytest.Password); err != nil {
		t.Fatal("the ticket is good until it is used:", err)
	}
	_, err = e.Service.SetSecrets(ctx, ticket, registrytest.PIN, registrytest.Password)
	wantCode(t, err, enrol.CodeSession)
}

func TestTicketExpires(t *testing.T) {
	e, c := newEnv(t)
	c.MustApprove(agus, "")
	e.Pump()
	ticket, err := e.Service.Activate(ctx, agus, e.Mail.Mails()[0].Code, registrytest.Phone)
	if err != nil {
		t.Fatal(err)
	}
	e.Clock.Add(16 * time.Minute)
	_, err = e.Service.SetSecrets(ctx, ticket, registrytest.PIN, registrytest.Password)
	wantCode(t, err, enrol.CodeSession)
}

// TestLogInTellsNothing: unknown, registered, approved and active residents get the
// same refusals in the same order.
func TestLogInTellsNothing(t *testing.T) {
	e, _ := active(t)
	c := e.MustEnrol()
	c.MustApprove(rina, "")
	e.Register("3276000406790005", "")
	for _, n := range []enrol.NIK{agus, rina, "3276000406790005", nobody} {
		var got []enrol.Code
		for range 8 {
			_, err := e.Service.LogIn(ctx, n, "wrong password", registrytest.Phone)
			got = append(got, enrol.CodeOf(err))
		}
		if want := "[login login login login login login locked locked]"; fmt.Sprint(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
	e.Clock.Add(time.Minute)
	if _, err := e.Service.LogIn(ctx, agus, registrytest.Password, registrytest.Phone); err != nil {
		t.Fatal(err)
	}
}

// TestThePauseGrows doubles up to a day.
func TestThePauseGrows(t *testing.T) {
	e, _ := active(t)
	var last time.Duration
	for range 40 {
		_, err := e.Service.LogIn(ctx, agus, "wrong password", registrytest.Phone)
		if enrol.CodeOf(err) == enrol.CodeLocked {
			d := retryAfter(err)
			if d < last || d > 24*time.Hour {
				t.Fatalf("%v after %v", d, last)
			}
			last = d
			e.Clock.Add(d)
		}
	}
	if last != 24*time.Hour {
		t.Fatalf("ends with %v", last)
	}
}

func TestOneAccountOneDevice(t *testing.T) {
	e, s := active(t)
	_, err := e.Service.LogIn(ctx, agus, registrytest.Password, "another phone")
	wantCode(t, err, enrol.CodeForbidden)
	if err := e.Service.ReleaseDevice(ctx, s.ID); err != nil {
		t.Fatal(err)
	}
	_, err = e.Service.Identity(ctx, s.ID)
	wantCode(t, err, enrol.CodeSession)
	_, err = e.Service.LogIn(ctx, agus, registrytest.Password, registrytest.Phone)
	wantCode(t, err, enrol.CodeLogin)
}

// TestWrongPINsLockTheAccount: first pauses, in the end the counter must help.
func TestWrongPINsLockTheAccount(t *testing.T) {
	e, s := active(t)
	for i := 0; ; i++ {
		_, err := e.Service.Documents(ctx, s.ID, "000000")
		switch code := enrol.CodeOf(err); {
		case code == enrol.CodeLocked && retryAfter(err) > 0:
			e.Clock.Add(retryAfter(err))
			i--
			continue
		case code == enrol.CodeLogin && i < 9:
			continue
		case code == enrol.CodeLocked && i == 9:
		default:
			t.Fatalf("try %d: %v", i+1, err)
		}
		break
	}
	_, err := e.Service.Identity(ctx, s.ID)
	wantCode(t, err, enrol.CodeSession)
	c := e.MustEnrol()
	e.Clock.Add(24 * time.Hour)
	c.MustApprove(agus, enrol.KindReactivate)
	s = e.MustActivate(agus)
	if _, err := e.Service.Documents(ctx, s.ID, registrytest.PIN); err != nil {
		t.Fatal(err)
	}
}

func TestChangeSecrets(t *testing.T) {
	e, s := active(t)
	second, err := e.Service.LogIn(ctx, agus, registrytest.Password, registrytest.Phone)
	wantCode(t, err, "")
	wantCode(t, e.Service.ChangePIN(ctx, s.ID, "000000", "295037"), enrol.CodeLogin)
	wantCode(t, e.Service.ChangePIN(ctx, s.ID, registrytest.PIN, "123456"), enrol.CodeWeakPIN)
	wantCode(t, e.Service.ChangePIN(ctx, s.ID, registrytest.PIN, "295037"), "")
	_, err = e.Service.Identity(ctx, second.ID)
	wantCode(t, err, enrol.CodeSession) // the other log-in ended
	_, err = e.Service.Documents(ctx, s.ID, "295037")
	wantCode(t, err, "")
	wantCode(t, e.Service.ChangePassword(ctx, s.ID, "wrong", "gunung tinggi 9"), enrol.CodeLogin)
	wantCode(t, e.Service.ChangePassword(ctx, s.ID, registrytest.Password, "short"), enrol.CodeWeakPIN)
	wantCode(t, e.Service.ChangePassword(ctx, s.ID, registrytest.Password, "gunung tinggi 9"), "")
	_, err = e.Service.LogIn(ctx, agus, registrytest.Password, registrytest.Phone)
	wantCode(t, err, enrol.CodeLogin)
	_, err = e.Service.LogIn(ctx, agus, "gunung tinggi 9", registrytest.Phone)
	wantCode(t, err, "")
	wantCode(t, e.Service.LogOut(ctx, s.ID), "")
	wantCode(t, e.Service.LogOut(ctx, s.ID), "")
	_, err = e.Service.Identity(ctx, s.ID)
	wantCode(t, err, enrol.CodeSession)
}

// TestStrangersSessions: nothing opens without a session.
func TestStrangersSessions(t *testing.T) {
	e, s := active(t)
	e.Clock.Add(12*time.Hour + time.Second) // expired
	for _, id := range []registry.SessionID{"", "x", registry.SessionID(strings.Repeat("A", 43)), s.ID} {
		_, err := e.Service.Identity(ctx, id)
		wantCode(t, err, enrol.CodeSession)
		_, err = e.Service.Documents(ctx, id, registrytest.PIN)
		wantCode(t, err, enrol.CodeSession)
		_, _, err = e.Service.DisplayQR(ctx, id)
		wantCode(t, err, enrol.CodeSession)
		wantCode(t, e.Service.ChangePIN(ctx, id, "a", "b"), enrol.CodeSession)
		wantCode(t, e.Service.ChangePassword(ctx, id, "a", "b"), enrol.CodeSession)
		wantCode(t, e.Service.ReleaseDevice(ctx, id), enrol.CodeSession)
	}
}

func TestDisplayQR(t *testing.T) {
	e, s := active(t)
	text, expires, err := e.Service.DisplayQR(ctx, s.ID)
	if err != nil || expires.Sub(e.Clock.Now()) != 90*time.Second {
		t.Fatal(err)
	}
	v := credential.NewVerifier([]enrol.VerifyKey{{ID: e.Secrets.KeyID, Public: e.Secrets.Public()}}, credential.Options{})
	c, err := v.VerifyDisplay(text, e.Clock.Now())
	if err != nil || c.Resident.Name != "AGUS PRASETYO" || c.Resident.Email != "" {
		t.Fatalf("display QR: %v", err)
	}
	if r := c.Resident; r.NIK.Masked() != agus.Masked() || r.NIK == agus || r.Category != "" || r.Married || r.Sex != 0 || r.Phone != "" || c.Template != nil {
		t.Errorf("it shows more than it is for: %+v", r)
	}
	if bytes.Contains(c.Subject, []byte(agus)) || len(c.Subject) == 0 {
		t.Error("whom it is about is not sealed")
	}
	_, err = v.Verify(text, e.Clock.Now())
	wantCode(t, err, enrol.CodeQRForeign)
}

// TestTheDatabaseHoldsNoSecret: neither codes, handles, PINs nor passwords can be read
// from it.
func TestTheDatabaseHoldsNoSecret(t *testing.T) {
	e, c := newEnv(t)
	reg := e.Register(rina, "")
	c.MustApprove(agus, "")
	e.Pump()
	code := e.Mail.Mails()[0].Code
	ticket, err := e.Service.Activate(ctx, agus, code, registrytest.Phone)
	wantCode(t, err, "")
	s, err := e.Service.SetSecrets(ctx, ticket, registrytest.PIN, registrytest.Password)
	wantCode(t, err, "")
	var dump strings.Builder
	err = e.DB.View(ctx, func(tx *db.Tx) error { return tx.Dump(&dump) })
	wantCode(t, err, "")
	for what, secret := range map[string]string{"code": "'" + code + "'", "ticket": ticket.ID, "session": string(s.ID), "handle": reg.ID,
		"PIN": "'" + registrytest.PIN + "'", "password": registrytest.Password, "phone": registrytest.Phone, "staff PIN": demo.Staff[0].PIN} {
		if strings.Contains(dump.String(), secret) {
			t.Errorf("the %s stands in the database", what)
		}
	}
	if !strings.Contains(dump.String(), string(agus)) {
		t.Error("the dump is empty: this test shows nothing")
	}
}
