package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// TestTrainingEndsByItself: a training that nobody is at gives the counter back, and only
// that: a counter waits for ever.
func TestTrainingEndsByItself(t *testing.T) {
	for name, training := range map[string]bool{"Training": true, "Counter": false} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			swaps, ends := 0, 0
			r.deps.Swap, r.end = func() { swaps++ }, func() { ends++ }
			if training {
				r.deps.Training = &Training{}
			}
			later := func(d time.Duration) { r.clock = r.clock.Add(d); r.endTraining(r.clock) }
			later(0)
			later(trainingIdle - time.Second)
			r.press(fyne.KeyDown) // somebody is there
			later(2 * time.Second)
			if swaps+ends != 0 {
				t.Fatal("somebody was put out")
			}
			later(trainingIdle)
			want := map[bool]int{true: 1}[training]
			if swaps != want || ends != want {
				t.Errorf("swapped %d, ended %d times; want %d", swaps, ends, want)
			}
		})
	}
}
