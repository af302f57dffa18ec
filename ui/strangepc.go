package ui

import (
	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// strangePC says at the door that the registry does not know this PC, and leads to where it is made known.
type strangePC struct {
	on   bool
	sign *look.Icon
	text *look.Text
	join *look.KeyButton
}

func newStrangePC(u *UI) strangePC {
	l := u.look
	s := strangePC{on: u.deps.Enrol != nil, sign: l.Icon("warning", l.Tones[look.Warn].Strong)}
	s.text = look.NewText(u.words.Say("login.unknown"), look.Body, l.Tones[look.Warn].Strong).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 2, []float32{look.Body, look.Small}
	})
	s.join = look.NewKeyButton(l, "F8", u.words.Say("login.enrol"), "registry", u.openEnrolment)
	for _, o := range s.objects() {
		visible(o, s.on)
	}
	return s
}

func (s strangePC) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{s.sign.Shape, s.text, s.join}
}

// joinWide is how wide the key is that leads there.
const joinWide = 252

// place puts the sentence at a height, and the key below it at another; it answers how much of that row is left.
func (s strangePC) place(x, y, low, w float32) (from, wide float32) {
	if !s.on {
		return x, w
	}
	look.At(s.sign.Shape, x, y+2, 24, 24)
	look.At(s.text, x+32, y, w-32, 50)
	look.At(s.join, x, low, joinWide, look.Touch)
	return x + joinWide + 8, w - joinWide - 8
}

// awaitsStaff tells that the registry knows this PC, and that nobody who may log in has come with a sync yet:
// staff and settings come together.
func awaitsStaff(u *UI, v lane.View) bool {
	return u.deps.Enrol == nil && u.deps.Training == nil && !v.Now.IsZero() && v.Outlet == ""
}
