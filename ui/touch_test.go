package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

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
