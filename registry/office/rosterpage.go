package office

import (
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

// roster shows how far one is, and to clerks who is on it.
func (v *visit) roster() error {
	r, err := v.Service.Roster(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	names, err := v.outletNames()
	if err != nil {
		return err
	}
	count := func(n int) string { return v.count(int64(n)) }
	t := r.Turnout
	sections := []section{
		{Quote: v.progress(r)},
		{Numbers: []number{{count(t.Done), v.say("rosters.done", "expected", count(t.Expected()))},
			{count(t.Left()), v.say("rosters.left", "present", count(t.Present))}, {count(t.Absent), v.say("rosters.absent")},
			{count(t.Barred), v.say("rosters.barred")}, {v.rate(r.Pace.PerHour), v.say("rosters.rate", "needed", v.rate(r.Pace.Needed))}}},
		{Title: v.say("rosters.pace"), Text: v.say("rosters.pace.text"), Chart: paceChart(v, r)},
	}
	at := rostersPath + "/" + r.ID
	if r.Entries != nil {
		sections = append(sections, section{Title: v.say("rosters.groups"), Chart: groupChart(v, r)},
			section{Title: v.say("rosters.people"), Text: v.say("rosters.people.text"), Table: v.peopleTable(r),
				Links: []link{{at + "/hasil.csv", v.say("rosters.csv"), false}, {at + "/hasil.xlsx", v.say("rosters.xlsx"), false}}})
	}
	if v.who.Role.May(registry.AdminChief) {
		sections = append(sections, section{Title: v.say("rosters.erase"), Text: v.say("rosters.erase.text", "until", v.date(r.Keep)),
			Form: &form{Action: at, Submit: v.say("rosters.erase.go"), Danger: true, Hidden: [][2]string{{"deed", "erase"}}}})
	}
	return v.show(page{Title: r.Title, Lead: v.say("rosters.when", "outlet", or(names[r.Outlet], r.Outlet), "day", v.date(r.From), "from", v.clock(r.From),
		"until", v.clock(r.Until), "at", calendar.Moment(r.At, v.Zone, v.lang)), Sections: sections})
}

// progress is "47 dari 320. Dengan laju ini selesai pukul 15.40, …".
func (v *visit) progress(r registry.RosterView) string {
	return v.say("rosters.of", "done", v.count(int64(r.Turnout.Done)), "expected", v.count(int64(r.Turnout.Expected()))) + ". " + v.verdict(r)
}

func (v *visit) verdict(r registry.RosterView) string {
	span := v.span(r.Pace.Finish.Sub(r.Until).Abs().Round(time.Minute))
	finish := v.clock(r.Pace.Finish)
	if v.date(r.Pace.Finish) != v.date(r.From) {
		finish = calendar.Moment(r.Pace.Finish, v.Zone, v.lang)
	}
	return v.say("rosters.verdict-"+string(r.Pace.Verdict), "finish", finish, "span", span, "until", v.clock(r.Until), "needed", v.rate(r.Pace.Needed),
		"left", v.count(int64(r.Turnout.Left())))
}

// span is "23 menit" or "1 jam 5 menit".
func (v *visit) span(d time.Duration) string {
	h, n := int(d.Hours()), strconv.Itoa(int(d.Minutes())%60)
	if h == 0 {
		return v.say("rosters.minutes", "n", n)
	}
	return v.say("rosters.hours", "h", strconv.Itoa(h), "n", n)
}

// rate is "12,5", or a dash where it is not known.
func (v *visit) rate(x float64) string {
	if x <= 0 {
		return "–"
	}
	s := strconv.FormatFloat(x, 'f', 1, 64)
	if v.lang == "id" {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

func (v *visit) peopleTable(r registry.RosterView) *table {
	t := &table{Head: v.heads("group", "name", "nik", "state", "at", "who"), Empty: v.say("rosters.none")}
	for _, e := range r.Entries {
		state, at, by := v.standing(e), "", r.Marked[e.ID]
		switch {
		case !e.DoneAt.IsZero():
			at, by = v.clock(e.DoneAt), ""
		case !e.MarkAt.IsZero():
			at = v.clock(e.MarkAt)
		}
		t.Rows = append(t.Rows, row{Cells: cells(e.Group, e.Name, e.NIKMasked, state, at, by)})
	}
	return t
}

// standing says where somebody is, and why one is not eligible.
func (v *visit) standing(e enrol.Entry) string {
	s := v.say("rosters.standing-" + string(e.Standing()))
	if e.Standing() == enrol.StandingBarred {
		s += ": " + v.lineWhy(e.Why)
	}
	return s
}
