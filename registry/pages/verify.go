package pages

import (
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

// maxShown is the longest text of a display QR that is looked at.
const maxShown = 4096

// verifyData is the answer of the page that checks a display QR.
type verifyData struct {
	Shown *registry.Shown
	Until string // clock time
}

func (v *visit) verifyForm() error { return v.verifyPage(nil, verifyData{}) }

func (v *visit) verifyPage(pr *problem, d verifyData) error {
	return v.show("verify", view{Title: v.say("verify.title"), Form: true, Problem: pr, Data: d})
}

// verify answers for what a phone's camera or a hand scanner read. The text is not
// sent back: it is of no use a minute later.
func (v *visit) verify() error {
	text := strings.TrimSpace(v.r.PostFormValue("text"))
	if v.switching || text == "" {
		return v.verifyPage(nil, verifyData{})
	}
	if len(text) > maxShown {
		return v.verifyPage(v.problem(enrol.NewError(enrol.CodeQRForeign, "verify")), verifyData{})
	}
	shown, err := v.VerifyDisplay(v.r.Context(), text)
	if err != nil {
		v.failure = err
		pr := v.problem(err)
		if pr.Code == enrol.CodeRevoked { // the other page's sentence speaks to the owner
			pr.Text, pr.Do = v.say("verify.revoked"), ""
		}
		return v.verifyPage(pr, verifyData{})
	}
	return v.verifyPage(nil, verifyData{&shown, calendar.Second(shown.Expires, v.Zone, v.lang)})
}
