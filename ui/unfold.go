package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
)

// unfolding paints a screen that has just been opened in a few pieces, a frame each. A
// screen's letters, plates and icons are drawn by the processor when they are first seen:
// all of them in one frame would keep a key waiting for longer than a person notices,
// while a screen that is complete a tenth of a second later is not noticed at all. A key,
// a finger or a slow PC ends it: who acts has the whole screen.
type unfolding struct {
	root *fyne.Container
	all  []fyne.CanvasObject
	due  time.Time     // the screen is whole by then
	on   bool          // a worker calls unfoldMore
	wake chan struct{} // there is something to unfold
}

const (
	unfoldPieces = 1 // objects a frame
	unfoldEvery  = 20 * time.Millisecond
	unfoldWithin = 600 * time.Millisecond
)

// fold leaves the first pieces of the open screen, and has the rest come by itself.
func (u *UI) fold() {
	f := &u.unfolding
	root, ok := u.screen.object().(*fyne.Container)
	if !ok || !f.on || len(root.Objects) <= unfoldPieces {
		f.root = nil
		return
	}
	f.root, f.all, f.due = root, slices.Clone(root.Objects), time.Now().Add(unfoldWithin)
	root.Objects = root.Objects[:unfoldPieces:unfoldPieces]
	select {
	case f.wake <- struct{}{}:
	default: // it is awake
	}
}

// unfoldMore lets the next pieces in and tells whether there are more.
func (u *UI) unfoldMore() bool {
	f := &u.unfolding
	if f.root == nil {
		return false
	}
	n := len(f.root.Objects) + unfoldPieces
	if n >= len(f.all) || time.Now().After(f.due) {
		n = len(f.all)
	}
	f.root.Objects = f.all[:n:n]
	u.repaint() // what is new is not known to the canvas yet, and what is old is painted already
	if n == len(f.all) {
		f.root = nil
	}
	return f.root != nil
}

// unfoldAll lets everything in at once.
func (u *UI) unfoldAll() {
	u.unfolding.due = time.Time{}
	u.unfoldMore()
}

// unfold works until ctx ends.
func (u *UI) unfold(ctx context.Context) {
	t := time.NewTicker(unfoldEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-u.unfolding.wake:
		}
		for more := true; more; {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
			answer := make(chan bool, 1)
			u.onMain(func() { answer <- u.unfoldMore() })
			select {
			case <-ctx.Done():
				return
			case more = <-answer:
			}
		}
	}
}
