package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/ui/look"
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

// pieces are what is not yet all there: a container, and those in it whose objects lie where they were put, so that each
// may come by itself.
type pieces struct {
	root   *fyne.Container // nil: everything is
	boxes  []boxed
	order  []int     // of boxes, for each object that is to come, in the order in which they are painted
	atOnce int       // objects a frame; 0: as many as have all of them in the frames that are left
	frames int       // that are left
	due    time.Time // it is whole by then
}

// boxed is a container, all that will be in it, and how much of that is.
type boxed struct {
	box *fyne.Container
	all []fyne.CanvasObject
	n   int
}

const (
	unfoldFrames = 20 // of a screen
	unfoldLines  = 2  // objects of a part of it a frame: a line and its icon
	unfoldEvery  = 20 * time.Millisecond
	unfoldWithin = 700 * time.Millisecond // where a frame takes longer than that
)

// fold leaves the first pieces of the open screen, and has the rest come by itself.
func (u *UI) fold() {
	if s, ok := u.screen.(*laneScreen); ok && s.consent.box.Visible() {
		u.foldPart(s.consent.box)
	}
	if root, ok := u.screen.object().(*fyne.Container); ok {
		u.foldInto(&u.unfolding.pieces, root, 0)
	}
}

// foldPart does so with a part of a window that appears.
func (u *UI) foldPart(part *fyne.Container) { u.foldInto(&u.unfolding.part, part, unfoldLines) }

// foldInto leaves what the first frame has.
func (u *UI) foldInto(f *pieces, root *fyne.Container, atOnce int) {
	if f.root != nil {
		u.unfolding.paint(f.root)
		f.whole()
	}
	if !u.unfolding.on {
		return
	}
	*f = pieces{root: root, atOnce: atOnce, frames: unfoldFrames, due: time.Now().Add(unfoldWithin)}
	f.take(root, u.unfolding.part.root)
	if f.next(); f.root == nil {
		return
	}
	select {
	case u.unfolding.wake <- struct{}{}:
	default: // it is awake
	}
}

// take empties a container, and those in it. A part that comes by itself, and what is hidden, stay as they are.
func (f *pieces) take(box, part *fyne.Container) {
	at := len(f.boxes)
	f.boxes = append(f.boxes, boxed{box: box, all: box.Objects})
	for _, o := range box.Objects {
		f.order = append(f.order, at)
		if inner := placed(o); inner != nil && inner != part {
			f.take(inner, part)
		}
	}
	box.Objects = box.Objects[:0:0]
}

// placed is a container to be seen whose layout does not ask what is in it: one that is half empty looks like a whole one.
func placed(o fyne.CanvasObject) *fyne.Container {
	box, ok := o.(*fyne.Container)
	if !ok || !box.Visible() {
		return nil
	}
	if p, ok := box.Layout.(*look.Place); !ok || p.One {
		return nil
	}
	return box
}

// next lets in as many objects as a frame may have.
func (f *pieces) next() {
	most := f.share()
	f.frames = max(1, f.frames-1)
	for seen := 0; len(f.order) > 0; f.one() {
		if f.counts(f.order[0], 0) {
			if seen == most {
				return
			}
			seen++
		}
	}
	f.root = nil
}

// share is how many objects the next frame has. It is asked anew each time: what was hidden at first, because it had to be
// read from the disk, may be to be seen by now.
func (f *pieces) share() int {
	if f.atOnce > 0 {
		return f.atOnce
	}
	left, at := 0, make([]int, len(f.boxes))
	for _, i := range f.order {
		if f.counts(i, at[i]) {
			left++
		}
		at[i]++
	}
	return (left + f.frames - 1) / f.frames
}

// counts tells whether an object of a box that is to come will show something: the next one, or one of those after it.
func (f *pieces) counts(box, after int) bool {
	b := &f.boxes[box]
	return !b.replaced() && f.shows(b.all[b.n+after])
}

// shows tells whether an object is to be seen; a container that was emptied shows nothing itself.
func (f *pieces) shows(o fyne.CanvasObject) bool {
	return o.Visible() && !slices.ContainsFunc(f.boxes, func(b boxed) bool { return b.box == o })
}

// one lets the next object in.
func (f *pieces) one() {
	b := &f.boxes[f.order[0]]
	f.order = f.order[1:]
	if b.replaced() {
		return
	}
	b.n++
	b.box.Objects = b.all[:b.n:b.n]
}

// replaced tells whether whoever made the container has put something else into it meanwhile, as a table does for another
// height: then that is all.
func (b *boxed) replaced() bool {
	return len(b.box.Objects) != b.n || b.n > 0 && b.box.Objects[0] != b.all[0]
}

// more lets the next pieces in.
func (f *pieces) more(now time.Time) {
	if now.After(f.due) {
		f.whole()
		return
	}
	f.next()
}

// whole lets everything in.
func (f *pieces) whole() {
	for len(f.order) > 0 {
		f.one()
	}
	f.root = nil
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
