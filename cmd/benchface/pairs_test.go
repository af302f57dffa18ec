package main

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

func TestThresholdAndShare(t *testing.T) {
	p := pairs{genuine: []float64{.9, .8, .5, .2}, impostor: []float64{.6, .4, .3, .2, .1, 0, -.1, -.2, -.3, -.4}}
	if at := p.threshold(.1); at <= .4 || at > .41 {
		t.Errorf("threshold at one in ten is %v", at)
	}
	if s := share(p.genuine, p.threshold(.1)); s != .75 {
		t.Errorf("true accept %v, want 0.75", s)
	}
	if s := share(p.impostor, p.threshold(0)); s != 0 {
		t.Errorf("at a rate of zero %v of the impostors pass", s)
	}
	if !math.IsNaN((pairs{}).threshold(.1)) {
		t.Error("a threshold out of nothing")
	}
}

func TestDrawROC(t *testing.T) {
	path := filepath.Join(t.TempDir(), "roc.png")
	p := pairs{genuine: []float64{.9, .8}, impostor: []float64{.5, .1}}
	if err := p.draw(path); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(path); err != nil || st.Size() == 0 {
		t.Errorf("no picture: %v", err)
	}
}

func TestPersonOf(t *testing.T) {
	for file, want := range map[string]string{"d/ani/1.jpg": "ani", "d/ani12.jpg": "ani", "d/b-c.png": "b-c"} {
		if got := personOf("d", file); got != want {
			t.Errorf("%s: %q", file, got)
		}
	}
}
