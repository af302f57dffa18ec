package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// residentWindow is the second screen: the resident, mirrored, one sentence in large
// type, and before that how to prepare the phone.
type residentWindow struct {
	ui     *UI
	window fyne.Window
	root   *fyne.Container

	picture  *picture
	steps    [3]*idleStep
	pages    *qrPlate      // where the phone begins, in place of the first picture
	plate    *qrPlate      // the outlet's own QR
	offer    [3]*look.Text // how to use it
	consent  *consentSheet
	read     *readBack
	title    *look.Text
	back     *look.Sheet
	icon     *look.Icon
	sentence *look.Text
	note     *look.Text
	hasNote  bool
	size     fyne.Size
}

// idleStep is one of the three pictures on how to prepare the phone.
type idleStep struct {
	card fyne.CanvasObject
	art  *look.Icon
	text *look.Text
}

func newResidentWindow(u *UI) *residentWindow {
	r := &residentWindow{ui: u, root: container.NewStack()}
	r.window = u.deps.App.NewWindow(u.words.Say("resident.window"))
	r.window.SetPadded(false)
	r.window.SetContent(r.root)
	r.window.Resize(fyne.NewSize(1024, 768))
	r.window.SetCloseIntercept(func() {}) // it goes with the operator's window
	u.lend(r.window.Canvas())             // whichever window has the keyboard, the keys work
	return r
}

func (r *residentWindow) rebuild() {
	l, w := r.ui.look, r.ui.words
	r.window.SetTitle(w.Say("resident.window"))
	r.picture = newPicture(l, r.ui.mirror, true)
	r.back, r.icon = look.NewSheet(l.Tones[look.Info].Soft, look.Radius), l.Icon("info", l.Text)
	r.back.Edged(l.Tones[look.Info].Strong, 2)
	r.title = look.NewText(w.Say("resident.idle"), look.Display, l.Text).With(func(t *look.Text) {
		t.Bold, t.Align, t.Middle = true, fyne.TextAlignCenter, true
	})
	r.sentence = look.NewText("", look.Display, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Lines, t.Sizes = true, true, 3, []float32{look.Display, look.Sentence, look.Title}
	})
	r.note = look.NewText("", look.Title, l.Text).With(func(t *look.Text) { t.Lines, t.Sizes = 2, []float32{look.Title, look.Body} })
	objects := []fyne.CanvasObject{r.picture.box, r.title, r.back.Shape, r.icon.Shape, r.sentence, r.note}
	for i, name := range []string{"idle-1", "idle-2", "idle-3"} {
		s := &idleStep{card: l.Card(), art: l.Icon("prepare-"+name[5:], l.Primary)}
		s.text = look.NewText(w.Say("resident."+name), look.Title, l.Text).With(func(t *look.Text) {
			t.Lines, t.Align, t.Sizes = 3, fyne.TextAlignCenter, []float32{look.Title, look.Body, look.Small}
		})
		r.steps[i] = s
		objects = append(objects, s.card, s.art.Shape, s.text)
	}
	r.pages = newQRPlate(l)
	objects = append(objects, r.pages.objects()...)
	r.plate = newQRPlate(l)
	objects = append(objects, r.plate.objects()...)
	for i := range r.offer {
		n := strconv.Itoa(i + 1)
		r.offer[i] = look.NewText(n+". "+w.Say("resident.offer-"+n), look.Sentence, l.Text).With(func(t *look.Text) {
			t.Lines, t.Middle, t.Sizes = 3, true, []float32{look.Sentence, look.Title, look.Body}
		})
		objects = append(objects, r.offer[i])
	}
	r.consent, r.read = newConsentSheet(l, w, look.Sentence), newReadBack(l, w)
	objects = append(objects, r.consent.box, r.read.box)
	r.root.Objects = []fyne.CanvasObject{r.ui.marked(container.New(&look.Place{Min: fyne.NewSize(640, 480), Do: r.place}, objects...))}
	r.root.Refresh()
	r.show(r.ui.view, r.ui.read())
}

func (r *residentWindow) place(s fyne.Size) {
	r.size = s
	const gap = 2 * look.Gap
	foot := max(150, s.Height*0.24)
	switch {
	case r.plate.code.Visible(): // the QR has what room there is
		foot = max(170, s.Height*0.24)
	case r.hasNote:
		foot = max(220, s.Height*0.34)
	}
	body := s.Height - foot - 3*gap
	at, size := r.picture.fitted(fyne.NewSize(s.Width-2*gap, body))
	look.At(r.picture.box, gap+at.X, gap+at.Y, size.Width, size.Height)
	look.At(r.consent.box, gap, gap, s.Width-2*gap, body)
	look.At(r.read.box, gap, gap, s.Width-2*gap, body)
	look.At(r.title, gap, gap, s.Width-2*gap, 70)
	wide := (s.Width - 4*gap) / 3
	for i, st := range r.steps {
		x, y := gap+float32(i)*(wide+gap), float32(gap+84)
		h := body - 84
		look.At(st.card, x, y, wide, h)
		art := min(wide-48, h-140)
		look.At(st.art.Shape, x+(wide-art)/2, y+20, art, art)
		if i == 0 {
			r.pages.place(x+(wide-art)/2, y+20, art)
		}
		look.At(st.text, x+14, y+h-112, wide-28, 104)
	}
	r.placeOffer(fyne.NewSize(s.Width-2*gap, body))
	y := body + 2*gap
	look.At(r.back.Shape, gap, y, s.Width-2*gap, foot)
	look.At(r.icon.Shape, gap+28, y+(foot-72)/2, 72, 72)
	x := float32(gap + 28 + 72 + 28)
	if r.hasNote {
		look.At(r.sentence, x, y+8, s.Width-gap-28-x, foot-74)
		look.At(r.note, x, y+foot-72, s.Width-gap-28-x, 66)
		return
	}
	look.At(r.sentence, x, y, s.Width-gap-28-x, foot)
}

// maxWritten is up to how many characters an address has room in a line, and people type it.
const maxWritten = 40

// begin is what stands under the first picture: where the phone begins, as far as it is known.
func (r *residentWindow) begin(m residentModel) string {
	switch w := r.ui.words; {
	case m.PagesQR != nil && len(m.Pages) > maxWritten:
		return w.Say("resident.idle-only-scan")
	case m.PagesQR != nil:
		return w.Say("resident.idle-scan", "pages", m.Pages)
	case m.Pages != "" && len(m.Pages) <= maxWritten:
		return w.Say("resident.idle-at", "pages", m.Pages)
	default:
		return w.Say("resident.idle-1")
	}
}

// placeOffer puts the outlet's QR to the left, as high as there is room, and how to use
// it beside it.
func (r *residentWindow) placeOffer(room fyne.Size) {
	const gap = 2 * look.Gap
	side := min(room.Height, room.Width*0.56)
	top := gap + (room.Height-side)/2
	r.plate.place(gap, top, side)
	x, high := gap+side+gap, side/3
	for i, t := range r.offer {
		look.At(t, x, top+float32(i)*high, room.Width+gap-x, high)
	}
}

func (r *residentWindow) show(v lane.View, c contact) {
	if r.picture == nil {
		return
	}
	m := r.ui.residentModel(v).readingBack(r.ui.words, c)
	l := r.ui.look
	shade := l.Tones[m.Tone]
	visible(r.picture.box, !m.Idle && len(m.Consent) == 0 && m.Contact == contact{})
	r.ui.showConsent(r.consent, m.Consent, len(m.Consent) > 0)
	r.read.show(m.Contact)
	prepare := m.Idle && m.Code == nil
	visible(r.title, prepare)
	for i, s := range r.steps {
		visible(s.card, prepare)
		visible(s.art.Shape, prepare && (i > 0 || m.PagesQR == nil))
		visible(s.text, prepare)
	}
	r.pages.show(m.PagesQR)
	r.steps[0].text.Set(r.begin(m), l.Text)
	r.plate.show(m.Code)
	for _, t := range r.offer {
		visible(t, m.Code != nil)
	}
	r.picture.show(m.Overlay)
	r.back.Set(shade.Soft, shade.Strong, 2)
	r.icon.Set(cmpOr(m.Icon, "info"), shade.Strong)
	r.hasNote = m.Note != ""
	r.sentence.Set(m.Sentence, l.Text)
	r.note.Set(m.Note, l.Text)
	r.place(r.size)
}
