//go:build matprofile

package face

import (
	"image"
	"testing"
	"time"

	"gocv.io/x/gocv"
)

// followAll looks at a live picture for a while: near and wide looks, a face that goes and a frame too small.
func followAll(t *testing.T, c *Checker, img *image.RGBA) {
	t.Helper()
	var track Track
	for _, frame := range []*image.RGBA{img, img, img, img, scene(), img, image.NewRGBA(image.Rect(0, 0, 9, 9))} {
		if _, err := c.Follow(&track, frame); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := Glance(img); err != nil {
		t.Fatal(err)
	}
	if !c.CanMatch() {
		return
	}
	cards := NewCardReader(c)
	for i := range CardFrames + 1 {
		if _, err := cards.Add(held(drawnCard(3), level(760)), time.Unix(1000, int64(i)*1e8)); err != nil {
			t.Fatal(err)
		}
	}
}

// Every Mat is closed: go test -tags matprofile.
func TestEveryMatIsClosed(t *testing.T) {
	before := gocv.MatProfile.Count()
	for _, dir := range []string{t.TempDir(), models(t)} {
		c, err := New(Config{ModelsDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		img := scene(at(3, 640, 330, 260))
		f := inspect(t, c, img)
		inspect(t, c, scene())
		followAll(t, c, img)
		if c.CanMatch() {
			template(t, c, img)
			if _, err := c.Liveness(img, f.Faces[0]); err != nil {
				t.Fatal(err)
			}
		}
		c.Close()
	}
	if left := gocv.MatProfile.Count() - before; left != 0 {
		t.Errorf("%d Mats are open", left)
	}
}
