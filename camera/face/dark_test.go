package face

import (
	"testing"

	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// TestDarkRoom: where the light is off the cascade finds nobody, and to ask for a face
// would not help.
func TestDarkRoom(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: t.TempDir()})
	for _, tc := range []struct {
		name   string
		people []drawn.Person
		light  int // percent
		want   Hint
	}{
		{"NobodyInTheLight", nil, 100, HintNoFace},
		{"NobodyInTheDark", nil, 20, HintMoreLight},
		{"SomebodyInTheLight", []drawn.Person{at(3, 640, 330, 260)}, 100, HintNone},
		{"SomebodyInTheDark", []drawn.Person{at(3, 640, 330, 260)}, 20, HintMoreLight},
	} {
		t.Run(tc.name, func(t *testing.T) {
			img := drawn.Scene{Width: 1280, Height: 720, Noise: 1, People: tc.people}.Picture()
			for i, v := range img.Pix {
				if i%4 != 3 { // not the opacity
					img.Pix[i] = uint8(int(v) * tc.light / 100)
				}
			}
			if f := inspect(t, c, img); f.Hint != tc.want {
				t.Errorf("hint %q, want %q", f.Hint, tc.want)
			}
		})
	}
}
