package office

import (
	"errors"
	"mime/multipart"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/population"
)

// rostersPath is that of the pages about outreach.
const rostersPath = "/jemput-bola"

// maxRoster is the most that a list may be, in bytes: enrol.RosterMost lines, and long
// ones.
const maxRoster = 4 << 20

func (v *visit) rosters() error { return v.rostersPage("", map[string]string{}, nil) }

// rostersPage lists all rosters; values are what was entered before.
func (v *visit) rostersPage(problem string, values map[string]string, extra []section) error {
	list, err := v.Service.Rosters(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	names, err := v.outletNames()
	if err != nil {
		return err
	}
	t := &table{Head: v.heads("day", "title", "outlet", "served", "pace"), Right: []bool{false, false, false, true}, Empty: v.say("rosters.none")}
	for _, r := range list {
		line := row{Cells: cells(v.date(r.From), r.Title, or(names[r.Outlet], r.Outlet),
			v.say("rosters.of", "done", v.count(int64(r.Turnout.Done)), "expected", v.count(int64(r.Turnout.Expected()))), v.verdict(r))}
		line.Cells[1].Link = rostersPath + "/" + r.ID
		line.Quiet = r.Until.Before(r.At)
		t.Rows = append(t.Rows, line)
	}
	sections := append(extra, section{Table: t})
	if v.who.Role.May(registry.AdminChief) {
		sections = append(sections, section{Title: v.say("rosters.new"), Text: v.say("rosters.new.text", "most", v.count(enrol.RosterMost),
			"ahead", strconv.Itoa(enrol.RosterAhead), "keep", strconv.Itoa(enrol.RosterKeep)), Form: v.rosterForm(names, values)})
	}
	return v.show(page{Title: v.say("rosters.title"), Lead: v.say("rosters.lead"), Problem: problem, Notice: v.notice(), Sections: sections})
}

func (v *visit) date(t time.Time) string { return calendar.Date(t.In(v.Zone), v.lang) }

// clock is "15.40", in English "15:40".
func (v *visit) clock(t time.Time) string { return calendar.Hour(t, v.Zone, v.lang) }

func (v *visit) rosterForm(names, values map[string]string) *form {
	where := v.typed("select", "outlet", "", true)
	for _, id := range sorted(names) {
		where.Options = append(where.Options, option{id, names[id], values["outlet"] == id})
	}
	// The file last: what stands before it is read first.
	return &form{Action: rostersPath, Submit: v.say("import.go"), Upload: true, Fields: []field{
		where, v.text("title", values["title"], true), v.typed("date", "day", values["day"], true),
		v.typed("time", "opens", or(values["opens"], "08:00"), true), v.typed("time", "closes", or(values["closes"], "15:00"), true),
		v.choice("mode", "import.", or(values["mode"], "dry"), "dry", "keep"), v.typed("file", "file", "", true)}}
}

func (v *visit) loadRoster() error { return v.upload(maxRoster, v.rosterPart) }

func (v *visit) rosterPart(part *multipart.Part, _ nextPart, values map[string]string) error {
	order := registry.RosterOrder{Outlet: values["outlet"], Title: values["title"]}
	var err error
	if order.Day, err = time.Parse(time.DateOnly, values["day"]); err != nil {
		return v.rosterProblem(enrol.NewError(enrol.CodeField, "read a day").With("field", "day"), values)
	}
	for name, at := range map[string]*time.Duration{"opens": &order.Opens, "closes": &order.Closes} {
		t, err := time.Parse("15:04", values[name])
		if err != nil {
			return v.rosterProblem(enrol.NewError(enrol.CodeField, "read a time").With("field", name), values)
		}
		*at = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	dry := values["mode"] != "keep"
	report, err := v.Service.LoadRoster(v.r.Context(), v.who, order, part, dry)
	if err != nil {
		return v.rosterProblem(err, values)
	}
	return v.rostersPage("", values, v.rosterReport(report, dry))
}

// rosterProblem shows the form again where it is the form, or the file, that can't be.
func (v *visit) rosterProblem(err error, values map[string]string) error {
	var e *enrol.Error
	if !errors.As(err, &e) || e.Code != enrol.CodeField {
		return err
	}
	problem := v.problem(err)
	if e.Details["field"] == "" { // the file's first line
		problem = v.say("import.head")
	}
	return v.rostersPage(problem, values, nil)
}

// rosterReport says what became of a list's lines.
func (v *visit) rosterReport(r registry.RosterReport, dry bool) []section {
	title := "rosters.did"
	if dry {
		title = "import.would"
	}
	n := func(i int64, key string) number { return number{v.count(i), v.say(key)} }
	numbers := []number{n(r.Lines, "import.lines"), n(r.Good, "import.good"), n(r.Bad, "import.bad"), n(r.BarredCount, "rosters.barred")}
	sum := section{Title: v.say(title), Numbers: numbers}
	if !dry {
		sum.Numbers = append(sum.Numbers, n(r.Changed, "import.changed"))
		sum.Links = []link{{rostersPath + "/" + r.ID, v.say("rosters.open"), false}}
	}
	out := []section{sum}
	lines := func(title, text string, list []population.LineError) {
		if len(list) == 0 {
			return
		}
		t := &table{Head: v.heads("line", "column", "why")}
		for _, e := range list {
			t.Rows = append(t.Rows, row{Cells: cells(strconv.Itoa(e.Line), e.Field, v.lineWhy(e.Code))})
		}
		out = append(out, section{Title: v.say(title), Text: v.say(text, "max", strconv.Itoa(population.MaxErrors)), Table: t})
	}
	lines("import.errors", "import.errors.text", r.Errors)
	lines("rosters.barred.title", "rosters.barred.text", r.Barred)
	return out
}

// lineWhy says what is wrong with a line; a few codes mean something else on a list than
// in a packet.
func (v *visit) lineWhy(c enrol.Code) string {
	if s := v.or("rosters.line-", string(c)); s != string(c) {
		return s
	}
	return v.or("code.", string(c))
}

// eraseRoster forgets a list.
func (v *visit) eraseRoster() error {
	if v.value("deed") != "erase" {
		return enrol.NewError(enrol.CodeField, "read a deed").With("field", "deed")
	}
	if err := v.Service.EraseRoster(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.redirect(rostersPath + "?kabar=daftar")
}
