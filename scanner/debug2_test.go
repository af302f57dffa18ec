package scanner

import (
	"fmt"
	"os"
	"testing"

	"github.com/makiuchi-d/gozxing"
)

func TestDebugOne(t *testing.T) {
	f := os.Getenv("QRONE")
	if f == "" {
		t.Skip()
	}
	s := New(Options{Patient: true})
	img := mustLoad(t, f)
	s.Scan(img)
	r := fullGlobal(s)
	found := s.search.run(r, 1)
	for _, tr := range triples(found, false) {
		l := light{&s.frame, tr.tl.inv}
		sh := measure(r, tr)
		for _, g := range sh.grids(l) {
			if os.Getenv("FLAT") == "" {
				g = g.refine(l, tr)
			} else {
				g, _ = rough(l, tr, g.n, parallelogram(tr.tl.c, tr.tr.c, tr.bl.c))
			}
			s.samples.take(l, &g)
			s.samples.level(5)
			fmt.Println(g.n, g.score, g.corners())
			s.soften(g)
			m, _ := gozxing.NewSquareBitMatrix(g.n)
			for y := range g.n {
				for x := range g.n {
					if s.soft[y*g.n+x] < 0 {
						fmt.Print("##")
						m.Set(x, y)
					} else {
						fmt.Print("  ")
					}
				}
				fmt.Println()
			}
			_, err := s.bits.dec.Decode(m, nil)
			fmt.Println(err)
		}
	}
}
