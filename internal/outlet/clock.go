package outlet

import (
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/store"
)

// Clock is the PC's clock as it was when the program began, and runs on evenly: who
// sets the PC's clock meanwhile, to days ago or ahead, changes nothing in it. Pauses are
// measured by it; the right time is Outlet.Now.
type Clock struct {
	read  func() store.Reading
	began store.Reading

	mu   sync.Mutex
	away time.Duration // how far the PC's clock had gone at the last Jump
}

// NewClock begins with what the PC's clocks show now; nil: this PC's own.
func NewClock(read func() store.Reading) *Clock {
	if read == nil {
		read = store.SystemReading
	}
	return &Clock{read: read, began: read()}
}

// Now is the time; it never jumps.
func (c *Clock) Now() time.Time { return c.at(c.read()) }

func (c *Clock) at(r store.Reading) time.Time { return c.began.Wall.Add(r.Up - c.began.Up) }

// leastJump is what is called a jump; a clock that is disciplined moves in less.
const leastJump = 2 * time.Second

// Jump answers by how much the PC's clock was set since the last call; 0 for none.
func (c *Clock) Jump() time.Duration {
	r := c.read()
	away := r.Wall.Sub(c.at(r))
	c.mu.Lock()
	defer c.mu.Unlock()
	by := away - c.away
	if by.Abs() < leastJump {
		return 0
	}
	c.away = away
	return by
}
