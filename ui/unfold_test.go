package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
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

// toBeSeen is how many objects show something, of those that came already.
func (f *pieces) toBeSeen() int {
	n := 0
	for _, b := range f.boxes {
		for _, o := range b.box.Objects {
			if f.shows(o) {
				n++
			}
		}
	}
	return n
}

// TestUnfold: a screen comes in pieces of a few objects, complete and in its order, and one that is left half-way is
// forgotten.
func TestUnfold(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	root := func() *fyne.Container { return r.screen.object().(*fyne.Container) }
	whole := map[place]int{}
	for _, p := range []place{atLane, atQueue, atFigures, atShift, atSync} {
		r.unfolding.on = false
		r.open(p)
		all := allIn(root())
		whole[p] = len(all)
		r.unfolding.on = true
		r.fold()
		r.unfolding.due = r.unfolding.due.Add(time.Hour)
		first := r.unfolding.pieces.toBeSeen()
		last, frames := 0, 1
		for more := true; more; frames++ {
			now := r.unfolding.pieces.toBeSeen()
			if now-last > 7 {
				t.Errorf("screen %d: %d objects in one frame", p, now-last)
			}
			last, more = now, r.unfoldMore()
		}
		if !slices.Equal(allIn(root()), all) || frames < 10 || frames > unfoldFrames+1 {
			t.Errorf("screen %d has %d objects of %d after %d frames, or another order", p, len(allIn(root())), len(all), frames)
		}
		if seen := r.unfolding.pieces.toBeSeen(); first != (seen+unfoldFrames-1)/unfoldFrames {
			t.Errorf("screen %d begins with %d objects of %d that are seen", p, first, seen)
		}
	}
	if unfoldFrames*unfoldEvery > unfoldWithin*2/3 { // the rest would come at once wherever a frame takes a little longer
		t.Errorf("screens come in %v, and are to be whole after %v", unfoldFrames*unfoldEvery, unfoldWithin)
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

// TestUnfoldATableOfAnotherHeight: a window that is made higher or lower while the queue comes in pieces has the whole table
// of its new height.
func TestUnfoldATableOfAnotherHeight(t *testing.T) {
	for name, high := range map[string]float32{"higher": 1400, "lower": 620} {
		t.Run(name, func(t *testing.T) {
			for steps := range unfoldFrames {
				r := MustRig(t, "id", false)
				r.scene("02-ready")
				r.unfolding.on = true
				r.open(atQueue)
				root := r.screen.object().(*fyne.Container)
				for range steps {
					r.unfoldMore()
				}
				root.Resize(fyne.NewSize(root.Size().Width, high))
				r.unfoldAll()
				got := len(allIn(root))
				r.unfolding.on = false
				r.open(atQueue)
				root = r.screen.object().(*fyne.Container)
				root.Resize(fyne.NewSize(root.Size().Width, high))
				if want := len(allIn(root)); got != want {
					t.Fatalf("after %d frames: %d objects of %d", steps, got, want)
				}
			}
		})
	}
}

// TestUnfoldWhatAppearsLate: what was hidden when a screen opened, since it had to be read first, has its share of the frames;
// what is laid out by its number, and the pieces of one shape, come together.
func TestUnfoldWhatAppearsLate(t *testing.T) {
	r := MustRig(t, "id", false)
	shapes := func(n int) []fyne.CanvasObject {
		all := make([]fyne.CanvasObject, n)
		for i := range all {
			all[i] = canvas.NewRectangle(nil)
		}
		return all
	}
	place := func(one bool, all ...fyne.CanvasObject) *fyne.Container {
		return container.New(&look.Place{Do: func(fyne.Size) {}, One: one}, all...)
	}
	rows, listed, plate := shapes(120), container.NewVBox(shapes(9)...), place(true, shapes(9)...)
	for _, o := range rows {
		o.Hide()
	}
	root := place(false, append([]fyne.CanvasObject{listed, plate, place(false, rows...)}, shapes(17)...)...)
	all := allIn(root)
	r.unfolding.on = true
	f := &r.unfolding.pieces
	r.foldInto(f, root, 0)
	if len(listed.Objects) != 9 || len(plate.Objects) != 9 {
		t.Errorf("%d of a list of 9, %d of a shape of 9", len(listed.Objects), len(plate.Objects))
	}
	for _, o := range rows {
		o.Show()
	}
	frames, most := 1, 0
	for last := f.toBeSeen(); f.root != nil; frames++ {
		f.next()
		now := f.toBeSeen()
		most, last = max(most, now-last), now
	}
	if frames > unfoldFrames || most > 8 || !slices.Equal(allIn(root), all) {
		t.Errorf("%d objects of %d after %d frames, %d in one of them", len(allIn(root)), len(all), frames, most)
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
	if b := r.unfolding.part.boxes; len(b) == 0 || b[0].box != sheet || len(b[0].all) != len(whole) {
		t.Error("not all of it is to come")
	}
	painted = 0
	r.press(fyne.KeyTab)
	if !slices.Equal(sheet.Objects, whole) || painted != 1 {
		t.Errorf("%d objects of %d after a key, painted %d times", len(sheet.Objects), len(whole), painted)
	}
}
