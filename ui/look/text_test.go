package look

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestText(t *testing.T) {
	test.NewTempApp(t)
	const long = "Minta penduduk membuka QR dari halaman pendaftaran"
	for _, tt := range []struct {
		name       string
		text       string
		width      float32
		high       float32
		lines      int
		sizes      []float32
		wantLines  int
		wantSize   float32
		wantCut    bool
		wantSuffix string
	}{
		{"OneLine", "Siap", 300, 40, 1, []float32{Body}, 1, Body, false, "Siap"},
		{"Wraps", long, 240, 100, 3, []float32{Body}, 3, Body, false, "pendaftaran"},
		{"ShrinksFirst", long, 430, 40, 1, []float32{Body, Small}, 1, Small, false, "pendaftaran"},
		{"ShrinksForTheHeight", long, 440, 30, 2, []float32{Sentence, Caption}, 1, Caption, false, "pendaftaran"},
		{"Cut", long, 120, 40, 1, []float32{Body}, 1, Body, true, "…"},
		{"CutInTheLastLine", long, 120, 60, 2, []float32{Body}, 2, Body, true, "…"},
		{"OwnBreaks", "a\nb", 300, 60, 2, []float32{Body}, 2, Body, false, "b"},
		{"Empty", "", 300, 40, 1, []float32{Body}, 1, Body, false, ""},
		{"LongWord", strings.Repeat("x", 99), 100, 40, 1, []float32{Body}, 1, Body, true, "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := NewText(tt.text, tt.sizes[0], hex(0)).With(func(x *Text) { x.Lines, x.Sizes = tt.lines, tt.sizes })
			w := test.NewTempWindow(t, x)
			w.Resize(fyne.NewSize(800, 400))
			x.Resize(fyne.NewSize(tt.width, tt.high))
			if len(x.shown) != tt.wantLines || x.Cut() != tt.wantCut {
				t.Fatalf("%d lines, cut %v; want %d, %v", len(x.shown), x.Cut(), tt.wantLines, tt.wantCut)
			}
			last := x.shown[len(x.shown)-1]
			if !strings.HasSuffix(last.Text, tt.wantSuffix) || last.TextSize != tt.wantSize {
				t.Errorf("last line %q in %v; want …%q in %v", last.Text, last.TextSize, tt.wantSuffix, tt.wantSize)
			}
		})
	}
}

// heard keeps the keys that a field passes on, and the characters that it takes in.
type heard struct {
	keys  []fyne.KeyName
	runes string
}

func (h *heard) Heard(e *Entry, r rune) bool { h.runes += e.Text + string(r) + "|"; return true }
func (h *heard) Tapped(*Entry)               {}

func (h *heard) TypedKey(k *fyne.KeyEvent) { h.keys = append(h.keys, k.Name) }
func (h *heard) KeyDown(*fyne.KeyEvent)    {}
func (h *heard) KeyUp(*fyne.KeyEvent)      {}

// TestEntryPassesKeysOn: the screen's keys work while one types.
func TestEntryPassesKeysOn(t *testing.T) {
	test.NewTempApp(t)
	h := &heard{}
	e := NewEntry(h)
	test.Type(e, "ab")
	if h.runes != "a|ab|" {
		t.Errorf("heard %q", h.runes)
	}
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape, fyne.KeyF4, fyne.KeyF12, fyne.KeyDown} {
		e.TypedKey(&fyne.KeyEvent{Name: k})
	}
	if len(h.keys) != 6 {
		t.Errorf("passed on %v", h.keys)
	}
	e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	if e.Text != "a" || len(h.keys) != 6 {
		t.Errorf("Backspace: %q, passed on %v", e.Text, h.keys)
	}
	if !NewSecret(h).Password {
		t.Error("a secret is shown")
	}
}

// TestEntryGivesNothingAway: what is in a field never gets into the clipboard.
func TestEntryGivesNothingAway(t *testing.T) {
	app := test.NewTempApp(t)
	e := NewEntry(&heard{})
	w := test.NewTempWindow(t, e)
	e.SetText("3276010101900001")
	board := app.Clipboard()
	board.SetContent("before")
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	if e.SelectedText() == "" {
		t.Fatal("nothing is selected")
	}
	e.TypedShortcut(&fyne.ShortcutCopy{Clipboard: board})
	e.TypedShortcut(&fyne.ShortcutCut{Clipboard: board})
	e.TappedSecondary(&fyne.PointEvent{})
	if w.Canvas().Overlays().Top() != nil {
		t.Error("a menu opened")
	}
	if board.Content() != "before" || e.Text != "3276010101900001" {
		t.Errorf("clipboard %q, field %q", board.Content(), e.Text)
	}
	board.SetContent("42")
	e.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	if e.Text != "42" {
		t.Errorf("pasted: %q", e.Text)
	}
}

func TestKeyButton(t *testing.T) {
	test.NewTempApp(t)
	n := 0
	b := NewKeyButton(New(false), "F4", "Tolak", "reject", func() { n++ })
	test.Tap(b)
	b.Set("F4", "Tolak", "reject", false, false)
	test.Tap(b)
	if n != 1 || b.Enabled() || b.Label() != "Tolak" {
		t.Errorf("tapped %d times, enabled %v", n, b.Enabled())
	}
	if _, focusable := any(b).(fyne.Focusable); focusable {
		t.Error("a button takes the keyboard away from the screen")
	}
}
