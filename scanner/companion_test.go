package scanner

import (
	"testing"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

// TestCompanions takes each of the three finders away in turn and has it found
// again from the other two.
func TestCompanions(t *testing.T) {
	for _, th := range []phone.Theme{phone.Light, phone.Inverted} {
		g := mustGray(t, phone.Options{Text: longText, Theme: th, Module: 2.4, Blur: 1, Yaw: 25, Roll: 12, Noise: 2})
		s := New(Options{Patient: true})
		s.frame = planeOf(g)
		var sure []finder
		for _, f := range s.blobs.run(&s.frame, &s.halved().plane) {
			if f.fit > sureCompanion {
				sure = append(sure, f)
			}
		}
		if len(sure) != 3 {
			t.Fatalf("%v: %d sure finders", th, len(sure))
		}
		for i, gone := range sure {
			two := append(append([]finder{}, sure[:i]...), sure[i+1:]...)
			back := companions(&s.frame, two)
			if len(back) != 3 || back[2].c.dist(gone.c) > 1 {
				t.Errorf("%v: finder %d was not found again", th, i)
			}
		}
	}
}
