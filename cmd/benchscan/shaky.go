package main

import (
	"context"
	"fmt"
	"image"
	"math/rand/v2"
	"strings"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
	"github.com/gerai-ikd/gerai/scanner"
)

// shakyResult is how many sequences a way of scanning read within so many frames.
type shakyResult struct {
	name   string
	within [maxFrames]int
	of     int
}

// maxFrames is the length of a sequence; a resident notices no more than three frames.
const maxFrames = 5

// sequences measures codes held by a shaky hand: the same code in every frame
// of a sequence, each frame with its own smear, place, glare and noise. The
// scanner works as at the counter: with its time limit, voting over frames.
func (r *report) sequences() {
	live := shakyResult{name: "gerai, live, 60 ms a frame"}
	alone := shakyResult{name: "gerai, each frame by itself"}
	plain := shakyResult{name: "gozxing"}
	rng := rand.New(rand.NewPCG(90, 3))
	for i := range 24 {
		frames, text := shakySequence(rng, phone.Theme(i%3))
		live.count(frames, text, scanner.Options{}, false)
		alone.count(frames, text, scanner.Options{}, true)
		plain.countStock(frames, text)
	}
	r.shaky = []shakyResult{live, alone, plain}
}

// shakySequence draws one code in maxFrames frames.
func shakySequence(rng *rand.Rand, theme phone.Theme) (frames []*image.Gray, text string) {
	text = payload(rng, []int{140, 300, 600}[rng.IntN(3)])
	o := basic(rng, theme, between(rng, 1.8, 4), text)
	for range maxFrames {
		f := o
		f.Seed = rng.Uint64()
		f.DX, f.DY = f.DX+between(rng, -12, 12), f.DY+between(rng, -12, 12)
		f.Roll += between(rng, -3, 3)
		f.Motion, f.MotionDeg = o.Module*between(rng, 0.6, 2.4), between(rng, 0, 180)
		f.Glare = between(rng, 0, 250)
		g, err := phone.RenderGray(f)
		if err != nil {
			panic(err) // the lengths are chosen to fit
		}
		frames = append(frames, g)
	}
	return frames, text
}

// count scans a sequence and notes at which frame it was read.
func (s *shakyResult) count(frames []*image.Gray, text string, o scanner.Options, alone bool) {
	s.of++
	sc := scanner.New(o)
	defer func() { _ = sc.Close() }()
	for i, f := range frames {
		if alone {
			sc.Reset()
		}
		if res, ok := sc.Scan(f); ok && res.Text == text {
			s.note(i)
			return
		}
	}
}

func (s *shakyResult) countStock(frames []*image.Gray, text string) {
	s.of++
	for i, f := range frames {
		out, _ := stock{}.decode(context.Background(), []picture{{gray: f}})
		if len(out) > 0 && len(out[0].texts) > 0 && out[0].texts[0] == text {
			s.note(i)
			return
		}
	}
}

func (s *shakyResult) note(frame int) {
	for i := frame; i < maxFrames; i++ {
		s.within[i]++
	}
}

// shakyTable writes the sequences.
func (r *report) shakyTable(b *strings.Builder) {
	if len(r.shaky) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## A shaky hand: %d sequences of one code, read within so many frames\n\n", r.shaky[0].of)
	fmt.Fprintln(b, "| way | 1 | 2 | 3 | 4 | 5 |")
	fmt.Fprintln(b, "|---|--:|--:|--:|--:|--:|")
	for _, s := range r.shaky {
		fmt.Fprintf(b, "| %s |", s.name)
		for _, n := range s.within {
			fmt.Fprintf(b, " %.0f %% |", 100*float64(n)/float64(max(s.of, 1)))
		}
		fmt.Fprintln(b)
	}
}
