package pages

import (
	"net/http"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// offerData is the page behind the QR on a counter's screen.
type offerData struct {
	Outlet string
	Token  string
	Known  bool // this phone has registered already
}

// offer shows where the link leads. Looking uses nothing up: phones fetch a link's
// page on their own, to show what is behind it.
func (v *visit) offer() error { return v.offerPage(v.r.PathValue("token")) }

func (v *visit) offerPage(token string) error {
	o, err := v.Residents.Offered(v.r.Context(), token)
	if err != nil {
		return v.offerOver(err)
	}
	_, state, err := v.registration()
	return v.show("offer", view{Title: v.say("offer.title"), Form: true,
		Data: offerData{Outlet: o.Outlet, Token: token, Known: err == nil && renewable(state)}})
}

// renewable tells whether a registration can be shown at a counter, if with a new QR.
func renewable(s registry.RegistrationState) bool {
	return s == registry.RegistrationWaiting || s == registry.RegistrationExpired
}

// openOffer uses the link up for this phone, and hands over what it has registered.
func (v *visit) openOffer() error {
	token := v.value("token")
	if v.switching {
		return v.offerPage(token)
	}
	c, err := v.Residents.ClaimOffer(v.r.Context(), token)
	if err != nil {
		return v.offerOver(err)
	}
	v.keepSecret(cookieOffer, c.ID, c.Expires)
	id := v.cookie(cookieRegistration)
	if v.value("step") == "new" || id == "" {
		return v.redirect("/daftar")
	}
	_, state, err := v.registration()
	if err == nil && state == registry.RegistrationExpired {
		_, err = v.Residents.Renew(v.r.Context(), id)
	}
	if err != nil || !renewable(state) {
		return v.redirect("/daftar")
	}
	return v.fillOffer(c.ID, id)
}

// fillOffer lets the case appear at the counter; where that comes too late, the
// phone's own QR does as well.
func (v *visit) fillOffer(claim, registration string) error {
	v.forget(cookieOffer)
	_, err := v.Residents.FillOffer(v.r.Context(), claim, registration)
	switch enrol.CodeOf(err) {
	case "":
		return v.redirect("/qr")
	case enrol.CodeQRExpired, enrol.CodeQRUsed, enrol.CodeNotFound:
		return v.redirect("/qr?kabar=loket-lewat")
	}
	return err
}

// offerOver tells what to do about a link that was opened before, or too late.
func (v *visit) offerOver(err error) error {
	key := "error.offer-expired"
	switch enrol.CodeOf(err) {
	case enrol.CodeQRUsed:
		key = "error.offer-used"
	case enrol.CodeQRExpired, enrol.CodeNotFound:
	default:
		return err
	}
	v.failure = err
	pr := &problem{Code: enrol.CodeOf(err), Text: v.say(key), Do: v.say(key + ".do"), Status: http.StatusGone}
	return v.show("message", view{Title: pr.Text, Problem: pr, Data: false})
}
