package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// syncRows is how many steps there are.
const syncRows = 6

// syncScreen shows the way to the registry step by step: what worked, what failed, what
// helps.
type syncScreen struct {
	ui    *UI
	root  *fyne.Container
	bar   *statusBar
	back  *look.Plate
	icon  *look.Icon
	title *look.Text
	do    *look.Text
	track *look.Plate
	fill  *look.Plate
	left  *look.Text
	who   *look.Text
	rows  [syncRows]syncLine
	keys  []*look.KeyButton

	report enrol.SyncReport
	asking poll
	share  float64
	size   fyne.Size
}

// syncLine are the widgets of one step.
type syncLine struct {
	icon        *look.Icon
	title, more *look.Text
	help        *look.Text
}

func newSyncScreen(u *UI) *syncScreen {
	l := u.look
	s := &syncScreen{ui: u, back: look.NewPlate(l.Surface, look.Radius), icon: l.Icon("registry", l.Text),
		track: look.NewPlate(l.Sunken, 8).Edged(l.Border, 1), fill: look.NewPlate(l.Primary, 8), share: -1, asking: poll{every: syncEvery}}
	s.bar = newStatusBar(l, u.words, u.barActions())
	s.bar.where = u.words.Say("action.lane")
	s.title = look.NewText("", look.Title, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Title, look.Body}
	})
	s.do = look.NewText("", look.Small, l.Text).With(func(t *look.Text) { t.Lines, t.Sizes = 3, []float32{look.Small, look.Caption} })
	s.left = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Middle = true })
	s.who = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) {
		t.Middle, t.Align, t.Sizes = true, fyne.TextAlignTrailing, []float32{look.Small, look.Caption}
	})
	card := l.Card()
	objects := []fyne.CanvasObject{s.bar.box, s.back.Shape, s.icon.Shape, s.title, s.do, card, s.track.Shape, s.fill.Shape, s.left, s.who}
	for i := range s.rows {
		s.rows[i] = newSyncLine(l)
		objects = append(objects, s.rows[i].icon.Shape, s.rows[i].title, s.rows[i].more, s.rows[i].help)
	}
	s.keys = []*look.KeyButton{
		look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("sync.try"), "retry", s.try).Primary(),
		look.NewKeyButton(l, "Esc", u.words.Say("action.queue"), "back", s.leave),
	}
	for _, k := range s.keys {
		objects = append(objects, k)
	}
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(size fyne.Size) {
		s.size = size
		s.place(card)
	}}, objects...)
	s.ask()
	return s
}

func newSyncLine(l *look.Look) syncLine {
	return syncLine{l.Icon("clock", l.Muted),
		look.NewText("", look.Body, l.Text).With(func(t *look.Text) { t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Body, look.Small} }),
		look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Middle, t.Sizes = true, []float32{look.Small, look.Caption} }),
		look.NewText("", look.Small, l.Text).With(func(t *look.Text) {
			t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Small, look.Caption}
		})}
}

func (s *syncScreen) place(card fyne.CanvasObject) {
	const gap, head = look.Gap, 114
	w := s.size.Width - 2*gap
	look.At(s.bar.box, 0, 0, s.size.Width, barHeight)
	y := float32(barHeight + gap)
	look.At(s.back.Shape, gap, y, w, head)
	look.At(s.icon.Shape, gap+20, y+37, 40, 40)
	look.At(s.title, gap+80, y+6, w-100, 38)
	look.At(s.do, gap+80, y+44, w-100, 66)
	y += head + gap
	look.At(s.track.Shape, gap, y, w/2, 24)
	look.At(s.fill.Shape, gap, y, w/2*float32(max(0, s.share)), 24)
	look.At(s.left, gap+w/2+16, y-4, w/4-16, 32)
	look.At(s.who, gap+w*3/4, y-4, w/4, 32)
	y += 24 + gap
	keys := float32(look.Touch + 8)
	body := s.size.Height - y - keys - 2*gap
	look.At(card, gap, y, w, body)
	high := body / syncRows
	for i, r := range s.rows {
		top := y + float32(i)*high
		look.At(r.icon.Shape, gap+20, top+(high-24)/2, 24, 24)
		look.At(r.title, gap+60, top, w*0.24-12, high)
		look.At(r.more, gap+60+w*0.24, top, w*0.28, high)
		look.At(r.help, gap+60+w*0.53, top, w*0.47-76, high)
	}
	row(s.keys, gap, s.size.Height-keys-gap, w/2, keys)
}

func (s *syncScreen) object() fyne.CanvasObject { return s.root }
func (s *syncScreen) focus() fyne.Focusable     { return nil }
func (s *syncScreen) typedRune(rune)            {}

// syncEvery is how often the steps are asked for again.
const syncEvery = 2 * time.Second

func (s *syncScreen) ask() {
	u := s.ui
	s.asking.ask(u.jobs, u.now(), func(ctx context.Context) func() {
		r, err := u.deps.Desk.Sync(ctx)
		return func() {
			if err == nil {
				s.report = r
				s.paint(u.view, u.now())
			}
		}
	})
}

func (s *syncScreen) show(v lane.View, now time.Time) {
	s.bar.show(newBarModel(s.ui.words, v, now))
	if s.asking.due(now) {
		s.ask()
	}
	s.paint(v, now)
}

func (s *syncScreen) paint(v lane.View, now time.Time) {
	l := s.ui.look
	m := newSyncModel(s.ui.words, v, s.report, now)
	shade := l.Tones[m.Tone]
	s.back.Set(shade.Soft, shade.Strong, 1.5)
	s.icon.Set(m.Icon, shade.Strong)
	s.title.Set(m.Sentence, shade.Strong)
	s.do.Set(m.Do, l.Text)
	s.left.Set(m.Left, l.Muted)
	if m.Left == "" {
		s.left.Set(m.Next, l.Muted)
	}
	s.who.Set(s.report.Device+"  "+s.report.Outlet, l.Muted)
	for i, r := range s.rows {
		var x syncRow
		if i < len(m.Rows) {
			x = m.Rows[i]
		}
		visible(r.icon.Shape, x.Title != "")
		r.icon.Set(x.Icon, l.Tones[x.Tone].Strong)
		r.title.Set(x.Title, l.Text)
		r.more.Set(x.State, l.Muted)
		r.help.Set(x.Help, l.Tones[x.Tone].Strong)
	}
	if m.Progress != s.share {
		s.share = m.Progress
		visible(s.fill.Shape, s.share > 0)
		s.root.Layout.Layout(nil, s.size)
	}
}

// try ends every pause.
func (s *syncScreen) try() {
	u := s.ui
	u.jobs.run(func(context.Context) func() {
		u.deps.Desk.TryNow()
		return func() { u.say(look.Info, u.words.Say("sync.trying")) }
	})
}

func (s *syncScreen) leave() { s.ui.open(atQueue) }

func (s *syncScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		s.try()
	case fyne.KeyEscape:
		s.leave()
	default:
		return false
	}
	return true
}
