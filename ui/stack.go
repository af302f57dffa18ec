package ui

import (
	"slices"

	"fyne.io/fyne/v2"
)

// stack lays question and note over the screen and gives the keyboard to who needs it.
func (u *UI) stack() {
	u.noteField()
	main := []fyne.CanvasObject{u.screen.object()}
	isStale := u.covered.isStale(main[0], u.now())
	if u.isCovered() {
		u.covered.put(main[0], u.now())
		main = nil
	}
	if u.tour != nil {
		main = []fyne.CanvasObject{u.tour.wrap(main)}
	}
	shown := append([]fyne.CanvasObject{newPointer(u.touched), u.warmup.Box, u.floor}, main...)
	top, to := u.topmost()
	shown = append(shown, top...)
	u.restPictures()
	u.lay(append(shown, u.pad.box))
	if !u.isCovered() {
		u.covered = covered{}
	}
	u.focus(to)
	if isStale && !u.isCovered() {
		u.fold()
	}
	u.pad.leave()
}

// topmost is what lies over the screen, and who gets the keyboard.
func (u *UI) topmost() ([]fyne.CanvasObject, fyne.Focusable) {
	notes := []fyne.CanvasObject{u.note.box, u.awake.box}
	switch {
	case u.gate != nil:
		return append(notes, u.gate.object()), u.fieldOf(u.gate)
	case u.question != nil:
		return append([]fyne.CanvasObject{newCatcher(), u.question.object()}, notes...), u.fieldOf(u.question)
	}
	return notes, u.screen.focus()
}

// isCovered tells whether a question or the lock has the window for itself. The screen under it would be painted for
// each key, and without a graphics card that takes longer than the question.
func (u *UI) isCovered() bool { return u.question != nil || u.gate != nil }

// lay puts these into the window, the first one lowest. What was there before keeps the textures
// that it was painted with, and so does the screen under a question that was soon answered (but not in a
// training, which wraps it each time).
func (u *UI) lay(shown []fyne.CanvasObject) {
	before := u.root.Objects
	u.root.Objects = shown
	u.root.Layout.Layout(shown, u.root.Size())
	for _, o := range shown {
		if !slices.Contains(before, o) && !u.covered.isFresh(o, u.now()) {
			o.Refresh()
		}
	}
	paintAgain(u.root) // the canvas does not know yet what is new, nor that something went
}

// restPictures has the live pictures rest that nobody sees, and the one at the door while a PIN is checked.
func (u *UI) restPictures() {
	u.preview.Pause(!u.showsPicture())
	u.mirror.Pause(!u.showsMirror())
}

// showsPicture tells whether the live picture is on the open screen: elsewhere it would have
// the toolkit paint the whole window thirty times a second.
func (u *UI) showsPicture() bool {
	if u.isCovered() {
		return false
	}
	switch s := u.screen.(type) {
	case *laneScreen:
		return s.picture.isLive()
	case *cameraScreen:
		return s.picture.isLive()
	}
	return u.where == atLogin && u.checking == 0
}

// showsMirror tells whether the resident sees the own picture: in a window, or in the lane's corner.
func (u *UI) showsMirror() bool {
	if u.resident != nil {
		return u.resident.picture.isLive()
	}
	s, ok := u.screen.(*laneScreen)
	return ok && !u.isCovered() && s.corner != nil && s.corner.box.Visible()
}
