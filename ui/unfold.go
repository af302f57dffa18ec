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
// while a screen that is complete some tenths of a second later is hardly noticed. A key,
// a finger or a slow PC ends it: who acts has the whole screen.
type unfolding struct {
	pieces        // of the open screen
	part   pieces // of what appeared on it since, or in the resident's window
	on     bool   // a worker calls unfoldMore
	wake   chan struct{}
	paint  func(fyne.CanvasObject) // has the window painted that an object is in
}

// pieces are what is not yet all there.
type pieces struct {
	root   *fyne.Container // nil: everything is
	all    []fyne.CanvasObject
	atOnce int       // objects a frame
	due    time.Time // it is whole by then
}

const (
	unfoldFrames = 24 // of a screen, at most
	unfoldLines  = 2  // objects of a part of it a frame: a line and its icon
	unfoldEvery  = 20 * time.Millisecond
	unfoldWithin = 600 * time.Millisecond
)

// fold leaves the first pieces of the open screen, and has the rest come by itself.
func (u *UI) fold() {
	if s, ok := u.screen.(*laneScreen); ok && s.consent.box.Visible() {
		u.foldPart(s.consent.box)
	}
	if root, ok := u.screen.object().(*fyne.Container); ok {
		u.foldInto(&u.unfolding.pieces, root, 1+len(root.Objects)/unfoldFrames)
	}
}

// foldPart does so with a part of a window that appears.
func (u *UI) foldPart(part *fyne.Container) { u.foldInto(&u.unfolding.part, part, unfoldLines) }

func (u *UI) foldInto(f *pieces, root *fyne.Container, atOnce int) {
	if f.root != nil {
		u.unfolding.paint(f.root)
		f.whole()
	}
	if !u.unfolding.on || len(root.Objects) <= atOnce {
		return
	}
	*f = pieces{root: root, all: slices.Clone(root.Objects), atOnce: atOnce, due: time.Now().Add(unfoldWithin)}
	root.Objects = root.Objects[:atOnce:atOnce]
	select {
	case u.unfolding.wake <- struct{}{}:
	default: // it is awake
	}
}

// more lets the next pieces in.
func (f *pieces) more(now time.Time) {
	n := len(f.root.Objects) + f.atOnce
	if now.After(f.due) {
		n = len(f.all)
	}
	f.lets(min(n, len(f.all)))
}

// whole lets everything in.
func (f *pieces) whole() { f.lets(len(f.all)) }

func (f *pieces) lets(n int) {
	f.root.Objects = f.all[:n:n]
	if n == len(f.all) {
		f.root = nil
	}
}

// unfoldMore lets the next pieces in, of the screen first, and tells whether there are more.
func (u *UI) unfoldMore() bool {
	f := &u.unfolding
	switch {
	case f.root != nil:
		f.paint(f.root)
		if f.more(time.Now()); f.root == nil {
			f.part.due = time.Now().Add(unfoldWithin) // its turn begins
		}
	case f.part.root != nil:
		f.paint(f.part.root)
		f.part.more(time.Now())
	}
	return f.root != nil || f.part.root != nil
}

// unfoldAll lets everything in at once.
func (u *UI) unfoldAll() {
	for _, f := range []*pieces{&u.unfolding.pieces, &u.unfolding.part} {
		if f.root != nil {
			u.unfolding.paint(f.root)
			f.whole()
		}
	}
}

// paintAgain has the window painted that an object is in. What it was painted with stays, as it would not if the object
// were refreshed; what is new the canvas finds by itself.
func paintAgain(o fyne.CanvasObject) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(o).(interface{ SetDirty() }); ok {
		c.SetDirty()
	}
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
