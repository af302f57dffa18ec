package office

import (
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/web"
)

func (v *visit) logInForm() error { return v.logInPage("") }

func (v *visit) logInPage(problem string) error {
	user := v.text("id", v.value("id"), true)
	user.Complete, user.Hint = "username", ""
	code := v.text("code", "", false)
	code.Complete, code.Hint = "one-time-code", v.say("hint.code.login")
	return v.show(page{Title: v.say("login.title"), Lead: v.say("login.lead"), Problem: problem, Notice: v.notice(), Sections: []section{{
		Form: &form{Action: "/masuk", Submit: v.say("login.go"), Fields: []field{user, v.secretField("password", "current-password"), code}}}}})
}

// logIn checks the address first: each try costs an argon2id, and strangers must not use
// up the turns of those who work here.
func (v *visit) logIn() error {
	if err := v.logIns.Admit(v.Client(v.r)); err != nil {
		return v.logInPage(v.problem(err))
	}
	id := v.value("id")
	ctx := registry.From(v.r.Context(), registry.Caller{Network: web.Network(v.Client(v.r)), Browser: v.knownBrowser(id)})
	s, err := v.Service.AdminLogIn(ctx, id, v.r.PostFormValue("password"), v.value("code"))
	if err != nil {
		return v.logInPage(v.problem(err))
	}
	v.keep(s.ID)
	v.keepKnown(id, v.Service.KnownBrowser(ctx, id))
	return v.redirect("/")
}

func (v *visit) logOut() error {
	err := v.Service.AdminLogOut(v.r.Context(), v.session)
	v.forget()
	if err != nil {
		return err
	}
	return v.redirect("/masuk")
}

func (v *visit) passwordForm() error { return v.passwordPage("") }

func (v *visit) passwordPage(problem string) error {
	lead := ""
	if v.who.MustSet {
		lead = v.say("password.must")
	}
	return v.show(page{Title: v.say("password.title"), Lead: lead, Problem: problem, Sections: []section{{
		Form: &form{Action: "/sandi", Submit: v.say("password.go"), Fields: []field{v.secretField("old", "current-password"),
			v.secretField("password", "new-password"), v.secretField("again", "new-password")}}}}})
}

func (v *visit) password() error {
	if v.r.PostFormValue("password") != v.r.PostFormValue("again") {
		return v.passwordPage(v.say("error.again"))
	}
	if err := v.Service.SetAdminPassword(v.r.Context(), v.session, v.r.PostFormValue("old"), v.r.PostFormValue("password")); err != nil {
		return v.passwordPage(v.problem(err))
	}
	return v.redirect("/?kabar=sandi")
}

// notice is good news carried over a redirect by its name.
func (v *visit) notice() string { return v.texts[v.lang]["notice."+v.r.URL.Query().Get("kabar")] }
