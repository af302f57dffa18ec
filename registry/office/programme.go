package office

import (
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

func (v *visit) phases() error { return v.phasesPage("") }

func (v *visit) phasesPage(problem string) error {
	list, err := v.Service.Phases(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	names, err := v.outletNames()
	if err != nil {
		return err
	}
	chief := v.who.Role.May(registry.AdminChief)
	today := v.Now().In(v.Zone)
	t := &table{Head: v.heads("category", "from", "until", "outlet", "state"), Empty: v.say("phases.none")}
	if chief {
		t.Head = append(t.Head, v.heads("")...)
	}
	for _, p := range list {
		state, over := "phases.open", false
		switch {
		case p.From.After(today):
			state = "phases.later"
		case !p.Open(p.Outlet, today):
			state, over = "phases.over", true
		}
		r := row{Quiet: over, Cells: cells(v.or("category.", string(p.Category)), calendar.Date(p.From, v.lang), v.until(p), or(names[p.Outlet], v.say("phases.every")), v.say(state))}
		if chief && p.From.After(today) {
			r.Forms = []form{{Action: "/tahap", Submit: v.say("phases.drop"), Danger: true, Hidden: [][2]string{{"deed", "drop"}, {"category", string(p.Category)},
				{"from", p.From.Format("2006-01-02")}, {"outlet", p.Outlet}}}}
		}
		t.Rows = append(t.Rows, r)
	}
	sections := []section{{Table: t}}
	if chief {
		sections = append(sections, section{Title: v.say("phases.new"), Text: v.say("phases.new.text"), Form: v.phaseForm(names)})
	}
	return v.show(page{Title: v.say("phases.title"), Lead: v.say("phases.lead"), Problem: problem, Notice: v.notice(), Sections: sections})
}

func (v *visit) until(p enrol.Phase) string {
	if p.Until.IsZero() {
		return v.say("phases.openend")
	}
	return calendar.Date(p.Until, v.lang)
}

func (v *visit) phaseForm(names map[string]string) *form {
	where := v.typed("select", "outlet", "", false)
	where.Options = []option{{"", v.say("phases.every"), true}}
	for _, id := range sorted(names) {
		where.Options = append(where.Options, option{id, names[id], v.value("outlet") == id})
	}
	return &form{Action: "/tahap", Submit: v.say("save"), Fields: []field{
		v.choice("category", "category.", v.value("category"), "asn", "student", "public"),
		v.typed("date", "from", v.value("from"), true), v.typed("date", "until", v.value("until"), false), where}}
}

func (v *visit) putPhase() error {
	from, err := v.day("from")
	if err != nil {
		return v.phasesPage(v.problem(err))
	}
	until, err := v.day("until")
	if err != nil {
		return v.phasesPage(v.problem(err))
	}
	p := enrol.Phase{Category: enrol.Category(v.value("category")), From: from, Until: until, Outlet: v.value("outlet")}
	put := v.Service.PutPhase
	if v.value("deed") == "drop" {
		put = v.Service.DropPhase
	}
	if err := put(v.r.Context(), v.who, p); err != nil {
		return v.phasesPage(v.problem(err))
	}
	return v.redirect("/tahap?kabar=tahap")
}

// The kinds of cases and the papers, in the order of the page.
var (
	kinds     = []enrol.Kind{enrol.KindNew, enrol.KindReactivate, enrol.KindChange, enrol.KindFirstCard, enrol.KindCard}
	documents = []enrol.Document{enrol.DocKK, enrol.DocNewestKK, enrol.DocBirth, enrol.DocDiploma, enrol.DocBiometry}
)

func (v *visit) rules() error {
	rules, err := v.Service.Rules(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	chief := v.who.Role.May(registry.AdminChief)
	var sections []section
	for _, k := range kinds {
		s := section{Title: v.say("kind." + string(k))}
		f := &form{Action: "/syarat", Submit: v.say("save"), Hidden: [][2]string{{"kind", string(k)}}}
		t := &table{Head: v.heads("document"), Empty: v.say("rules.none")}
		for _, d := range documents {
			needed := len(rules.Missing(k, []enrol.Document{d})) < len(rules.Missing(k, nil))
			c := v.check("document", needed)
			c.Value, c.Label = string(d), v.say("document."+string(d))
			c.Name = "document"
			f.Fields = append(f.Fields, c)
			if needed {
				t.Rows = append(t.Rows, row{Cells: cells(c.Label)})
			}
		}
		if s.Form = f; !chief {
			s.Form, s.Table = nil, t
		}
		sections = append(sections, s)
	}
	return v.show(page{Title: v.say("rules.title"), Lead: v.say("rules.lead"), Notice: v.notice(), Sections: sections})
}

// putRules writes the papers of one kind; the others stay.
func (v *visit) putRules() error {
	rules, err := v.Service.Rules(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	next := enrol.Rules{}
	known := false
	for _, k := range kinds {
		next[k] = rules[k]
		if string(k) != v.value("kind") {
			continue
		}
		known, next[k] = true, nil
		for _, d := range documents {
			for _, on := range v.r.PostForm["document"] {
				if on == string(d) {
					next[k] = append(next[k], d)
				}
			}
		}
	}
	if !known {
		return enrol.NewError(enrol.CodeField, "read rules").With("field", "kind")
	}
	if err := v.Service.PutRules(v.r.Context(), v.who, next); err != nil {
		return err
	}
	return v.redirect("/syarat?kabar=syarat")
}
