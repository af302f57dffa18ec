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

// refuse is a face in a picture that may not be kept.
func refuse(h Hint) Findings {
	f := fine(0)
	f.OK, f.Hint = false, h
	f.Quality = append(f.Quality, Component{Name: "InterEyeDistance", Level: LevelRefuse, Hint: h})
	return f
}

func warned(score float64) Findings {
	f := fine(score)
	f.OK, f.Quality[0].Level = false, LevelWarn
	return f
}

func TestSelectorForce(t *testing.T) {
	now := time.Unix(1, 0)
	for name, tt := range map[string]struct {
		f    Findings
		want bool
	}{"Warned": {warned(.1), true}, "NoFace": {Findings{Hint: HintNoFace}, false}, "Refused": {refuse(HintCloser), false}} {
		var s Selector
		got, ok := s.Force(frameOf(9), tt.f, now)
		if ok != tt.want || ok && got.Image.Pix[0] != 9 || s.Hint() != tt.f.Hint {
			t.Errorf("%s: taken %v, hint %q", name, ok, s.Hint())
		}
	}
}

// TestSelectorForceTakesTheMoment: the key's picture is the best of the last second, with the others
// for a mean; none of those that are refused, of before a second ago, or of somebody else.
func TestSelectorForceTakesTheMoment(t *testing.T) {
	var s Selector
	start := time.Unix(1000, 0)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	elsewhere := warned(.95)
	elsewhere.Faces = []Face{{Box: image.Rect(200, 10, 240, 60)}}
	s.Add(frameOf(1), elsewhere, at(900))
	s.Add(frameOf(2), warned(.9), at(1000))
	s.Add(frameOf(3), warned(.3), at(1300))
	s.Add(frameOf(4), refuse(HintCentre), at(1500))
	s.Add(frameOf(5), warned(.6), at(1700))
	got, ok := s.Force(frameOf(6), warned(.4), at(2100))
	if !ok || got.Image.Pix[0] != 5 || len(got.Others) != 2 {
		t.Fatalf("taken %v, frame %v, %d others", ok, got.Image.Pix[0], len(got.Others))
	}
}

// TestSelectorKeepsTheBestOfASecond: frames come quicker than there are places, and the best one was first.
func TestSelectorKeepsTheBestOfASecond(t *testing.T) {
	var s Selector
	start := time.Unix(1000, 0)
	for i := range 30 {
		f := fine(.5)
		if i == 0 {
			f = fine(.9)
		}
		got, ok := s.Add(frameOf(uint8(i)), f, start.Add(time.Duration(i)*20*time.Millisecond))
		if !ok {
			continue
		}
		if got.Image.Pix[0] != 0 || len(got.Others) != keepShots-1 {
			t.Errorf("took frame %d with %d others", got.Image.Pix[0], len(got.Others))
		}
		return
	}
	t.Error("nothing taken")
}

// TestSelectorKeepsAcrossALapse: a moment that was not good does not throw away the good ones before it.
func TestSelectorKeepsAcrossALapse(t *testing.T) {
	var s Selector
	start := time.Unix(1000, 0)
	for i := range 10 {
		f := fine(.5)
		switch i {
		case 1:
			f = fine(.9)
		case 2, 3, 4: // 300 ms: the countdown starts over
			f = warned(.2)
		}
		if _, ok := s.Add(frameOf(uint8(i)), f, start.Add(time.Duration(i)*100*time.Millisecond)); ok {
			t.Fatalf("taken at %d", i)
		}
	}
	got, ok := s.Add(frameOf(10), fine(.5), start.Add(time.Second))
	if !ok || got.Image.Pix[0] != 1 {
		t.Errorf("taken %v, frame %v", ok, got.Image)
	}
}
