package look

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Text is a piece of text that wraps at words, in as many lines as Lines allows. Where
// it is too long it first takes the smaller of Sizes, and only then is cut with "…";
// Cut tells so, and a test sees to it that no sentence ever is.
type Text struct {
	widget.BaseWidget
	Sizes  []float32 // tried in this order; one at least
	Lines  int       // 0: 1
	Bold   bool
	Mono   bool
	Align  fyne.TextAlign
	Middle bool    // centred in the height
	Growth float32 // how much it may grow where larger text is chosen; 0: as chosen
	Colour color.NRGBA

	text  string
	shown []*canvas.Text
	cut   bool
	width float32
	high  float32
}

// NewText makes a text of one line.
func NewText(text string, size float32, c color.NRGBA) *Text {
	t := &Text{Sizes: []float32{size}, Colour: c, text: text}
	t.ExtendBaseWidget(t)
	return t
}

// With changes a text that is not shown yet: t.With(func(t *Text) { t.Lines = 2 }).
func (t *Text) With(f func(*Text)) *Text {
	f(t)
	return t
}

// Text answers what was set.
func (t *Text) Text() string { return t.text }

// Cut tells whether something had to be left out at the present size.
func (t *Text) Cut() bool { return t.cut }

// Set changes text and colour, and repaints only if that is a change.
func (t *Text) Set(text string, c color.NRGBA) {
	if t.text == text && t.Colour == c {
		return
	}
	t.text, t.Colour = text, c
	t.Refresh()
}

// Width is how wide the text is in its first size when only its own line breaks count.
func (t *Text) Width() float32 {
	w := float32(0)
	for _, line := range strings.Split(t.text, "\n") {
		w = max(w, t.measure(line, t.Sizes[0]))
	}
	return w
}

// Height is how high the text is, wrapped to a width, before anybody chose it larger:
// it grows into the room that it was given, and asks for no more.
func (t *Text) Height(width float32) float32 {
	lines, size, _ := t.fitIn(t.Sizes, width, 1e6)
	return float32(len(lines)) * lineHeight(size)
}

func lineHeight(size float32) float32 { return float32(int(size*1.36 + 0.5)) }

func (t *Text) style() fyne.TextStyle { return fyne.TextStyle{Bold: t.Bold, Monospace: t.Mono} }

func (t *Text) measure(s string, size float32) float32 {
	return fyne.MeasureText(s, size, t.style()).Width
}

// fit wraps into a width and a height: lines, the size they are set in, and whether
// text was cut. Where larger text is chosen it grows as far as there is room, in no more
// lines than before.
func (t *Text) fit(width, high float32) ([]string, float32, bool) {
	scale := textScale()
	if t.Growth > 0 {
		scale = min(scale, t.Growth)
	}
	lines, size, cut := t.fitIn(t.Sizes, width, high)
	if cut || scale <= 1 {
		return lines, size, cut
	}
	for _, larger := range steps(t.Sizes, scale) {
		more := t.wrap(width, larger)
		if larger <= size {
			break
		}
		if len(more) <= len(lines) && float32(len(more))*lineHeight(larger) <= high && !t.tooWide(more, width, larger) {
			return more, larger, false
		}
	}
	return lines, size, false
}

// fitIn is fit in the sizes as they are.
func (t *Text) fitIn(sizes []float32, width, high float32) ([]string, float32, bool) {
	most := max(1, t.Lines)
	var lines []string
	for _, size := range sizes {
		lines = t.wrap(width, size)
		if len(lines) <= most && float32(len(lines))*lineHeight(size) <= high+4 && !t.tooWide(lines, width, size) {
			return lines, size, false
		}
	}
	size := t.Sizes[len(t.Sizes)-1]
	if len(lines) > most {
		lines = append(lines[:most-1:most-1], strings.Join(lines[most-1:], " "))
	}
	for i, l := range lines {
		lines[i] = t.shorten(l, width, size)
	}
	return lines, size, true
}

func (t *Text) tooWide(lines []string, width, size float32) bool {
	for _, l := range lines {
		if t.measure(l, size) > width+0.5 {
			return true
		}
	}
	return false
}

func (t *Text) shorten(s string, width, size float32) string {
	if t.measure(s, size) <= width+0.5 {
		return s
	}
	r := []rune(s)
	for len(r) > 0 && t.measure(string(r)+"…", size) > width {
		r = r[:len(r)-1]
	}
	return strings.TrimSpace(string(r)) + "…"
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer { return &textRenderer{t} }

type textRenderer struct{ t *Text }

func (r *textRenderer) Destroy() {}

// MinSize asks for nothing in width: who lays it out gives it what there is.
func (r *textRenderer) MinSize() fyne.Size {
	return fyne.NewSize(0, lineHeight(r.t.Sizes[len(r.t.Sizes)-1]))
}

func (r *textRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.t.shown))
	for i, s := range r.t.shown {
		out[i] = s
	}
	return out
}

func (r *textRenderer) Layout(size fyne.Size) {
	r.t.width, r.t.high = size.Width, size.Height
	r.place()
}

func (r *textRenderer) Refresh() {
	r.place()
	canvas.Refresh(r.t)
}

// place sets the lines. Lines that stay are changed, not made anew, so that their
// textures are kept where nothing changed.
func (r *textRenderer) place() {
	t := r.t
	if t.width <= 0 {
		return
	}
	lines, size, cut := t.fit(t.width, t.high)
	t.cut = cut
	for len(t.shown) < len(lines) {
		t.shown = append(t.shown, canvas.NewText("", t.Colour))
	}
	t.shown = t.shown[:len(lines)]
	y := float32(0)
	if t.Middle {
		y = max(0, (t.high-float32(len(lines))*lineHeight(size))/2)
	}
	for i, line := range lines {
		s := t.shown[i]
		if s.Text != line || s.TextSize != size || s.Color != color.Color(t.Colour) || s.TextStyle != t.style() {
			s.Text, s.TextSize, s.Color, s.TextStyle, s.Alignment = line, size, t.Colour, t.style(), t.Align
			s.Refresh()
		}
		At(s, 0, y, t.width, lineHeight(size))
		y += lineHeight(size)
	}
}
