package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// eachTarget walks what can be pressed and is visible.
func eachTarget(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	switch x := o.(type) {
	case *look.KeyButton, *look.Entry:
		f(x)
	case *fyne.Container:
		for _, c := range x.Objects {
			eachTarget(c, f)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(x).Objects() {
			eachTarget(c, f)
		}
	}
}

// touches fails for what a finger would miss.
func (r *rig) touches(what string) {
	r.tb.Helper()
	eachTarget(r.window.Content(), func(o fyne.CanvasObject) {
		if s := o.Size(); s.Height < look.Touch || s.Width < look.Touch {
			name := fmt.Sprintf("%T", o)
			if b, ok := o.(*look.KeyButton); ok {
				name = b.Label()
			}
			r.tb.Errorf("%s: %q is %vx%v", what, name, s.Width, s.Height)
		}
	})
}

// TestTouchTargets: what can be pressed in the lane and its forms is as large as a
// fingertip, in the smallest window too.
func TestTouchTargets(t *testing.T) {
	r := MustRig(t, "id", false)
	r.withTools()
	for _, s := range uidemo.Scenes() {
		r.arrived(s.View)
		r.touches(s.Name)
	}
	r.scene("12-match")
	for _, q := range []func() question{
		func() question { return newTypedForm(r.UI, lane.Typed{}) },
		func() question { return newTypedForm(r.UI, lane.Typed{Email: "bunga@gmial.com"}) },
		func() question { return newLineForm(r.UI, tokenForm, "") },
		func() question { return newReasons(r.UI, lane.ActionReject) },
		func() question { return newReasons(r.UI, lane.ActionPark) },
		func() question { return newSure(r.UI, "logout", "lock", func() {}) },
		func() question { return newSettingsForm(r.UI, nil) },
		func() question { return newLockScreen(r.UI, "siti") },
		func() question { return newPINForm(r.UI, pinChange{}) },
		func() question { return newEndForm(r.UI, "", nil) },
	} {
		r.ask(q())
		r.touches(fmt.Sprintf("%T", r.question))
		r.answer()
	}
	r.scene("57-papers-ticked")
	r.ask(newChecklist(r.UI))
	r.touches("checklist")
}

// TestSuggestedAddressByTouch: what is probably meant is taken with a finger, too; the button is there as long as
// something is suggested, and never over the field.
func TestSuggestedAddressByTouch(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		r.scene("02-ready")
		r.ask(newTypedForm(r.UI, lane.Typed{NIK: "3276014503990001", Email: "bunga@gmial.com"}))
		r.check(language+" suggestion", r.window)
		r.picture(r.window, "question-typed-suggest-"+language)
		form := r.question.(*typedForm)
		if e := form.entries[1]; e.Position().X+e.Size().Width > form.use.Position().X {
			t.Errorf("%s: the button lies over the field", language)
		}
		use := r.buttonOf("F3")
		if use == nil {
			t.Fatalf("%s: no button takes the address", language)
		}
		use.Tapped(nil)
		if got := form.typedData().Email; got != "bunga@gmail.com" {
			t.Errorf("%s: %q", language, got)
		}
		if r.buttonOf("F3") != nil || form.entries[1].Size().Width != form.entries[0].Size().Width {
			t.Errorf("%s: the button stays after it was pressed", language)
		}
	}
}

// buttonOf is the button in the question that a key is printed on; nil: none in sight.
func (r *rig) buttonOf(key string) (found *look.KeyButton) {
	eachTarget(r.question.object(), func(o fyne.CanvasObject) {
		if b, ok := o.(*look.KeyButton); ok && b.Key() == key {
			found = b
		}
	})
	return found
}
