package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// outageView is a counter whose line has been away for a while.
func outageView() lane.View {
	for _, s := range uidemo.Scenes() {
		if s.Name == "02-ready" {
			v := s.View
			v.Link = enrol.Link{Since: uidemo.Now.Add(-3 * time.Hour), LastError: enrol.CodeOffline, PerPacket: 2 * time.Second,
				Next: uidemo.Now.Add(40 * time.Second)}
			v.Backlog = enrol.Backlog{Pending: 37, Oldest: uidemo.Now.Add(-50 * time.Hour), LastSync: uidemo.Now.Add(-3 * time.Hour)}
			v.Stops = enrol.Stops{MaxPending: 60, MaxAge: 7 * 24 * time.Hour, MaxSinceSync: 5 * 24 * time.Hour}
			return v
		}
	}
	panic("no such scene")
}

func TestOutage(t *testing.T) {
	w, now := MustWords(t, "id"), uidemo.Now
	m := newOutage(w, outageView(), now)
	if !m.On || m.Tone != look.Warn || m.Since != "Luring sejak 07.15 (3 jam)" {
		t.Errorf("%+v", m)
	}
	for _, want := range []string{"37 menunggu, tertua 2 hari", "4 hari lagi sebelum kasus baru dihentikan", "tempat untuk 23 kasus lagi", "kira-kira 1 menit"} {
		if !strings.Contains(m.Facts, want) {
			t.Errorf("%q lacks %q", m.Facts, want)
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*lane.View)
		on     bool
		tone   look.Tone
		facts  string
	}{
		{"Online", func(v *lane.View) { v.Link.Online = true }, false, 0, ""},
		{"AMoment", func(v *lane.View) { v.Link.Since = now.Add(-30 * time.Second) }, false, 0, ""},
		{"JustStarted", func(v *lane.View) { v.Link.Noticed = now.Add(-30 * time.Second) }, false, 0, ""},
		{"StartedAWhileAgo", func(v *lane.View) {
			v.Link.Noticed, v.Link.PerPacket, v.Stops = now.Add(-2*time.Minute), 0, enrol.Stops{}
		}, true, look.Warn,
			"37 menunggu, tertua 2 hari"},
		{"Unknown", func(v *lane.View) { v.Link.Since = time.Time{} }, false, 0, ""},
		{"NothingWaits", func(v *lane.View) { v.Backlog, v.Stops = enrol.Backlog{}, enrol.Stops{} }, true, look.Warn, ""},
		{"NoRateKnown", func(v *lane.View) { v.Link.PerPacket, v.Stops = 0, enrol.Stops{} }, true, look.Warn, "37 menunggu, tertua 2 hari"},
		{"SoonOver", func(v *lane.View) { v.Stops = enrol.Stops{MaxAge: 60 * time.Hour}; v.Link.PerPacket = 0 }, true, look.Bad,
			"37 menunggu, tertua 2 hari   ·   10 jam lagi sebelum kasus baru dihentikan"},
		{"Held", func(v *lane.View) { v.Backlog, v.Stops = enrol.Backlog{Held: 2}, enrol.Stops{} }, true, look.Warn, "2 tertahan, perlu dilihat"},
		{"OnlineHeldAlone", func(v *lane.View) { v.Link.Online, v.Backlog, v.Stops = true, enrol.Backlog{Held: 2}, enrol.Stops{} }, false, 0, ""},
		{"OnlineSoonOver", func(v *lane.View) { v.Link.Online, v.Stops = true, enrol.Stops{MaxAge: 60 * time.Hour} }, true, look.Bad,
			"37 menunggu, tertua 2 hari   ·   10 jam lagi sebelum kasus baru dihentikan"},
		{"OnlineRoom", func(v *lane.View) { v.Link.Online, v.Backlog.Held, v.Stops = true, 10, enrol.Stops{MaxPending: 60} }, true, look.Warn,
			"37 menunggu, tertua 2 hari   ·   10 tertahan, perlu dilihat   ·   tempat untuk 13 kasus lagi"},
		{"OnlineDisk", func(v *lane.View) {
			v.Link.Online, v.Backlog, v.Stops, v.FreeDisk = true, enrol.Backlog{}, enrol.Stops{MinFreeDisk: 500 << 20}, 700<<20
		}, true, look.Warn, "200 MB lagi sebelum penyimpanan terlalu penuh"},
		{"DiskUnknown", func(v *lane.View) {
			v.Link.Online, v.Backlog, v.Stops, v.FreeDisk = true, enrol.Backlog{}, enrol.Stops{MinFreeDisk: 500 << 20}, -1
		}, false, 0, ""},
		{"Over", func(v *lane.View) { v.Stops = enrol.Stops{MaxAge: time.Hour}; v.Link.PerPacket = 0 }, true, look.Bad,
			"37 menunggu, tertua 2 hari   ·   0 detik lagi sebelum kasus baru dihentikan"},
	} {
		v := outageView()
		tt.change(&v)
		if m := newOutage(w, v, now); m.On != tt.on || m.Tone != tt.tone || m.Facts != tt.facts {
			t.Errorf("%s: %+v", tt.name, m)
		}
	}
}

func TestSyncModel(t *testing.T) {
	w, now := MustWords(t, "id"), uidemo.Now
	report, _ := (&uidemo.Desk{}).Sync(t.Context())
	m := newSyncModel(w, outageView(), report, now)
	if m.Sentence != "Pusat tidak dapat dihubungi." || m.Progress >= 0 || m.Next != "dicoba lagi dalam 40 detik" || len(m.Rows) != 6 {
		t.Errorf("%+v", m)
	}
	for i, want := range []string{"sudah", "berlaku sampai 09/12/2026", "per 09.53", "09.53, selama 0,24 detik", "09.53, selama 3,00 detik, 47 paket", "09.53, selama 0,08 detik, entri 4290"} {
		if m.Rows[i].State != want {
			t.Errorf("step %d: %q, want %q", i, m.Rows[i].State, want)
		}
	}
	if r := m.Rows[4]; r.Tone != look.Warn || !strings.HasPrefix(r.Help, "Gagal 6 kali, terakhir 10.15. Pusat tidak dapat dihubungi.") {
		t.Errorf("a step that fails: %+v", r)
	}
	v := outageView()
	v.Link = enrol.Link{Online: true, Since: now, Sending: true, Done: 10, Total: 40, Left: 90 * time.Second}
	if m := newSyncModel(w, v, report, now); m.Progress != 0.25 || m.Left != "10 dari 40, sisa 1 menit" || m.Tone != look.OK {
		t.Errorf("under way: %+v", m)
	}
	if m.Rows[2].Title != "Setelan yang berlaku" || newSyncRow(w, enrol.SyncStep{Name: "first"}, now).Title != "Sinkronisasi pertama" {
		t.Errorf("a first sync that was long ago: %q", m.Rows[2].Title)
	}
	lost := newSyncRow(w, enrol.SyncStep{Name: "enrolled", Failed: enrol.CodeNotEnrolled, Fails: 3}, now)
	if lost.Tone != look.Bad || lost.State != "belum" {
		t.Errorf("never enrolled: %+v", lost)
	}
}

// TestSyncNearALimit: a line that is up does not look well while the lane will stop all the same, and what
// helps is said.
func TestSyncNearALimit(t *testing.T) {
	w, now := MustWords(t, "id"), uidemo.Now
	report, _ := (&uidemo.Desk{}).Sync(t.Context())
	up := func(v *lane.View) { v.Link = enrol.Link{Online: true, Since: now.Add(-time.Hour)} }
	for _, tt := range []struct {
		name   string
		change func(*lane.View)
		tone   look.Tone
		help   string // key; "": none
	}{
		{"Far", func(v *lane.View) { up(v); v.Stops = enrol.Stops{} }, look.OK, ""},
		{"Room", func(v *lane.View) { up(v); v.Stops = enrol.Stops{MaxPending: 40} }, look.Warn, "sync.help-send"},
		{"Held", func(v *lane.View) { up(v); v.Stops, v.Backlog.Held = enrol.Stops{MaxPending: 50}, 5 }, look.Warn, "sync.help-held"},
		{"HeldForTheOffice", func(v *lane.View) {
			up(v)
			v.Stops, v.Backlog.Held, v.Backlog.Earlier = enrol.Stops{MaxPending: 40}, 5, 5
		}, look.Warn, "sync.help-send"},
		{"Days", func(v *lane.View) { up(v); v.Stops = enrol.Stops{MaxAge: 60 * time.Hour} }, look.Warn, "sync.help-send"},
		{"Disk", func(v *lane.View) { up(v); v.Stops, v.FreeDisk = enrol.Stops{MinFreeDisk: 500 << 20}, 700<<20 }, look.Warn, "sync.help-disk"},
		{"AwayAndFar", func(v *lane.View) { v.Stops = enrol.Stops{} }, look.Warn, "offline.do"},
		{"AwayAndNear", func(v *lane.View) { v.Stops = enrol.Stops{MaxAge: 60 * time.Hour} }, look.Warn, "sync.help-carry"},
		{"AwayAndFull", func(v *lane.View) { v.Stops, v.FreeDisk = enrol.Stops{MinFreeDisk: 500 << 20}, 700<<20 }, look.Warn, "sync.help-disk"},
	} {
		v := outageView()
		tt.change(&v)
		m := newSyncModel(w, v, report, now)
		want := ""
		switch tt.help {
		case "":
		case "offline.do":
			_, want = w.Code(enrol.CodeOffline, nil)
		default:
			want = w.Say(tt.help)
		}
		if _, help, _ := strings.Cut(m.Do, "\n"); m.Tone != tt.tone || help != want || (m.Tone == look.OK) != (m.Sentence == w.Say("sync.online")) {
			t.Errorf("%s: %v %q %q, want %q", tt.name, m.Tone, m.Sentence, m.Do, want)
		}
	}
	v := outageView()
	v.Backlog.LastSync = now.Add(-100 * time.Hour) // of 120
	if r := newSyncModel(w, v, report, now).Rows[2]; r.Tone != look.Warn || r.Help != w.Say("sync.help-settings") {
		t.Errorf("old settings: %+v", r)
	}
	if r := newSyncRow(w, enrol.SyncStep{Name: "certificate", Done: true, Soon: true, Until: now.AddDate(0, 0, 3)}, now); r.Tone != look.Warn || r.Help == "" {
		t.Errorf("a certificate that ends: %+v", r)
	}
}

func TestFiguresModel(t *testing.T) {
	w, now := MustWords(t, "id"), uidemo.Now
	desk := &uidemo.Desk{}
	var d figuresData
	d.Day, _ = desk.Day(t.Context(), now)
	d.Settings, _ = desk.Settings(t.Context())
	d.Reached = enrol.Reach{Acknowledged: 12345, Active: 10234, Told: now.Add(-26 * time.Hour)}
	m := newFiguresModel(w, look.New(false), d, now)
	if len(m.Charts) != 4 {
		t.Errorf("staff see %d charts: figures by person are the supervisor's", len(m.Charts))
	}
	for _, want := range []string{"09/03/2026", "Drive Thru De Fast", "12.345", "10.234", "08/03/2026 08.15", "1.560", "09/2022", fmt.Sprintf("%d di antaranya", d.Day.Begun.Reached)} {
		if !strings.Contains(m.Press, want) {
			t.Errorf("%q lacks %q", m.Press, want)
		}
	}
	if want := "Loket ini: 12.345 diterima, 10.234 aktif"; m.Sum != want {
		t.Errorf("%q, want %q", m.Sum, want)
	}
	d.Role = enrol.RoleSupervisor
	if m := newFiguresModel(w, look.New(true), d, now); len(m.Charts) != 5 || len(m.Charts[4].Chart.Bars) != 3 {
		t.Errorf("the supervisor sees %d charts", len(m.Charts))
	}
	empty := newFiguresModel(w, look.New(false), figuresData{}, now)
	for _, c := range empty.Charts {
		if c.Empty == "" {
			t.Errorf("%s: an empty chart without a word", c.Title)
		}
	}
	if strings.Contains(empty.Press, "aktif") {
		t.Error("what is active where the registry was never heard")
	}
	if strings.Contains(empty.Press, "Saldo") {
		t.Error("an opening balance that nobody gave")
	}
}

// TestDeskPages draws the pages in both languages and themes, at two sizes.
func TestDeskPages(t *testing.T) {
	for _, language := range assets.Languages {
		for _, dark := range []bool{false, true} {
			name := language + "-" + map[bool]string{false: "light", true: "dark"}[dark]
			r := MustRig(t, language, dark)
			for _, size := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(1920, 1080)} {
				r.window.Resize(size)
				v := outageView()
				v.Staff.Role = enrol.RoleSupervisor
				r.arrived(v)
				r.check("outage", r.window)
				r.picture(r.window, fmt.Sprintf("desk-outage-%v-%s", size.Width, name))
				v.Link.Online, v.Backlog.Held, v.Stops.MinFreeDisk, v.FreeDisk = true, 12, 500<<20, 700<<20
				r.arrived(v)
				r.check("near", r.window)
				r.picture(r.window, fmt.Sprintf("desk-near-%v-%s", size.Width, name))
				for i, what := range []string{"sync", "day", "shift"} {
					r.open([]place{atSync, atFigures, atShift}[i])
					r.refresh()
					r.check(what, r.window)
					r.picture(r.window, fmt.Sprintf("desk-%s-%v-%s", what, size.Width, name))
				}
				r.press(fyne.KeyReturn)
				r.check("handover", r.window)
				r.press(fyne.KeyReturn)
				r.check("sign", r.window)
				r.picture(r.window, fmt.Sprintf("desk-sign-%v-%s", size.Width, name))
				r.answer()
				s := r.screen.(*shiftScreen)
				s.sheet.Odd = []enrol.OddCase{{ID: uidemo.Case().ID, Fault: enrol.FaultLost}, {ID: uidemo.Case().ID, Fault: enrol.FaultState},
					{ID: uidemo.Case().ID, Fault: enrol.FaultDelivery}, {ID: uidemo.Case().ID, Fault: enrol.FaultUnrecorded}}
				s.paint()
				r.check("odd", r.window)
				r.picture(r.window, fmt.Sprintf("desk-odd-%v-%s", size.Width, name))
				r.open(atLane)
			}
			v := outageView()
			v.Staff.Role = enrol.RoleStaff
			r.arrived(v)
			r.open(atFigures)
			r.check("staff's figures", r.window)
			r.picture(r.window, "desk-day-staff-"+name)
		}
	}
}

// TestDeskPageKeys: every page is reached and left by printed keys.
func TestDeskPageKeys(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	for _, tt := range []struct {
		key  fyne.KeyName
		want place
	}{{fyne.KeyF9, atQueue}, {fyne.KeyF2, atSync}, {fyne.KeyEscape, atQueue}, {fyne.KeyF8, atFigures}, {fyne.KeyF6, atShift},
		{fyne.KeyEscape, atFigures}, {fyne.KeyF5, atFigures}, {fyne.KeyEscape, atQueue}, {fyne.KeyF2, atSync}, {fyne.KeyF9, atLane}} {
		if r.press(tt.key); r.where != tt.want {
			t.Fatalf("%s leads to %d, want %d", tt.key, r.where, tt.want)
		}
	}
	r.press(fyne.KeyF9)
	r.press(fyne.KeyF2)
	r.press(fyne.KeyReturn)
	if got := strings.Join(r.deskFake.Done, "; "); got != "try" {
		t.Errorf("asked for %q", got)
	}
}

// TestPressSentence counts identities that began at this counter, and nothing else.
func TestPressSentence(t *testing.T) {
	now := uidemo.Now
	done := func(k enrol.Kind, d enrol.Delivery) enrol.DayCase {
		return enrol.DayCase{Kind: k, State: enrol.StateApproved, DecidedAt: now, Delivery: d, Answer: enrol.AnswerAccepted}
	}
	var d figuresData
	d.Settings.OutletName = "Drive Thru De Fast"
	d.Reached = enrol.Reach{Acknowledged: 77, Active: 60, Told: now.Add(-time.Hour)}
	cases := []enrol.DayCase{done(enrol.KindNew, enrol.DeliveryAnswered), done(enrol.KindFirstCard, enrol.DeliveryAnswered), done(enrol.KindNew, enrol.DeliveryQueued)}
	for _, k := range []enrol.Kind{enrol.KindReactivate, enrol.KindChange, enrol.KindCard} {
		cases = append(cases, done(k, enrol.DeliveryAnswered), done(k, enrol.DeliveryQueued))
	}
	d.Day = enrol.NewDay(cases, 0, nil, now)
	text := pressSentence(MustWords(t, "id"), d, now)
	for _, want := range []string{"loket ini", "77 pengajuan IKD", "Dari 77 yang diterima, 60 ", "2 di antaranya", "1 dari hari ini"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
}

// TestFiguresLeaveNothingOut: what a chart has no row for is in its last one, staff go by
// their names, and the hour that is not over is explained.
func TestFiguresLeaveNothingOut(t *testing.T) {
	for _, language := range assets.Languages {
		w, now := MustWords(t, language), uidemo.Now
		d := figuresData{Role: enrol.RoleSupervisor}
		d.Day.Hours[now.Hour()] = 3
		for i := range 9 {
			d.Day.Refusals = append(d.Day.Refusals, enrol.Tally{Reason: enrol.ReasonDataWrong, N: 20 - i})
			d.Day.People = append(d.Day.People, enrol.PersonFigures{Operator: fmt.Sprint("p", i), Name: fmt.Sprint("Nama ", i), Cases: 20 - i})
		}
		m := newFiguresModel(w, look.New(false), d, now)
		for i, want := range map[int]struct {
			rows, rest int
			label      string
		}{2: {6, 15 + 14 + 13 + 12, "figures.other-reasons"}, 4: {7, 14 + 13 + 12, "figures.other-people"}} {
			bars := m.Charts[i].Chart.Bars
			if last := bars[len(bars)-1]; len(bars) != want.rows || last.Label != w.Say(want.label) || last.Text != fmt.Sprint(want.rest) {
				t.Errorf("%s: %d rows, the last is %q %q", m.Charts[i].Title, len(bars), last.Label, last.Text)
			}
		}
		if got := m.Charts[4].Chart.Bars[0].Label; got != "Nama 0" {
			t.Errorf("staff go by %q", got)
		}
		legend := m.Charts[1].Chart.Legend
		if len(legend) != 2 || legend[1].Label != w.Say("figures.hour-now") || legend[1].Parts[0].Pattern == legend[0].Parts[0].Pattern {
			t.Errorf("%s: the hours' legend is %+v", language, legend)
		}
		if late := newFiguresModel(w, look.New(false), d, now.Add(13*time.Hour)); len(late.Charts[1].Chart.Legend) != 0 {
			t.Error("a legend for an hour that is not there")
		}
	}
}
