package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// plain is a screen that counts how often it is drawn anew.
type plain struct {
	screen
	counted
}

func (p *plain) object() fyne.CanvasObject { return &p.counted }

// isIn tells whether an object is in the window.
func (r *rig) isIn(o fyne.CanvasObject) bool { return slices.Contains(r.root.Objects, o) }

// TestQuestionHasTheWindow: the screen under a question or the lock is not in the window, and comes back with what it
// was painted with if that is soon.
func TestQuestionHasTheWindow(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	p := &plain{screen: r.UI.screen}
	r.UI.screen = p
	r.stack()
	p.times = 0
	ask := func() { r.ask(newSure(r.UI, "logout", "stop", func() {})) }
	for _, c := range []struct {
		name     string
		on, off  func()
		stays    time.Duration
		anew     int
		resizeTo float32
	}{
		{name: "question", on: ask, off: r.answer},
		{name: "question for long", on: ask, off: r.answer, stays: coveredFor + time.Second, anew: 1},
		{name: "clock put back", on: ask, off: r.answer, stays: -time.Hour, anew: 1},
		{name: "lock", on: func() { r.locked(true) }, off: func() { r.locked(false) }},
		{name: "lock over a question", on: func() { ask(); r.locked(true) }, off: func() { r.locked(false); r.answer() }},
		{name: "another size meanwhile", on: ask, off: r.answer, resizeTo: 1400},
	} {
		c.on()
		if r.isIn(p.object()) {
			t.Errorf("%s: the screen is in the window", c.name)
		}
		if c.resizeTo > 0 {
			r.window.Resize(fyne.NewSize(c.resizeTo, 800))
		}
		r.clock = r.clock.Add(c.stays)
		c.off()
		if !r.isIn(p.object()) || p.times != c.anew {
			t.Errorf("%s: in the window %v, drawn anew %d times, want %d", c.name, r.isIn(p.object()), p.times, c.anew)
		}
		if p.Size() != r.root.Size() {
			t.Errorf("%s: %v in a window of %v", c.name, p.Size(), r.root.Size())
		}
		if r.covered.screen != nil {
			t.Errorf("%s: the screen is still held", c.name)
		}
		p.times = 0
	}
}

// TestCoveredScreenComesBackInPieces: after long it has to be painted anew, as one that was just opened; one that is made under a
// question was never painted.
func TestCoveredScreenComesBackInPieces(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	r.unfolding.on = true
	root := func() *fyne.Container { return r.UI.screen.object().(*fyne.Container) }
	pieces := func() int { return len(allIn(root())) }
	whole := pieces()
	for _, c := range []struct {
		name string
		do   func()
		anew bool
	}{
		{"soon", func() {}, false},
		{"late", func() { r.clock = r.clock.Add(coveredFor + time.Second) }, true},
		{"another language", func() { r.press(fyne.KeyF10) }, true},
	} {
		r.press(fyne.KeyF6)
		if r.question == nil {
			t.Fatal("F6 asks nothing")
		}
		c.do()
		if got := pieces(); got != whole {
			t.Errorf("%s: %d of %d pieces under the question", c.name, got, whole)
		}
		r.answer()
		if !c.anew && pieces() != whole {
			t.Errorf("%s: %d pieces of %d", c.name, pieces(), whole)
		}
		first := r.unfolding.pieces.toBeSeen()
		r.unfoldAll()
		if all := r.unfolding.pieces.toBeSeen(); c.anew && (first == 0 || first != (all+unfoldFrames-1)/unfoldFrames) {
			t.Errorf("%s: begins with %d objects of %d", c.name, first, all)
		}
		if got := pieces(); got != whole {
			t.Errorf("%s: %d pieces of %d in the end", c.name, got, whole)
		}
	}
}

// TestNobodysScreenIsHeld: a screen that was left under a question is not kept for the next one's.
func TestNobodysScreenIsHeld(t *testing.T) {
	for name, leave := range map[string]func(r *rig){
		"logged out": func(r *rig) { r.scene("01-closed") },
		"handed over": func(r *rig) {
			v := r.view
			v.Staff.ID, v.Staff.Name = "budi", "Budi"
			r.arrived(v)
		},
	} {
		r := MustRig(t, "id", false)
		r.scene("02-ready")
		r.press(fyne.KeyF2)
		if r.covered.screen == nil {
			t.Fatal("nothing is covered")
		}
		leave(r)
		if r.question != nil || r.covered.screen != nil {
			t.Errorf("%s: a question is open %v, a screen is held %v", name, r.question != nil, r.covered.screen != nil)
		}
	}
}

// TestUnderTheLockNothingIsLeft: neither the case nor what was half typed is in the window.
func TestUnderTheLockNothingIsLeft(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	isNamed := func() (named bool) {
		eachText(r.window.Content(), func(x *look.Text) { named = named || strings.Contains(x.Text(), "BUNGA") })
		return named
	}
	if !isNamed() {
		t.Fatal("the lane does not name the resident")
	}
	if r.lockAt("12-match"); isNamed() {
		t.Error("the resident's name is under the lock")
	}
	r = MustRig(t, "id", false)
	r.scene("02-ready")
	r.press(fyne.KeyF2)
	form := r.question.object()
	v := r.view
	v.Lock = lane.LockView{On: true}
	r.arrived(v)
	if r.isIn(form) {
		t.Error("the form is under the lock")
	}
	v.Lock = lane.LockView{}
	r.arrived(v)
	if !r.isIn(r.question.object()) {
		t.Error("the form did not come back")
	}
}

// TestWindowKeepsItsLeastSize: a small question does not let the window shrink, nor jump back after it.
func TestWindowKeepsItsLeastSize(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	want := r.root.MinSize()
	for _, key := range []fyne.KeyName{fyne.KeyF4, fyne.KeyF6, fyne.KeyEscape} {
		r.press(key)
		if r.question == nil {
			t.Fatalf("%s asks nothing", key)
		}
		if got := r.root.MinSize(); got.Width < want.Width || got.Height < want.Height {
			t.Errorf("%s: at least %v, want %v", key, got, want)
		}
		r.answer()
	}
}

// TestCornerRests: the resident's picture in the corner is not painted where nobody sees it.
func TestCornerRests(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.UI.resident = nil
	r.turn()
	if !r.turned || r.mirror.Paused() {
		t.Fatal("the corner does not live")
	}
	r.press(fyne.KeyF2)
	if !r.mirror.Paused() {
		t.Error("the corner's picture lives under a question")
	}
	r.press(fyne.KeyEscape)
	if r.mirror.Paused() {
		t.Error("the corner rests after it")
	}
	r.press(fyne.KeyF9)
	if !r.mirror.Paused() {
		t.Error("the corner's picture lives under the queue")
	}
}

// TestTrainingsButtonIsNotUnderAQuestion: a tap on it would begin another kind of day.
func TestTrainingsButtonIsNotUnderAQuestion(t *testing.T) {
	r, _ := trainingRig(t, "id", false)
	r.scene("02-ready")
	r.press(fyne.KeyF2)
	if r.question == nil {
		t.Fatal("F2 asks nothing")
	}
	step := r.tour.at
	at := r.tour.next.Position().Add(fyne.NewPos(20, 20))
	test.TapCanvas(r.window.Canvas(), at)
	if r.tour.at != step {
		t.Error("a tap beside the question went on")
	}
	r.answer()
	test.TapCanvas(r.window.Canvas(), at)
	if r.tour.at == step {
		t.Error("a tap on the button does nothing")
	}
}
