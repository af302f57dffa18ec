package pages

import (
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// kinds are what a resident may come for, as offered on the form.
var kinds = []enrol.Kind{enrol.KindNew, enrol.KindReactivate}

// registerData is the form's rest beside its fields.
type registerData struct {
	Kinds   []enrol.Kind
	Kind    enrol.Kind
	Consent bool
	Outlets []Outlet
	Verify  bool // there is a page that checks display QRs
}

// confirmData is the read-back page.
type confirmData struct {
	Carry         map[string]string // entries, as hidden fields
	NIK           []string          // in groups of four
	Local, Domain string            // of the address; the domain stands out
	Suggested     string            // the address that was probably meant; "" none
	Phone         []string          // in groups
	Kind          enrol.Kind
	Consent       bool
}

func (v *visit) start() error {
	return v.show("start", view{Title: v.say("start.title"), Notice: v.notice(), Data: registerData{Outlets: v.ListOutlets(v.r.Context()), Verify: v.VerifyDisplay != nil},
		LogOut: v.cookie(cookieSession) != ""})
}

func (v *visit) registerForm() error { return v.registerPage(nil) }

func (v *visit) registerPage(pr *problem) error {
	kind := enrol.Kind(v.value("kind"))
	if kind != enrol.KindReactivate {
		kind = enrol.KindNew
	}
	notice := ""
	if v.cookie(cookieOffer) != "" {
		notice = v.say("notice.loket-daftar")
	}
	return v.show("register", view{
		Title: v.say("register.title"), Form: true, Problem: pr, Notice: notice,
		Fields: v.filled(pr, fieldNIK, fieldEmail, fieldPhone),
		Data:   registerData{Kinds: kinds, Kind: kind, Consent: v.value("consent") == "yes"},
	})
}

// register is the form's three steps: check and read back, change, confirm.
func (v *visit) register() error {
	step := v.value("step")
	if step == "suggest" {
		v.r.PostForm.Set("email", v.value("suggested"))
		step = "check"
	}
	if step == "edit" || (v.switching && step != "confirm") {
		return v.registerPage(nil)
	}
	req, err := v.registerRequest()
	if err != nil {
		return v.registerPage(v.problem(err))
	}
	if step != "confirm" || v.switching {
		return v.confirmPage(req)
	}
	reg, err := v.Residents.Register(v.r.Context(), req)
	if err != nil {
		v.failure = err
		return v.registerPage(v.problem(err))
	}
	v.keepRegistration(reg)
	if claim := v.cookie(cookieOffer); claim != "" {
		return v.fillOffer(claim, reg.ID)
	}
	return v.redirect("/qr")
}

func (v *visit) registerRequest() (registry.RegisterRequest, error) {
	nik, err := enrol.ParseNIK(v.value("nik"))
	if err != nil {
		return registry.RegisterRequest{}, err
	}
	email, err := enrol.ParseEmail(v.value("email"))
	if err != nil {
		return registry.RegisterRequest{}, err
	}
	phone, err := enrol.ParsePhone(v.value("phone"))
	if err != nil {
		return registry.RegisterRequest{}, err
	}
	req := registry.RegisterRequest{NIK: nik, Email: email, Phone: phone, Kind: enrol.KindNew,
		Consent: v.value("consent") == "yes", Lang: v.lang}
	if enrol.Kind(v.value("kind")) == enrol.KindReactivate {
		req.Kind = enrol.KindReactivate
	}
	return req, nil
}

func (v *visit) confirmPage(req registry.RegisterRequest) error {
	local, domain, _ := strings.Cut(string(req.Email), "@")
	return v.show("confirm", view{Title: v.say("confirm.title"), Form: true, Data: confirmData{
		Carry:     v.values("nik", "email", "phone", "kind", "consent"),
		NIK:       groups(string(req.NIK)),
		Local:     local,
		Domain:    domain,
		Suggested: string(req.Email.SuggestDomain()),
		Phone:     groups(string(req.Phone)),
		Kind:      req.Kind,
		Consent:   req.Consent,
	}})
}

// groups cuts digits into fours, which is how people compare them.
func groups(digits string) []string {
	var out []string
	for len(digits) > 4 {
		out, digits = append(out, digits[:4]), digits[4:]
	}
	return append(out, digits)
}
