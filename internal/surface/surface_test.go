package surface_test

import (
	"context"
	"os/exec"
	"runtime"
	"testing"

	"github.com/go-gl/gl/v2.1/gl"
	"github.com/go-gl/glfw/v3.4/glfw"

	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/internal/surface"
)

// TestFlat makes windows as the toolkit does, before and after.
func TestFlat(t *testing.T) {
	for _, name := range []string{"Xvfb", "openbox"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("SKIP: %s lacks: there is no display to make windows on", name)
		}
	}
	runtime.LockOSThread() // never unlocked: the library's state is this thread's
	d, err := stage.NewDisplay(context.Background(), 320, 200)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	t.Setenv("DISPLAY", d.Name)
	t.Setenv("WAYLAND_DISPLAY", "") // which would be somebody's own
	if err := glfw.Init(); err != nil {
		t.Fatal(err)
	}
	defer glfw.Terminate()
	if depth, stencil := buffers(t); depth+stencil == 0 {
		t.Error("this library makes none by itself: Flat is in vain")
	}
	surface.Flat()
	if depth, stencil := buffers(t); depth+stencil != 0 {
		t.Errorf("there is a depth buffer of %d bits and a stencil buffer of %d", depth, stencil)
	}
}

// buffers are a new window's.
func buffers(t *testing.T) (depth, stencil int32) {
	t.Helper()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
	w, err := glfw.CreateWindow(64, 64, "", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Destroy()
	w.MakeContextCurrent()
	if err := gl.Init(); err != nil {
		t.Fatal(err)
	}
	gl.GetIntegerv(gl.DEPTH_BITS, &depth)
	gl.GetIntegerv(gl.STENCIL_BITS, &stencil)
	return depth, stencil
}
