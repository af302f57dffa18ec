package main

import (
	"context"
	"runtime"
	"runtime/debug"
	gosync "sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// collectEvery is by how many per cent of what is in use the memory may grow before what is not is
// collected (GOGC). Most of it are a dozen pictures, which a collection does not look into: at
// the usual 100 the resident set swings by 80 MB, at 50 by half of that.
const collectEvery = 50

// roomy is what Go may hold before it collects while somebody needs much memory at once, in bytes: the 60 to 140 MB that it has
// in use else, and what five checks of a PIN in a row leave behind.
const roomy = 512 << 20

// calmAfter is for how long it holds after that: until the screen that follows has been painted.
const calmAfter = 3 * time.Second

// collector says when Go's collector comes. To check a PIN takes 64 MB (package phc): at collectEvery that alone
// can be more than may be in use, and then Go makes whoever asks for memory collect instead, for 10 to 30 ms the
// thread of the window, before which the lane appears at that moment. There is one a process, as there is one of Go's.
type collector struct {
	leave  func() // collects nothing before roomy is in use
	resume func() // collects at collectEvery
	now    func() // collects at once
	after  time.Duration

	mu    gosync.Mutex
	uses  int // by how many room is needed at this moment
	taken int // how often it was taken
	calm  *time.Timer
}

// newCollector is Go's, unless whoever starts the program has set it by GOGC: then it stays so.
func newCollector(gogc string) *collector {
	if gogc != "" {
		nothing := func() {}
		return &collector{leave: nothing, resume: nothing, now: nothing, after: calmAfter}
	}
	limit := debug.SetMemoryLimit(-1) // as it is: GOMEMLIMIT, or none
	debug.SetGCPercent(collectEvery)
	return &collector{after: calmAfter, now: runtime.GC,
		leave: func() {
			debug.SetMemoryLimit(min(limit, roomy))
			debug.SetGCPercent(-1)
		},
		resume: func() {
			debug.SetGCPercent(collectEvery)
			debug.SetMemoryLimit(limit)
		}}
}

// room keeps room for much memory at once until it is given back.
func (c *collector) room() (giveBack func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calm != nil {
		c.calm.Stop()
		c.calm = nil
	}
	c.taken++
	if c.uses++; c.uses == 1 {
		c.leave()
	}
	return gosync.OnceFunc(c.giveBack)
}

func (c *collector) giveBack() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.uses--; c.uses == 0 {
		taken := c.taken
		c.calm = time.AfterFunc(c.after, func() { c.settle(taken) })
	}
}

// settle collects while there is still room for it, and only then lets the collector come sooner: set
// first, it would find more in use than may be.
func (c *collector) settle(taken int) {
	c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken == taken { // else there is another need since, or was one, and a calm to come after it
		c.resume()
	}
}

// The gate's questions, with room for the check of a PIN.

type logIn = func(ctx context.Context, id, pin string) (enrol.Staff, error)

func (c *collector) logIn(ask logIn) logIn {
	return func(ctx context.Context, id, pin string) (enrol.Staff, error) {
		defer c.room()()
		return ask(ctx, id, pin)
	}
}

type vouch = func(ctx context.Context, id, pin string, role enrol.Role) (enrol.Staff, error)

func (c *collector) vouch(ask vouch) vouch {
	return func(ctx context.Context, id, pin string, role enrol.Role) (enrol.Staff, error) {
		defer c.room()()
		return ask(ctx, id, pin, role)
	}
}

type setPIN = func(ctx context.Context, id, old, pin string) (enrol.Staff, error)

func (c *collector) setPIN(ask setPIN) setPIN {
	return func(ctx context.Context, id, old, pin string) (enrol.Staff, error) {
		defer c.room()()
		return ask(ctx, id, old, pin)
	}
}
