package main

import (
	"bytes"
	"image/jpeg"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	drawnpaper "github.com/gerai-ikd/gerai/internal/drawn/paper"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// TestDeskCamera: papers are photographed with the second camera, and what was shown before comes back,
// also where staff have changed the camera in between.
func TestDeskCamera(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg     Config
		devices []string
		by      func(*cameras) // staff, meanwhile
		want    []string
	}{
		"Configured": {Config{Camera: "lane.mp4", Camera2: "desk.mp4"}, nil, nil, []string{"desk.mp4", "lane.mp4"}},
		"Devices":    {Config{}, []string{"/dev/video90", "/dev/video92"}, nil, []string{"/dev/video92", ""}},
		"One":        {Config{}, []string{"/dev/video90"}, nil, nil},
		"None":       {Config{Camera: "demo:"}, nil, nil, nil},
		"Changed": {Config{Camera: "lane.mp4", Camera2: "desk.mp4"}, nil, func(c *cameras) { c.next() },
			[]string{"desk.mp4", "lane.mp4"}},
		"AlreadyThere": {Config{Camera: "lane.mp4", Camera2: "desk.mp4"}, nil, nil, []string{"desk.mp4"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, used := MustCameras(t, tt.cfg, shelf{}, plugged(tt.devices...))
			if name == "AlreadyThere" {
				c.next()
			}
			c.desk(true)
			if tt.by != nil {
				tt.by(c)
			}
			c.desk(false)
			c.desk(false)
			if !slices.Equal(*used, tt.want) {
				t.Errorf("used %q, want %q", *used, tt.want)
			}
		})
	}
}

// TestPaperEye looks at a drawn desk: the page is taken by itself, can be turned, and what is sealed of it
// is a picture that a registry could open.
func TestPaperEye(t *testing.T) {
	kk := drawnpaper.FamilyCard(3)
	desk := drawnpaper.Desk{Width: 1280, Height: 720, Papers: []drawnpaper.Laid{{Page: kk, Corners: drawnpaper.Flat(kk, 1280, 720, .9)}}}.Picture()
	e, now := newEye(nil, new(atomic.Int64)), time.Now()
	e.now = func() time.Time { now = now.Add(100 * time.Millisecond); return now }
	for range 30 {
		look, err := e.LookPaper(&enrol.Frame{RGBA: desk}, false)
		if err != nil || look.Hint != "" {
			t.Fatalf("%q, %v", look.Hint, err)
		}
		if look.Shot == nil {
			continue
		}
		turned, err := e.TurnPaper(*look.Shot)
		if err != nil || turned.Image.Bounds().Dx() != look.Shot.Image.Bounds().Dy() {
			t.Errorf("not turned: %v", err)
		}
		if img, err := jpeg.Decode(bytes.NewReader(turned.JPEG)); err != nil || (img.Bounds().Dx() > img.Bounds().Dy()) != (turned.Image.Bounds().Dx() > turned.Image.Bounds().Dy()) {
			t.Errorf("the picture is not what is shown: %v", err)
		}
		if sealed, err := packet.SealPageToNobody(look.Shot.JPEG); err != nil || len(sealed) > enrol.MaxSealedPage {
			t.Errorf("%d bytes, %v", len(sealed), err)
		}
		return
	}
	t.Error("never taken")
}

// TestPaperEyeSeesNone: the key on a bare desk says so.
func TestPaperEyeSeesNone(t *testing.T) {
	bare := drawnpaper.Desk{Width: 640, Height: 360}.Picture()
	look, err := newEye(nil, new(atomic.Int64)).LookPaper(&enrol.Frame{RGBA: bare}, true)
	if enrol.CodeOf(err) != enrol.CodeNoPaper || look.Shot != nil {
		t.Errorf("%v", err)
	}
}
