package ui

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// Fact is something of this PC that can be read and not changed.
type Fact struct {
	Key   string // of the sentence that names it
	Value string
}

// setting is one line that can be changed: a number key, or a finger, takes the next
// value.
type setting struct {
	label, value string
	next         func(p *Prefs)
}

// settingsForm is the window's own settings, and what this PC is.
type settingsForm struct {
	ui    *UI
	root  fyne.CanvasObject
	lines []setting
	rows  []*look.KeyButton
	facts []Fact
}

func newSettingsForm(u *UI, facts []Fact) *settingsForm {
	q := &settingsForm{ui: u, lines: settingsOf(u), facts: facts}
	q.build()
	return q
}

// openSettings shows them at once; the facts that take a look at the disk come after.
func (u *UI) openSettings() {
	if _, open := u.question.(*settingsForm); open || u.gate != nil {
		return
	}
	before := u.question
	if before != nil {
		return // one thing at a time: what is asked stays
	}
	u.ask(newSettingsForm(u, nil))
	if u.deps.Facts == nil {
		return
	}
	u.slow.run(func(ctx context.Context) func() {
		facts := u.deps.Facts(ctx)
		return func() {
			if _, open := u.question.(*settingsForm); open {
				u.ask(newSettingsForm(u, facts))
			}
		}
	})
}

// settingsOf are the lines in the order of their keys.
func settingsOf(u *UI) []setting {
	w, p := u.words, u.prefs
	say := func(key string, on bool) string {
		if on {
			return w.Say(key + ".on")
		}
		return w.Say(key + ".off")
	}
	return []setting{
		{w.Say("settings.language"), w.Say("language.name"), func(p *Prefs) { p.Language = w.Next() }},
		{w.Say("settings.text"), strconv.Itoa(max(100, p.TextSize)) + " %", func(p *Prefs) { p.TextSize = p.nextSize() }},
		{w.Say("settings.colours"), say("settings.dark", p.Dark), func(p *Prefs) { p.Dark = !p.Dark }},
		{w.Say("settings.contrast"), say("settings.contrast", p.Contrast), func(p *Prefs) { p.Contrast = !p.Contrast }},
		{w.Say("settings.sounds"), say("settings.switch", !p.Silent), func(p *Prefs) { p.Silent = !p.Silent }},
		{w.Say("settings.resident"), say("settings.switch", p.Resident), func(p *Prefs) { p.Resident = !p.Resident }},
		{w.Say("settings.slips"), w.Say("settings.slips." + p.slips()), func(p *Prefs) { p.Slips = p.nextSlips() }},
	}
}

// allFacts are those that the window knows, and the PC's own.
func (q *settingsForm) allFacts() []Fact {
	u := q.ui
	m := newBarModel(u.words, u.view, u.now())
	none := u.words.Say("lane.missing-value")
	return append([]Fact{{"fact.outlet", cmpOr(u.view.Outlet, none)}, {"fact.link", m.Registry.Text}, {"fact.camera", m.Camera.Text}}, q.facts...)
}

func (q *settingsForm) build() {
	u, l := q.ui, q.ui.look
	var objects []fyne.CanvasObject
	for i, s := range q.lines {
		b := look.NewKeyButton(l, strconv.Itoa(i+1), s.label+": "+s.value, "", func() { q.press(i) })
		q.rows = append(q.rows, b)
		objects = append(objects, b)
	}
	facts := q.allFacts()
	texts := make([][2]*look.Text, len(facts))
	for i, f := range facts {
		texts[i][0] = look.NewText(u.words.Say(f.Key), look.Small, l.Muted).With(func(t *look.Text) { t.Sizes = []float32{look.Small, look.Caption} })
		texts[i][1] = look.NewText(f.Value, look.Body, l.Text).With(func(t *look.Text) {
			t.Lines, t.Sizes = 2, []float32{look.Body, look.Small, look.Caption}
		})
		objects = append(objects, texts[i][0], texts[i][1])
	}
	hint := look.NewText(u.words.Say("settings.hint"), look.Small, l.Muted).With(func(t *look.Text) { t.Lines, t.Middle = 2, true })
	tech := look.NewKeyButton(l, "F8", u.words.Say("settings.technician"), "search", q.technician)
	tech.Set("F8", u.words.Say("settings.technician"), "search", q.mayRepair(), false)
	devices := look.NewKeyButton(l, "F7", u.words.Say("settings.devices"), "print", u.openDevices)
	visible(devices, u.mayTryDevices())
	cameras := look.NewKeyButton(l, "End", u.words.Say("camera.page"), "camera", q.cameras)
	visible(cameras, q.mayLook())
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", u.answer)
	end := look.NewKeyButton(l, "F4", u.words.Say("kiosk.end"), "lock", u.askToEnd)
	visible(end, u.deps.Kiosk)
	objects = append(objects, hint, cameras, devices, tech, back, end)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		half := (s.Width - 32) / 2
		for i, b := range q.rows {
			look.At(b, 0, float32(i)*(look.Touch+8), half, look.Touch)
		}
		y := float32(0)
		for _, t := range texts {
			look.At(t[0], half+32, y, half, 20)
			look.At(t[1], half+32, y+19, half, 38)
			y += 62
		}
		var pages []*look.KeyButton
		for _, b := range []*look.KeyButton{cameras, devices, end} {
			if b.Visible() {
				pages = append(pages, b)
			}
		}
		row(pages, 0, float32(len(q.rows))*(look.Touch+8), half, look.Touch)
		look.At(hint, 0, s.Height-look.Touch, half, look.Touch)
		look.At(tech, half+32, s.Height-look.Touch, half-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, objects...)
	q.root = frame(l, fyne.NewSize(1000, 670), u.words.Say("settings.title"), "settings", body)
}

// mayRepair tells whether the technician's part is open to who is logged in.
func (q *settingsForm) mayRepair() bool {
	return q.ui.deps.Doctor != nil && mayRepair(q.ui.view.Staff.Role)
}

// mayLook tells whether the cameras' page can be reached from here: it is the lane's.
func (q *settingsForm) mayLook() bool { return q.ui.deps.Cameras != nil && q.ui.where == atLane }

func (q *settingsForm) cameras() {
	if q.mayLook() {
		q.ui.answer()
		q.ui.openCameras()
	}
}

func (q *settingsForm) technician() {
	if q.mayRepair() {
		q.ui.openTechnician()
	}
}

func (q *settingsForm) press(i int) {
	p := q.ui.prefs
	q.lines[i].next(&p)
	q.ui.choose(p)
}

func (q *settingsForm) object() fyne.CanvasObject { return q.root }
func (q *settingsForm) focus() fyne.Focusable     { return nil }
func (q *settingsForm) again() question           { return newSettingsForm(q.ui, q.facts) }

func (q *settingsForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyEscape, fyne.KeyF11:
		q.ui.answer()
	case fyne.KeyEnd:
		q.cameras()
	case fyne.KeyF7:
		q.ui.openDevices()
	case fyne.KeyF8:
		q.technician()
	case fyne.KeyF4:
		if u := q.ui; u.deps.Kiosk {
			u.askToEnd()
		}
	}
	return true
}

func (q *settingsForm) typedRune(r rune) {
	if i := int(r - '1'); i >= 0 && i < len(q.lines) {
		q.press(i)
	}
}
