package camera

import (
	"context"
	"image"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestSetupIsAskedAtEachOpening: what staff chose of a source holds from the next opening on, and Use opens anew.
func TestSetupIsAskedAtEachOpening(t *testing.T) {
	var closed atomic.Int32
	var mu sync.Mutex
	setups, opened := map[string]Setup{"one": {Width: 640, Height: 480, Rotate: 180}}, map[string][]Options{}
	o := quick(nil)
	o.Source = "one"
	o.Setup = func(source string) Setup { mu.Lock(); defer mu.Unlock(); return setups[source] }
	o.open = func(_ context.Context, spec string, o Options) (source, error) {
		mu.Lock()
		defer mu.Unlock()
		opened[spec] = append(opened[spec], o)
		return &fake{frames: -1, every: time.Millisecond, closed: &closed}, nil
	}
	s := New(o)
	start(t, s)
	times := func(spec string) int { mu.Lock(); defer mu.Unlock(); return len(opened[spec]) }
	until(t, s, "live", state(enrol.CameraLive))
	mu.Lock()
	setups["one"] = Setup{Mirror: true}
	mu.Unlock()
	s.Use("one")
	until(t, s, "opened again", func(enrol.CameraStatus) bool { return times("one") == 2 })
	s.Use("two")
	until(t, s, "changed", func(enrol.CameraStatus) bool { return times("two") == 1 })
	mu.Lock()
	defer mu.Unlock()
	for i, want := range []Setup{{Width: 640, Height: 480, Rotate: 180}, {Width: 1280, Height: 720, Mirror: true}} {
		got := opened["one"][i]
		if (Setup{Width: got.Width, Height: got.Height, Mirror: got.Mirror, Rotate: got.Rotate}) != want {
			t.Errorf("opening %d: %dx%d mirror %v rotate %d, want %+v", i, got.Width, got.Height, got.Mirror, got.Rotate, want)
		}
	}
}

func TestGreyCameraIsTold(t *testing.T) {
	size, now := image.Pt(64, 36), time.Unix(1000, 0)
	h := newHealth()
	feed := func(r, g, b uint8, from, to int) (told bool) { // tenths of a second
		for i := from; i < to; i++ {
			v := uint8(i % 5) // alive
			at := now.Add(time.Duration(i) * 100 * time.Millisecond)
			h.look(size, plain(64, 36, r+v, g+v, b+v), true, at)
			told = h.colourless(at)
		}
		return told
	}
	if feed(120, 120, 120, 0, 15) {
		t.Error("told after a moment")
	}
	if !feed(120, 121, 119, 15, 30) {
		t.Error("not told after three seconds without any colour")
	}
	if feed(150, 120, 100, 30, 31) {
		t.Error("still told with colour in view")
	}
	if feed(208, 207, 203, 70, 110) {
		t.Error("a plain wall before a camera with colour is told to be grey")
	}
	if feed(4, 4, 4, 31, 70) {
		t.Error("a black picture is told to be grey")
	}
}
