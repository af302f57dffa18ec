package ui

import (
	"image"

	"fyne.io/fyne/v2/driver/desktop"
)

// lookAtScreens puts the resident's window on the second screen when there is one, and
// takes it away when it is unplugged: the corner is there then.
func (u *UI) lookAtScreens() {
	if u.deps.Screens == nil {
		return
	}
	second := secondScreen(u.deps.Screens())
	if second == u.spread {
		return
	}
	u.spread = second
	switch {
	case !second.Empty():
		u.spreadOut(second.Min)
	case u.deps.Resident: // wanted on one screen too
		u.resident.window.SetFullScreen(false)
	default:
		u.resident.window.Hide()
		u.resident.root.RemoveAll()
		u.aside, u.resident = u.resident, nil
		u.turned = u.prefs.Corner
		u.rebuild()
	}
}

// secondScreen is the first of the screens that shows nothing of what the operator's does; empty
// where there is none. Screens that mirror each other are one: a window for the resident would
// lie over the operator's.
func secondScreen(all []image.Rectangle) image.Rectangle {
	for i, s := range all {
		if i > 0 && !s.Overlaps(all[0]) {
			return s
		}
	}
	return image.Rectangle{}
}

// spreadOut fills the second screen. Not every window manager goes by the monitor that
// a full-screen window asks for: all by where the window is.
func (u *UI) spreadOut(at image.Point) {
	if u.resident == nil {
		if u.resident = u.aside; u.resident == nil {
			u.resident = newResidentWindow(u)
		}
		u.resident.rebuild()
		u.turned = false
		u.showMirror()
		u.rebuild()
	}
	w := u.resident.window
	w.Show()
	if d, ok := w.(desktop.Window); ok {
		d.RequestPosition(at.X, at.Y)
		d.RequestFullScreenSecondary()
	}
	u.window.RequestFocus()
}
