//go:build matprofile

package face

import (
	"testing"

	"gocv.io/x/gocv"
)

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
