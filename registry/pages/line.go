package pages

import (
	"container/heap"
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"
)

// Crowd bounds how many forms are worked on at once, so that who is let in is served
// quickly however many come. Zero values mean the defaults.
type Crowd struct {
	Forms    int           // that only write; 0: 8
	Secrets  int           // that need argon2id; 0: as many as the registry lets hash at once
	Patience time.Duration // how long a request may stand in line before its resident is told to wait; 0: 200 ms
}

// How long those who are told to wait stay away.
const (
	soonest = time.Second
	latest  = 5 * time.Minute
)

func (c Crowd) settle() Crowd {
	if c.Forms == 0 {
		c.Forms = 8
	}
	if c.Secrets == 0 {
		c.Secrets = max(1, runtime.GOMAXPROCS(0)/2)
	}
	if c.Patience == 0 {
		c.Patience = 200 * time.Millisecond
	}
	return c
}

// line lets a few requests in at once. Those who stand in it go by when they first asked,
// so that nobody who was told to wait is overtaken by who came later. No more stand in it
// than can go in before they lose patience; the others are given a time to come back, one
// after the other as fast as the work goes, so that they do not all come at once.
type line struct {
	slots    int
	patience time.Duration

	mu       sync.Mutex
	busy     int
	standing standing
	pace     time.Duration // how long one is inside: a moving average
	next     time.Time     // when the next who is told to wait comes back
	kept     turnout       // how many of those who were told to wait do
}

// newLine makes one; guess is how long a request is expected to be inside, until some were.
// One that is too short costs some residents a second look, one too long idle time.
func newLine(slots int, patience, guess time.Duration) *line {
	return &line{slots: slots, patience: patience, pace: guess, kept: newTurnout()}
}

// place is one request in line.
type place struct {
	asked time.Time
	turn  chan bool // true: go in; false: come back later
	index int       // in the heap; -1: no longer
}

// enter answers how to leave again, or, where leave is nil, after which time to come back.
// asked is when the resident first asked.
func (l *line) enter(ctx context.Context, asked time.Time) (leave func(), wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy < l.slots && len(l.standing) == 0 {
		l.busy++
		return l.leave(), 0
	}
	p := &place{asked: asked, turn: make(chan bool, 1)}
	heap.Push(&l.standing, p)
	if len(l.standing) > l.room() {
		l.standing.youngest().send(&l.standing, false)
	}
	if !l.stand(ctx, p) {
		return nil, l.appoint()
	}
	return l.leave(), 0
}

// stand waits for the turn of p, without the lock.
func (l *line) stand(ctx context.Context, p *place) bool {
	l.mu.Unlock()
	timer := time.NewTimer(l.patience)
	defer timer.Stop()
	select {
	case in := <-p.turn:
		l.mu.Lock()
		return in
	case <-timer.C:
	case <-ctx.Done():
	}
	l.mu.Lock()
	if p.index < 0 { // its turn came in this very moment
		return <-p.turn
	}
	heap.Remove(&l.standing, p.index)
	return false
}

// room is how many may stand in line.
func (l *line) room() int {
	return max(1, int(time.Duration(l.slots)*l.patience/max(l.pace, time.Microsecond)))
}

// leave begins the stay of one who is let in, and answers how to end it.
func (l *line) leave() func() {
	began := time.Now()
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.pace += (time.Since(began) - l.pace) / 8
		if len(l.standing) > 0 {
			l.standing[0].send(&l.standing, true)
			return
		}
		l.busy--
	}
}

// appoint answers when to come back.
func (l *line) appoint() time.Duration {
	now := time.Now()
	l.kept.settle(now)
	if first := now.Add(soonest); l.next.Before(first) {
		l.next = first
	}
	wait := l.next.Sub(now)
	if wait >= latest {
		wait = latest - rand.N(latest/4)
	} else {
		// A little quicker than the work goes, so that it never waits for anybody, and no
		// time is kept free for those who don't come back.
		l.next = l.next.Add(time.Duration(float64(l.pace/time.Duration(l.slots)) * 3 / 4 * l.kept.share))
	}
	l.kept.expect(now.Add(wait))
	return wait
}

// returned notes that somebody came back who was told to come at a time.
func (l *line) returned(due time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept.came(due)
}

// standing is a heap (container/heap), the eldest first.
type standing []*place

// Len implements heap.Interface.
func (s standing) Len() int { return len(s) }

// Less implements heap.Interface.
func (s standing) Less(i, j int) bool { return s[i].asked.Before(s[j].asked) }

// Swap implements heap.Interface.
func (s standing) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].index, s[j].index = i, j
}

// Push implements heap.Interface.
func (s *standing) Push(x any) {
	p, _ := x.(*place)
	p.index = len(*s)
	*s = append(*s, p)
}

// Pop implements heap.Interface.
func (s *standing) Pop() any {
	last := (*s)[len(*s)-1]
	*s, last.index = (*s)[:len(*s)-1], -1
	return last
}

// youngest is who asked last; it is among the heap's leaves.
func (s standing) youngest() *place {
	last := s[len(s)/2]
	for _, p := range s[len(s)/2:] {
		if last.asked.Before(p.asked) {
			last = p
		}
	}
	return last
}

// send takes a place out of the line and says why.
func (p *place) send(s *standing, in bool) {
	heap.Remove(s, p.index)
	p.turn <- in
}
