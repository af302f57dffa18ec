package registry_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

const (
	raka enrol.NIK = "3276001102080003"
)

// school is a list with everything that can be wrong in one.
const school = "nik,name,group\n" +
	"3276001203850001,AGUS PRASETYO,Guru\n" + // 2
	"3276001102080003,RAKA PRASETYO,XII-A\n" + // 3
	"3276004909150004,NAYLA PRASETYO,XII-A\n" + // 4: under age
	"3276009999999999,SIAPA,XII-A\n" + // 5: no such day
	"3276000101900001,TIDAK TERDAFTAR,XII-B\n" + // 6: not in the register
	"3276001102080003,RAKA LAGI,XII-B\n" // 7: twice

func order(day time.Time) registry.RosterOrder {
	return registry.RosterOrder{Outlet: demo.Outlet, Title: "SMAN 1 Contoh", Day: day, Opens: 8 * time.Hour, Closes: 15 * time.Hour}
}

func TestLoadRoster(t *testing.T) {
	ctx, e := context.Background(), registrytest.MustNew(t, registrytest.MustSQLite(t))
	load := func(text string, dry bool) registry.RosterReport {
		t.Helper()
		r, err := e.Service.LoadRoster(ctx, registry.Console, order(registrytest.Start), strings.NewReader(text), dry)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	report := load(school, true)
	if report.Lines != 6 || report.Good != 4 || report.Bad != 2 || report.Changed != 0 || report.ID != "" ||
		fmt.Sprint(report.Errors) != "[{5 nik nik-date} {7 nik duplicate}]" || fmt.Sprint(report.Barred) != "[{4  under-age} {6  not-found}]" || report.BarredCount != 2 {
		t.Fatalf("%+v", report)
	}
	if list, err := e.Service.Rosters(ctx, registry.Console); err != nil || len(list) != 0 {
		t.Fatalf("a dry run kept %d lists, %v", len(list), err)
	}
	first := load(school, false)
	again := load(school, false)
	if first.Changed != 4 || again.Changed != 0 || again.ID != first.ID {
		t.Fatalf("%+v, then %+v", first, again)
	}
	moved := load("nik,name,kelas\n3276001102080003,RAKA PRASETYO,XII-B\n3276006507880002,DEWI LESTARI,Guru\n", false)
	view, err := e.Service.Roster(ctx, registry.Console, first.ID)
	if err != nil || moved.Changed != 2 || view.Turnout.Total != 5 || view.Turnout.Barred != 2 || view.Turnout.Expected() != 3 || view.Pace.Verdict != enrol.VerdictStalled {
		t.Fatalf("%+v %v", view, err)
	}
	var names []string
	for _, p := range view.Entries {
		names = append(names, p.Group+" "+p.Name+" "+p.NIKMasked[len(p.NIKMasked)-4:])
	}
	if got := strings.Join(names, ", "); got != "Guru AGUS PRASETYO 0001, Guru DEWI LESTARI 0002, XII-A NAYLA PRASETYO 0004, XII-B RAKA PRASETYO 0003, XII-B TIDAK TERDAFTAR 0001" {
		t.Error(got)
	}
}

func TestLoadRosterRefused(t *testing.T) {
	ctx, e := context.Background(), registrytest.MustNew(t, registrytest.MustSQLite(t))
	large := strings.Builder{}
	large.WriteString("nik,name\n")
	for i := range enrol.RosterMost + 1 {
		fmt.Fprintf(&large, "327600010190%04d,X\n", i+1)
	}
	for _, tt := range []struct {
		name, text string
		by         registry.Admin
		change     func(*registry.RosterOrder)
		want       enrol.Code
	}{
		{"Clerk", school, registry.Admin{ID: "c", Role: registry.AdminClerk}, func(*registry.RosterOrder) {}, enrol.CodeForbidden},
		{"NoTitle", school, registry.Console, func(o *registry.RosterOrder) { o.Title = " \x00" }, enrol.CodeField},
		{"Yesterday", school, registry.Console, func(o *registry.RosterOrder) { o.Day = o.Day.AddDate(0, 0, -1) }, enrol.CodeField},
		{"FarAhead", school, registry.Console, func(o *registry.RosterOrder) { o.Day = o.Day.AddDate(2, 0, 0) }, enrol.CodeField},
		{"EndsBeforeItBegins", school, registry.Console, func(o *registry.RosterOrder) { o.Closes = o.Opens }, enrol.CodeField},
		{"TwoDays", school, registry.Console, func(o *registry.RosterOrder) { o.Closes = 25 * time.Hour }, enrol.CodeField},
		{"NoSuchOutlet", school, registry.Console, func(o *registry.RosterOrder) { o.Outlet = "nowhere" }, enrol.CodeField},
		{"NoCSV", "", registry.Console, func(*registry.RosterOrder) {}, enrol.CodeField},
		{"TooMany", large.String(), registry.Console, func(*registry.RosterOrder) {}, enrol.CodeField},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := order(registrytest.Start)
			tt.change(&o)
			_, err := e.Service.LoadRoster(ctx, tt.by, o, strings.NewReader(tt.text), false)
			wantCode(t, err, tt.want)
		})
	}
	if list, err := e.Service.Rosters(ctx, registry.Console); err != nil || len(list) != 0 {
		t.Errorf("%d lists, %v", len(list), err)
	}
}

// TestRosterEligible: as the register, the phases and the accounts stand.
func TestRosterEligible(t *testing.T) {
	ctx, e := context.Background(), registrytest.MustNew(t, registrytest.MustSQLite(t))
	e.MustEnrol().MustApprove(agus, "")
	e.Pump()
	e.MustActivate(agus)
	o := order(registrytest.Start.AddDate(0, 0, 3))
	report, err := e.Service.LoadRoster(ctx, registry.Console, o, strings.NewReader(school), true)
	if err != nil || fmt.Sprint(report.Barred) != "[{2  active} {4  under-age} {6  not-found}]" {
		t.Fatalf("%+v %v", report, err)
	}
}

// TestRosterComesDown: whole once, then only what was ticked, by case or by hand; again
// when the list was corrected; and its end as well.
func TestRosterComesDown(t *testing.T) {
	ctx, e := context.Background(), registrytest.MustNew(t, registrytest.MustSQLite(t))
	one, two := e.MustEnrol(), e.MustEnrol()
	pull := func(c *registrytest.Counter, cursor string) enrol.Pull {
		t.Helper()
		p, err := e.Service.Pull(ctx, c.Device, cursor)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := pull(two, "")
	if p.Roster == nil || !p.Roster.Full || len(p.Roster.Lists) != 0 {
		t.Fatal("the first pull does not say that there are none")
	}
	report, err := e.Service.LoadRoster(ctx, registry.Console, order(registrytest.Start), strings.NewReader(school), false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = e.Service.LoadRoster(ctx, registry.Console, order(registrytest.Start.AddDate(0, 0, 8)), strings.NewReader(school), false); err != nil {
		t.Fatal(err)
	}
	p = pull(two, p.Cursor)
	if p.Full || p.Roster == nil || !p.Roster.Full || len(p.Roster.Lists) != 1 || len(p.Roster.Lists[0].People) != 4 {
		t.Fatalf("%+v", p.Roster)
	}
	list := p.Roster.Lists[0]
	if list.From.Format(time.RFC3339) != "2026-03-02T08:00:00+07:00" || list.Until.Hour() != 15 || list.Title != "SMAN 1 Contoh" {
		t.Errorf("%v to %v", list.From, list.Until)
	}
	ids := map[enrol.NIK]string{}
	for _, x := range list.People {
		ids[x.NIK] = x.ID
	}
	e.Clock.Add(time.Minute)
	if p = pull(two, p.Cursor); p.Roster != nil {
		t.Errorf("nothing changed, and %d ticks came", len(p.Roster.Ticks))
	}
	done := one.MustApprove(raka, "")
	e.Clock.Add(time.Minute)
	marks := api.RosterMarks{Marks: []enrol.RosterMark{{ID: ids[agus], Mark: enrol.MarkAbsent, At: e.Clock.Now(), By: "siti"}, {ID: "gone", Mark: enrol.MarkPresent, At: e.Clock.Now()}}}
	for range 2 { // an answer may be lost
		if err := e.Service.MarkRoster(ctx, one.Device, marks); err != nil {
			t.Fatal(err)
		}
	}
	p = pull(two, p.Cursor)
	if p.Roster == nil || p.Roster.Full || len(p.Roster.Ticks) != 2 {
		t.Fatalf("%+v", p.Roster)
	}
	for _, k := range p.Roster.Ticks {
		if k.ID == ids[raka] && !k.DoneAt.Equal(done.DecidedAt.Truncate(time.Microsecond)) || k.ID == ids[agus] && k.Mark != enrol.MarkAbsent {
			t.Errorf("%+v", k)
		}
	}
	view, err := e.Service.Roster(ctx, registry.Console, report.ID)
	if err != nil || view.Turnout.Done != 1 || view.Turnout.Absent != 1 || view.Turnout.Expected() != 1 || view.Marked[ids[agus]] != "siti" {
		t.Fatalf("%+v %v", view.Turnout, err)
	}
	if err := e.Service.EraseRoster(ctx, registry.Console, report.ID); err != nil {
		t.Fatal(err)
	}
	if p = pull(two, p.Cursor); p.Roster == nil || !p.Roster.Full || len(p.Roster.Lists) != 0 {
		t.Errorf("an erased list stays: %+v", p.Roster)
	}
	e.Clock.Add(24 * time.Hour)
	if p = pull(two, p.Cursor); p.Roster == nil || len(p.Roster.Lists) != 1 {
		t.Error("the list of next week does not come")
	}
	e.Clock.Add(11 * 24 * time.Hour)
	if p = pull(two, p.Cursor); p.Roster == nil || len(p.Roster.Lists) != 0 {
		t.Error("a list whose days are over is sent")
	}
}

// TestMarkRosterRefused: nothing that can't be, and nothing of another outlet's.
func TestMarkRosterRefused(t *testing.T) {
	ctx, e := context.Background(), registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	report, err := e.Service.LoadRoster(ctx, registry.Console, order(registrytest.Start), strings.NewReader(school), false)
	if err != nil {
		t.Fatal(err)
	}
	view, err := e.Service.Roster(ctx, registry.Console, report.ID)
	if err != nil {
		t.Fatal(err)
	}
	good := enrol.RosterMark{ID: view.Entries[0].ID, Mark: enrol.MarkPresent, At: e.Clock.Now(), By: "siti"}
	for name, change := range map[string]func(*enrol.RosterMark){
		"Mark": func(m *enrol.RosterMark) { m.Mark = "done" }, "At": func(m *enrol.RosterMark) { m.At = time.Time{} },
		"ID": func(m *enrol.RosterMark) { m.ID = strings.Repeat("x", 65) }, "By": func(m *enrol.RosterMark) { m.By = strings.Repeat("x", 65) },
	} {
		bad := good
		change(&bad)
		if err := e.Service.MarkRoster(ctx, c.Device, api.RosterMarks{Marks: []enrol.RosterMark{good, bad}}); enrol.CodeOf(err) != enrol.CodeField {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantCode(t, e.Service.MarkRoster(ctx, c.Device, api.RosterMarks{Marks: make([]enrol.RosterMark, api.MaxMarks+1)}), enrol.CodeField)
	elsewhere := c.Device
	elsewhere.Outlet = "elsewhere"
	if err := e.Service.MarkRoster(ctx, elsewhere, api.RosterMarks{Marks: []enrol.RosterMark{good}}); err != nil {
		t.Fatal(err)
	}
	ahead := good
	ahead.At = e.Clock.Now().AddDate(1, 0, 0) // a clock that is wrong
	for _, m := range []enrol.RosterMark{ahead, {ID: good.ID, Mark: enrol.MarkAbsent, At: e.Clock.Now().Add(time.Second)}} {
		view, _ = e.Service.Roster(ctx, registry.Console, report.ID)
		if view.Turnout.Absent+view.Turnout.Present > 1 {
			t.Errorf("%+v", view.Turnout)
		}
		if err := e.Service.MarkRoster(ctx, c.Device, api.RosterMarks{Marks: []enrol.RosterMark{m}}); err != nil {
			t.Fatal(err)
		}
		e.Clock.Add(time.Minute)
	}
	if view, err = e.Service.Roster(ctx, registry.Console, report.ID); err != nil || view.Turnout.Absent != 1 || view.Turnout.Present != 0 {
		t.Errorf("a clock that was ahead has the last word: %+v %v", view.Turnout, err)
	}
}

// TestRosterRoles: figures for all of the office, names for clerks, erasing for the chief.
func TestRosterRoles(t *testing.T) {
	ctx, e := context.Background(), registrytest.MustNew(t, registrytest.MustSQLite(t))
	report, err := e.Service.LoadRoster(ctx, registry.Console, order(registrytest.Start), strings.NewReader(school), false)
	if err != nil {
		t.Fatal(err)
	}
	viewer, clerk := registry.Admin{ID: "v", Role: registry.AdminViewer}, registry.Admin{ID: "c", Role: registry.AdminClerk}
	view, err := e.Service.Roster(ctx, viewer, report.ID)
	if err != nil || view.Entries != nil || view.Turnout.Total != 4 {
		t.Errorf("%+v %v", view, err)
	}
	if view, err = e.Service.Roster(ctx, clerk, report.ID); err != nil || len(view.Entries) != 4 {
		t.Errorf("%d %v", len(view.Entries), err)
	}
	_, err = e.Service.ExportRoster(ctx, viewer, report.ID)
	wantCode(t, err, enrol.CodeForbidden)
	if _, err = e.Service.ExportRoster(ctx, clerk, report.ID); err != nil {
		t.Error(err)
	}
	wantCode(t, e.Service.EraseRoster(ctx, clerk, report.ID), enrol.CodeForbidden)
	if err := e.Service.EraseRoster(ctx, registry.Console, report.ID); err != nil {
		t.Error(err)
	}
	_, err = e.Service.Roster(ctx, registry.Console, report.ID)
	wantCode(t, err, enrol.CodeNotFound)
	var did []string
	deeds, err := e.Service.Deeds(ctx, registry.Console, 5)
	for _, d := range deeds {
		did = append(did, d.Action+" "+d.Admin+" "+d.About)
	}
	if got := strings.Join(did, "; "); err != nil || got != "roster-erase console demo/2026-03-02; roster-export c demo/2026-03-02; roster-load console demo/2026-03-02" {
		t.Errorf("%s %v", got, err)
	}
}
