package pages

import (
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

var (
	fieldUser     = field{Name: "nik", Type: "text", Mode: "numeric", Max: 24, Complete: "username"}
	fieldPassword = field{Name: "password", Type: "password", Max: 128, Complete: "current-password"}
	fieldOldPIN   = field{Name: "old", Key: "pin.old", Type: "password", Mode: "numeric", Max: registry.PINDigits, Complete: "off"}
	fieldOld      = field{Name: "old", Key: "password.old", Type: "password", Max: 128, Complete: "current-password"}
)

// session is the log-in of this browser; CodeSession where there is none.
func (v *visit) session() (registry.SessionID, error) {
	id := registry.SessionID(v.cookie(cookieSession))
	if id == "" {
		return "", enrol.NewError(enrol.CodeSession, "find the session")
	}
	return id, nil
}

// inside answers who is logged in, for pages that only they may see.
func (v *visit) inside() (registry.SessionID, registry.Identity, error) {
	s, err := v.session()
	if err != nil {
		return "", registry.Identity{}, err
	}
	who, err := v.Residents.Identity(v.r.Context(), s)
	return s, who, err
}

func (v *visit) logInForm() error { return v.logInPage(nil) }

func (v *visit) logInPage(pr *problem) error {
	return v.show("login", view{Title: v.say("login.title"), Form: true, Problem: pr, Notice: v.notice(),
		Fields: v.filled(pr, fieldUser, fieldPassword), Data: v.ReportLoss != nil})
}

func (v *visit) logIn() error {
	if v.switching {
		return v.logInPage(nil)
	}
	nik, err := enrol.ParseNIK(v.value("nik"))
	if err != nil {
		return v.logInPage(v.problem(err))
	}
	if v.value("password") == "" {
		return v.logInPage(v.ours("empty", "password"))
	}
	s, err := v.Residents.LogIn(v.r.Context(), nik, v.value("password"), v.device())
	if err != nil {
		v.failure = err
		return v.logInPage(v.problem(err))
	}
	v.keepSession(s)
	return v.redirect("/beranda")
}

func (v *visit) home() error {
	_, who, err := v.inside()
	if err != nil {
		return err
	}
	return v.show("home", view{Title: v.say("home.title"), Notice: v.notice(), LogOut: true, Data: who})
}

// changeData tells the change page what it changes: "pin" or "password".
type changeData struct{ What, Action string }

func (v *visit) changePINForm() error { return v.changePINPage(nil) }

func (v *visit) changePINPage(pr *problem) error {
	return v.changePage(pr, changeData{"pin", "/ganti-pin"}, fieldOldPIN, fieldNewPIN, fieldPINAgain)
}

func (v *visit) changePasswordForm() error { return v.changePasswordPage(nil) }

func (v *visit) changePasswordPage(pr *problem) error {
	return v.changePage(pr, changeData{"password", "/ganti-sandi"}, fieldOld, fieldNewPassword, fieldAgain)
}

func (v *visit) changePage(pr *problem, d changeData, fields ...field) error {
	if _, _, err := v.inside(); err != nil {
		return err
	}
	return v.show("change", view{Title: v.say("change." + d.What + ".title"), Form: true, LogOut: true, Problem: pr,
		Fields: v.filled(pr, fields...), Data: d})
}

func (v *visit) changePIN() error {
	if v.switching {
		return v.changePINPage(nil)
	}
	s, err := v.session()
	if err != nil {
		return err
	}
	pr := v.twice("pin", "pin2", "repeat-pin")
	if pr == nil {
		pr = v.changed(v.Residents.ChangePIN(v.r.Context(), s, v.value("old"), v.value("pin")))
	}
	if pr != nil {
		return v.changePINPage(pr)
	}
	return v.redirect("/beranda?kabar=pin")
}

func (v *visit) changePassword() error {
	if v.switching {
		return v.changePasswordPage(nil)
	}
	s, err := v.session()
	if err != nil {
		return err
	}
	pr := v.twice("password", "password2", "repeat-password")
	if pr == nil {
		pr = v.changed(v.Residents.ChangePassword(v.r.Context(), s, v.value("old"), v.value("password")))
	}
	if pr != nil {
		return v.changePasswordPage(pr)
	}
	return v.redirect("/beranda?kabar=sandi")
}

// changed reads a refusal: a wrong old secret belongs to its field.
func (v *visit) changed(err error) *problem {
	if err == nil {
		return nil
	}
	v.failure = err
	pr := v.problem(err)
	if pr.Code == enrol.CodeLogin {
		pr.Field, pr.Text, pr.Do = "old", v.say("error.old"), ""
	}
	return pr
}

func (v *visit) releaseForm() error { return v.releasePage(nil) }

func (v *visit) releasePage(pr *problem) error {
	if _, _, err := v.inside(); err != nil {
		return err
	}
	return v.show("release", view{Title: v.say("release.title"), Form: true, LogOut: true, Problem: pr})
}

func (v *visit) release() error {
	if v.switching {
		return v.releasePage(nil)
	}
	s, err := v.session()
	if err != nil {
		return err
	}
	if v.value("sure") != "yes" {
		return v.releasePage(v.ours("sure", "sure"))
	}
	if err := v.Residents.ReleaseDevice(v.r.Context(), s); err != nil {
		return err
	}
	v.forget(cookieSession)
	return v.redirect("/?kabar=lepas")
}

// logOut ends the session on this phone even where the registry does not answer.
func (v *visit) logOut() error {
	if s, err := v.session(); err == nil {
		v.failure = v.Residents.LogOut(v.r.Context(), s)
	}
	v.forget(cookieSession)
	return v.redirect("/?kabar=keluar")
}
