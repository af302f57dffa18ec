package main

import (
	"image"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// monitors tell where the screens are. The toolkit can fill the second one but does not say
// whether there is one: its own window library, which is linked already, does. Main goroutine,
// and only once the toolkit runs.
//
// How many there are the library is told by the display; where they are it has to ask, and the
// answer waits behind whatever the display is painting. So that is asked where their number
// changed, and otherwise now and then: a screen that mirrored the first may stand beside it now.
type monitors struct {
	count int
	looks int // since the places were asked for
	all   []image.Rectangle
}

// askAgain is after how many looks, of one a second, the places are asked for anew.
const askAgain = 5

// rectangles are where the screens are, in pixels, the first one first.
func (m *monitors) rectangles() []image.Rectangle {
	found := glfw.GetMonitors()
	if m.looks++; len(found) == m.count && m.looks < askAgain {
		return m.all
	}
	m.count, m.looks, m.all = len(found), 0, nil
	for _, one := range found {
		mode := one.GetVideoMode()
		if mode == nil { // unplugged at this moment
			m.count = 0
			continue
		}
		x, y := one.GetPos()
		m.all = append(m.all, image.Rect(x, y, x+mode.Width, y+mode.Height))
	}
	return m.all
}
