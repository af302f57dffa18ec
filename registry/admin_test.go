package registry_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// onBoth runs a test on both engines.
func onBoth(t *testing.T, fn func(*testing.T, *registrytest.Env)) {
	t.Run("SQLite", func(t *testing.T) { fn(t, registrytest.MustNew(t, registrytest.MustSQLite(t))) })
	t.Run("PostgreSQL", func(t *testing.T) {
		fn(t, registrytest.MustNew(t, mustPostgres(t, pgtest.MustStart(t).MustDatabase(t))))
	})
}

const officePassword = "sawah luas dua tujuh"

// TestOfficeOnBothEngines walks through every statement of the office.
func TestOfficeOnBothEngines(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		s, by := e.Service, registry.Console
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(s.AddAdmin(ctx, by, registry.Admin{ID: "ratna", Name: "Ratna", Role: registry.AdminChief}, officePassword, false))
		session, err := s.AdminLogIn(ctx, "ratna", officePassword, "")
		must(err)
		e.Clock.Add(5 * time.Minute)
		_, err = s.Admin(ctx, session.ID)
		must(err)
		must(s.PutOutlet(ctx, by, registry.Outlet{Settings: enrol.Settings{Outlet: "kedua", OutletName: "Gerai Kedua"}, Address: "Jl. Dua", Listed: true}))
		if c, err := s.Counters(ctx); err != nil || len(c) != 1 || c[0].Name != "Gerai Kedua" {
			t.Fatalf("%+v %v", c, err)
		}
		_, err = s.PutOutletStaff(ctx, by, "kedua", enrol.Staff{ID: "tono", Name: "Tono", Role: enrol.RoleStaff})
		must(err)
		must(s.RevokeOutletStaff(ctx, by, "kedua", "tono"))
		phase := enrol.Phase{Category: enrol.CategoryASN, From: registrytest.Start.AddDate(0, 1, 0), Outlet: "kedua"}
		must(s.PutPhase(ctx, by, phase))
		must(s.DropPhase(ctx, by, phase))
		must(s.PutRules(ctx, by, enrol.DefaultRules()))

		c := e.MustEnrol()
		c.MustApprove(agus, "")
		e.MustActivate(agus)
		f, err := s.FindResident(ctx, by, agus, "the resident stands here")
		if err != nil || f.Account != enrol.AccountActive || len(f.Cases) != 1 {
			t.Fatalf("%+v %v", f, err)
		}
		p, err := s.Progress(ctx)
		if err != nil || p.Total != 1 || p.Today != 1 || p.Reached() != 1561 || len(p.Days) != 1 || p.Active != 1 || p.Outlets[0] != (db.Count{Key: "demo", N: 1}) {
			t.Fatalf("%+v %v", p, err)
		}
		e.Clock.Add(48 * time.Hour)
		if p, _ = s.Progress(ctx); len(p.Days) != 3 || p.Days[1].N != 0 || p.Today != 0 {
			t.Fatalf("%+v", p.Days)
		}
		_, err = s.Waiting(ctx, by, 2, 1)
		must(err)
		_, err = s.Refused(ctx, by, 1)
		must(err)
		_, err = s.Chains(ctx, by)
		must(err)
		_, err = s.Deeds(ctx, by, 10)
		must(err)
		e.Service.Tidy(ctx)
	})
}

// TestVerifyDisplay: genuine while the account is in use, and for 90 seconds.
func TestVerifyDisplay(t *testing.T) {
	e, session := active(t)
	show := func() string {
		t.Helper()
		text, _, err := e.Service.DisplayQR(ctx, session.ID)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	text := show()
	got, err := e.Service.VerifyDisplay(ctx, text)
	if err != nil || got.Name != "AGUS PRASETYO" || got.NIKMasked == string(agus) {
		t.Fatalf("%+v %v", got, err)
	}
	if _, err := e.Service.VerifyDisplay(ctx, text[:len(text)-9]); err == nil {
		t.Error("a cut one is taken")
	}
	qr := e.Register(rina, "").QR
	if _, err := e.Service.VerifyDisplay(ctx, qr); enrol.CodeOf(err) != enrol.CodeQRForeign {
		t.Errorf("the counter's QR is taken: %v", err)
	}
	e.Clock.Add(3 * time.Minute)
	if _, err := e.Service.VerifyDisplay(ctx, text); enrol.CodeOf(err) != enrol.CodeQRExpired {
		t.Error(err)
	}
	text = show()
	if err := e.Service.ActOn(ctx, registry.Console, agus, registry.DeedBlock, "lost in the market"); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Service.VerifyDisplay(ctx, text); enrol.CodeOf(err) != enrol.CodeRevoked {
		t.Errorf("a blocked identity is taken: %v", err)
	}
}

// TestOfficeRoles: nobody does what the role does not allow, whatever page asks.
func TestOfficeRoles(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	clerk, viewer := registry.Admin{ID: "c", Role: registry.AdminClerk}, registry.Admin{ID: "v", Role: registry.AdminViewer}
	first := registry.Admin{ID: "f", Role: registry.AdminChief, MustSet: true}
	for name, fn := range map[string]func(registry.Admin) error{
		"PutOutlet": func(a registry.Admin) error { return e.Service.PutOutlet(ctx, a, registry.Outlet{}) },
		"Revoke":    func(a registry.Admin) error { return e.Service.AdminRevokeDevice(ctx, a, "x") },
		"AddAdmin": func(a registry.Admin) error {
			return e.Service.AddAdmin(ctx, a, registry.Admin{ID: "xx", Name: "X", Role: registry.AdminChief}, officePassword, false)
		},
		"Deeds": func(a registry.Admin) error { _, err := e.Service.Deeds(ctx, a, 1); return err },
	} {
		for _, a := range []registry.Admin{clerk, viewer, first, {}} {
			if err := fn(a); enrol.CodeOf(err) != enrol.CodeForbidden {
				t.Errorf("%s by %q: %v", name, a.Role, err)
			}
		}
	}
	for _, a := range []registry.Admin{viewer, first, {}} {
		if _, err := e.Service.FindResident(ctx, a, agus, "a good reason"); enrol.CodeOf(err) != enrol.CodeForbidden {
			t.Errorf("search by %q: %v", a.Role, err)
		}
	}
	if err := e.Service.ActOn(ctx, clerk, agus, registry.DeedBlock, " "); enrol.CodeOf(err) != enrol.CodeReason {
		t.Error(err)
	}
}

// TestReportLoss: from any browser, with the password, and only the office takes it back.
func TestReportLoss(t *testing.T) {
	e, session := active(t)
	for _, n := range []enrol.NIK{agus, rina, nobody} {
		if err := e.Service.ReportLoss(ctx, n, "wrong password"); enrol.CodeOf(err) != enrol.CodeLogin {
			t.Errorf("%v", err)
		}
	}
	if err := e.Service.ReportLoss(ctx, agus, registrytest.Password); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Service.Identity(ctx, session.ID); enrol.CodeOf(err) != enrol.CodeSession {
		t.Errorf("the lost phone is still inside: %v", err)
	}
	if _, err := e.Service.LogIn(ctx, agus, registrytest.Password, registrytest.Phone); enrol.CodeOf(err) != enrol.CodeLogin {
		t.Errorf("the lost phone logs in: %v", err)
	}
	if err := e.Service.ReportLoss(ctx, agus, registrytest.Password); enrol.CodeOf(err) != enrol.CodeLogin {
		t.Errorf("twice: %v", err)
	}
	for range 8 {
		_ = e.Service.ReportLoss(ctx, rina, "wrong password")
	}
	if err := e.Service.ReportLoss(ctx, rina, "wrong password"); enrol.CodeOf(err) != enrol.CodeLocked {
		t.Errorf("no pause: %v", err)
	}
	if err := e.Service.ActOn(ctx, registry.Console, agus, registry.DeedUnblock, "the phone was found"); err != nil {
		t.Error(err)
	}
}
