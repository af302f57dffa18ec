package ui

import (
	"time"

	"fyne.io/fyne/v2"
)

// covered is the screen under a question or the lock, which is not in the window meanwhile.
type covered struct {
	screen fyne.CanvasObject
	since  time.Time
}

// coveredFor is for how long the toolkit surely keeps what it has painted such a screen with; it lets go of what was not painted
// for a minute.
const coveredFor = 45 * time.Second

func (c *covered) put(screen fyne.CanvasObject, now time.Time) {
	if c.screen != screen {
		*c = covered{screen, now}
	}
}

// keeps tells whether an object comes back that need not be drawn anew.
func (c *covered) keeps(o fyne.CanvasObject, now time.Time) bool {
	if o != c.screen {
		return false
	}
	soon := now.Sub(c.since) < coveredFor
	*c = covered{}
	return soon
}
