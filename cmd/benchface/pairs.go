package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"os"
	"sort"

	"github.com/gerai-ikd/gerai/camera/face"
)

// pairs are the scores of two pictures each: of one person, and of two. Sorted, the highest first.
type pairs struct {
	genuine, impostor []float64
}

// pick tells which pairs of indices are compared.
type pick func(i, j int) bool

// same compares each pair of a set with itself once.
func same(i, j int) bool { return i < j }

func pairsOf(probes, refs []sample, take pick) pairs {
	var p pairs
	for i, a := range probes {
		for j, b := range refs {
			if !take(i, j) {
				continue
			}
			s, err := face.Similarity(a.template, b.template)
			switch {
			case err != nil:
			case a.person == b.person:
				p.genuine = append(p.genuine, s)
			default:
				p.impostor = append(p.impostor, s)
			}
		}
	}
	sort.Sort(sort.Reverse(sort.Float64Slice(p.genuine)))
	sort.Sort(sort.Reverse(sort.Float64Slice(p.impostor)))
	return p
}

// share is how much of a sorted list reaches at.
func share(scores []float64, at float64) float64 {
	n := sort.Search(len(scores), func(i int) bool { return scores[i] < at })
	return float64(n) / float64(max(1, len(scores)))
}

// threshold is the least one at which no more than rate of the impostors pass.
func (p pairs) threshold(rate float64) float64 {
	if len(p.impostor) == 0 {
		return math.NaN()
	}
	n := int(rate * float64(len(p.impostor)))
	if n >= len(p.impostor) {
		return -1
	}
	return math.Nextafter(p.impostor[n], 2)
}

func (p pairs) report(w io.Writer, title string, matchAt float64) {
	fmt.Fprintf(w, "%s: %d genuine, %d impostor pairs\n", title, len(p.genuine), len(p.impostor))
	fmt.Fprintln(w, "  false accept   threshold   true accept (confidence interval of 95 %)")
	for _, rate := range []float64{.01, .001, .0001} {
		if float64(len(p.impostor))*rate < 1 {
			fmt.Fprintf(w, "  %6.2f %%       too few pairs\n", 100*rate)
			continue
		}
		at := p.threshold(rate)
		fmt.Fprintf(w, "  %6.2f %%       %.3f       %v\n", 100*rate, at, intervalOf(share(p.genuine, at), len(p.genuine)))
	}
	fmt.Fprintf(w, "the manifest's threshold %.3f: true accept %v, false accept %v\n\n", matchAt,
		intervalOf(share(p.genuine, matchAt), len(p.genuine)), intervalOf(share(p.impostor, matchAt), len(p.impostor)))
}

// drift is how far quantisation moves the scores of pairs.
type drift struct{ mean, most float64 }

// moved compares each pair's score with that of the second picture's quantised template.
func moved(samples, quantised []sample) drift {
	var d drift
	n := 0
	for i := range samples {
		for j := range samples {
			if !same(i, j) {
				continue
			}
			exact, err := face.Similarity(samples[i].template, samples[j].template)
			coarse, err2 := face.Similarity(samples[i].template, quantised[j].template)
			if err != nil || err2 != nil {
				continue
			}
			by := math.Abs(exact - coarse)
			d.mean, d.most, n = d.mean+by, math.Max(d.most, by), n+1
		}
	}
	d.mean /= float64(max(1, n))
	return d
}

// String is in units of the cosine.
func (d drift) String() string { return fmt.Sprintf("%.4f on average, %.4f at most", d.mean, d.most) }

// Size of the ROC's picture and its axis: false accepts from 1e-4 to 1 on a logarithmic scale.
const (
	rocSide    = 480
	rocMargin  = 24
	rocDecades = 4
)

// draw writes the ROC: false accept to the right (10^-4 to 1), true accept upwards (0 to 1).
func (p pairs) draw(path string) error {
	img := image.NewGray(image.Rect(0, 0, rocSide+2*rocMargin, rocSide+2*rocMargin))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for i := range rocDecades + 1 {
		for k := range rocSide {
			img.SetGray(rocMargin+i*(rocSide-1)/rocDecades, rocMargin+k, color.Gray{210})
			img.SetGray(rocMargin+k, rocMargin+i*(rocSide-1)/rocDecades, color.Gray{210})
		}
	}
	last := rocMargin + rocSide
	for x := range rocSide {
		rate := math.Pow(10, -rocDecades*(1-float64(x)/(rocSide-1)))
		y := rocMargin + int(float64(rocSide-1)*(1-share(p.genuine, p.threshold(rate))))
		for k := min(y, last); k <= max(y, min(last, y+2)); k++ {
			img.SetGray(rocMargin+x, k, color.Gray{0})
		}
		last = y
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write ROC: %w", err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		return fmt.Errorf("write ROC: %w", err)
	}
	return f.Close()
}
