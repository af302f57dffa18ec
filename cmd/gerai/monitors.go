package main

import (
	"image"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// monitors are where the screens are, the first one first. The toolkit can fill the
// second one but does not say whether there is one: its own window library, which is
// linked already, does. Main goroutine, and only once the toolkit runs.
func monitors() []image.Rectangle {
	var all []image.Rectangle
	for _, m := range glfw.GetMonitors() {
		mode := m.GetVideoMode()
		if mode == nil { // unplugged at this moment
			continue
		}
		x, y := m.GetPos()
		all = append(all, image.Rect(x, y, x+mode.Width, y+mode.Height))
	}
	return all
}
