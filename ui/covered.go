package ui

import (
	"time"

	"fyne.io/fyne/v2"
)

// covered is the screen under a question or the lock, which is not in the window meanwhile.
type covered struct {
	screen fyne.CanvasObject // nil: none
	since  time.Time         // zero: it was never painted
}

// coveredFor is for how long a screen need not be drawn anew when it comes back. The toolkit lets go of what was not painted
// for a minute; where a screen stood still before it was covered that may be sooner, and it is then painted at once after all.
const coveredFor = 45 * time.Second

// put takes note of the screen that is covered from now on, or of another one that was made under the same question.
func (c *covered) put(screen fyne.CanvasObject, now time.Time) {
	switch c.screen {
	case screen:
	case nil:
		*c = covered{screen, now}
	default:
		*c = covered{screen: screen}
	}
}

// isFresh tells whether an object is a screen that comes back and still has what it was painted with.
func (c *covered) isFresh(o fyne.CanvasObject, now time.Time) bool {
	return c.screen != nil && o == c.screen && now.Sub(c.since).Abs() < coveredFor
}

// isStale tells whether it comes back and has to be painted anew: in pieces, like one that was just opened.
func (c *covered) isStale(o fyne.CanvasObject, now time.Time) bool {
	return c.screen != nil && o == c.screen && !c.isFresh(o, now)
}
