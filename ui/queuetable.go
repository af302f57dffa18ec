package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

const (
	rowHigh  = 46
	headHigh = 38
	nearEnd  = 20 // rows before the end at which more are asked for
)

// queueTable shows a window of rows: as many line widgets as fit, however many rows
// there are. Keys move a selection, wheel and touch move the window.
type queueTable struct {
	kind  tableKind
	look  *look.Look
	words *words.Words
	box   *fyne.Container
	pane  *tablePane
	heads []*look.Text
	lines []*tableLine
	empty [2]*look.Text
	art   *look.Icon
	thumb *canvas.Rectangle
	size  fyne.Size

	count    int                // rows
	row      func(int) rowModel // made when it is shown
	top, at  int                // first row in the window; selected row
	selected func(int)
	more     func(page) // the rows of one end are near
}

// tableKind is what differs between tables: the sentences of the heads, where the second
// to the last column begin, as shares of the width, and what stands for no rows.
type tableKind struct {
	heads  [5]string
	shares [4]float32
	icon   string
}

var queueKind = tableKind{[5]string{"queue.col-state", "queue.col-resident", "queue.col-decision", "queue.col-since", "queue.col-owner"},
	[4]float32{0.33, 0.58, 0.72, 0.85}, "queue"}

func newQueueTable(l *look.Look, w *words.Words, selected func(int), more func(page)) *queueTable {
	return newTable(queueKind, l, w, selected, more)
}

func newTable(k tableKind, l *look.Look, w *words.Words, selected func(int), more func(page)) *queueTable {
	t := &queueTable{kind: k, look: l, words: w, selected: selected, more: more, art: l.Icon(k.icon, l.Dim), thumb: l.Box(l.Border, 3)}
	for _, key := range k.heads {
		t.heads = append(t.heads, look.NewText(w.Say(key), look.Small, l.Muted).With(func(x *look.Text) {
			x.Bold, x.Middle, x.Sizes = true, true, []float32{look.Small, look.Caption}
		}))
	}
	for i := range t.empty {
		t.empty[i] = look.NewText("", []float32{look.Title, look.Body}[i], l.Text)
		t.empty[i].Align, t.empty[i].Lines, t.empty[i].Bold = fyne.TextAlignCenter, 3, i == 0
	}
	t.pane = newTablePane(t)
	t.box = container.New(&look.Place{Min: fyne.NewSize(560, 200), Do: t.place})
	t.rebuild()
	return t
}

// rebuild makes the objects for the present height.
func (t *queueTable) rebuild() {
	card := t.look.Card()
	rule := canvas.NewRectangle(t.look.Line)
	objects := []fyne.CanvasObject{card, rule, t.art.Shape, t.empty[0], t.empty[1]}
	for _, h := range t.heads {
		objects = append(objects, h)
	}
	for _, r := range t.lines {
		objects = append(objects, r.objects()...)
	}
	t.box.Objects = append(objects, t.thumb, t.pane)
	t.box.Layout = &look.Place{Min: fyne.NewSize(560, 200), Do: func(s fyne.Size) {
		look.At(card, 0, 0, s.Width, s.Height)
		look.At(rule, 0, headHigh, s.Width, 1)
		t.place(s)
	}}
}

func (t *queueTable) fitting() int { return max(0, int((t.size.Height-headHigh-8)/rowHigh)) }

func (t *queueTable) place(s fyne.Size) {
	t.size = s
	if n := t.fitting(); n != len(t.lines) {
		for len(t.lines) < n {
			t.lines = append(t.lines, newTableLine(t.look))
		}
		t.lines = t.lines[:n]
		t.rebuild()
		t.paint()
		t.box.Refresh()
		return
	}
	x := t.columns()
	for i, h := range t.heads {
		look.At(h, x[i], 0, x[i+1]-x[i]-8, headHigh)
	}
	for i, l := range t.lines {
		l.place(x, float32(headHigh+4+i*rowHigh), s.Width)
	}
	look.At(t.art.Shape, s.Width/2-36, s.Height*0.28, 72, 72)
	look.At(t.empty[0], 24, s.Height*0.28+86, s.Width-48, 36)
	look.At(t.empty[1], 48, s.Height*0.28+128, s.Width-96, 80)
	look.At(t.pane, 0, headHigh, s.Width, s.Height-headHigh)
	t.placeThumb()
}

// columns answers where each column begins, and the right edge.
func (t *queueTable) columns() [6]float32 {
	w := t.size.Width - 2*look.Inset
	x := float32(look.Inset)
	s := t.kind.shares
	return [6]float32{x, x + w*s[0], x + w*s[1], x + w*s[2], x + w*s[3], x + w}
}

func (t *queueTable) placeThumb() {
	n := t.count
	visible(t.thumb, n > len(t.lines))
	if n == 0 || n <= len(t.lines) {
		return
	}
	high := t.size.Height - headHigh - 12
	bar := max(24, high*float32(len(t.lines))/float32(n))
	look.At(t.thumb, t.size.Width-9, headHigh+6+(high-bar)*float32(t.top)/float32(max(1, n-len(t.lines))), 5, bar)
}

// show puts rows into the table; emptyKey says what stands there without any, and pairs what in it.
func (t *queueTable) show(count int, row func(int) rowModel, emptyKey string, pairs ...string) {
	t.count, t.row = count, row
	t.empty[0].Set(t.words.Say(emptyKey, pairs...), t.look.Text)
	t.empty[1].Set("", t.look.Muted)
	if t.words.Has(emptyKey + "-do") {
		t.empty[1].Set(t.words.Say(emptyKey+"-do"), t.look.Muted)
	}
	t.paint()
}

// paint fills the lines with the rows of the window.
func (t *queueTable) paint() {
	t.top = max(0, min(t.top, t.count-len(t.lines)))
	for i, l := range t.lines {
		if n := t.top + i; n < t.count {
			l.show(t.row(n), n == t.at)
		} else {
			l.hide()
		}
	}
	for _, o := range []fyne.CanvasObject{t.art.Shape, t.empty[0], t.empty[1]} {
		visible(o, t.count == 0)
	}
	t.placeThumb()
	if t.top+len(t.lines)+nearEnd > t.count {
		t.more(pageOlder)
	}
	if t.top < nearEnd {
		t.more(pageNewer)
	}
}

// move changes the selection and keeps it in the window.
func (t *queueTable) move(k fyne.KeyName) {
	page := max(1, len(t.lines)-1)
	steps := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1, fyne.KeyPageUp: -page, fyne.KeyPageDown: page,
		fyne.KeyHome: -t.count, fyne.KeyEnd: t.count}
	t.choose(t.at + steps[k])
}

func (t *queueTable) choose(row int) {
	t.at = max(0, min(row, t.count-1))
	t.top = max(t.at-len(t.lines)+1, min(t.top, t.at))
	t.paint()
	t.selected(t.at)
}

// scroll moves the window by rows and leaves the selection.
func (t *queueTable) scroll(rows int) {
	t.top += rows
	t.paint()
}

// tablePane takes taps and the wheel over the rows.
type tablePane struct {
	widget.BaseWidget
	table *queueTable
	rest  float32 // of a wheel's turn that was less than a row
}

func newTablePane(t *queueTable) *tablePane {
	p := &tablePane{table: t}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *tablePane) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// Tapped implements fyne.Tappable: it selects the row under the finger.
func (p *tablePane) Tapped(e *fyne.PointEvent) {
	if row := p.table.top + int((e.Position.Y-4)/rowHigh); row < p.table.count {
		p.table.choose(row)
	}
}

// Scrolled implements fyne.Scrollable.
func (p *tablePane) Scrolled(e *fyne.ScrollEvent) {
	p.rest -= e.Scrolled.DY
	if n := int(p.rest / (rowHigh / 2)); n != 0 {
		p.rest -= float32(n) * (rowHigh / 2)
		p.table.scroll(n)
	}
}

// tableLine is one line of widgets, reused for whatever row is in its place.
type tableLine struct {
	look  *look.Look
	back  *look.Plate
	icon  *look.Icon
	cells [5]*look.Text
}

func newTableLine(l *look.Look) *tableLine {
	r := &tableLine{look: l, back: look.NewPlate(l.Surface, 6), icon: l.Icon("clock", l.Muted)}
	for i := range r.cells {
		r.cells[i] = look.NewText("", look.Small, l.Text).With(func(t *look.Text) {
			t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Small, look.Caption}
		})
	}
	return r
}

func (r *tableLine) objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.back.Shape, r.icon.Shape}
	for _, c := range r.cells {
		out = append(out, c)
	}
	return out
}

func (r *tableLine) place(x [6]float32, y, wide float32) {
	look.At(r.back.Shape, 6, y, wide-20, rowHigh-2)
	look.At(r.icon.Shape, x[0], y+13, 18, 18)
	look.At(r.cells[0], x[0]+26, y, x[1]-x[0]-34, rowHigh-2)
	for i := 1; i < len(r.cells); i++ {
		look.At(r.cells[i], x[i], y, x[i+1]-x[i]-8, rowHigh-2)
	}
}

func (r *tableLine) hide() {
	for _, o := range r.objects() {
		visible(o, false)
	}
}

func (r *tableLine) show(m rowModel, selected bool) {
	back, edge := r.look.Surface, float32(0)
	if selected {
		back, edge = r.look.Tones[look.Info].Soft, 2
	}
	if m.Head {
		back = r.look.Sunken
	}
	r.back.Set(back, r.look.Primary, edge)
	for _, o := range r.objects() {
		visible(o, true)
	}
	visible(r.icon.Shape, !m.Head)
	r.icon.Set(m.Icon, r.look.Tones[m.Tone].Strong)
	for i, text := range []string{m.State, m.Resident, m.Decision, m.Since, m.Last} {
		r.cells[i].Bold = m.Head
		r.cells[i].Set(text, r.look.Text)
	}
}
