package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

func TestRosterModel(t *testing.T) {
	w, l, now := MustWords(t, "id"), look.New(false), uidemo.Now
	d := uidemo.Roster()
	m := newRosterModel(w, l, d, rosterQuery{}, now)
	if m.Title != "SMAN 3 Contoh" || m.When != "09/03/2026, pukul 08.00 sampai 15.30" || m.Progress != "47 dari 153" || !m.Today || m.Tone != look.OK ||
		m.Shown != "160 dari 160 nama ditampilkan" || len(m.Rows) != 165 {
		t.Errorf("%q, %q, %q, %q, %d rows, today %v, tone %d", m.Title, m.When, m.Progress, m.Shown, len(m.Rows), m.Today, m.Tone)
	}
	for i, want := range []string{"3", "3", "4", "22,0"} {
		if m.Counts[i].Value != want {
			t.Errorf("%s: %s, want %s", m.Counts[i].Label, m.Counts[i].Value, want)
		}
	}
	if want := "Dengan laju ini selesai pukul 15.04, 25 menit sebelum waktu habis."; m.Verdict != want {
		t.Errorf("%q, want %q", m.Verdict, want)
	}
	for _, tt := range []struct {
		name string
		now  time.Time
		tone look.Tone
		want string
	}{
		{"Before", now.Add(-4 * time.Hour), look.Info, "Belum dimulai. Perlu"},
		{"Early", now.Add(-2 * time.Hour), look.Info, "Laju belum dapat dihitung"},
		{"InTime", now, look.OK, "Dengan laju ini selesai pukul 15.04"},
		{"Late", now.Add(40 * time.Minute), look.Warn, "Dengan laju ini selesai pukul 10/03"},
		{"Stalled", now.Add(2 * time.Hour), look.Warn, "Sejak satu jam tidak ada"},
		{"Over", now.Add(6 * time.Hour), look.Bad, "Waktu habis, 106 belum dilayani."},
		{"OtherDay", now.AddDate(0, 0, -1), look.Info, "Belum dimulai"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := uidemo.Roster()
			if tt.now.Before(now) {
				for i := range d.Entries {
					d.Entries[i].DoneAt = time.Time{}
				}
			}
			m := newRosterModel(w, l, d, rosterQuery{}, tt.now)
			if m.Tone != tt.tone || !strings.HasPrefix(m.Verdict, tt.want) || m.Today == (tt.name == "OtherDay") {
				t.Errorf("%d %q", m.Tone, m.Verdict)
			}
		})
	}
	if m := newRosterModel(w, l, enrol.RosterDay{Roster: d.Roster}, rosterQuery{}, now); m.Verdict != "Semua yang ditunggu sudah selesai." || len(m.Rows) != 0 {
		t.Errorf("an empty roster: %q, %d rows", m.Verdict, len(m.Rows))
	}
}

func TestRosterFilter(t *testing.T) {
	list := []enrol.Entry{
		{Tick: enrol.Tick{ID: "a"}, Name: "BUNGA CITRA", Group: "XII IPA 1", NIKMasked: "3276 •••• •••• 0012"},
		{Tick: enrol.Tick{ID: "b", Mark: enrol.MarkPresent}, Name: "ADI PUTRA", Group: "XII IPA 1", NIKMasked: "3275 •••• •••• 1112"},
		{Tick: enrol.Tick{ID: "c", DoneAt: uidemo.Now}, Name: "CITRA ANGGRAINI", Group: "XII IPS 2", NIKMasked: "3276 •••• •••• 4408"},
		{Tick: enrol.Tick{ID: "d"}, Name: "D", Why: enrol.CodeActive, NIKMasked: "3276 •••• •••• 0001"},
	}
	enrol.SortEntries(list)
	for _, tt := range []struct {
		q    rosterQuery
		want string // heads of groups in brackets
	}{
		{rosterQuery{}, "[] d [XII IPA 1] b a [XII IPS 2] c"},
		{rosterQuery{Text: "citra"}, "[XII IPA 1] a [XII IPS 2] c"},
		{rosterQuery{Text: " Citra  b"}, "[XII IPA 1] a"},
		{rosterQuery{Text: "ips"}, "[XII IPS 2] c"},
		{rosterQuery{Text: "12"}, "[XII IPA 1] b a"},
		{rosterQuery{Text: "0012"}, "[XII IPA 1] a"},
		{rosterQuery{Text: "32760001 01900012"}, "[XII IPA 1] a"},
		{rosterQuery{Text: "3275000101900012"}, ""},
		{rosterQuery{Text: "90012"}, "[XII IPA 1] a"},
		{rosterQuery{Text: "•••• 0001"}, "[] d"},
		{rosterQuery{Only: enrol.StandingPresent}, "[XII IPA 1] b"},
		{rosterQuery{Only: enrol.StandingBarred}, "[] d"},
		{rosterQuery{Only: enrol.StandingDone, Text: "adi"}, ""},
		{rosterQuery{Text: "<script>"}, ""},
	} {
		rows, n := rosterRows(list, tt.q)
		var got []string
		people := 0
		for _, r := range rows {
			if r.group != nil {
				got = append(got, "["+r.group.Name+"]")
				continue
			}
			people++
			got = append(got, r.entry.ID)
		}
		if s := strings.Join(got, " "); s != tt.want || n != people {
			t.Errorf("%+v: %q (%d), want %q", tt.q, s, n, tt.want)
		}
	}
	alone, _ := rosterRows([]enrol.Entry{{Name: "A"}}, rosterQuery{})
	if len(alone) != 1 || alone[0].group != nil {
		t.Error("a list without classes has a head")
	}
}

// selectedName is who is chosen on the screen.
func (r *rig) selectedName() string {
	e, _ := r.screen.(*rosterScreen).current()
	return e.Name
}

// TestRosterKeyboard: opened from the lane, somebody found by typing, marked, taken back,
// filtered, left; without the mouse.
func TestRosterKeyboard(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.refresh()
	if b := r.screen.(*laneScreen).roster; !b.Visible() {
		t.Fatal("the lane does not show the way to today's list")
	}
	r.press(fyne.KeyPageUp)
	s, ok := r.screen.(*rosterScreen)
	if !ok {
		t.Fatal("PgUp does not open the list")
	}
	first := r.selectedName()
	r.press(fyne.KeyDown)
	if second := r.selectedName(); second == "" || second == first {
		t.Errorf("Down goes from %q to %q", first, second)
	}
	r.press(fyne.KeyUp)
	if r.selectedName() != first {
		t.Errorf("Up leads back to %q, not to %q", r.selectedName(), first)
	}
	for s.table.at > 1 { // the head of the first class is above
		r.press(fyne.KeyUp)
	}
	top := r.selectedName()
	if r.press(fyne.KeyUp); r.selectedName() != top || top == "" { // onto the head, and back
		t.Errorf("Up from the first, %q, leads to %q", top, r.selectedName())
	}
	waiting := ""
	for _, e := range uidemo.Roster().Entries {
		if e.Standing() == enrol.StandingWaiting && waiting == "" {
			waiting = e.Name + " " + e.NIKMasked[len(e.NIKMasked)-4:]
		}
	}
	i := strings.LastIndex(waiting, " ")
	r.typeText(waiting[i+1:])
	if r.selectedName() != waiting[:i] || len(s.model.Rows) != 2 {
		t.Fatalf("typing %q finds %q of %d", waiting[i+1:], r.selectedName(), len(s.model.Rows))
	}
	e, _ := s.current()
	for _, tt := range []struct {
		key  fyne.KeyName
		want enrol.Mark
	}{{fyne.KeyReturn, enrol.MarkPresent}, {fyne.KeyF6, enrol.MarkAbsent}, {fyne.KeyF6, enrol.MarkNone}, {fyne.KeyReturn, enrol.MarkPresent}, {fyne.KeyReturn, enrol.MarkNone}} {
		r.press(tt.key)
		if got := r.deskFake.Done[len(r.deskFake.Done)-1]; got != fmt.Sprintf("mark %s %q siti", e.ID, string(tt.want)) {
			t.Fatalf("%s asks for %q", tt.key, got)
		}
		if r.selectedName() != e.Name {
			t.Fatalf("after %s %q is chosen", tt.key, r.selectedName())
		}
	}
	r.press(fyne.KeyEscape)
	if s.search.Text != "" || r.where != atRoster {
		t.Fatal("Esc does not clear the search first")
	}
	marks := len(r.deskFake.Done)
	for range 3 { // waiting, present, done
		r.press(fyne.KeyF4)
	}
	if e, _ := s.current(); e.Standing() != enrol.StandingDone || len(r.shownPeople()) != 47 {
		t.Fatalf("F4 shows %d, the first is %s", len(r.shownPeople()), e.Standing())
	}
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyF6)
	if len(r.deskFake.Done) != marks {
		t.Error("somebody who was served is marked by hand")
	}
	for range 2 { // absent, not eligible
		r.press(fyne.KeyF4)
	}
	if e, _ := s.current(); e.Standing() != enrol.StandingBarred {
		t.Fatalf("F4 leads to %s", e.Standing())
	}
	r.press(fyne.KeyReturn)
	if len(r.deskFake.Done) != marks {
		t.Error("who is not eligible is awaited")
	}
	for range 4 { // all, waiting, present, done
		r.press(fyne.KeyF4)
	}
	r.press(fyne.KeyF10) // another language: filter and screen stay
	if r.where != atRoster || len(r.shownPeople()) != 47 {
		t.Error("switching the language loses the filter")
	}
	r.press(fyne.KeyEscape)
	if r.where != atLane {
		t.Error("Esc does not lead back to the lane")
	}
	for _, step := range []struct {
		key  fyne.KeyName
		want place
	}{{fyne.KeyF9, atQueue}, {fyne.KeyF8, atFigures}, {fyne.KeyF7, atRoster}, {fyne.KeyEscape, atFigures}, {fyne.KeyF7, atRoster}, {fyne.KeyF9, atLane}} {
		if r.press(step.key); r.where != step.want {
			t.Fatalf("%s leads to %d, want %d", step.key, r.where, step.want)
		}
	}
}

func (r *rig) shownPeople() (out []enrol.Entry) {
	for _, x := range r.screen.(*rosterScreen).model.Rows {
		if x.group == nil {
			out = append(out, x.entry)
		}
	}
	return out
}

// TestRosterOfAnotherDay can be looked at, and nobody on it marked; without one the lane
// shows no way to it, and the screen says where lists come from.
func TestRosterOfAnotherDay(t *testing.T) {
	r := MustRig(t, "id", false)
	r.clock = r.clock.AddDate(0, 0, -1)
	r.scene("02-ready")
	r.refresh()
	if r.screen.(*laneScreen).roster.Visible() {
		t.Error("the lane shows tomorrow's list")
	}
	r.press(fyne.KeyPageUp)
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyF6)
	if len(r.deskFake.Done) != 0 {
		t.Errorf("asked for %v", r.deskFake.Done)
	}
	r.deskFake.NoRoster = true
	r.clock = r.clock.Add(time.Minute)
	r.refresh()
	s := r.screen.(*rosterScreen)
	if s.table.count != 0 || s.emptyKey() != "roster.empty" || s.title.Text() != "Daftar jemput bola" {
		t.Errorf("%d rows, %q, %q", s.table.count, s.emptyKey(), s.title.Text())
	}
	r.deskFake.Err = enrol.NewError(enrol.CodeDiskFull, "mark")
	r.deskFake.NoRoster, r.clock = false, uidemo.Now.Add(time.Minute)
	r.refresh()
	r.press(fyne.KeyF4)
	r.press(fyne.KeyReturn)
	if len(r.deskFake.Done) != 1 || r.note.text.Text() == "" {
		t.Errorf("a mark that could not be kept is not said: %v", r.deskFake.Done)
	}
}

// TestRosterScreens draws the list in both languages and themes, at several sizes and
// with large text, full, filtered, empty, and the lane with its button.
func TestRosterScreens(t *testing.T) {
	for _, language := range assets.Languages {
		for _, dark := range []bool{false, true} {
			name := language + "-" + map[bool]string{false: "light", true: "dark"}[dark]
			r := MustRig(t, language, dark)
			for _, size := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(1920, 1080)} {
				r.window.Resize(size)
				r.deskFake.NoRoster = false
				r.scene("12-match")
				r.roster.asking.at = time.Time{}
				r.refresh()
				r.check("lane with a list", r.window)
				r.picture(r.window, fmt.Sprintf("roster-lane-%v-%s", size.Width, name))
				draw := func(what string) {
					r.refresh()
					r.check("roster "+what, r.window)
					r.picture(r.window, fmt.Sprintf("roster-%s-%v-%s", what, size.Width, name))
				}
				r.press(fyne.KeyPageUp)
				draw("all")
				r.typeText("ipa 1 a")
				draw("search")
				r.typeText("zz")
				draw("none")
				r.press(fyne.KeyEscape)
				for range 5 {
					r.press(fyne.KeyF4)
				}
				draw("barred")
				r.press(fyne.KeyF4)
				r.deskFake.NoRoster = true
				r.screen.(*rosterScreen).load()
				draw("empty")
				r.press(fyne.KeyEscape)
			}
		}
	}
}

// TestRosterLargeText: nothing is cut where text is chosen large.
func TestRosterLargeText(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		r.choose(Prefs{Language: language, TextSize: 175, Contrast: true, Resident: true})
		r.window.Resize(fyne.NewSize(1280, 720))
		r.scene("12-match")
		r.refresh()
		r.check("lane with a list at 175 %", r.window)
		r.press(fyne.KeyPageUp)
		r.refresh()
		r.check("roster at 175 %", r.window)
		r.picture(r.window, "roster-175-"+language+"-light")
		for range 5 {
			r.press(fyne.KeyF4)
			r.check("roster by standing at 175 %", r.window)
		}
		r.picture(r.window, "roster-175-barred-"+language+"-light")
	}
}

// TestRosterBeginsWithWhoIsAwaited: Enter and F6 do something at once, however many are done.
func TestRosterBeginsWithWhoIsAwaited(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.openRoster(atLane)
	s := r.screen.(*rosterScreen)
	first, ok := s.current()
	if !ok || !s.markable(first, enrol.MarkPresent) || !s.markable(first, enrol.MarkAbsent) {
		t.Fatalf("begins with %q, who is %s", first.Name, first.Standing())
	}
	for _, row := range s.model.Rows[:s.table.at] {
		if row.group == nil && (row.entry.Standing() == enrol.StandingWaiting || row.entry.Standing() == enrol.StandingPresent) {
			t.Errorf("%q is awaited before %q", row.entry.Name, first.Name)
		}
	}
	if row := s.table.at - s.table.top; row < 0 || row >= len(s.table.lines) {
		t.Errorf("the chosen one is in row %d of the %d shown", row, len(s.table.lines))
	}
	r.check("roster", r.window)
	r.picture(r.window, "roster-first-id-light")
}

// TestRosterIsNoTechnicians: who looks after the PC does not see who is expected.
func TestRosterIsNoTechnicians(t *testing.T) {
	for role, want := range map[enrol.Role]place{enrol.RoleStaff: atRoster, enrol.RoleSupervisor: atRoster, enrol.RoleTechnician: atLane} {
		r := MustRig(t, "id", false)
		r.scene("02-ready")
		v := r.view
		v.Staff.Role = role
		r.arrived(v)
		r.press(rosterKey)
		if r.where != want {
			t.Errorf("%s: PgUp leads to %d, want %d", role, r.where, want)
		}
	}
}
