package ui

import "fyne.io/fyne/v2"

// visible shows or hides, if that is a change, and has the window painted: the toolkit does so for what goes, but not for what
// comes.
func visible(o fyne.CanvasObject, on bool) {
	switch {
	case on && !o.Visible():
		o.Show()
		paintAgain(o)
	case !on && o.Visible():
		o.Hide()
	}
}

// paintAgain has the window painted that an object is in; all of them where the toolkit doesn't know which, as it
// does for a minute after it painted the object. What it was
// painted with stays, as it would not if the object were refreshed; what is new the canvas finds by itself.
func paintAgain(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	if c := driver.CanvasForObject(o); c != nil {
		setDirty(c)
		return
	}
	for _, w := range driver.AllWindows() {
		setDirty(w.Canvas())
	}
}

func setDirty(c fyne.Canvas) {
	if c, ok := c.(interface{ SetDirty() }); ok {
		c.SetDirty()
	}
}
