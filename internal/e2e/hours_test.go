package e2e

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// A day at the counter: eight hours with a resident every two minutes.
const (
	hoursOfDay = 8
	casesOfDay = 240
	memoryBar  = 50 << 20 // bytes more than after the first hour
)

// hoursLength is the time that eight hours are pressed into: make hours takes 32 minutes.
func hoursLength() time.Duration {
	if n, err := strconv.Atoi(os.Getenv("GERAI_HOURS_MINUTES")); err == nil && n > 0 {
		return time.Duration(n) * time.Minute
	}
	return 2 * time.Minute
}

// TestHours is a day's cases in a fraction of its time, with the live picture on all the
// while, every screen opened in each of its hours, and the window's memory at the end of
// each. What is not pressed together are the pictures: the camera gives thirty a second,
// as ever, so a fifteenth of a day's go by in half an hour.
func TestHours(t *testing.T) {
	length := hoursLength()
	th := newFilmedTheatre(t, 2*length+3*time.Minute)
	th.patience = length // it is no play against time
	begin := time.Now()
	hour, rest := length/hoursOfDay, length/casesOfDay
	var marks []int64
	cases := 0
	for len(marks) < hoursOfDay {
		due := begin.Add(time.Duration(cases) * rest)
		time.Sleep(time.Until(due))
		th.hoursCase(cases)
		cases++
		if time.Since(begin) > time.Duration(len(marks)+1)*hour {
			th.tourOfScreens()
			marks = append(marks, th.residentMemory(hour/4))
			t.Logf("hour %d: %d MB, %d cases so far", len(marks), marks[len(marks)-1]>>20, cases)
		}
	}
	grown := marks[hoursOfDay-1] - marks[0]
	painted := 0
	for _, e := range th.gerai.Events() {
		if e.Stats != nil {
			painted += e.Stats.Painted
		}
	}
	t.Logf("BAR memory: %+d MB from the end of the first hour to the end of the eighth (limit +%d MB); %d cases and %d painted pictures in %v",
		grown>>20, memoryBar>>20, cases, painted, time.Since(begin).Round(time.Second))
	if grown > memoryBar {
		t.Errorf("the window's memory has grown by %d MB", grown>>20)
	}
	th.figures()
}

// hoursCase serves one resident. The demonstration has no two hundred of them who may be
// activated on one day, so most cases end otherwise; all go through QR, selfie and
// comparison.
func (th *theatre) hoursCase(n int) {
	th.t.Helper()
	kind := []string{"rejected", "left", "left"}[n%3]
	if n%4 == 0 {
		kind = "in-order"
	}
	th.dayCase(kind, int64(1+n%8))
}

// tourOfScreens opens what staff open now and then, and speaks the other language for a
// moment.
func (th *theatre) tourOfScreens() {
	th.t.Helper()
	for _, key := range []string{"F9", "F8", "F6", "F9", "F10", "F10", "F11", "Escape"} {
		th.must(th.display.Key(th.ctx, key))
		time.Sleep(700 * time.Millisecond)
	}
}

// residentMemory is the median over the last while, in bytes: a collection that is due
// is no growth.
func (th *theatre) residentMemory(over time.Duration) int64 {
	th.t.Helper()
	var sizes []int64
	for _, e := range th.gerai.Events() {
		if e.Stats != nil && time.Since(e.At) < max(over, 5*time.Second) {
			sizes = append(sizes, e.Stats.RSS)
		}
	}
	if len(sizes) == 0 {
		th.t.Fatal("the trace has no figures of the memory")
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}
