package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// listen takes the window's keys. Fields pass on what they do not need (look.Entry),
// so that the keys printed on the buttons work wherever the keyboard's focus is.
func (u *UI) listen() {
	c := u.window.Canvas()
	c.SetOnTypedKey(u.TypedKey)
	c.SetOnTypedRune(u.typedRune)
	u.window.SetOnDropped(u.dropped)
	u.watchHeld(c)
}

// watchHeld learns which keys are down in a window that has no field.
func (u *UI) watchHeld(c fyne.Canvas) {
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(u.KeyDown)
		d.SetOnKeyUp(u.KeyUp)
	}
}

// lend gives the keys of another window of ours to the operator's, the field with its
// focus first. A window manager may hand the keyboard to a window that has just come up,
// in the middle of a name or a PIN.
func (u *UI) lend(c fyne.Canvas) {
	c.SetOnTypedKey(func(k *fyne.KeyEvent) {
		if f := u.window.Canvas().Focused(); f != nil {
			f.TypedKey(k)
			return
		}
		u.TypedKey(k)
	})
	c.SetOnTypedRune(func(r rune) {
		if f := u.window.Canvas().Focused(); f != nil {
			f.TypedRune(r)
			return
		}
		u.typedRune(r)
	})
	u.watchHeld(c)
}

// dropped takes the picture of a QR that was dragged onto the window.
func (u *UI) dropped(_ fyne.Position, files []fyne.URI) {
	_, choosing := u.question.(*fileForm)
	switch {
	case len(files) == 0 || u.where == atLogin || u.gate != nil:
	case !u.view.Can(lane.ActionScanFile) || u.question != nil && !choosing:
		u.say(look.Warn, u.words.Say("scan.busy"))
	default:
		u.answer()
		u.do(lane.Command{Action: lane.ActionScanFile, Text: files[0].Path()})
	}
}

// repeats are the keys for which holding down means again and again. For all others
// it means nothing: an Enter that is held must not approve the next resident too.
var repeats = map[fyne.KeyName]bool{fyne.KeyUp: true, fyne.KeyDown: true, fyne.KeyPageUp: true, fyne.KeyPageDown: true}

// TypedKey implements look.Keys.
func (u *UI) TypedKey(k *fyne.KeyEvent) {
	name := k.Name
	if name == fyne.KeyEnter { // the number pad's
		name = fyne.KeyReturn
	}
	if u.held[name] && !repeats[name] {
		return
	}
	u.held[name] = true
	if name == fyne.KeyReturn && u.scan() {
		return
	}
	if warned := u.awake.box.Visible(); warned {
		if u.stay(); name == fyne.KeyReturn { // this Enter decides nothing
			return
		}
	}
	u.touched()
	switch {
	case name == fyne.KeyPageDown && u.togglePad():
	case name == fyne.KeyF10:
		u.switchLanguage()
	case u.gate != nil:
		u.gate.typed(name)
	case name == fyne.KeyF11 && u.question == nil:
		u.openSettings()
	case u.question != nil:
		u.question.typed(name)
	case name == fyne.KeyF9:
		u.toggleQueue()
	case name == fyne.KeyF12:
		u.lock()
	case name == rosterKey && u.where == atLane && u.deps.Desk != nil:
		u.openRoster(atLane)
	case name == tourKey && u.tour != nil:
		u.tour.forth()
	case name == cornerKey && u.where == atLane && u.resident == nil:
		u.turn()
	case name == fyne.KeyHome && u.where == atLane && u.deps.SwitchCamera != nil:
		u.switchCamera()
	case name == fyne.KeyEnd && (u.where == atLane || u.where == atCamera):
		u.openCameras()
	default:
		u.screen.typed(name)
	}
}

// KeyDown implements look.Keys.
func (u *UI) KeyDown(*fyne.KeyEvent) { u.touched() }

// KeyUp implements look.Keys.
func (u *UI) KeyUp(k *fyne.KeyEvent) {
	delete(u.held, k.Name)
	if k.Name == fyne.KeyEnter {
		delete(u.held, fyne.KeyReturn)
	}
}

// typedRune hands characters on. A question answered by a number ignores what comes in
// a hand scanner's burst: a digit in a code must not reject anybody.
func (u *UI) typedRune(r rune) {
	if u.wedge.rune(r, u.now()) {
		u.before = spoiled{}
	}
	u.runes++
	u.touched()
	q := u.question
	switch {
	case u.gate != nil:
	case q == nil:
		u.screen.typedRune(r)
	case u.wedge.count == 1:
		u.whenAlone(func() {
			if u.question == q {
				q.typedRune(r)
			}
		})
	}
}
