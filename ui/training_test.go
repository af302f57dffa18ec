package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// TestTrainingEndsByItself: a training that took a counter's place gives it back when nobody
// is at it, and only that one does.
func TestTrainingEndsByItself(t *testing.T) {
	for name, training := range map[string]*Training{"Away": {Away: true}, "Classroom": {}, "Counter": nil} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			swaps, ends := 0, 0
			r.deps.Swap, r.end = func() { swaps++ }, func() { ends++ }
			r.deps.Training = training
			later := func(d time.Duration) { r.clock = r.clock.Add(d); r.endTraining(r.clock) }
			later(0)
			later(trainingIdle - time.Second)
			r.press(fyne.KeyDown) // somebody is there
			later(2 * time.Second)
			if swaps+ends != 0 {
				t.Fatal("somebody was put out")
			}
			later(trainingIdle)
			want := map[string]int{"Away": 1}[name]
			if swaps != want || ends != want {
				t.Errorf("swapped %d, ended %d times; want %d", swaps, ends, want)
			}
		})
	}
}
