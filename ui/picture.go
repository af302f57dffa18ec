package ui

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/preview"
)

// picture is the live picture with what is drawn over it: a frame to hold the QR in,
// an oval for the face, what was found, and the time until the selfie is taken.
type picture struct {
	look   *look.Look
	live   *preview.Preview
	mirror bool
	box    *fyne.Container
	model  overlayModel
	size   fyne.Size

	back     [2]*canvas.Line // beside or above and below the picture; the first is all there is without one
	brackets [8]*canvas.Line // two a corner
	outline  [4]*canvas.Line // of the QR that was seen
	oval     *oval
	ring     *ring
	face     [4]*canvas.Line
	page     *canvas.Image // a straightened page, instead of the picture
	track    *canvas.Rectangle
	bar      *canvas.Rectangle
	icon     *look.Icon
	note     *look.Text
	noteDo   *look.Text
}

// The live picture is a dark place in both themes.
var (
	pictureBack  = color.NRGBA{0x0b, 0x12, 0x16, 0xff}
	pictureText  = color.NRGBA{0xf2, 0xf6, 0xf8, 0xff}
	pictureMuted = color.NRGBA{0xb9, 0xc7, 0xcf, 0xff}
	guideIdle    = color.NRGBA{0xff, 0xff, 0xff, 0xe6}
	guideGood    = color.NRGBA{0x5f, 0xe0, 0x8f, 0xff}
	guideShade   = color.NRGBA{0x00, 0x00, 0x00, 0x66}
)

func newPicture(l *look.Look, live *preview.Preview, mirror bool) *picture {
	p := &picture{look: l, live: live, mirror: mirror}
	p.back = [2]*canvas.Line{look.Band(pictureBack), look.Band(pictureBack)}
	p.oval, p.ring = newOval(guideIdle), newRing()
	p.track, p.bar = l.Box(guideShade, 4), l.Box(guideGood, 4)
	p.icon = l.Icon("camera-off", pictureMuted)
	p.note = look.NewText("", look.Title, pictureText).With(func(t *look.Text) { t.Align, t.Bold, t.Lines = fyne.TextAlignCenter, true, 2 })
	p.noteDo = look.NewText("", look.Body, pictureMuted).With(func(t *look.Text) { t.Align, t.Lines = fyne.TextAlignCenter, 3 })
	p.page = canvas.NewImageFromImage(image.NewRGBA(image.Rect(0, 0, 1, 1)))
	p.page.FillMode, p.page.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	objects := []fyne.CanvasObject{p.back[0], p.back[1], live.Image, live.Probe, p.page, p.oval.shape}
	for i := range p.face {
		p.face[i] = line(guideGood, 2)
		objects = append(objects, p.face[i])
	}
	objects = append(objects, p.ring.objects()...)
	for i := range p.brackets {
		p.brackets[i] = line(guideIdle, 5)
		objects = append(objects, p.brackets[i])
	}
	for i := range p.outline {
		p.outline[i] = line(guideGood, 4)
		objects = append(objects, p.outline[i])
	}
	objects = append(objects, p.track, p.bar, p.icon.Shape, p.note, p.noteDo)
	p.box = container.New(&look.Place{Min: fyne.NewSize(320, 180), Do: p.place}, objects...)
	p.show(overlayModel{})
	return p
}

func line(c color.Color, width float32) *canvas.Line {
	l := canvas.NewLine(c)
	l.StrokeWidth = width
	return l
}

// show puts a model over the picture. Pictures come far more often than changes of
// it, so only what differs is touched.
func (p *picture) show(m overlayModel) {
	if m == p.model && p.size != (fyne.Size{}) {
		return
	}
	p.model = m
	on := m.Note == ""
	visible(p.live.Image, on && m.Page == nil)
	visible(p.page, m.Page != nil)
	if m.Page != nil && p.page.Image != m.Page {
		p.page.Image = m.Page
		p.page.Refresh()
	}
	visible(p.icon.Shape, !on)
	visible(p.note, !on)
	visible(p.noteDo, !on)
	p.note.Set(m.Note, pictureText)
	p.noteDo.Set(m.NoteDo, pictureMuted)
	ink := guideIdle
	if m.Good {
		ink = guideGood
	}
	for _, b := range p.brackets {
		visible(b, on && m.framed())
		b.StrokeColor = ink
	}
	for _, o := range p.outline {
		visible(o, on && m.framed() && m.Good)
	}
	visible(p.oval.shape, on && m.Guide == guideFace)
	for _, f := range p.face {
		visible(f, on && m.Guide == guideFace && !m.Face.Empty() && !m.Good)
	}
	p.showCountdown(on)
	p.place(p.size)
}

// showCountdown closes the ring round a face, or fills the bar where there is none.
func (p *picture) showCountdown(on bool) {
	share := 0.0
	if on {
		share = p.model.Countdown
	}
	face := p.model.Guide == guideFace
	visible(p.track, share > 0 && !face)
	visible(p.bar, share > 0 && !face)
	if !face {
		share = 0
	}
	p.ring.show(share)
}

// isLive tells whether the live picture itself is to be seen, not a sentence, a page or a sheet in its place.
func (p *picture) isLive() bool { return p.box.Visible() && p.live.Image.Visible() }

// framed tells whether the guide is a frame to hold something in.
func (m overlayModel) framed() bool {
	return m.Guide == guideQR || m.Guide == guideCard || m.Guide == guidePaper
}

func (p *picture) place(size fyne.Size) {
	if size.Width <= 0 || size.Height <= 0 {
		return
	}
	p.size = size
	p.placeBack()
	look.At(p.live.Image, 0, 0, size.Width, size.Height)
	look.At(p.live.Probe, 2, 2, 2, 2)
	look.At(p.page, 0, 8, size.Width, size.Height-16)
	p.placeBrackets()
	p.placeOval()
	p.placeFound()
	at, fit := p.fitted(size)
	w := min(420, fit.Width*0.6)
	look.At(p.track, (size.Width-w)/2, at.Y+fit.Height-26, w, 10)
	look.At(p.bar, (size.Width-w)/2, at.Y+fit.Height-26, w*float32(p.model.Countdown), 10)
	look.At(p.icon.Shape, size.Width/2-32, size.Height/2-90, 64, 64)
	look.At(p.note, 24, size.Height/2-10, size.Width-48, 66)
	look.At(p.noteDo, 24, size.Height/2+34, size.Width-48, 90)
}

// placeBack fills what the live picture leaves of the pane; without a picture all of
// it. What is painted under the picture costs as much as the picture.
func (p *picture) placeBack() {
	w, h := p.size.Width, p.size.Height
	m := p.model
	p.live.Image.FillMode = canvas.ImageFillContain
	if m.Note != "" || m.Page != nil || m.W == 0 || m.H == 0 {
		look.AtBand(p.back[0], 0, 0, w, h)
		look.AtBand(p.back[1], 0, h, w, 0)
		return
	}
	scale := min(w/float32(m.W), h/float32(m.H))
	beside, above := (w-float32(m.W)*scale)/2, (h-float32(m.H)*scale)/2
	if beside < 1 && above < 1 { // the picture takes it all: a dark hair would stay at one edge
		p.live.Image.FillMode = canvas.ImageFillStretch
		look.AtBand(p.back[0], 0, 0, w, 0)
		look.AtBand(p.back[1], 0, h, w, 0)
		return
	}
	if beside > above {
		look.AtBand(p.back[0], 0, 0, beside+1, h)
		look.AtBand(p.back[1], w-beside-1, 0, beside+1, h)
		return
	}
	look.AtBand(p.back[0], 0, 0, w, above+1)
	look.AtBand(p.back[1], 0, h-above-1, w, above+1)
}

// fitted is what of a pane the live picture fills, in its middle: all of it where a sentence or a page stands
// in its place.
func (p *picture) fitted(pane fyne.Size) (at fyne.Position, size fyne.Size) {
	m := p.model
	if m.Note != "" || m.Page != nil || m.W == 0 || m.H == 0 {
		return at, pane
	}
	scale := min(pane.Width/float32(m.W), pane.Height/float32(m.H))
	size = fyne.NewSize(float32(m.W)*scale, float32(m.H)*scale)
	return fyne.NewPos((pane.Width-size.Width)/2, (pane.Height-size.Height)/2), size
}

// Where a card should be: 768 pixels wide in a frame of 1280, and of its own form
// (ISO/IEC 7810 ID-1), so that its portrait has enough of them.
const (
	cardShare  = 0.6
	cardAspect = 85.6 / 53.98
)

// A paper should fill the frame: A4 (ISO 216) lying broadside.
const (
	paperShare  = 0.92
	paperAspect = math.Sqrt2
)

// placeBrackets draws the corners of a square in the middle, of a card or of a paper.
func (p *picture) placeBrackets() {
	_, fit := p.fitted(p.size) // the picture may not fill the pane
	side := min(fit.Height, fit.Width) * 0.72
	high := side
	switch p.model.Guide {
	case guideCard:
		side = min(fit.Width*cardShare, fit.Height*0.9*cardAspect)
		high = side / cardAspect
	case guidePaper:
		side = min(fit.Width*paperShare, fit.Height*paperShare*paperAspect)
		high = side / paperAspect
	}
	x, y, arm := (p.size.Width-side)/2, (p.size.Height-high)/2, high*0.14
	i := 0
	for _, cx := range []float32{0, 1} {
		for _, cy := range []float32{0, 1} {
			at := fyne.NewPos(x+cx*side, y+cy*high)
			dx, dy := arm*(1-2*cx), arm*(1-2*cy)
			p.brackets[i].Position1, p.brackets[i].Position2 = at, at.AddXY(dx, 0)
			p.brackets[i+1].Position1, p.brackets[i+1].Position2 = at, at.AddXY(0, dy)
			i += 2
		}
	}
}

// ovalShare is the width of the face's oval in a picture's height.
const ovalShare = 0.68 * 0.76

// placeOval draws where the face should be: as high as two thirds of the picture.
func (p *picture) placeOval() {
	at, fit := p.fitted(p.size)
	h := fit.Height * 0.68
	w := fit.Height * ovalShare
	x, y := (p.size.Width-w)/2, at.Y+fit.Height*0.13
	p.oval.place(x, y, w, h)
	p.ring.place(x+ovalRim/2, y+ovalRim/2, w-ovalRim, h-ovalRim)
}

// placeFound draws what was found in the frame where it is in the window.
func (p *picture) placeFound() {
	m := p.model
	if m.W == 0 || m.H == 0 {
		return
	}
	a, b := p.toWindow(m.Face.Min), p.toWindow(m.Face.Max)
	for i, at := range []fyne.Position{a, {X: b.X, Y: a.Y}, b, {X: a.X, Y: b.Y}} {
		p.face[i].Position1, p.face[(i+3)%4].Position2 = at, at
	}
	for i, l := range p.outline {
		l.Position1, l.Position2 = p.toWindow(m.QR[i]), p.toWindow(m.QR[(i+1)%4])
	}
}

// toWindow maps a point of the frame to the pane, as ImageFillContain lays it out.
func (p *picture) toWindow(at image.Point) fyne.Position {
	w, h := float32(p.model.W), float32(p.model.H)
	scale := min(p.size.Width/w, p.size.Height/h)
	x, y := float32(at.X)*scale, float32(at.Y)*scale
	if p.mirror {
		x = w*scale - x
	}
	return fyne.NewPos(x+(p.size.Width-w*scale)/2, y+(p.size.Height-h*scale)/2)
}
