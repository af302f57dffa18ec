package ui

import (
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/chart"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// rosterQuery is what of a roster is shown.
type rosterQuery struct {
	Text string         // of a name or a group, or the last digits of a NIK
	Only enrol.Standing // "": all
}

// rosterModel is a roster as the screen shows it.
type rosterModel struct {
	Title    string // of the school or office
	When     string // day and hours
	Progress string // "47 dari 320"
	Verdict  string // where the pace leads
	Tone     look.Tone
	Counts   [4]tileModel // present, absent, not eligible, an hour
	Shown    string       // how many the filter leaves
	Rows     []rosterRow
	Chart    chart.Pace
	Today    bool // it is the roster's day: people can be marked
}

// rosterRow is a person, or the head of a group.
type rosterRow struct {
	entry enrol.Entry
	group *enrol.RosterGroup // nil: a person
}

func newRosterModel(w *words.Words, l *look.Look, d enrol.RosterDay, q rosterQuery, now time.Time) rosterModel {
	t := enrol.NewTurnout(d.Entries)
	p := t.Pace(d.From, d.Until, now)
	m := rosterModel{Title: d.Title, Progress: w.Say("roster.of", "done", w.Count(t.Done), "expected", w.Count(t.Expected())), Today: sameDay(d.From, now)}
	m.When = w.Say("roster.when", "date", d.From.Format("02/01/2006"), "from", w.Time(d.From), "until", w.Time(d.Until))
	m.Verdict, m.Tone = rosterVerdict(w, d, t, p)
	m.Counts = [4]tileModel{{strconv.Itoa(t.Present), w.Say("roster.present")}, {strconv.Itoa(t.Absent), w.Say("roster.absent")},
		{strconv.Itoa(t.Barred), w.Say("roster.barred")}, {rate(w, p.PerHour), w.Say("roster.rate", "needed", rate(w, p.Needed))}}
	n := 0
	m.Rows, n = rosterRows(d.Entries, q)
	m.Shown = w.Say("roster.shown", "n", w.Count(n), "total", w.Count(t.Total))
	begin, end := enrol.PaceFrame(d.From, d.Until, now, t, p)
	m.Chart = chart.Pace{Begin: begin, End: end, From: d.From, Until: d.Until, Now: now.In(d.From.Location()), Ticks: t.Ticks, Expected: t.Expected(), Finish: p.Finish,
		EndLabel: w.Say("roster.end"), Clock: w.Say("time.clock"), Ink: l.Text, Line: l.Border, Back: l.Surface, Strong: l.Tones[look.Info].Strong}
	return m
}

func sameDay(a, b time.Time) bool {
	b = b.In(a.Location())
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// rosterVerdict says where the pace leads, against the time that is left.
func rosterVerdict(w *words.Words, d enrol.RosterDay, t enrol.Turnout, p enrol.Pace) (string, look.Tone) {
	tone := map[enrol.Verdict]look.Tone{enrol.VerdictInTime: look.OK, enrol.VerdictDone: look.OK, enrol.VerdictLate: look.Warn,
		enrol.VerdictStalled: look.Warn, enrol.VerdictOver: look.Bad}[p.Verdict]
	finish := p.Finish.In(d.From.Location())
	at := w.Time(finish)
	if !p.Finish.IsZero() && !sameDay(d.From, finish) {
		at = w.DayTime(finish)
	}
	return w.Say("roster.verdict-"+string(p.Verdict), "finish", at, "span", w.Span(p.Finish.Sub(d.Until)), "until", w.Time(d.Until),
		"needed", rate(w, p.Needed), "left", w.Count(t.Left())), tone
}

// rate is "12,5", or a dash where it is not known.
func rate(w *words.Words, x float64) string {
	if x <= 0 {
		return w.Say("time.none")
	}
	s := strconv.FormatFloat(x, 'f', 1, 64)
	if w.Language == "id" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// rosterRows answers those of a sorted roster that a query leaves, under the heads of
// their groups, and how many people they are.
func rosterRows(list []enrol.Entry, q rosterQuery) (rows []rosterRow, n int) {
	fits := rosterFilter(q)
	groups := enrol.RosterGroups(list)
	for _, g := range groups {
		head := len(rows)
		if len(groups) > 1 || g.Name != "" {
			rows = append(rows, rosterRow{group: &g})
		}
		before := n
		for _, e := range list[:g.Turnout.Total] {
			if fits(e) {
				rows = append(rows, rosterRow{entry: e})
				n++
			}
		}
		if n == before {
			rows = rows[:head]
		}
		list = list[g.Turnout.Total:]
	}
	return rows, n
}

// rosterFilter: digits are the last of a NIK, or a whole one; words stand in the name or
// in the group.
func rosterFilter(q rosterQuery) func(enrol.Entry) bool {
	text := strings.ToLower(strings.TrimSpace(q.Text))
	digits := strings.NewReplacer(" ", "", ".", "", "•", "", "-", "").Replace(text)
	number := digits != "" && strings.Trim(digits, "0123456789") == ""
	wanted := strings.Fields(text)
	return func(e enrol.Entry) bool {
		if q.Only != "" && e.Standing() != q.Only {
			return false
		}
		if number {
			return endsWith(e.NIKMasked, digits)
		}
		in := strings.ToLower(e.Name + "\n" + e.Group)
		for _, x := range wanted {
			if !strings.Contains(in, x) {
				return false
			}
		}
		return true
	}
}

// endsWith compares digits with what of a NIK is known: four at its end, and four at its
// begin where all sixteen are given.
func endsWith(masked, digits string) bool {
	const known = 4
	last := masked[max(0, len(masked)-known):]
	if len(digits) <= known {
		return strings.HasSuffix(last, digits)
	}
	return digits[len(digits)-known:] == last && (len(digits) < 16 || strings.HasPrefix(masked, digits[:known]))
}

// newRosterRow is a line of the table.
func newRosterRow(w *words.Words, r rosterRow, zone *time.Location) rowModel {
	if r.group != nil {
		name := r.group.Name
		if name == "" {
			name = w.Say("roster.no-group")
		}
		return rowModel{Head: true, Resident: name, State: w.Say("roster.of", "done", w.Count(r.group.Turnout.Done), "expected", w.Count(r.group.Turnout.Expected()))}
	}
	e := r.entry
	m := rowModel{ID: e.ID, State: w.Standing(e.Standing()), Resident: e.Name, Decision: e.NIKMasked}
	m.Tone, m.Icon = standingLook(e.Standing())
	switch e.Standing() {
	case enrol.StandingDone:
		m.Last = w.Time(e.DoneAt.In(zone))
	case enrol.StandingBarred:
		m.Since = w.Say("roster.why-" + string(e.Why))
	case enrol.StandingAbsent, enrol.StandingPresent:
		m.Last = w.Time(e.MarkAt.In(zone))
	case enrol.StandingWaiting:
	}
	return m
}

func standingLook(s enrol.Standing) (look.Tone, string) {
	switch s {
	case enrol.StandingDone:
		return look.OK, "approve"
	case enrol.StandingPresent:
		return look.Info, "person"
	case enrol.StandingAbsent:
		return look.Warn, "reject"
	case enrol.StandingBarred:
		return look.Warn, "warning"
	case enrol.StandingWaiting:
	}
	return look.Info, "clock"
}
