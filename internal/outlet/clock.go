package outlet

import (
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// Clock is the PC's clock as it was when the program began, and runs on evenly: who
// sets the PC's clock meanwhile, to days ago or ahead, changes nothing in it. What it
// is wrong by is measured against the registry (enrol.Books.ClockOffset), and stays
// right for as long as the program runs.
type Clock struct {
	wall   func() time.Time
	steady func() time.Duration
	began  time.Time
	since  time.Duration

	mu   sync.Mutex
	away time.Duration // how far the PC's clock had gone at the last Jump
}

// NewClock begins at wall; nil: time.Now.
func NewClock(wall func() time.Time) *Clock {
	if wall == nil {
		wall = time.Now
	}
	return newClock(wall, uptime)
}

func newClock(wall func() time.Time, steady func() time.Duration) *Clock {
	return &Clock{wall: wall, steady: steady, began: wall().Round(0), since: steady()}
}

// Now is the time; it never jumps.
func (c *Clock) Now() time.Time { return c.began.Add(c.steady() - c.since) }

// leastJump is what is called a jump; a clock that is disciplined moves in less.
const leastJump = 2 * time.Second

// Jump answers by how much the PC's clock was set since the last call; 0 for none.
func (c *Clock) Jump() time.Duration {
	away := c.wall().Round(0).Sub(c.Now())
	c.mu.Lock()
	defer c.mu.Unlock()
	by := away - c.away
	if by.Abs() < leastJump {
		return 0
	}
	c.away = away
	return by
}

// bootTime is CLOCK_BOOTTIME (clock_gettime(2)): it counts while the PC sleeps, which
// Go's monotonic clock does not, so that a night's sleep is no jump.
const bootTime = 7

func uptime() time.Duration {
	var t syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, bootTime, uintptr(unsafe.Pointer(&t)), 0); errno != 0 {
		return time.Since(processStart)
	}
	return time.Duration(t.Nano())
}

// processStart stands in on a kernel without that clock.
var processStart = time.Now()
