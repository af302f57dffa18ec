//go:build matprofile

package camera

import (
	"testing"

	"gocv.io/x/gocv"
)

// Every Mat is closed: go test -tags matprofile.
func TestEveryMatIsClosed(t *testing.T) {
	path := mustVideo(t, 4)
	before := gocv.MatProfile.Count()
	t.Run("Play", func(t *testing.T) {
		play(t, Options{Source: path})
		play(t, Options{Source: path, Rotate: 90, Mirror: true})
	})
	if left := gocv.MatProfile.Count() - before; left != 0 {
		t.Errorf("%d Mats are open", left)
	}
}
