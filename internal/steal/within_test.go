package steal

import (
	"testing"
	"time"
)

func TestWithin(t *testing.T) {
	at := func(ms int) time.Time { return time.UnixMilli(1_700_000_000_000 + int64(ms)) }
	one := []Stall{{at(10), at(20)}, {at(50), at(90)}}
	two := []Stall{{at(15), at(30)}}
	for _, tt := range []struct {
		name     string
		lost     [][]Stall
		from, to int
		want     int
	}{
		{"none", [][]Stall{nil, nil}, 0, 100, 0},
		{"before and after", [][]Stall{one}, 21, 49, 0},
		{"all of it", [][]Stall{one}, 0, 100, 50},
		{"a part of each", [][]Stall{one}, 15, 60, 15},
		{"the longer one of two processors", [][]Stall{one, two}, 0, 40, 15},
		{"inside of one", [][]Stall{one}, 60, 70, 10},
	} {
		w := &Watch{}
		for _, l := range tt.lost {
			w.watchers = append(w.watchers, &watcher{lost: l})
		}
		if got := w.Within(at(tt.from), at(tt.to)); got != time.Duration(tt.want)*time.Millisecond {
			t.Errorf("%s: %v, want %d ms", tt.name, got, tt.want)
		}
	}
}
