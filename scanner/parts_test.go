package scanner

import (
	"math"
	"testing"
)

func TestFitFindsItsHomography(t *testing.T) {
	want := homography{7.5, 0.4, 300, -0.3, 6.9, 200, 0.001, -0.0007}
	var pairs []pair
	for _, g := range []point{{3.5, 3.5}, {41.5, 3.5}, {3.5, 41.5}, {38.5, 38.5}, {22.5, 6.5}, {6.5, 22.5}} {
		pairs = append(pairs, pair{g, want.at(g.x, g.y), 1})
	}
	got, ok := fit(pairs, 45)
	if !ok {
		t.Fatal("no solution")
	}
	for _, g := range []point{{0, 0}, {45, 0}, {45, 45}, {0, 45}, {20, 30}} {
		if d := got.at(g.x, g.y).dist(want.at(g.x, g.y)); d > 0.01 {
			t.Errorf("%v is off by %.3f pixels", g, d)
		}
	}
	if _, ok := fit(pairs[:2], 45); ok {
		t.Error("two points gave a homography")
	}
}

func TestVersionWords(t *testing.T) {
	// ISO/IEC 18004, table D.1.
	for v, want := range map[int]uint32{7: 0x07C94, 21: 0x15683, 40: 0x28C69} {
		if got := versionWords[v-7]; got != want {
			t.Errorf("version %d is %05X, want %05X", v, got, want)
		}
	}
}

func TestRingCross(t *testing.T) {
	edges := func(runs ...float32) []float32 {
		e := []float32{10}
		for _, r := range runs {
			e = append(e, e[len(e)-1]+r)
		}
		return e
	}
	for _, c := range []struct {
		name string
		e    []float32
		want bool
	}{
		{"exact", edges(2, 2, 6, 2, 2), true},
		{"overexposed", edges(1.2, 2.8, 5.2, 2.8, 1.2), true},
		{"blurred", edges(2.6, 1.4, 6.6, 1.4, 2.6), true},
		{"even", edges(3, 3, 3, 3, 3), false},
		{"wide middle", edges(2, 2, 12, 2, 2), false},
		{"lopsided", edges(1, 2, 6, 2, 6), false},
		{"too small", edges(.5, .5, 1.5, .5, .5), false},
	} {
		if got := ringCross(c.e); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestKnownMap(t *testing.T) {
	k := knownFor(25)
	for _, c := range []struct {
		x, y int
		want int8
	}{{0, 0, -1}, {1, 1, 1}, {3, 3, -1}, {7, 3, 1}, {8, 6, -1}, {9, 6, 1}, {18, 18, -1}, {17, 18, 1}, {16, 16, -1}, {12, 12, 0}, {24, 24, 0}} {
		if got := k.v[c.y*25+c.x]; got != c.want {
			t.Errorf("module %d,%d is %d, want %d", c.x, c.y, got, c.want)
		}
	}
}

func TestEqualizerUndoesASmear(t *testing.T) {
	const n = 29
	s := samples{n: n, side: 2*(n+2*margin) - 1}
	s.v = make([]float64, s.side*s.side)
	truth := func(x, y int) float64 {
		if (x*7+y*13+x*y)%5 < 2 {
			return -1
		}
		return 1
	}
	for y := range s.side {
		for x := range s.side {
			mx, my := x/2-margin, y/2-margin
			s.v[y*s.side+x] = 0.5*truth(mx, my) + 0.28*truth(mx-1, my) + 0.28*truth(mx+1, my)
		}
	}
	target, soft := make([]float64, n*n), make([]float64, n*n)
	for i := range target {
		if i%3 == 0 {
			target[i] = truth(i%n, i/n)
		}
	}
	errors := func() (count int) {
		for i, v := range soft {
			if (v < 0) != (truth(i%n, i/n) < 0) {
				count++
			}
		}
		return count
	}
	e := identity()
	e.apply(&s, soft)
	before := errors()
	if !e.train(&s, target, 1) {
		t.Fatal("not trained")
	}
	e.apply(&s, soft)
	if after := errors(); before < 20 || after*5 > before {
		t.Fatalf("%d wrong modules before, %d after", before, after)
	}
}

func TestOtsuBetweenTwoPeaks(t *testing.T) {
	p := plane{20, 20, make([]uint8, 400)}
	for i := range p.pix {
		p.pix[i] = 20
		if i%2 == 0 {
			p.pix[i] = 220
		}
	}
	if v := otsu(&p, 1); math.Abs(float64(v)-120) > 2 {
		t.Fatalf("level %d between 20 and 220", v)
	}
}

func TestHintNames(t *testing.T) {
	for h, want := range map[Hint]string{HintNone: "none", HintBlurred: "blurred", HintTooFar: "too-far", Hint(99): "Hint(99)"} {
		if h.String() != want {
			t.Errorf("%d is called %q", int(h), h.String())
		}
	}
}
