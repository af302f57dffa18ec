package face

import (
	"image"
	"math"
	"testing"
	"time"

	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// turned is a face at a place whose Yaw is v.
func turned(v float64, at image.Point) Findings {
	f := Face{Box: image.Rect(0, 0, 200, 240).Add(at), HasLandmarks: true}
	eyes := 80.0
	x, y := float64(at.X), float64(at.Y)
	f.Landmarks = [5]Point{{x + 60, y + 90}, {x + 60 + eyes, y + 90}, {x + 100 + v*eyes, y + 130}, {x + 70, y + 180}, {x + 130, y + 180}}
	return Findings{Faces: []Face{f}}
}

func TestTurning(t *testing.T) {
	here, away := image.Pt(100, 100), image.Pt(600, 100)
	type step struct {
		yaw  float64
		at   image.Point
		none bool
		wait time.Duration
	}
	look := func(yaws ...float64) (out []step) {
		for _, v := range yaws {
			out = append(out, step{yaw: v, at: here})
		}
		return out
	}
	for name, tt := range map[string]struct {
		side  Side
		steps []step
		done  bool
		hint  Hint
	}{
		"Left":      {SideLeft, look(0, .1, .2, .32, .35), true, HintNone},
		"Right":     {SideRight, look(0, -.1, -.2, -.32, -.35), true, HintNone},
		"Wrong":     {SideLeft, look(0, -.2, -.35, -.35), false, HintTurnStraight},
		"NotFar":    {SideLeft, look(0, .2, .25, .28, .25), false, HintNone},
		"Once":      {SideLeft, look(0, .2, .35, .2), false, HintNone},
		"Sideways":  {SideLeft, look(.35, .35, .35), false, HintTurnStraight},
		"Back":      {SideLeft, look(0, -.35, 0, .35, .35), true, HintNone},
		"Nobody":    {SideLeft, []step{{none: true}}, false, HintNoFace},
		"Lapse":     {SideLeft, []step{{at: here}, {none: true}, {yaw: .35, at: here}, {yaw: .35, at: here}}, true, HintNone},
		"LongLapse": {SideLeft, []step{{at: here}, {yaw: .35, at: here, wait: time.Second}, {yaw: .35, at: here}}, false, HintTurnStraight},
		"Another":   {SideLeft, []step{{at: here}, {yaw: .35, at: away}, {yaw: .35, at: away}}, false, HintTurnStraight},
	} {
		t.Run(name, func(t *testing.T) {
			var turn Turning
			now := time.Now()
			var hint Hint
			var done bool
			for _, s := range tt.steps {
				now = now.Add(66*time.Millisecond + s.wait)
				f := turned(s.yaw, s.at)
				if s.none {
					f = Findings{}
				}
				var p float64
				if p, hint, done = turn.Add(f, tt.side, now); p < 0 || p > 1 || math.IsNaN(p) {
					t.Fatalf("progress %v", p)
				}
			}
			if done != tt.done || hint != tt.hint {
				t.Errorf("done %v, hint %q", done, hint)
			}
		})
	}
}

// A drawn head that turns is followed by the installed detector.
func TestTurningDrawn(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	for side, want := range map[Side]float64{SideLeft: 1, SideRight: -1} {
		var turn Turning
		now, ended := time.Now(), false
		for i := range 12 {
			now = now.Add(66 * time.Millisecond)
			img := drawn.Portrait(640, 480, 170, drawn.NewLook(3), drawn.Pose{Yaw: want * .06 * float64(i)})
			f, err := c.Inspect(img)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, done := turn.Add(f, side, now); done {
				ended = true
				break
			}
		}
		if !ended {
			t.Errorf("side %d: never followed", side)
		}
	}
}
