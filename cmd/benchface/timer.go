package main

import (
	"fmt"
	"sort"
	"syscall"
	"time"
)

// timer collects how long a step takes, by the clock and in processor time: on a busy
// machine only the second says what the step costs.
type timer struct{ clock, processor []time.Duration }

// start begins a step; what it answers ends it.
func (t *timer) start() (done func()) {
	began, spent := time.Now(), processorTime()
	return func() {
		t.clock = append(t.clock, time.Since(began))
		t.processor = append(t.processor, processorTime()-spent)
	}
}

// share divides what was timed last among n steps that were timed together.
func (t *timer) share(n int) {
	last := len(t.clock) - 1
	t.clock[last] /= time.Duration(n)
	t.processor[last] /= time.Duration(n)
}

// processorTime is what this process has used so far (getrusage(2)).
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// String is the medians and the 95th percentile of the clock.
func (t timer) String() string {
	if len(t.clock) == 0 {
		return "never"
	}
	return fmt.Sprintf("median %.1f ms, p95 %.1f ms; processor %.1f ms", ms(t.clock, 50), ms(t.clock, 95), ms(t.processor, 50))
}

func ms(all []time.Duration, percent int) float64 {
	s := append([]time.Duration(nil), all...)
	sort.Slice(s, func(i, j int) bool { return s[i] < s[j] })
	return s[min(len(s)-1, len(s)*percent/100)].Seconds() * 1e3
}
