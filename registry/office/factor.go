package office

import (
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/web"
)

// factorPath is the page of the second factor, which is open also to who has to set one
// before anything else.
const factorPath = "/faktor-kedua"

func (v *visit) factorForm() error {
	f, err := v.Service.BeginFactor(v.r.Context(), v.session)
	if err != nil {
		return err
	}
	return v.factorPage("", f)
}

// factorPage shows a factor to be taken up by an app, and asks for its first code.
func (v *visit) factorPage(problem string, f registry.NewFactor) error {
	code, err := web.DrawCode(f.Link, v.say("factor.alt"))
	if err != nil {
		return err
	}
	lead := v.say("factor.lead")
	if v.who.Factor {
		lead = v.say("factor.again")
	}
	number := v.text("code", "", true)
	number.Complete, number.Mode = "one-time-code", "numeric"
	return v.show(page{Title: v.say("factor.title"), Lead: lead, Problem: problem, Sections: []section{
		{Title: v.say("factor.scan"), Text: v.say("factor.scan.text"), Chart: code, Secret: f.Text},
		{Title: v.say("factor.confirm"), Text: v.say("factor.confirm.text"), Form: &form{Action: factorPath, Submit: v.say("factor.go"),
			Hidden: [][2]string{{"proof", f.Proof}}, Fields: []field{v.secretField("password", "current-password"), number}}}}})
}

// factor puts it in force, and shows the recovery codes this once.
func (v *visit) factor() error {
	ctx, proof := v.r.Context(), v.value("proof")
	codes, err := v.Service.SetFactor(ctx, v.session, proof, v.r.PostFormValue("password"), v.value("code"))
	if err != nil {
		f, shown := v.Service.ShownFactor(ctx, v.session, proof)
		if shown != nil {
			return shown
		}
		return v.factorPage(v.problem(err), f)
	}
	v.who.Factor = true
	sections := []section{{Title: v.say("factor.codes"), Text: v.say("factor.codes.text"), Secrets: codes, Links: []link{{Path: "/", Text: v.say("factor.done")}}}}
	return v.show(page{Title: v.say("factor.title"), Notice: v.say("factor.set"), Sections: sections})
}
