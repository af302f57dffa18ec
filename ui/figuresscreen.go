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

// figuresScreen is the day in pictures.
type figuresScreen struct {
	ui     *UI
	root   *fyne.Container
	bar    *statusBar
	tiles  []*figure
	panes  []*chartPane
	sum    *look.Text
	press  *look.Text
	keys   []*look.KeyButton
	size   fyne.Size
	data   figuresData
	model  figuresModel
	asking poll
	drawn  int // a later drawing makes earlier ones void
}

// chartPane is where a chart stands.
type chartPane struct {
	card    fyne.CanvasObject
	title   *look.Text
	empty   *look.Text
	picture *canvas.Image
}

const (
	tileCount = 6
	paneCount = 5 // the last one is for supervisors
)

func newFiguresScreen(u *UI) *figuresScreen {
	l := u.look
	s := &figuresScreen{ui: u, asking: poll{every: figuresEvery}}
	s.data.Role = u.view.Staff.Role
	s.bar = newStatusBar(l, u.words, u.barActions())
	s.bar.where = u.words.Say("action.lane")
	title := look.NewText(u.words.Say("figures.title"), look.Sentence, l.Text).With(func(t *look.Text) { t.Bold, t.Middle = true, true })
	s.sum = newPaneTitle(l)
	s.press = look.NewText("", look.Small, l.Text).With(func(t *look.Text) {
		t.Lines, t.Middle, t.Sizes = 9, true, []float32{look.Body, look.Small, look.Caption}
	})
	tileCard, pressCard := l.Card(), l.Card()
	objects := []fyne.CanvasObject{s.bar.box, title, tileCard, pressCard, s.sum, s.press}
	for range tileCount {
		f := newFigure(l, "")
		f.value.Sizes = []float32{look.Sentence, look.Title}
		f.label.Lines = 2
		s.tiles = append(s.tiles, f)
		objects = append(objects, f.value, f.label)
	}
	for range s.paneCount() {
		p := newChartPane(l)
		s.panes = append(s.panes, p)
		objects = append(objects, p.card, p.title, p.empty, p.picture)
	}
	s.keys = []*look.KeyButton{
		look.NewKeyButton(l, "F6", u.words.Say("figures.shift-key"), "document", func() { u.open(atShift) }),
		look.NewKeyButton(l, "F7", u.words.Say("roster.key"), "group", func() { u.openRoster(atFigures) }),
		look.NewKeyButton(l, "F5", u.words.Say("figures.again-key"), "retry", s.ask),
		look.NewKeyButton(l, "Esc", u.words.Say("action.queue"), "back", s.leave),
	}
	for _, k := range s.keys {
		objects = append(objects, k)
	}
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(size fyne.Size) {
		changed := size != s.size
		s.size = size
		s.place(title, tileCard, pressCard)
		if changed {
			s.draw()
		}
	}}, objects...)
	s.ask()
	return s
}

func (s *figuresScreen) paneCount() int {
	if s.ui.view.Staff.Role == enrol.RoleSupervisor {
		return paneCount
	}
	return paneCount - 1
}

func newChartPane(l *look.Look) *chartPane {
	p := &chartPane{card: l.Card(), picture: canvas.NewImageFromImage(image.NewNRGBA(image.Rect(0, 0, 1, 1)))}
	p.picture.ScaleMode = canvas.ImageScaleFastest
	p.picture.Hide()
	p.title = newPaneTitle(l)
	p.empty = look.NewText("", look.Body, l.Muted).With(func(t *look.Text) { t.Lines, t.Align, t.Middle = 3, fyne.TextAlignCenter, true })
	return p
}

func newPaneTitle(l *look.Look) *look.Text {
	return look.NewText("", look.Small, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Small, look.Caption}
	})
}

func (s *figuresScreen) place(title, tileCard, pressCard fyne.CanvasObject) {
	const gap, tile = look.Gap, 84
	w := s.size.Width - 2*gap
	look.At(s.bar.box, 0, 0, s.size.Width, barHeight)
	y := float32(barHeight + 8)
	head := max(200, w*0.18)
	look.At(title, gap, y, head, tile)
	look.At(tileCard, gap+head, y, w-head, tile)
	each := (w - head) / tileCount
	for i, f := range s.tiles {
		x := gap + head + float32(i)*each
		look.At(f.value, x, y+6, each, 44)
		look.At(f.label, x+4, y+46, each-8, 36)
	}
	y += tile + gap
	keys := float32(look.Touch + 8)
	high := (s.size.Height - y - keys - 3*gap) / 2
	wide := (w - 2*gap) / 3
	for i, p := range s.panes {
		p.place(gap+float32(i%3)*(wide+gap), y+float32(i/3)*(high+gap), wide, high)
	}
	x := gap + float32(len(s.panes)-3)*(wide+gap)
	look.At(pressCard, x, y+high+gap, s.size.Width-gap-x, high)
	s.placePress(x+look.Inset, y+high+gap, s.size.Width-gap-x-2*look.Inset, high)
	row(s.keys, gap, s.size.Height-keys-gap, w*0.6, keys)
}

// placePress puts the sum over the sentence, which says it too: a small window has room for the sentence alone.
func (s *figuresScreen) placePress(x, y, w, h float32) {
	const head, roomy = 30, 190
	visible(s.sum, h >= roomy)
	if h < roomy {
		look.At(s.press, x, y+4, w, h-8)
		return
	}
	look.At(s.sum, x, y+6, w, 26)
	look.At(s.press, x, y+6+head, w, h-14-head)
}

func (p *chartPane) place(x, y, w, h float32) {
	look.At(p.card, x, y, w, h)
	look.At(p.title, x+look.Inset, y+6, w-2*look.Inset, 26)
	look.At(p.empty, x+look.Inset, y+36, w-2*look.Inset, h-44)
	look.At(p.picture, x+look.Inset, y+36, w-2*look.Inset, h-46)
}

func (s *figuresScreen) object() fyne.CanvasObject { return s.root }
func (s *figuresScreen) focus() fyne.Focusable     { return nil }
func (s *figuresScreen) typedRune(rune)            {}

// ask reads the figures.
func (s *figuresScreen) ask() {
	u, now := s.ui, s.ui.now()
	data := s.data
	s.asking.ask(u.jobs, now, func(ctx context.Context) func() {
		var err error
		if data.Day, err = u.deps.Desk.Day(ctx, now); err == nil {
			data.Settings, err = u.deps.Desk.Settings(ctx)
		}
		if err == nil {
			data.Reached, err = u.deps.Desk.Reached(ctx)
		}
		return func() {
			switch {
			case err != nil:
				sentence, do := u.words.Failure(err, u.now())
				u.say(look.Bad, sentence+" "+do)
			default:
				s.data = data
				s.fill(now)
			}
		}
	})
}

func (s *figuresScreen) fill(now time.Time) {
	l := s.ui.look
	s.model = newFiguresModel(s.ui.words, l, s.data, now)
	for i, t := range s.model.Tiles {
		s.tiles[i].value.Set(t.Value, l.Text)
		s.tiles[i].label.Set(t.Label, l.Muted)
	}
	for i, p := range s.panes {
		p.title.Set(s.model.Charts[i].Title, l.Text)
		p.empty.Set(s.model.Charts[i].Empty, l.Muted)
		visible(p.picture, s.model.Charts[i].Empty == "")
	}
	s.sum.Set(s.model.Sum, l.Text)
	s.press.Set(s.model.Press, l.Text)
	s.draw()
}

// draw makes the charts' pictures aside: together they take longer than a frame.
func (s *figuresScreen) draw() {
	if len(s.model.Charts) == 0 || s.size.IsZero() {
		return
	}
	u := s.ui
	s.drawn++
	drawn, scale := s.drawn, u.window.Canvas().Scale()
	charts, sizes := s.model.Charts, make([]fyne.Size, len(s.panes))
	for i, p := range s.panes {
		sizes[i] = p.picture.Size()
	}
	u.jobs.run(func(context.Context) func() {
		pictures := make([]image.Image, len(sizes))
		for i, size := range sizes {
			img, err := charts[i].Chart.Draw(int(size.Width*scale), int(size.Height*scale), float64(u.look.ChartText()*scale))
			if err != nil {
				u.deps.Log.Error("draw chart", "err", err)
				return nil
			}
			pictures[i] = img
		}
		return func() {
			if drawn != s.drawn {
				return
			}
			for i, p := range s.panes {
				p.picture.Image = pictures[i]
				p.picture.Refresh()
			}
		}
	})
}

// figuresEvery is how often the figures are read anew.
const figuresEvery = 30 * time.Second

func (s *figuresScreen) show(v lane.View, now time.Time) {
	s.bar.show(newBarModel(s.ui.words, v, now))
	if s.asking.due(now) {
		s.ask()
	}
}

func (s *figuresScreen) leave() { s.ui.open(atQueue) }

func (s *figuresScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyF5:
		s.ask()
	case fyne.KeyF6:
		s.ui.open(atShift)
	case fyne.KeyF7:
		s.ui.openRoster(atFigures)
	case fyne.KeyEscape:
		s.leave()
	default:
		return false
	}
	return true
}
