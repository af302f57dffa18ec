package ui

import (
	"context"
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// rosterScreen shows who is expected today, who was served, and where the pace leads.
type rosterScreen struct {
	ui      *UI
	root    *fyne.Container
	bar     *statusBar
	title   *look.Text
	when    *look.Text
	shown   *look.Text
	search  *look.Entry
	table   *queueTable
	side    rosterSide
	keys    []*look.KeyButton // Enter, F6, F4, Esc
	model   rosterModel
	asking  poll
	backlog enrol.Backlog
	drawn   int // a later drawing makes earlier ones void
}

// rosterSide is what stands beside the table.
type rosterSide struct {
	card     fyne.CanvasObject
	progress *look.Text
	band     *look.Plate
	icon     *look.Icon
	verdict  *look.Text
	counts   [4]*figure
	picture  *canvas.Image
}

var rosterKind = tableKind{[5]string{"roster.col-state", "roster.col-name", "roster.col-nik", "roster.col-why", "roster.col-time"},
	[4]float32{0.22, 0.53, 0.73, 0.92}, "group"}

func newRosterScreen(u *UI) *rosterScreen {
	l, w := u.look, u.words
	s := &rosterScreen{ui: u, asking: poll{every: rosterEvery}}
	s.bar = newStatusBar(l, w, u.barActions())
	s.bar.where = w.Say("action.lane")
	s.title = look.NewText(w.Say("roster.title"), look.Sentence, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Lines, t.Sizes = true, true, 2, []float32{look.Sentence, look.Title, look.Body, look.Small, look.Caption}
	})
	s.when = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) {
		t.Middle, t.Lines, t.Align, t.Sizes = true, 2, fyne.TextAlignTrailing, []float32{look.Small, look.Caption}
	})
	s.shown = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Small, look.Caption} })
	s.search = look.NewEntry(u)
	s.search.SetPlaceHolder(w.Say("roster.search"))
	s.search.SetText(u.roster.query.Text)
	s.search.OnChanged = func(text string) { u.roster.query.Text = text; s.filtered() }
	s.table = newTable(rosterKind, l, w, func(int) { s.offer() }, func(page) {})
	s.side.build(l)
	s.keys = []*look.KeyButton{
		look.NewKeyButton(l, w.Say("key.enter"), w.Say("roster.mark-present"), "person", func() { s.mark(enrol.MarkPresent) }),
		look.NewKeyButton(l, "F6", w.Say("roster.mark-absent"), "reject", func() { s.mark(enrol.MarkAbsent) }),
		look.NewKeyButton(l, "F4", "", "filter", s.turn),
		look.NewKeyButton(l, "Esc", w.Say("roster.back"), "back", s.leave),
	}
	objects := []fyne.CanvasObject{s.bar.box, s.title, s.when, s.shown, s.search, s.table.box, s.side.card, s.side.progress, s.side.band.Shape, s.side.icon.Shape, s.side.verdict, s.side.picture}
	for _, c := range s.side.counts {
		objects = append(objects, c.value, c.label)
	}
	for _, k := range s.keys {
		objects = append(objects, k)
	}
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: s.place}, objects...)
	if u.roster.day.ID != "" {
		s.fill(u.now()) // what is known, while it is read anew
	}
	s.table.show(len(s.model.Rows), s.row, s.emptyKey())
	s.load()
	return s
}

func (r *rosterSide) build(l *look.Look) {
	r.card = l.Card()
	r.progress = look.NewText("", look.Sentence, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Sentence, look.Title, look.Body}
	})
	r.band, r.icon = look.NewPlate(l.Sunken, look.Radius), l.Icon("clock", l.Text)
	r.verdict = look.NewText("", look.Body, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Lines, t.Sizes = true, true, 3, []float32{look.Body, look.Small, look.Caption}
	})
	for i := range r.counts {
		r.counts[i] = newFigure(l, "")
		r.counts[i].label.Lines = 3
	}
	r.picture = canvas.NewImageFromImage(image.NewNRGBA(image.Rect(0, 0, 1, 1)))
	r.picture.ScaleMode = canvas.ImageScaleFastest
}

func (s *rosterScreen) place(size fyne.Size) {
	const gap = look.Gap
	look.At(s.bar.box, 0, 0, size.Width, barHeight)
	keys := float32(look.Touch + 8)
	side := max(400, min(620, size.Width*0.36))
	left := size.Width - side - 3*gap
	y := float32(barHeight + gap)
	look.At(s.title, gap, y, size.Width-2*gap-380, look.Touch)
	look.At(s.when, size.Width-gap-370, y, 370, look.Touch)
	y += look.Touch + 8
	look.At(s.search, gap, y, left*0.6, look.Touch)
	look.At(s.shown, gap+left*0.6+gap, y, left*0.4-gap, look.Touch)
	body := size.Height - y - keys - 2*gap
	look.At(s.table.box, gap, y+look.Touch+8, left, body-look.Touch-8)
	moved := s.side.place(size.Width-side-gap, y, side, body)
	row(s.keys, gap, size.Height-keys-gap, size.Width-2*gap, keys)
	if moved {
		s.draw()
	}
}

// place answers whether the picture has another size.
func (r *rosterSide) place(x, y, w, h float32) bool {
	const in = look.Inset
	look.At(r.card, x, y, w, h)
	look.At(r.progress, x+in, y+8, w-2*in, 44)
	look.At(r.band.Shape, x+in, y+58, w-2*in, 74)
	look.At(r.icon.Shape, x+2*in, y+58+23, 28, 28)
	look.At(r.verdict, x+2*in+40, y+60, w-4*in-44, 70)
	each := (w - 2*in) / float32(len(r.counts))
	for i, c := range r.counts {
		look.At(c.value, x+in+float32(i)*each, y+140, each, 32)
		look.At(c.label, x+in+float32(i)*each+2, y+172, each-4, 52)
	}
	before := r.picture.Size()
	look.At(r.picture, x+in, y+230, w-2*in, max(1, h-240))
	return r.picture.Size() != before
}

func (s *rosterScreen) object() fyne.CanvasObject { return s.root }
func (s *rosterScreen) focus() fyne.Focusable     { return s.search }
func (s *rosterScreen) typedRune(rune)            {}

// rosterEvery is how often the roster is read anew while it is looked at.
const rosterEvery = 5 * time.Second

func (s *rosterScreen) show(v lane.View, now time.Time) {
	s.bar.show(newBarModel(s.ui.words, v, now))
	changed := v.Backlog != s.backlog && !s.asking.under // something was decided or answered
	if changed || s.asking.due(now) {
		s.backlog = v.Backlog
		s.load()
	}
}

// load reads the roster.
func (s *rosterScreen) load() {
	u, now := s.ui, s.ui.now()
	s.asking.ask(u.jobs, now, func(ctx context.Context) func() {
		d, err := u.deps.Desk.Roster(ctx, now)
		return func() {
			if enrol.CodeOf(err) == enrol.CodeNotFound {
				d, err = enrol.RosterDay{}, nil
			}
			if err != nil {
				sentence, do := u.words.Failure(err, u.now())
				u.say(look.Bad, sentence+" "+do)
				return
			}
			u.roster.take(d, now)
			s.fill(now)
		}
	})
}

// fill shows what is known of the roster.
func (s *rosterScreen) fill(now time.Time) {
	u, l := s.ui, s.ui.look
	there := u.roster.day.ID != ""
	if there {
		s.model = newRosterModel(u.words, l, u.roster.day, u.roster.query, now)
		s.title.Set(s.model.Title, l.Text)
	} else {
		s.model = rosterModel{}
		s.title.Set(u.words.Say("roster.title"), l.Text)
	}
	s.when.Set(s.model.When, l.Muted)
	s.shown.Set(s.model.Shown, l.Muted)
	s.side.show(l, s.model, there)
	s.list()
	s.draw()
}

func (r *rosterSide) show(l *look.Look, m rosterModel, there bool) {
	r.progress.Set(m.Progress, l.Text)
	shade := l.Tones[m.Tone]
	r.band.Set(shade.Soft, shade.Strong, 2)
	r.icon.Set(map[look.Tone]string{look.OK: "approve", look.Warn: "warning", look.Bad: "stop"}[m.Tone], shade.Strong)
	if m.Tone == look.Info {
		r.icon.Set("clock", shade.Strong)
	}
	r.verdict.Set(m.Verdict, l.Text)
	for i, c := range r.counts {
		c.value.Set(m.Counts[i].Value, l.Text)
		c.label.Set(m.Counts[i].Label, l.Muted)
	}
	for _, o := range []fyne.CanvasObject{r.card, r.band.Shape, r.icon.Shape, r.picture} {
		visible(o, there)
	}
}

// awaited is the first person whom the keys can do something with; where there is none,
// the first one.
func (s *rosterScreen) awaited() int {
	for i, r := range s.model.Rows {
		if r.group == nil && s.markable(r.entry, enrol.MarkPresent) && r.entry.Standing() != enrol.StandingAbsent {
			return i
		}
	}
	return 0
}

// list shows the rows; the person who was chosen stays so. Nobody was: then it is the first
// who is awaited.
func (s *rosterScreen) list() {
	chosen := s.ui.roster.chosen
	if chosen == "" {
		s.table.at = s.awaited()
	}
	s.table.at = min(s.table.at, max(0, len(s.model.Rows)-1))
	for i, r := range s.model.Rows {
		if r.group == nil && r.entry.ID == chosen {
			s.table.at = i
		}
	}
	s.skipHeads(1)
	s.table.top = max(s.table.at-max(1, len(s.table.lines))+1, min(s.table.top, s.table.at))
	s.uncover()
	s.table.show(len(s.model.Rows), s.row, s.emptyKey())
	s.offer()
}

func (s *rosterScreen) row(i int) rowModel {
	return newRosterRow(s.ui.words, s.model.Rows[i], s.ui.roster.day.From.Location())
}

func (s *rosterScreen) emptyKey() string {
	switch q := s.ui.roster.query; {
	case s.ui.roster.day.ID == "" && s.ui.roster.at.IsZero():
		return "roster.loading"
	case s.ui.roster.day.ID == "":
		return "roster.empty"
	case q.Text == "" && q.Only != "":
		return "roster.empty-only"
	}
	return "roster.empty-search"
}

// skipHeads moves a selection from the head of a group to a person: on in the way that it
// came, or else back.
func (s *rosterScreen) skipHeads(step int) {
	for _, by := range []int{step, -step} {
		for i := s.table.at; i >= 0 && i < len(s.model.Rows); i += by {
			if s.model.Rows[i].group == nil {
				s.table.at = i
				return
			}
		}
	}
}

// uncover keeps the head of a group in sight over its first person.
func (s *rosterScreen) uncover() {
	if at := s.table.at; at > 0 && s.table.top == at && s.model.Rows[at-1].group != nil {
		s.table.top--
	}
}

func (s *rosterScreen) filtered() {
	s.table.at, s.table.top, s.ui.roster.chosen = 0, 0, ""
	if s.ui.roster.day.ID != "" {
		s.model = newRosterModel(s.ui.words, s.ui.look, s.ui.roster.day, s.ui.roster.query, s.ui.now())
		s.shown.Set(s.model.Shown, s.ui.look.Muted)
	}
	s.list()
}

func (s *rosterScreen) current() (enrol.Entry, bool) {
	if i := s.table.at; i >= 0 && i < len(s.model.Rows) && s.model.Rows[i].group == nil {
		return s.model.Rows[i].entry, true
	}
	return enrol.Entry{}, false
}

// offer says what the keys do with the person who is chosen.
func (s *rosterScreen) offer() {
	w, q := s.ui.words, s.ui.roster.query
	e, ok := s.current()
	s.ui.roster.chosen = e.ID
	can := ok && s.markable(e, enrol.MarkAbsent)
	label := func(m enrol.Mark) string {
		if can && e.Mark == m {
			return w.Say("roster.unmark-" + string(m))
		}
		return w.Say("roster.mark-" + string(m))
	}
	here := can && s.markable(e, enrol.MarkPresent)
	s.keys[0].Set(w.Say("key.enter"), label(enrol.MarkPresent), "person", here, here)
	s.keys[1].Set("F6", label(enrol.MarkAbsent), "reject", can, false)
	only := w.Say("roster.all")
	if q.Only != "" {
		only = w.Standing(q.Only)
	}
	s.keys[2].Set("F4", w.Say("roster.only", "what", only), "filter", s.ui.roster.day.ID != "", false)
	back := "roster.back"
	if s.search.Text != "" {
		back = "roster.clear"
	}
	s.keys[3].Set("Esc", w.Say(back), "back", true, false)
}

// markable tells whether a mark would say anything: who was served needs none, and who
// is not eligible is not awaited.
func (s *rosterScreen) markable(e enrol.Entry, m enrol.Mark) bool {
	st := e.Standing()
	return s.model.Today && st != enrol.StandingDone && (m == enrol.MarkAbsent || e.Why == "")
}

// mark says present or absent of the person who is chosen; the same again takes it back.
func (s *rosterScreen) mark(m enrol.Mark) {
	u := s.ui
	e, ok := s.current()
	if !ok || !s.markable(e, m) {
		return
	}
	if e.Mark == m {
		m = enrol.MarkNone
	}
	by := u.view.Staff.ID
	u.jobs.run(func(ctx context.Context) func() {
		err := u.deps.Desk.MarkExpected(ctx, e.ID, m, by)
		return func() {
			if err != nil {
				sentence, do := u.words.Failure(err, u.now())
				u.say(look.Bad, sentence+" "+do)
				return
			}
			if u.screen == s {
				s.load()
			}
		}
	})
}

// turn shows the next standing alone, or all again.
func (s *rosterScreen) turn() {
	q := &s.ui.roster.query
	next := enrol.Standing("")
	for i, x := range enrol.Standings {
		switch {
		case q.Only == "":
			next = enrol.Standings[0]
		case q.Only == x && i+1 < len(enrol.Standings):
			next = enrol.Standings[i+1]
		}
	}
	q.Only = next
	s.filtered()
}

// leave clears the search first.
func (s *rosterScreen) leave() {
	if s.search.Text != "" {
		s.search.SetText("")
		return
	}
	s.ui.roster.query, s.ui.roster.chosen = rosterQuery{}, ""
	s.ui.open(s.ui.roster.from)
}

func (s *rosterScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown: // Home and End are the search field's
		before := s.table.at
		s.table.move(k)
		step := 1
		if s.table.at < before {
			step = -1
		}
		s.skipHeads(step)
		s.table.top = min(s.table.top, s.table.at)
		s.uncover()
		s.table.choose(s.table.at)
	case fyne.KeyReturn:
		s.mark(enrol.MarkPresent)
	case fyne.KeyF6:
		s.mark(enrol.MarkAbsent)
	case fyne.KeyF4:
		s.turn()
	case fyne.KeyEscape:
		s.leave()
	default:
		return false
	}
	return true
}

// draw makes the chart's picture aside: it takes longer than a frame.
func (s *rosterScreen) draw() {
	u, size := s.ui, s.side.picture.Size()
	if s.model.Chart.Expected == 0 || size.Width < 40 || size.Height < 40 {
		visible(s.side.picture, false)
		return
	}
	visible(s.side.picture, true)
	s.drawn++
	drawn, scale, c := s.drawn, u.window.Canvas().Scale(), s.model.Chart
	u.jobs.run(func(context.Context) func() {
		img, err := c.Draw(int(size.Width*scale), int(size.Height*scale), float64(u.look.ChartText()*scale))
		if err != nil {
			u.deps.Log.Error("draw chart", "err", err)
			return nil
		}
		return func() {
			if drawn == s.drawn {
				s.side.picture.Image = img
				s.side.picture.Refresh()
			}
		}
	})
}
