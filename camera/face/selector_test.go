package face

import (
	"image"
	"testing"
	"time"
)

func fine(score float64) Findings {
	return Findings{Faces: []Face{{Box: image.Rect(10, 10, 50, 60)}}, OK: true, Quality: []Component{{Name: "Sharpness", Score: score}}}
}

func frameOf(v uint8) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	img.Pix[0] = v
	return img
}

func TestSelectorTakesBestAfterHalfASecond(t *testing.T) {
	var s Selector
	start := time.Unix(1000, 0)
	scores := []float64{.6, .7, .95, .8, .7, .6, .9}
	for i, v := range scores {
		now := start.Add(time.Duration(i) * 100 * time.Millisecond)
		selfie, ok := s.Add(frameOf(uint8(i)), fine(v), now)
		if ok != (i == 5) {
			t.Fatalf("frame %d at %v: taken %v, progress %v", i, now.Sub(start), ok, s.Progress())
		}
		if !ok {
			continue
		}
		if selfie.Image.Pix[0] != 2 {
			t.Errorf("took frame %d, want the best: 2", selfie.Image.Pix[0])
		}
		if len(selfie.Others) != 5 {
			t.Errorf("%d others, want 5", len(selfie.Others))
		}
		return
	}
}

func TestSelectorStartsOver(t *testing.T) {
	bad := Findings{Hint: HintNoFace}
	elsewhere := fine(.9)
	elsewhere.Faces = []Face{{Box: image.Rect(200, 10, 240, 60)}}
	for name, disturb := range map[string]func(s *Selector, now time.Time){
		"Lapse": func(s *Selector, now time.Time) {
			s.Add(frameOf(0), bad, now)
			s.Add(frameOf(0), bad, now.Add(200*time.Millisecond))
		},
		"Somebody": func(s *Selector, now time.Time) { s.Add(frameOf(0), elsewhere, now) },
		"Reset":    func(s *Selector, _ time.Time) { s.Reset() },
	} {
		t.Run(name, func(t *testing.T) {
			var s Selector
			now := time.Unix(1000, 0)
			s.Add(frameOf(1), fine(.9), now)
			s.Add(frameOf(1), fine(.9), now.Add(400*time.Millisecond))
			if p := s.Progress(); p < .79 || p > .81 {
				t.Fatalf("progress %v, want 0.8", p)
			}
			disturb(&s, now.Add(450*time.Millisecond))
			if _, ok := s.Add(frameOf(1), fine(.9), now.Add(700*time.Millisecond)); ok {
				t.Error("taken although it was disturbed")
			}
		})
	}
}

func TestSelectorForgivesShortLapse(t *testing.T) {
	var s Selector
	now := time.Unix(1000, 0)
	for i := range 5 {
		f := fine(.9)
		if i == 2 {
			f = Findings{Hint: HintNoFace}
		}
		s.Add(frameOf(1), f, now.Add(time.Duration(i)*100*time.Millisecond))
	}
	if _, ok := s.Add(frameOf(1), fine(.9), now.Add(500*time.Millisecond)); ok {
		t.Log("taken")
	} else if s.Progress() == 0 {
		t.Error("one missed frame started the countdown over")
	}
}

func TestSelectorHintIsSteady(t *testing.T) {
	var s Selector
	now := time.Unix(1000, 0)
	show := func(after time.Duration, h Hint) Hint {
		s.Add(frameOf(0), Findings{Hint: h}, now.Add(after))
		return s.Hint()
	}
	for _, step := range []struct {
		ms   time.Duration
		hint Hint
		want Hint
	}{
		{0, HintNoFace, HintNoFace}, {100, HintCloser, HintNoFace}, {200, HintNoFace, HintNoFace}, {300, HintCloser, HintNoFace},
		{500, HintCloser, HintNoFace}, {620, HintCloser, HintCloser}, {700, HintNoFace, HintCloser},
	} {
		if got := show(step.ms*time.Millisecond, step.hint); got != step.want {
			t.Errorf("at %d ms: %q, want %q", step.ms, got, step.want)
		}
	}
}

func TestSelectorForce(t *testing.T) {
	var s Selector
	f := fine(.1)
	f.OK = false
	if got, ok := s.Force(frameOf(9), f, time.Unix(1, 0)); !ok || got.Image.Pix[0] != 9 {
		t.Errorf("forced selfie: %v", ok)
	}
	if _, ok := s.Force(frameOf(9), Findings{}, time.Unix(1, 0)); ok {
		t.Error("a selfie without a face")
	}
}
