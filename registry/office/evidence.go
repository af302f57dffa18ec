package office

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

// evidencePolicy lets this one page show pictures that stand within it: they have no address
// that anybody could keep.
var evidencePolicy = strings.Replace(policy, "img-src 'self'", "img-src 'self' data:", 1)

// evidence asks why a case's evidence is to be opened, and then shows it. The button that
// leads here names the case by a reference.
func (v *visit) evidence() error {
	id, err := v.Service.Dereference(v.who, v.value("ref"))
	if err != nil {
		return err
	}
	if v.value("reason") == "" {
		return v.evidenceForm(id, "")
	}
	e, err := v.Service.OpenEvidence(v.r.Context(), v.who, id, v.value("reason"))
	switch enrol.CodeOf(err) {
	case enrol.CodeNotFound:
		return v.evidenceForm(id, v.say("evidence.gone"))
	case enrol.CodeReason:
		return v.evidenceForm(id, v.problem(err))
	}
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Security-Policy", evidencePolicy)
	return v.show(page{Title: v.say("evidence.title"), Lead: v.say("evidence.shown"), Sections: []section{
		{Title: v.say("evidence.pictures"), Pictures: v.evidencePictures(e)}, {Title: v.say("evidence.decision"), Table: v.evidenceTable(e.Case)}}})
}

func (v *visit) evidenceForm(id, problem string) error {
	return v.show(page{Title: v.say("evidence.title"), Lead: v.say("evidence.lead"), Problem: problem, Sections: []section{{
		Form: &form{Action: "/bukti", Submit: v.say("evidence.go"), Hidden: [][2]string{{"ref", v.Service.Reference(v.who, id)}},
			Fields: []field{v.text("reason", v.value("reason"), true)}}}}})
}

func (v *visit) evidencePictures(e registry.Evidence) []picture {
	var out []picture
	add := func(title string, jpeg []byte) {
		if len(jpeg) > 0 {
			//nolint:gosec // base64 of a JPEG, by the registry's own check
			out = append(out, picture{title, template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(jpeg))})
		}
	}
	add(v.say("evidence.selfie"), e.Case.Selfie)
	add(v.say("evidence.card"), e.Case.Card)
	for i, p := range e.Pages {
		add(v.or("document.", string(e.Case.Pages[i].Document)), p)
	}
	return out
}

func (v *visit) evidenceTable(c enrol.Case) *table {
	t := &table{Head: []string{v.say("col.what"), v.say("col.value")}}
	line := func(key, value string) {
		if value != "" {
			t.Rows = append(t.Rows, row{Cells: cells(v.say(key), value)})
		}
	}
	at := func(name string) string { return name + ", " + calendar.Moment(c.DecidedAt, v.Zone, v.lang) }
	line("col.case", c.ID)
	line("col.nik", c.Resident.NIK.Masked())
	line("col.kind", v.or("kind.", string(c.Kind)))
	line("col.decision", v.or("decision.", string(c.State))+v.because(c.Reason))
	line("col.operator", at(c.Operator))
	line("evidence.consent", v.or("consent.", c.ConsentBy))
	line("evidence.face", v.faceText(c.Face))
	line("evidence.note", c.Note)
	all := c.Overrides
	if c.Override != nil {
		all = append([]enrol.Override{*c.Override}, all...)
	}
	for _, o := range all {
		line("evidence.override", o.By+": "+v.or("code.", string(o.Code))+" ("+o.Reason+")")
	}
	return t
}

// faceText is what was compared with what, and how it came out.
func (v *visit) faceText(f enrol.FaceResult) string {
	text := v.or("method.", string(f.Method))
	if f.Model != "" {
		text += fmt.Sprintf(", %s: %.3f (%.3f)", f.Model, f.Score, f.Threshold)
	}
	return text + ", " + f.DecidedBy
}
