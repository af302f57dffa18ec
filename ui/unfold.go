package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// unfolding paints a screen that has just been opened in a few pieces, a frame each. A
// screen's letters, plates and icons are drawn by the processor when they are first seen:
// all of them in one frame would keep a key waiting for longer than a person notices,
// while a screen that is complete a tenth of a second later is not noticed at all. A key,
// a finger or a slow PC ends it: who acts has the whole screen.
type unfolding struct {
	pieces        // of the open screen
	part   pieces // of what appeared on it since, or in the resident's window
	on     bool   // a worker calls unfoldMore
	wake   chan struct{}
}

// pieces are what is not yet all there.
type pieces struct {
	root *fyne.Container // nil: everything is
	all  []fyne.CanvasObject
	due  time.Time // it is whole by then
}

const (
	unfoldPieces = 1 // objects of a screen a frame
	unfoldLines  = 2 // objects of a part of it a frame: a line and its icon
	unfoldEvery  = 20 * time.Millisecond
	unfoldWithin = 600 * time.Millisecond
)

// fold leaves the first pieces of the open screen, and has the rest come by itself.
func (u *UI) fold() {
	root, ok := u.screen.object().(*fyne.Container)
	if !ok {
		root = nil
	}
	u.foldInto(&u.unfolding.pieces, root, unfoldPieces)
}

// foldPart does so with a part of a window that appears.
func (u *UI) foldPart(part *fyne.Container) { u.foldInto(&u.unfolding.part, part, unfoldLines) }

func (u *UI) foldInto(f *pieces, root *fyne.Container, atOnce int) {
	f.whole()
	if root == nil || !u.unfolding.on || len(root.Objects) <= atOnce {
		return
	}
	*f = pieces{root, slices.Clone(root.Objects), time.Now().Add(unfoldWithin)}
	root.Objects = root.Objects[:atOnce:atOnce]
	select {
	case u.unfolding.wake <- struct{}{}:
	default: // it is awake
	}
}

// more lets the next pieces in and tells whether there are more.
func (f *pieces) more(atOnce int, now time.Time) bool {
	if f.root == nil {
		return false
	}
	n := len(f.root.Objects) + atOnce
	if n >= len(f.all) || now.After(f.due) {
		n = len(f.all)
	}
	f.root.Objects = f.all[:n:n]
	if n == len(f.all) {
		f.root = nil
	}
	return f.root != nil
}

// whole lets everything in.
func (f *pieces) whole() { f.more(len(f.all), time.Time{}) }

// unfoldMore lets the next pieces in, of the screen first, and tells whether there are more.
func (u *UI) unfoldMore() bool {
	f := &u.unfolding
	if f.root == nil && f.part.root == nil {
		return false
	}
	if f.root != nil {
		f.more(unfoldPieces, time.Now())
		u.repaint() // what is new is not known to the canvas yet, and what is old is painted already
	} else {
		canvas.Refresh(f.part.root) // of the resident's window, it may be
		f.part.more(unfoldLines, time.Now())
	}
	return f.root != nil || f.part.root != nil
}

// unfoldAll lets everything in at once.
func (u *UI) unfoldAll() {
	f := &u.unfolding
	if f.root == nil && f.part.root == nil {
		return
	}
	if f.part.root != nil {
		canvas.Refresh(f.part.root)
	}
	f.whole()
	f.part.whole()
	u.repaint()
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
