// Package surface says what the toolkit's windows are painted into. The toolkit leaves that to its window library
// (GLFW), which gives each window what games want, and has no setting for it; the library has.
package surface

import "github.com/go-gl/glfw/v3.4/glfw"

// Flat has windows made without a depth and a stencil buffer. The toolkit neither tests nor draws into them, but clears the
// first in every frame, and the second makes that slow, since it has to stay: on a renderer without a graphics card a
// tenth of all it did (decision 114). It is called on the main goroutine, between the making of a window
// (fyne.App.NewWindow) and its showing, and holds for all that are shown later.
func Flat() {
	if glfw.Init() != nil { // the toolkit has called it before, and says what failed
		return
	}
	glfw.WindowHint(glfw.DepthBits, 0)
	glfw.WindowHint(glfw.StencilBits, 0)
}
