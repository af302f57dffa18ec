package pages

import (
	"html/template"
	"net/http"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/web"
)

// registrationLife is how long a phone remembers its registration, beyond the life of
// the QR: the page also tells what became of it.
const registrationLife = 14 * 24 * time.Hour

// qrData is the page with the QR, and what follows it.
type qrData struct {
	State   registry.RegistrationState
	Code    template.HTML // the QR as SVG
	Token   string
	Outlet  string // that has it on its screen already
	Left    string // "14 menit"
	Expires int64  // Unix seconds
	Now     int64
	Outlets []Outlet
}

func (v *visit) keepRegistration(reg registry.Registration) {
	v.keepSecret(cookieRegistration, reg.ID, v.Now().Add(registrationLife))
}

// registration finds what this phone registered. CodeNotFound where it did not.
func (v *visit) registration() (registry.Registration, registry.RegistrationState, error) {
	id := v.cookie(cookieRegistration)
	if id == "" {
		return registry.Registration{}, "", enrol.NewError(enrol.CodeNotFound, "find the phone's registration")
	}
	reg, state, err := v.Residents.Registration(v.r.Context(), id)
	if err == nil && state == registry.RegistrationWaiting && !reg.Expires.After(v.Now()) {
		state = registry.RegistrationExpired
	}
	return reg, state, err
}

func (v *visit) qr() error {
	reg, state, err := v.registration()
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return v.redirect("/daftar")
	}
	if err != nil {
		return err
	}
	left := reg.Expires.Sub(v.Now())
	d := qrData{State: state, Token: reg.Token, Outlet: reg.Outlet, Left: v.span(left), Expires: reg.Expires.Unix(), Now: v.Now().Unix(), Outlets: v.ListOutlets(v.r.Context())}
	if state == registry.RegistrationWaiting {
		if d.Code, err = web.DrawCode(reg.QR, v.say("qr.alt")); err != nil {
			return err
		}
	}
	title := "qr.title." + string(state)
	if state == registry.RegistrationWaiting && reg.Outlet != "" {
		title = "qr.title.shown"
	}
	return v.show("qr", view{Title: v.say(title), Notice: v.notice(), Data: d})
}

// qrState is one word for the script, so that watching costs next to nothing.
func (v *visit) qrState() error {
	_, state, err := v.registration()
	if err != nil {
		v.failure, v.status = err, v.problem(err).Status
	}
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	v.w.WriteHeader(v.status)
	_, _ = v.w.Write([]byte(state))
	return nil
}

func (v *visit) renew() error {
	id := v.cookie(cookieRegistration)
	if id == "" {
		return v.redirect("/daftar")
	}
	reg, err := v.Residents.Renew(v.r.Context(), id)
	switch enrol.CodeOf(err) {
	case "":
	case enrol.CodeNotFound:
		return v.redirect("/daftar")
	case enrol.CodeQRUsed:
		// Used at a counter meanwhile: the page says how it went on.
		return v.redirect("/qr")
	default:
		return err
	}
	v.keepRegistration(reg)
	return v.redirect("/qr")
}

// foreign answers a request that another site made.
func (v *visit) foreign() error {
	v.status = http.StatusForbidden
	return enrol.NewError(enrol.CodeForbidden, "refuse a request of another site")
}
