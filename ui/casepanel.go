package ui

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// casePanel is the resident: steps, data, checks, faces, verdict.
type casePanel struct {
	look    *look.Look
	words   *words.Words
	box     *fyne.Container
	size    fyne.Size
	steps   *stepBar
	empty   [2]*look.Text
	hint    *look.Text // at the foot, while there is no case
	drawing *look.Icon
	plate   *qrPlate // the outlet's own QR
	offers  bool     // it is shown here, because there is no window for the resident

	name   *look.Text
	tag    *look.Text
	fields [3]*field
	checks [4]*checkLine
	found  []checkModel // the findings, of which there may be more than lines
	full   bool         // no faces yet: the findings have their room
	foot   float32      // what is left free at the foot
	thumbs [2]*thumb
	score  *scoreBar
	filled []fyne.CanvasObject // what each case shows
}

func newCasePanel(l *look.Look, w *words.Words) *casePanel {
	p := &casePanel{look: l, words: w, steps: newStepBar(l), drawing: l.Icon("person", l.Dim), score: newScoreBar(l), plate: newQRPlate(l)}
	p.empty[0], p.empty[1] = look.NewText("", look.Title, l.Text), look.NewText("", look.Body, l.Muted)
	for i, t := range p.empty {
		t.Align, t.Lines, t.Bold = fyne.TextAlignCenter, 3, i == 0
		t.Sizes = append(t.Sizes, look.Body)
	}
	p.name = look.NewText("", look.Title, l.Text).With(func(t *look.Text) { t.Bold, t.Sizes = true, []float32{look.Title, look.Body} })
	p.tag = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Sizes = []float32{look.Small, look.Caption} })
	for i, f := range [][2]string{{"document", "lane.nik"}, {"mail", "lane.email"}, {"phone", "lane.phone"}} {
		p.fields[i] = newField(l, f[0], w.Say(f[1]))
		p.filled = append(p.filled, p.fields[i].objects()...)
	}
	p.hint = look.NewText("", look.Body, l.Muted).With(func(t *look.Text) {
		t.Align, t.Lines, t.Sizes = fyne.TextAlignCenter, 3, []float32{look.Body, look.Small}
	})
	card := l.Card()
	objects := []fyne.CanvasObject{card, p.steps.box, p.hint, p.drawing.Shape, p.empty[0], p.empty[1]}
	objects = append(objects, p.plate.objects()...)
	for i := range p.checks {
		p.checks[i] = newCheckLine(l)
		objects = append(objects, p.checks[i].icon.Shape, p.checks[i].text)
	}
	for i, key := range []string{"lane.selfie-thumb", "lane.reference-thumb"} {
		p.thumbs[i] = newThumb(l, w.Say(key))
		objects = append(objects, p.thumbs[i].objects()...)
	}
	p.filled = append(p.filled, p.name, p.tag, p.score.box)
	p.box = container.New(&look.Place{Min: fyne.NewSize(360, 380), Do: func(s fyne.Size) {
		look.At(card, 0, 0, s.Width, s.Height)
		p.place(s)
	}}, append(objects, p.filled...)...)
	p.show(laneModel{})
	return p
}

func (p *casePanel) place(s fyne.Size) {
	p.size = s
	const in = look.Inset
	wide := s.Width - 2*in
	look.At(p.steps.box, in, 8, wide, p.steps.high())
	p.placeEmpty(s, wide)

	p.showFound(s, wide)
	y := p.top()
	k := p.stretch(s, wide)
	look.At(p.name, in, y, wide, 33*k)
	look.At(p.tag, in, y+32*k, wide, 22*k)
	y += 58 * k
	for _, f := range p.fields {
		f.place(in, y, wide, k)
		y += 27 * k
	}
	y += 6
	for _, c := range p.checks {
		if c.text.Text() == "" {
			continue
		}
		h := c.text.Height(wide-26) * k
		look.At(c.icon.Shape, in, y, 18, 20*k)
		look.At(c.text, in+26, y, wide-26, h)
		y += h + 2
	}
	p.placeFaces(s, wide)
}

// showFound writes the findings into as many lines as there is room for: over the two faces, where
// they are, each has one.
func (p *casePanel) showFound(s fyne.Size, wide float32) {
	room := len(p.checks)
	if !p.full {
		room = max(1, min(room, int((p.room(s, wide)-fieldsHigh)/checkHigh)))
	}
	found := fitChecks(p.words, p.found, room)
	p.setChecks(found, p.full)
	if p.full && p.foot > 0 && p.need(wide) > p.room(s, wide) {
		p.setChecks(found, false)
	}
}

// setChecks says what was found out, in whole sentences or in short.
func (p *casePanel) setChecks(all []checkModel, full bool) {
	for i, c := range p.checks {
		if i < len(all) {
			c.set(all[i], full)
			continue
		}
		c.set(checkModel{}, false)
	}
}

// What the lines of a case need at the smallest size of text: name, errand and fields together, and a finding.
const (
	fieldsHigh = 58 + 3*27 + 6
	checkHigh  = 22
)

// room is what name, fields and findings share.
func (p *casePanel) room(s fyne.Size, wide float32) float32 {
	if p.full {
		return s.Height - p.top() - look.Inset - p.foot
	}
	return p.faces(s, wide) - p.top() - 4
}

// top is where the panel's own things begin, under the steps.
func (p *casePanel) top() float32 { return p.steps.high() + 10 }

// stretch is how much higher each line may be than at the smallest size of text: as much
// as was chosen, if what is under the lines leaves the room.
func (p *casePanel) stretch(s fyne.Size, wide float32) float32 {
	need := p.need(wide)
	return max(1, min(p.look.Style.Text, p.room(s, wide)/need))
}

// need is how high the lines are at the smallest size of text.
func (p *casePanel) need(wide float32) float32 {
	need := float32(fieldsHigh)
	for _, c := range p.checks {
		if c.text.Text() != "" {
			need += c.text.Height(wide-26) + 2
		}
	}
	return need
}

// faces is where the two faces begin.
func (p *casePanel) faces(s fyne.Size, wide float32) float32 {
	if s.Height < 640 {
		return s.Height - 8 - p.faceHigh(s)
	}
	return s.Height - look.Inset - thumbHigh - min((wide-look.Gap)/2, 260) - 34
}

func (p *casePanel) faceHigh(s fyne.Size) float32 {
	return min(thumbHigh, max(96, s.Height-206-p.top())) // a training's band takes room
}

// placeEmpty: what the camera waits for in the middle, or the outlet's QR as large as
// it goes with two lines under it.
func (p *casePanel) placeEmpty(s fyne.Size, wide float32) {
	const in = look.Inset
	if p.plate.code.Visible() {
		y := p.top() - 2
		side := min(wide, s.Height-y-102-p.foot)
		p.plate.place((s.Width-side)/2, y, side)
		look.At(p.empty[0], in, y+side+8, wide, 32)
		look.At(p.empty[1], in, y+side+42, wide, 54)
		return
	}
	k, y := max(1, p.look.Style.Text), s.Height*0.32
	low := s.Height - p.foot - 8
	if p.hint.Text() != "" {
		high := 52 * min(k, 1.5)
		low -= high
		look.At(p.hint, in, low, wide, high)
	}
	if k > 1 {
		y = max(p.top()+8, s.Height*0.24)
	}
	title := 34 * min(k, 1.5)
	look.At(p.drawing.Shape, s.Width/2-40, y, 80, 80)
	look.At(p.empty[0], in, y+90, wide, title)
	look.At(p.empty[1], in, y+94+title, wide, min(90*k, low-y-94-title))
}

// placeFaces puts the two faces at the foot, with the verdict beside them, or under
// them where the panel is high enough for large ones.
func (p *casePanel) placeFaces(s fyne.Size, wide float32) {
	const in = look.Inset
	if s.Height < 640 {
		high, bottom := p.faceHigh(s), p.faces(s, wide)
		for i, t := range p.thumbs {
			t.place(in+float32(i)*(thumbWide+8), bottom, thumbWide, high)
		}
		x := float32(in + 2*(thumbWide+8) + 4)
		look.At(p.score.box, x, bottom, s.Width-in-x, high)
		return
	}
	w := min((wide-look.Gap)/2, 260)
	foot := s.Height - in - thumbHigh
	for i, t := range p.thumbs {
		t.place(in+float32(i)*(w+look.Gap), p.faces(s, wide), w, w+22)
	}
	look.At(p.score.box, in, foot, wide, thumbHigh)
}

func (p *casePanel) show(m laneModel) {
	p.steps.show(m.Steps)
	for _, o := range p.filled {
		visible(o, m.Case.Present)
	}
	for i, img := range []image.Image{m.Selfie, m.Acuan} {
		p.thumbs[i].show(m.faces(), img)
	}
	offer := m.Offer
	if m.Case.Present || !p.offers {
		offer = offerModel{}
	}
	visible(p.drawing.Shape, !m.Case.Present && offer.Code == nil)
	for _, t := range p.empty {
		visible(t, !m.Case.Present)
	}
	if p.plate.code.Visible() != (offer.Code != nil) {
		p.plate.show(offer.Code)
		p.place(p.size)
	}
	p.plate.show(offer.Code)
	if !m.Case.Present {
		p.found = nil // of the last one: whatever lays the panel out anew shows no sign of it
		p.setChecks(nil, false)
		p.showEmpty(m.Empty, offer)
		return
	}
	ink := p.look.Text
	if !m.Case.Known {
		ink = p.look.Muted
	}
	p.name.Set(m.Case.Name, ink)
	tag := m.Case.Kind
	if m.Case.Tag != "" {
		tag += " · " + m.Case.Tag
	}
	p.tag.Set(tag, p.look.Muted)
	for i, value := range []string{m.Case.NIK, m.Case.Email, m.Case.Phone} {
		p.fields[i].value.Set(value, p.look.Text)
	}
	p.full = !m.faces()
	p.found = m.Checks
	p.score.show(m.Verdict)
	p.place(p.size)
}

// tell puts a hint at the foot while there is no case and no QR has the room; "": none.
func (p *casePanel) tell(hint string) {
	if !p.drawing.Shape.Visible() {
		hint = ""
	}
	if hint == p.hint.Text() {
		return
	}
	p.hint.Set(hint, p.look.Muted)
	p.place(p.size)
}

func (p *casePanel) showEmpty(m emptyModel, o offerModel) {
	if o.On {
		m.Icon, m.Title, m.Do = cmpOr(o.Icon, m.Icon), o.Title, o.Do
	}
	ink := p.look.Tones[m.Tone].Strong
	if m.Tone == look.Info {
		ink = p.look.Dim
	}
	p.drawing.Set(cmpOr(m.Icon, "person"), ink)
	p.empty[0].Set(m.Title, p.look.Text)
	p.empty[1].Set(m.Do, p.look.Muted)
}

// field is a label and a value.
type field struct {
	icon  *look.Icon
	label *look.Text
	value *look.Text
}

func newField(l *look.Look, icon, label string) *field {
	f := &field{icon: l.Icon(icon, l.Muted), label: look.NewText(label, look.Small, l.Muted), value: look.NewText("", look.Body, l.Text)}
	f.value.Sizes = []float32{look.Body, look.Small, look.Caption}
	f.label.Middle, f.value.Middle = true, true
	return f
}

func (f *field) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.icon.Shape, f.label, f.value}
}

// place gives a field its line, k times as high as at the smallest size of text.
func (f *field) place(x, y, wide, k float32) {
	high, label := 26*k, 70*min(k, 1.2)
	look.At(f.icon.Shape, x, y+(high-20)/2, 18, 20)
	look.At(f.label, x+26, y, label, high)
	look.At(f.value, x+28+label, y, wide-28-label, high)
}

// checkLine is one finding.
type checkLine struct {
	look *look.Look
	icon *look.Icon
	text *look.Text
}

func newCheckLine(l *look.Look) *checkLine {
	return &checkLine{look: l, icon: l.Icon("approve", l.Text), text: look.NewText("", look.Small, l.Text).With(func(t *look.Text) {
		t.Lines, t.Sizes = 2, []float32{look.Small, look.Caption}
	})}
}

func (c *checkLine) set(m checkModel, full bool) {
	c.text.Lines = 1
	if full {
		m.Text, c.text.Lines = cmpOr(m.Full, m.Text), 2
	}
	visible(c.icon.Shape, m.Text != "")
	visible(c.text, m.Text != "")
	c.icon.Set(cmpOr(m.Icon, "approve"), c.look.Tones[m.Tone].Strong)
	c.text.Set(m.Text, c.look.Text)
}

func cmpOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

const (
	thumbWide = 100
	thumbHigh = 124
)

// thumb is a small picture with its name under it.
type thumb struct {
	look  *look.Look
	back  *look.Plate
	blank *look.Icon
	img   *canvas.Image
	name  *look.Text
}

func newThumb(l *look.Look, name string) *thumb {
	t := &thumb{look: l, back: look.NewPlate(l.Sunken, 6), blank: l.Icon("face", l.Dim), name: look.NewText(name, look.Caption, l.Muted)}
	t.img = canvas.NewImageFromImage(image.NewRGBA(image.Rect(0, 0, 1, 1)))
	t.img.FillMode, t.img.CornerRadius = canvas.ImageFillContain, 6
	t.img.ScaleMode = canvas.ImageScaleFastest // it comes in the right size; scaling it would hold up a frame
	t.name.Align = fyne.TextAlignCenter
	return t
}

func (t *thumb) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{t.back.Shape, t.blank.Shape, t.img, t.name}
}

func (t *thumb) place(x, y, w, h float32) {
	look.At(t.back.Shape, x, y, w, h-22)
	look.At(t.blank.Shape, x+w/2-20, y+(h-22)/2-20, 40, 40)
	look.At(t.img, x, y, w, h-22)
	look.At(t.name, x, y+h-19, w, 18)
}

// show shows a face, or that there is none yet; nothing where it is not on.
func (t *thumb) show(on bool, img image.Image) {
	visible(t.back.Shape, on)
	visible(t.name, on)
	visible(t.blank.Shape, on && img == nil)
	visible(t.img, on && img != nil)
	if img == nil || t.img.Image == img {
		return
	}
	t.img.Image = img
	t.img.Refresh()
}
