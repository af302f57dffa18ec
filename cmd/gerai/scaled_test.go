package main

import (
	"testing"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/internal/training"
	"github.com/gerai-ikd/gerai/ui/preview"
)

// TestPicturesComeInTheWindowsSize: a preview finds out by itself whether its pictures can be scaled, and shows whole ones
// where they can't, so nobody would notice.
func TestPicturesComeInTheWindowsSize(t *testing.T) {
	for name, school := range map[string]*training.School{"counter": nil, "training": {}} {
		frames := (&counter{school: school}).seen(new(camera.Mailbox))
		if _, ok := frames.(preview.Scaler); !ok {
			t.Errorf("%s: the window gets %T, whose pictures are always whole", name, frames)
		}
	}
}
