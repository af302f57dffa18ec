package scanner

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestDebugSlow(t *testing.T) {
	if os.Getenv("QRDEBUG") == "" {
		t.Skip()
	}
	dir := sharedDir(t)
	s := New(Options{Patient: true})
	n := 0
	for _, row := range frameRows(t, dir) {
		img := mustLoad(t, filepath.Join(dir, "frames", row["file"]))
		s.Reset()
		best := time.Hour
		var costs [passCount]time.Duration
		var ok bool
		for range 2 {
			s.clock.cost = [passCount]time.Duration{}
			start := time.Now()
			_, ok = s.Scan(img)
			if d := time.Since(start); d < best {
				best = d
				costs = s.clock.cost
			}
		}
		if best > 25*time.Millisecond || n < 5 {
			fmt.Println(row["file"], best, ok, costs, "insisted", s.clock.insisted, "seeds", len(s.blobs.seeds))
			n++
		}
	}
}
