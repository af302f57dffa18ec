package ui

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// allIn is everything in a container, in the order in which it is painted.
func allIn(box *fyne.Container) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, o := range box.Objects {
		all = append(all, o)
		if inner, ok := o.(*fyne.Container); ok {
			all = append(all, allIn(inner)...)
		}
	}
	return all
}

// kinds are their types.
func kinds(box *fyne.Container) []string {
	var all []string
	for _, o := range allIn(box) {
		all = append(all, fmt.Sprintf("%T", o))
	}
	return all
}

// toBeSeen is how many objects show something, of those that came already.
func (f *pieces) toBeSeen() int {
	n := 0
	for _, b := range f.boxes {
		for _, o := range b.box.Objects {
			if o.Visible() && !f.isBox(o) {
				n++
			}
		}
	}
	return n
}

// TestUnfold: a screen comes in pieces, complete and in its order, and one that is left
// half-way is forgotten.
func TestUnfold(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	root := func() *fyne.Container { return r.screen.object().(*fyne.Container) }
	whole := map[place]int{}
	for _, p := range []place{atLane, atQueue, atFigures, atShift, atSync} {
		r.unfolding.on = false
		r.open(p)
		whole[p] = len(allIn(root()))
		order := kinds(root())
		r.unfolding.on = true
		r.open(p)
		atOnce := r.unfolding.atOnce
		if got := r.unfolding.pieces.toBeSeen(); got != atOnce {
			t.Fatalf("screen %d begins with %d objects that are seen, want %d", p, got, atOnce)
		}
		if atOnce > 6 {
			t.Errorf("screen %d has %d objects a frame", p, atOnce)
		}
		if unfoldFrames*unfoldEvery > unfoldWithin {
			t.Errorf("screen %d comes in %v, and is to be whole after %v", p, unfoldFrames*unfoldEvery, unfoldWithin)
		}
		frames := 1
		r.unfolding.due = r.unfolding.due.Add(time.Hour)
		for last := atOnce; r.unfoldMore(); frames++ {
			now := r.unfolding.pieces.toBeSeen()
			if r.unfolding.root != nil && now != last+atOnce {
				t.Errorf("screen %d: %d objects after %d, want %d more", p, now, last, atOnce)
			}
			last = now
		}
		if got := len(allIn(root())); got != whole[p] || frames > unfoldFrames+1 {
			t.Errorf("screen %d has %d objects of %d after %d frames", p, got, whole[p], frames)
		}
		if !slices.Equal(kinds(root()), order) {
			t.Errorf("screen %d has another order than it is made with", p)
		}
	}
	r.open(atLane)
	r.open(atQueue)
	for r.unfoldMore() {
	}
	if got := len(allIn(root())); got != whole[atQueue] {
		t.Errorf("%d of %d objects of the screen that was opened last", got, whole[atQueue])
	}
	if r.unfoldMore() {
		t.Error("more than everything")
	}
	for name, act := range map[string]func(){"a key": func() { r.press(fyne.KeyTab) }, "late": func() { r.unfolding.due = time.Time{}; r.unfoldMore() }} {
		r.open(atLane)
		if act(); len(allIn(root())) != whole[atLane] {
			t.Errorf("%s: the screen is not whole", name)
		}
	}
}

// TestUnfoldPart: what is agreed to comes line by line where it appears, at once for who presses a key, and again
// line by line for the next resident.
func TestUnfoldPart(t *testing.T) {
	for name, sheetOf := range map[string]func(r *rig) *consentSheet{
		"on the one screen": func(r *rig) *consentSheet {
			r.UI.resident = nil
			r.open(atLane)
			return r.screen.(*laneScreen).consent
		},
		"in the resident's window": func(r *rig) *consentSheet { return r.UI.resident.consent },
	} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("02-ready")
			unfoldsPart(t, r, sheetOf(r).box)
		})
	}
}

func unfoldsPart(t *testing.T, r *rig, sheet *fyne.Container) {
	t.Helper()
	whole := slices.Clone(sheet.Objects)
	r.unfolding.on = true
	painted := 0
	r.unfolding.paint = func(o fyne.CanvasObject) {
		if o == sheet {
			painted++
		}
	}
	appear := func() {
		t.Helper()
		r.scene("02-ready")
		r.scene("08-consent")
		if len(sheet.Objects) != unfoldLines || !sheet.Visible() {
			t.Fatalf("it begins with %d objects of %d, visible %v", len(sheet.Objects), len(whole), sheet.Visible())
		}
		r.unfolding.part.due = time.Now().Add(time.Hour)
	}
	appear()
	frames := 1
	for r.unfoldMore() {
		frames++
	}
	shown := r.unfolding.part.toBeSeen()
	if want := (shown+unfoldLines-1)/unfoldLines - 1; shown < 2*unfoldLines || frames != want || painted != want || !slices.Equal(sheet.Objects, whole) {
		t.Errorf("%d objects of %d after %d frames, of which %d are painted; want all after %d", len(sheet.Objects), len(whole), frames, painted, want)
	}
	r.refresh() // the same once more: it has not just appeared
	if !slices.Equal(sheet.Objects, whole) {
		t.Errorf("%d objects of %d after the lane told the same again", len(sheet.Objects), len(whole))
	}
	appear()
	r.unfoldMore()
	r.scene("02-ready") // gone half-way, and there again
	appear()
	if b := r.unfolding.part.boxes; len(b) != 1 || len(b[0].all) != len(whole) {
		t.Errorf("of %d objects %d are to come", len(whole), len(b[0].all))
	}
	painted = 0
	r.press(fyne.KeyTab)
	if !slices.Equal(sheet.Objects, whole) || painted != 1 {
		t.Errorf("%d objects of %d after a key, painted %d times", len(sheet.Objects), len(whole), painted)
	}
}
