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
	s.search.found = s.search.found[:0]
	s.search.run(r, 2)
	for _, tr := range triples(s.search.found, false) {
		l := light{&s.frame, tr.tl.inv}
		sh := measure(r, tr)
		for _, g := range sh.grids(l) {
			g = g.refine(l, tr)
			s.samples.take(l, &g)
			s.samples.level(5)
			fmt.Println(g.n, g.score, g.corners())
			s.soften(g.n)
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
