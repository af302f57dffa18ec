package scanner

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

// TestShakySequences holds the promise of the lane: of codes held by an
// unsteady hand, four in five are read within three frames.
func TestShakySequences(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 80))
	read, of := 0, 12
	for i := range of {
		o := phone.Options{Text: longText[:120+i*9], Level: "M", Theme: phone.Theme(i % 3),
			Module: 2.2 + 2*rng.Float64(), Blur: 0.6, Noise: 3, Clutter: true}
		// A budget without end: what is read must not depend on the machine's load.
		s := New(Options{Patient: true})
		for range 3 {
			o.Seed, o.DX, o.Roll = rng.Uint64(), 20*rng.Float64(), 10*rng.Float64()
			o.Motion, o.MotionDeg = o.Module*(0.5+1.5*rng.Float64()), 180*rng.Float64()
			o.Glare = 200 * rng.Float64()
			res, ok := s.Scan(mustGray(t, o))
			if ok && res.Text != o.Text {
				t.Fatalf("sequence %d: wrong text", i)
			}
			if ok {
				read++
				break
			}
		}
	}
	t.Logf("read %d of %d sequences within three frames", read, of)
	if read*5 < of*4 {
		t.Errorf("read %d of %d sequences, want four in five", read, of)
	}
}

// TestVotes shows a code in frames so noisy that none is readable alone.
func TestVotes(t *testing.T) {
	o := phone.Options{Text: longText[:200], Level: "L", Module: 2.6, Noise: 120, Blur: 0.7}
	s, alone := New(Options{Patient: true}), New(Options{Patient: true})
	single := 0
	for i := range 12 {
		o.Seed = uint64(i)
		g := mustGray(t, o)
		alone.Reset()
		if _, ok := alone.Scan(g); ok {
			single++
		}
		if res, ok := s.Scan(g); ok {
			if res.Text != o.Text {
				t.Fatal("wrong text")
			}
			t.Logf("read by %s at frame %d; %d single frames before", res.Pass, i+1, single)
			if res.Pass != "votes" {
				t.Fatal("a single frame was readable; draw a harder one")
			}
			return
		}
	}
	t.Fatalf("not read in 12 frames; %d single ones were", single)
}

func TestVotesBeginAnewWithAnotherCode(t *testing.T) {
	var v votes
	ballot := func(sign float64) {
		soft := make([]float64, 21*21)
		for i := range soft {
			soft[i] = sign
			if i%3 == 0 {
				soft[i] = -sign
			}
		}
		v.offer(grid{n: 21, score: 1}, soft)
	}
	ballot(1)
	if v.count() {
		t.Fatal("one frame was taken for several")
	}
	ballot(1)
	if !v.count() || v.frames != 2 {
		t.Fatalf("two frames of one code gave %d", v.frames)
	}
	ballot(-1)
	if v.count() || v.frames != 1 {
		t.Fatalf("another code was added to the first: %d frames", v.frames)
	}
	v.offer(grid{n: 21, score: 0.1}, make([]float64, 21*21))
	if v.count() {
		t.Fatal("a grid that fits badly had a vote")
	}
}

// TestTightBudget shows that what does not fit into a frame has its turn later.
func TestTightBudget(t *testing.T) {
	s := New(Options{Budget: 1})
	for i := range s.clock.cost {
		s.clock.cost[i] = 1 << 40 // nothing ever fits behind the first pass
	}
	g := image.NewGray(image.Rect(0, 0, 900, 700))
	for frame := range 3 {
		s.Scan(g)
		if s.clock.owed != 1+(frame+1)%2 {
			t.Fatalf("after frame %d pass %d is owed", frame+1, s.clock.owed-1)
		}
	}
}
