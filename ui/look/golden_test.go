package look

import (
	"image"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/internal/golden"
)

// goldenStyles are light, dark and high contrast.
var goldenStyles = []Style{{}, {Dark: true}, {High: true}}

// noKeys is a window that keys go nowhere from.
type noKeys struct{}

func (noKeys) TypedKey(*fyne.KeyEvent) {}
func (noKeys) KeyDown(*fyne.KeyEvent)  {}
func (noKeys) KeyUp(*fyne.KeyEvent)    {}
func (noKeys) Heard(*Entry, rune) bool { return true }
func (noKeys) Tapped(*Entry)           {}

// TestGolden holds the widgets of this package against the pictures in testdata/golden, each
// in light, dark and high contrast side by side; see package golden for how to renew them.
func TestGolden(t *testing.T) {
	button := func(key, label, icon string, set func(*KeyButton)) func(l *Look) fyne.CanvasObject {
		return func(l *Look) fyne.CanvasObject {
			b := NewKeyButton(l, key, label, icon, func() {})
			set(b)
			return b
		}
	}
	for name, w := range map[string]struct {
		size fyne.Size
		make func(l *Look) fyne.CanvasObject
	}{
		"button":          {fyne.NewSize(150, Touch), button("F6", "Simpan", "document", func(*KeyButton) {})},
		"button-primary":  {fyne.NewSize(150, Touch), button("Enter", "Setujui", "approve", func(b *KeyButton) { b.Primary() })},
		"button-disabled": {fyne.NewSize(150, Touch), button("F6", "Simpan", "document", func(b *KeyButton) { b.Set("F6", "Simpan", "document", false, false) })},
		"button-compact":  {fyne.NewSize(150, 40), button("PgUp", "47 dari 153", "group", func(b *KeyButton) { b.Compact() })},
		"icon-large":      {fyne.NewSize(64, 64), func(l *Look) fyne.CanvasObject { return l.Icon("approve", l.Tones[OK].Strong).Shape }},
		"plate": {fyne.NewSize(80, 40), func(l *Look) fyne.CanvasObject {
			return NewPlate(l.Tones[OK].Soft, Radius).Edged(l.Tones[OK].Strong, 2).Shape
		}},
		"sheet": {fyne.NewSize(120, 80), func(l *Look) fyne.CanvasObject { return NewSheet(l.Surface, Radius).Edged(l.Line, 1).Shape }},
		"entry": {fyne.NewSize(150, Touch), func(*Look) fyne.CanvasObject {
			e := NewEntry(noKeys{})
			e.SetText("siti")
			return e
		}},
		"entry-empty": {fyne.NewSize(150, Touch), func(*Look) fyne.CanvasObject {
			e := NewSecret(noKeys{})
			e.SetPlaceHolder("PIN")
			return e
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var all []image.Image
			for _, s := range goldenStyles {
				l := Styled(s)
				test.NewTempApp(t).Settings().SetTheme(NewTheme(l))
				shown := test.NewTempWindow(t, nil)
				shown.SetPadded(false)
				x := w.make(l)
				shown.SetContent(container.New(&Place{Min: fyne.NewSize(10, 10), Do: func(s fyne.Size) {
					At(x, 8, 8, s.Width-16, s.Height-16)
				}}, x))
				shown.Resize(w.size.AddWidthHeight(16, 16))
				all = append(all, shown.Canvas().Capture())
			}
			if err := golden.Check(filepath.Join("testdata", "golden"), name, filepath.Join("..", ".."), golden.Beside(all...)); err != nil {
				t.Error(err)
			}
		})
	}
}
