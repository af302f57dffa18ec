package ui

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// computedBar is how much of a window, in the toolkit's pixels squared, may be made of shapes that
// a renderer computes for each pixel of every frame: about as much as three buttons.
const computedBar = 30_000

// computed is the area of those shapes.
func computed(o fyne.CanvasObject) float32 {
	if !o.Visible() {
		return 0
	}
	switch x := o.(type) {
	case *canvas.Rectangle:
		if x.FillColor == color.Transparent && (x.StrokeColor == nil || x.StrokeColor == color.Transparent || x.StrokeWidth == 0) {
			return 0 // is not painted
		}
		return x.Size().Width * x.Size().Height
	case *canvas.Circle, *canvas.Ellipse, *canvas.Arc, *canvas.LinearGradient, *canvas.RadialGradient, *canvas.Blur:
		return o.Size().Width * o.Size().Height
	case *fyne.Container:
		return computedAll(x.Objects)
	case fyne.Widget:
		return computedAll(test.WidgetRenderer(x).Objects())
	}
	return 0
}

func computedAll(objects []fyne.CanvasObject) (sum float32) {
	for _, o := range objects {
		sum += computed(o)
	}
	return sum
}

// paints fails for a screen that costs a software renderer more than the live picture on it.
func (r *rig) paints(what string, w fyne.Window) {
	r.tb.Helper()
	if a := computed(w.Content()); a > computedBar {
		r.tb.Errorf("%s: shapes of %.0f are computed in every frame (limit %d)", what, a, computedBar)
	}
}

// TestPictureRests: the live picture does not have the window painted where nobody sees it.
func TestPictureRests(t *testing.T) {
	r := MustRig(t, "id", false)
	shows := func(what string, want bool) {
		t.Helper()
		if got := !r.preview.Paused(); got != want {
			t.Errorf("%s: the picture lives: %v", what, got)
		}
	}
	shows("log-in", true)
	r.scene("02-ready")
	shows("lane", true)
	r.press(fyne.KeyF2)
	shows("behind a question", false)
	r.press(fyne.KeyEscape)
	shows("question answered", true)
	r.press(fyne.KeyF9)
	shows("queue", false)
	r.press(fyne.KeyEscape)
	shows("lane again", true)
	r.lockAt("12-match")
	shows("locked", false)
	for _, s := range uidemo.Scenes() {
		if s.Name == "12-match" {
			r.arrived(s.View)
		}
	}
	shows("unlocked", true)
}

// TestPicturesRestBehindAPage: nor where something else stands in its place, in either window.
func TestPicturesRestBehindAPage(t *testing.T) {
	for _, c := range []struct {
		scene          string
		alone          bool // one screen, with the resident's corner
		lane, resident bool // these live
	}{
		{"01-closed", false, true, false},
		{"02-ready", false, true, false},
		{"09-selfie", false, true, true},
		{"08-consent", false, true, false},
		{"36-page", false, false, true},
		{"59-contact", false, false, false},
		{"18-camera-lost", false, false, false},
		{"09-selfie", true, true, true},
		{"08-consent", true, false, false},
		{"36-page", true, false, true},
		{"59-contact", true, false, false},
	} {
		r := MustRig(t, "id", false)
		if c.alone {
			r.scene("02-ready")
			r.UI.resident = nil
			r.turn()
		}
		r.scene(c.scene)
		if lane, resident := !r.preview.Paused(), !r.mirror.Paused(); lane != c.lane || resident != c.resident {
			t.Errorf("%s, alone %v: the lane's picture lives: %v, want %v; the resident's: %v, want %v", c.scene, c.alone, lane, c.lane, resident, c.resident)
		}
		if s, ok := r.screen.(*laneScreen); ok && s.picture.box.Visible() && (s.consent.box.Visible() || s.read.box.Visible()) {
			t.Errorf("%s, alone %v: the picture is behind what has its place", c.scene, c.alone)
		}
		r.scene("09-selfie")
		if r.preview.Paused() || r.mirror.Paused() {
			t.Errorf("after %s, alone %v: the pictures do not come back", c.scene, c.alone)
		}
	}
}

// TestPictureIsBackAtTheDoor: a page or a lost camera, with which the lane was left, hides nothing from the next one who logs in; nor
// does a second screen that was unplugged.
func TestPictureIsBackAtTheDoor(t *testing.T) {
	for _, scene := range []string{"36-page", "18-camera-lost"} {
		r := MustRig(t, "id", false)
		r.scene("02-ready")
		if r.scene(scene); r.preview.Image.Visible() {
			t.Fatalf("%s: the picture is there", scene)
		}
		if r.scene("01-closed"); !r.preview.Image.Visible() || r.preview.Paused() {
			t.Errorf("%s: at the door the picture is seen %v, rests %v", scene, r.preview.Image.Visible(), r.preview.Paused())
		}
	}
	r := MustRig(t, "id", false)
	if r.scene("18-camera-lost"); r.mirror.Image.Visible() {
		t.Fatal("the resident's picture is there")
	}
	r.UI.resident = nil
	if r.turn(); !r.mirror.Image.Visible() || r.mirror.Paused() {
		t.Errorf("in the corner the picture is seen %v, rests %v", r.mirror.Image.Visible(), r.mirror.Paused())
	}
}

// TestLanguageKeepsFonts: another language does not have the toolkit read its fonts anew, of which
// it keeps the old ones; other colours do.
func TestLanguageKeepsFonts(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	themes := func() fyne.Theme { return r.deps.App.Settings().Theme() }
	before, said := themes(), r.words.Language
	r.press(fyne.KeyF10)
	if r.words.Language == said {
		t.Fatal("F10 does not change the language")
	}
	if themes() != before {
		t.Error("another language brought another theme")
	}
	r.look = look.New(true)
	r.rebuild()
	if themes() == before {
		t.Error("another look brought no theme")
	}
}

// TestPictureRestsForAPIN: beside the check of a PIN nothing is painted; a refusal has the picture back.
func TestPictureRestsForAPIN(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("01-closed")
	slow := &slowJobs{}
	r.UI.door = slow
	r.logIn = func(string, string) (enrol.Staff, error) {
		return enrol.Staff{}, enrol.NewError(enrol.CodeLogin, "log in")
	}
	for _, text := range []string{"siti", "000000"} {
		r.typeText(text)
		r.press(fyne.KeyReturn)
	}
	if len(slow.answers) != 1 || !r.preview.Paused() {
		t.Fatalf("%d checks under way, the picture rests: %v", len(slow.answers), r.preview.Paused())
	}
	if slow.answers[0](); r.preview.Paused() {
		t.Error("the picture does not come back")
	}
}
