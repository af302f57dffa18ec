package ui

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// Training makes the windows those of a training: marked at all times, and with a tour.
type Training struct {
	Day  func(lesson string) // another kind of day begins; see package training
	Away bool                // a counter gave its place, and wants it back when nobody trains
	Args map[string]string   // for the tour's sentences: name, pin, nik, email, phone
}

// tourKey goes on to the tour's next step; it is printed on its button.
const tourKey = fyne.KeyInsert

// tourStep is one sentence of the tour, "tour.<key>". It is over when done says so, or
// when staff press the tour's key.
type tourStep struct {
	key  string
	day  string
	done func(before, now lane.View) bool // nil: by the key alone
}

// tourSteps lead through the main job and the three most common bad days.
func tourSteps() []tourStep {
	phase := func(p ...lane.Phase) func(lane.View, lane.View) bool {
		return func(_, v lane.View) bool {
			for _, x := range p {
				if v.Phase == x {
					return true
				}
			}
			return false
		}
	}
	saved := func(before, v lane.View) bool { return before.Phase != lane.PhaseSaved && v.Phase == lane.PhaseSaved }
	dark := func(_, v lane.View) bool {
		return v.Prompt == "hint.more-light" || v.Prompt == "hint.no-face" || v.Prompt == "hint.too-dark"
	}
	return []tourStep{
		{"log-in", "", func(_, v lane.View) bool { return v.Phase != lane.PhaseClosed }},
		{"qr", "", phase(lane.PhaseSelfie, lane.PhaseDecide)},
		{"selfie", "", phase(lane.PhaseDecide)},
		{"decide", "", saved},
		{"saved", "", nil},
		{"line", "line", saved},
		{"line-why", "line", nil},
		{"dark", "dark", dark},
		{"dark-light", "dark", nil},
		{"dark-go", "phone", saved},
		{"phone", "phone", func(_, v lane.View) bool { return v.Case != nil && v.Case.Typed }},
		{"phone-contact", "phone", phase(lane.PhaseConsent, lane.PhaseSelfie, lane.PhaseDecide)},
		{"phone-consent", "phone", phase(lane.PhaseSelfie, lane.PhaseDecide)},
		{"phone-go", "phone", saved},
		{"end", "", nil},
		{"free", "", func(lane.View, lane.View) bool { return false }},
	}
}

// tour is the training's band at the head of the window, with its frame around all.
type tour struct {
	ui    *UI
	steps []tourStep
	at    int

	band  fyne.CanvasObject
	frame [3]fyne.CanvasObject
	tag   *look.Text
	text  *look.Text
	next  *look.KeyButton
}

func newTour(u *UI) *tour {
	t := &tour{ui: u, steps: tourSteps()}
	t.rebuild()
	return t
}

// Sizes of the training's band and frame.
const (
	tourHigh  = look.Touch + 4
	tourFrame = 5
)

func (t *tour) rebuild() {
	l, w := t.ui.look, t.ui.words
	warn := l.Tones[look.Warn]
	t.band = look.Area(warn.Soft)
	for i := range t.frame {
		t.frame[i] = look.Area(warn.Strong)
	}
	t.tag = look.NewText(w.Say("lane.training"), look.Title, warn.Strong).With(func(x *look.Text) {
		x.Bold, x.Middle, x.Sizes = true, true, []float32{look.Title, look.Body}
	})
	t.text = look.NewText("", look.Body, l.Text).With(func(x *look.Text) {
		x.Middle, x.Lines, x.Sizes = true, 2, []float32{look.Body, look.Small, look.Caption}
	})
	t.next = look.NewKeyButton(l, "Insert", w.Say("action.tour"), "", t.forth)
	t.next.Compact()
	t.say()
}

// wrap puts a screen into the frame, under the band.
func (t *tour) wrap(screen []fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(s fyne.Size) {
		look.At(t.band, 0, 0, s.Width, tourHigh)
		look.At(t.frame[0], 0, tourHigh-2, s.Width, 2)
		tag := t.tag.Width() + 8
		look.At(t.tag, 16, 0, tag, tourHigh)
		button := t.next.Wanted()
		look.At(t.text, tag+32, 2, s.Width-tag-button-64, tourHigh-4)
		look.At(t.next, s.Width-button-16, 0, button, look.Touch)
		for _, o := range screen {
			look.At(o, 0, tourHigh, s.Width, s.Height-tourHigh)
		}
		for i, x := range []float32{0, s.Width - tourFrame} {
			look.At(t.frame[i+1], x, tourHigh, tourFrame, s.Height-tourHigh)
		}
	}}, slices.Concat([]fyne.CanvasObject{t.band, t.frame[0], t.tag, t.text, t.next}, screen, []fyne.CanvasObject{t.frame[1], t.frame[2]})...)
}

// seen goes on where the step is done.
func (t *tour) seen(before, now lane.View) {
	if done := t.steps[t.at].done; done != nil && done(before, now) {
		t.forth()
	}
}

// forth begins the next step.
func (t *tour) forth() {
	if t.at < len(t.steps)-1 {
		t.at++
	}
	t.ui.deps.Training.Day(t.steps[t.at].day)
	t.say()
}

func (t *tour) say() {
	w := t.ui.words
	t.text.Set(strconv.Itoa(t.at+1)+"/"+strconv.Itoa(len(t.steps))+"  "+w.Fill("tour."+t.steps[t.at].key, t.ui.deps.Training.Args), t.ui.look.Text)
}
