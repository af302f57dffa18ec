package camera

import (
	"context"
	"image"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// The demonstration asks for each phone's text, shows it, then a person, in frames of the wanted size.
func TestDemoAsksForCodesAndPlays(t *testing.T) {
	var asked atomic.Int32
	s := New(Options{Source: "demo:", Width: 160, Height: 90, DemoQR: func(ctx context.Context) (string, error) {
		if asked.Add(1) > 1 { // the lane is not free again
			<-ctx.Done()
			return "", ctx.Err()
		}
		return "HELLO", nil
	}})
	box := s.Subscribe(RGBA)
	start(t, s)
	deadline := time.Now().Add(20 * time.Second)
	for bright := 0; bright < 3; { // a phone's page is white; the wall is not
		f, err := box.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if f.RGBA.Rect.Size() != image.Pt(160, 90) {
			t.Fatalf("frame of %v", f.RGBA.Rect)
		}
		if whites(f.RGBA) > 500 {
			bright++
		}
		if time.Now().After(deadline) {
			t.Fatal("no phone was shown")
		}
	}
	if st := s.Status(); !st.Demo || st.Source != "demo" || st.State != enrol.CameraLive {
		t.Errorf("status %+v", st)
	}
}

func whites(img *image.RGBA) int {
	n := 0
	for i := 0; i < len(img.Pix); i += 4 {
		if min(img.Pix[i], img.Pix[i+1], img.Pix[i+2]) > 235 {
			n++
		}
	}
	return n
}
