package camera

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	device := filepath.Join(dir, "video2")
	if err := os.WriteFile(device, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	links := filepath.Join(dir, "by-id")
	if err := os.Mkdir(links, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"usb-Maker_Camera_SN1-video-index0": "../video2", "usb-Gone": "../video9"} {
		if err := os.Symlink(to, filepath.Join(links, name)); err != nil {
			t.Fatal(err)
		}
	}
	real, err := filepath.EvalSymlinks(device)
	if err != nil {
		t.Fatal(err)
	}
	got := linksIn(links)
	if len(got) != 1 || got[real] != filepath.Join(links, "usb-Maker_Camera_SN1-video-index0") {
		t.Errorf("got %v", got)
	}
	if len(linksIn(filepath.Join(dir, "none"))) != 0 {
		t.Error("links in a folder that is not there")
	}
}

func TestNamed(t *testing.T) {
	for source, want := range map[string]Device{
		"7":            {Path: "/dev/video7", Name: "video7"},
		"/dev/video97": {Path: "/dev/video97", Name: "video97"},
		linksDir + "/usb-Away-video-index0": {Path: linksDir + "/usb-Away-video-index0", Name: "usb-Away-video-index0",
			Link: linksDir + "/usb-Away-video-index0"},
	} {
		if got, ok := Named(source); !ok || got != want {
			t.Errorf("%s: %+v, %v", source, got, ok)
		}
	}
	for _, source := range []string{"", "auto", "demo:", "lane.mp4", "rtsp://camera/1"} {
		if d, ok := Named(source); ok {
			t.Errorf("%q is the device %+v", source, d)
		}
	}
	if got := (Device{Path: "/dev/video0", Link: "/dev/v4l/by-id/x"}).Lasting(); got != "/dev/v4l/by-id/x" {
		t.Errorf("lasting address %q", got)
	}
	if got := (Device{Path: "/dev/video0"}).Lasting(); got != "/dev/video0" {
		t.Errorf("lasting address without a link %q", got)
	}
}

// TestBusyCamera: a device that another program holds is told apart from one that is absent or forbidden,
// and the stream says so.
func TestBusyCamera(t *testing.T) {
	busy := probeStreaming(func(call uintptr, _ unsafe.Pointer) error {
		if call != vidiocReqBufs {
			t.Errorf("call %#x", call)
		}
		return syscall.EBUSY
	})
	for name, tt := range map[string]struct {
		err   error
		code  enrol.Code
		state enrol.CameraState
	}{
		"Streaming": {busy, enrol.CodeCameraBusy, enrol.CameraBusy},
		"Opened":    {deviceError(syscall.EBUSY), enrol.CodeCameraBusy, enrol.CameraBusy},
		"Forbidden": {deviceError(os.ErrPermission), enrol.CodeNoCamera, enrol.CameraLost},
		"Absent":    {probeDevice(filepath.Join(t.TempDir(), "video9")), enrol.CodeNoCamera, enrol.CameraLost},
	} {
		if enrol.CodeOf(tt.err) != tt.code || stateOf(tt.err) != tt.state {
			t.Errorf("%s: %v is %s", name, tt.err, stateOf(tt.err))
		}
	}
	if err := probeStreaming(func(uintptr, unsafe.Pointer) error { return syscall.ENOTTY }); err != nil {
		t.Errorf("a device that knows no buffers: %v", err)
	}
	s := New(quick(func(int32) (source, error) { return nil, deviceError(syscall.EBUSY) }))
	start(t, s)
	until(t, s, "busy", state(enrol.CameraBusy))
}

// TestOddSizes delivers pictures of any size, one after the other, turned or not.
func TestOddSizes(t *testing.T) {
	dir := t.TempDir()
	sizes := []image.Point{{3840, 2160}, {641, 359}, {1, 1}, {33, 1200}}
	for i, size := range sizes {
		img := image.NewRGBA(image.Rectangle{Max: size})
		draw.Draw(img, img.Rect, image.NewUniform(color.RGBA{180, 120, 90, 255}), image.Point{}, draw.Src)
		f, err := os.Create(filepath.Join(dir, string(rune('a'+i))+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(f, img); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	for _, rotate := range []int{0, 90} {
		s := New(Options{Source: dir, Loop: true, FPS: 4, Rotate: rotate})
		box := s.Subscribe(Both | Mirrored)
		start(t, s)
		seen := map[image.Point]bool{}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		for len(seen) < len(sizes) {
			f, err := box.Next(ctx)
			if err != nil {
				t.Fatalf("after %v: %v", seen, err)
			}
			size := f.RGBA.Rect.Size()
			if px := f.RGBA.RGBAAt(0, size.Y-1); px != (color.RGBA{180, 120, 90, 255}) || f.Gray.Rect.Size() != size {
				t.Fatalf("%v: pixel %v, grey %v", size, px, f.Gray.Rect.Size())
			}
			if rotate == 90 {
				size = image.Pt(size.Y, size.X)
			}
			seen[size] = true
		}
		cancel()
		for _, want := range sizes {
			if !seen[want] {
				t.Errorf("turned by %d: no picture of %v", rotate, want)
			}
		}
	}
}
