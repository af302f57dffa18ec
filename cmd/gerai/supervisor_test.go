package main

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"
)

func TestSupervisor(t *testing.T) {
	const killed = -1
	ms := func(all ...int) (out []time.Duration) {
		for _, n := range all {
			out = append(out, time.Duration(n)*time.Millisecond)
		}
		return out
	}
	for _, tt := range []struct {
		name   string
		lives  []int           // how each ended
		last   []time.Duration // and how long it took; nil: no time
		pauses []time.Duration
		status int
	}{
		{"CleanEnd", []int{exitOK}, nil, nil, exitOK},
		{"WrongFlag", []int{exitUsage}, nil, nil, exitUsage},
		{"Killed", []int{killed, exitOK}, nil, ms(200), exitOK},
		{"Fails", []int{exitNo, exitNo, exitNo, exitOK}, nil, ms(200, 400, 800), exitOK},
		{"Panics", []int{2 + 1, exitOK}, nil, ms(200), exitOK},
		{"GrowsAndStops", []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0}, nil, ms(200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000), exitOK},
		{"ShortAgainAfterAWhile", []int{killed, killed, killed, exitOK}, ms(0, 0, 70000, 0), ms(200, 400, 200), exitOK},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now, life := time.Unix(0, 0), 0
			var pauses []time.Duration
			s := &supervisor{now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(io.Discard, nil)),
				pause: func(_ context.Context, d time.Duration) bool { pauses = append(pauses, d); return true },
				life: func(context.Context) int {
					if tt.last != nil {
						now = now.Add(tt.last[life])
					}
					life++
					return tt.lives[life-1]
				}}
			if got := s.run(context.Background()); got != tt.status || life != len(tt.lives) || !slices.Equal(pauses, tt.pauses) {
				t.Errorf("status %d after %d lives with pauses %v", got, life, pauses)
			}
		})
	}
}

func TestSupervisorIsAskedToEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	lives := 0
	s := &supervisor{now: time.Now, log: slog.New(slog.NewTextHandler(io.Discard, nil)), pause: sleep,
		life: func(context.Context) int { lives++; cancel(); return -1 }}
	if got := s.run(ctx); got != exitOK || lives != 1 {
		t.Errorf("status %d after %d lives", got, lives)
	}
}
