package pages

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// documentsStay is how long opened documents stay on the screen.
const documentsStay = 3 * time.Minute

// documentsData is the two cards.
type documentsData struct {
	registry.Documents
	NIK      string       // in clear: the resident gave the PIN for it
	Portrait template.URL // data: URI, "" none
	Card     []row        // of the KTP
	Family   []row        // of the KK, above its members
	Members  []memberData
	Stay     int    // seconds
	Minutes  string // the same, to read
}

func (v *visit) openForm() error { return v.openPage(nil) }

func (v *visit) openPage(pr *problem) error {
	if _, _, err := v.inside(); err != nil {
		return err
	}
	return v.show("open", view{Title: v.say("open.title"), Form: true, LogOut: true, Problem: pr, Fields: v.filled(pr, fieldPIN)})
}

// open shows the documents as the answer to the PIN: nothing remembers that it was
// given, so the next time asks again.
func (v *visit) open() error {
	if v.switching {
		return v.openPage(nil)
	}
	s, err := v.session()
	if err != nil {
		return err
	}
	if v.value("pin") == "" {
		return v.openPage(v.ours("empty", "pin"))
	}
	docs, err := v.Residents.Documents(v.r.Context(), s, v.value("pin"))
	switch {
	case enrol.CodeOf(err) == enrol.CodeSession:
		return err
	case err != nil:
		v.failure = err
		pr := v.problem(err)
		if pr.Code == enrol.CodeLogin {
			pr.Field, pr.Text, pr.Do = "pin", v.say("error.pin"), v.say("error.pin.do")
		}
		return v.openPage(pr)
	}
	return v.show("documents", view{Title: v.say("documents.title"), LogOut: true, Data: v.documents(docs)})
}

// portrait embeds a picture, of the two kinds that the registry holds.
func portrait(b []byte) template.URL {
	kind := http.DetectContentType(b)
	if kind != "image/jpeg" && kind != "image/png" {
		return ""
	}
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b))
}
