package office

import (
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/db"
)

func (v *visit) residentForm() error { return v.residentPage("", "", nil) }

func (v *visit) residentPage(problem, notice string, found []section) error {
	nik := v.text("nik", v.value("nik"), true)
	search := section{Title: v.say("resident.search"), Form: &form{Action: "/warga", Submit: v.say("resident.go"), Fields: []field{nik, v.text("reason", v.value("reason"), true)}}}
	return v.show(page{Title: v.say("resident.title"), Lead: v.say("resident.lead"), Problem: problem, Notice: notice, Sections: append([]section{search}, found...)})
}

// resident searches, and does what a button of the result asks for. A NIK travels in
// forms alone, never in an address.
func (v *visit) resident() error {
	n, err := v.subject()
	if err != nil {
		return v.residentPage(v.problem(err), "", nil)
	}
	notice := ""
	if deed := v.value("deed"); deed != "" {
		if err := v.Service.ActOn(v.r.Context(), v.who, n, deed, v.value("reason")); err != nil {
			return v.residentPage(v.problem(err), "", nil)
		}
		notice = v.say("done." + deed)
	}
	f, err := v.Service.FindResident(v.r.Context(), v.who, n, v.value("reason"))
	if err != nil {
		return v.residentPage(v.problem(err), notice, nil)
	}
	return v.residentPage("", notice, v.foundSections(f))
}

// subject is whom a form is about: the NIK that was typed, or, on buttons that we made, a
// reference to one.
func (v *visit) subject() (enrol.NIK, error) {
	text := v.value("nik")
	if ref := v.value("ref"); ref != "" {
		var err error
		if text, err = v.Service.Dereference(v.who, ref); err != nil {
			return "", err
		}
	}
	return enrol.ParseNIK(text)
}

// about is the hidden field for subject.
func (v *visit) about(n enrol.NIK) [2]string {
	return [2]string{"ref", v.Service.Reference(v.who, string(n))}
}

// deeds are those that a state allows, in the order of the page.
func deeds(a enrol.Account) []string {
	var out []string
	for _, d := range []struct {
		deed  string
		event registry.AccountEvent
	}{{registry.DeedResend, registry.AccountResend}, {registry.DeedRelease, registry.AccountRelease},
		{registry.DeedBlock, registry.AccountBlock}, {registry.DeedUnblock, registry.AccountUnblock}} {
		if _, err := registry.NextAccount(a, d.event); err == nil && a != enrol.AccountUnknown {
			out = append(out, d.deed)
		}
	}
	return out
}

func (v *visit) foundSections(f registry.Found) []section {
	name := f.Name
	if !f.Known {
		name = v.say("resident.norecord")
	}
	t := &table{Head: []string{v.say("col.what"), v.say("col.value")}}
	line := func(key, value string) { t.Rows = append(t.Rows, row{Cells: cells(v.say(key), value)}) }
	line("col.name", name)
	line("col.nik", f.NIK.Masked())
	line("col.account", v.or("account.", string(or(string(f.Account), "none"))))
	if f.Account != "" {
		line("col.email", string(f.Email)) // in full: somebody has to write or call, and the reason is recorded
		line("col.phone", string(f.Phone))
		line("col.approved", calendar.Moment(f.Approved, v.Zone, v.lang))
		line("col.activated", calendar.Moment(f.Activated, v.Zone, v.lang))
		line("col.updated", calendar.Moment(f.Updated, v.Zone, v.lang))
	}
	out := []section{{Title: v.say("resident.found"), Table: t, Text: v.or("account.hint.", string(f.Account))}}
	if f.Account == "" {
		out[0].Text = v.say("account.hint.none")
	}
	for _, d := range deeds(f.Account) {
		out = append(out, section{Title: v.say("deed." + d), Text: v.say("deed." + d + ".text"), Form: &form{Action: "/warga", Submit: v.say("deed." + d),
			Danger: d == registry.DeedBlock || d == registry.DeedRelease, Hidden: [][2]string{v.about(f.NIK), {"deed", d}},
			Fields: []field{v.reason(d)}}})
	}
	cases := &table{Head: v.heads("decided", "outlet", "operator", "kind", "decision"), Empty: v.say("resident.nocases")}
	chief := v.who.Role.May(registry.AdminChief)
	if chief {
		cases.Head = append(cases.Head, v.say("col."))
	}
	for _, c := range f.Cases {
		r := row{Cells: cells(calendar.Moment(c.Decided, v.Zone, v.lang), c.Outlet, c.Operator, v.or("kind.", string(c.Kind)),
			v.or("decision.", string(c.Decision))+v.because(c.Reason))}
		if chief {
			r.Forms = []form{{Action: "/bukti", Submit: v.say("evidence.open"), Hidden: [][2]string{{"ref", v.Service.Reference(v.who, c.ID)}}}}
		}
		cases.Rows = append(cases.Rows, r)
	}
	return append(out, section{Title: v.say("resident.cases"), Table: cases}, v.lookups(f.Lookups))
}

// lookups is which counters asked about a resident without a QR.
func (v *visit) lookups(list []db.Lookup) section {
	t := &table{Head: v.heads("at", "outlet", "device", "count"), Right: []bool{false, false, false, true}, Empty: v.say("lookups.none")}
	for _, l := range list {
		t.Rows = append(t.Rows, row{Cells: cells(calendar.Moment(l.Last, v.Zone, v.lang), l.Outlet, short(l.Device, 9), v.count(l.Times))})
	}
	return section{Title: v.say("lookups.title"), Text: v.say("lookups.text"), Table: t}
}

// reason is the field of a deed; its id differs from that of the other forms.
func (v *visit) reason(deed string) field {
	f := v.text("reason", "", true)
	f.Anchor = "reason-" + deed
	return f
}

func (v *visit) because(r enrol.Reason) string {
	if r == "" {
		return ""
	}
	return ": " + v.or("reason.", string(r))
}

// waitDays is after how many days an unused code is somebody's business.
const waitDays = 2

func (v *visit) waiting() error {
	days := waitDays
	if n, err := strconv.Atoi(v.r.URL.Query().Get("hari")); err == nil && n >= 0 && n < 1000 {
		days = n
	}
	list, err := v.Service.Waiting(v.r.Context(), v.who, days, v.pageNumber())
	if err != nil {
		return err
	}
	t := &table{Head: v.heads("account", "why", "nik", "email", "phone", "since", ""), Empty: v.say("waiting.none")}
	for _, w := range list.List {
		t.Rows = append(t.Rows, row{Cells: cells(v.or("account.", string(w.State)), v.mailWhy(w), w.NIK.Masked(), w.Email.Masked(), w.Phone.Masked(), calendar.Moment(w.Since, v.Zone, v.lang)),
			Forms: []form{{Action: "/warga", Submit: v.say("waiting.open"), Hidden: [][2]string{v.about(w.NIK), {"reason", v.say("waiting.reason")}}}}})
	}
	return v.show(page{Title: v.say("waiting.title"), Lead: v.say("waiting.lead", "days", strconv.Itoa(days)), Sections: []section{
		{Text: v.piece(list.Part, len(list.List)), Table: t, Links: v.turnPages("/tindak-lanjut", [2]string{"hari", strconv.Itoa(days)}, list.Part)}}})
}

// mailWhy says why no code has arrived; "" where one was sent.
func (v *visit) mailWhy(w db.Waiting) string {
	if w.State != enrol.AccountBounced && w.State != enrol.AccountApproved {
		return ""
	}
	switch w.Why {
	case enrol.CodeEmail:
		return v.say("mailwhy.email")
	case enrol.CodeInternal, enrol.CodeNotFound:
		return v.say("mailwhy.broken")
	case "":
		return v.say("mailwhy.untried")
	case enrol.CodeConfig, enrol.CodeCertificate:
		return v.say("mailwhy.settings")
	}
	return v.say("mailwhy.server")
}
