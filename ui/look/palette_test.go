package look

import (
	"image/color"
	"strings"
	"testing"
)

// TestContrast computes WCAG 2.2's ratios: 4.5 for text (1.4.3), 3 for what carries
// meaning without being text (1.4.11); in high contrast 7 for text (1.4.6), and 4.5.
func TestContrast(t *testing.T) {
	for name, p := range map[string]Palette{"light": Light(), "dark": Dark(), "high light": HighLight(), "high dark": HighDark()} {
		text, edge := 4.5, 3.0
		if strings.HasPrefix(name, "high") {
			text, edge = 7, 4.5
		}
		type pair struct {
			what   string
			fg, bg color.NRGBA
			least  float64
		}
		pairs := []pair{
			{"button", p.OnPrimary, p.Primary, text}, {"button under the pointer", p.OnPrimary, p.Hover, text},
			{"key on the button", p.Primary, p.OnPrimary, text}, {"button's edge", p.Primary, p.Ground, edge},
			{"not possible now", p.Dim, p.Ground, edge}, {"field's edge", p.Border, p.Surface, edge},
			{"field's edge on ground", p.Border, p.Ground, edge}, {"focus", p.Focus, p.Surface, edge},
			{"brand", p.OnBrand, p.Brand, text}, {"present step", p.OnPrimary, p.Primary, text},
		}
		for _, bg := range []color.NRGBA{p.Ground, p.Surface, p.Sunken} {
			pairs = append(pairs, pair{"text", p.Text, bg, text}, pair{"second rank", p.Muted, bg, text})
		}
		for _, tone := range p.Tones {
			pairs = append(pairs, pair{"tone on its soft", tone.Strong, tone.Soft, text}, pair{"tone on a card", tone.Strong, p.Surface, text},
				pair{"tone on ground", tone.Strong, p.Ground, text}, pair{"text on a tone", p.Text, tone.Soft, text},
				pair{"second rank on a tone", p.Muted, tone.Soft, text})
		}
		for _, x := range pairs {
			if got := Contrast(x.fg, x.bg); got < x.least {
				t.Errorf("%s: %s has %.2f, needs %.1f (%v on %v)", name, x.what, got, x.least, x.fg, x.bg)
			}
		}
	}
}

func TestContrastOfKnownPairs(t *testing.T) {
	for _, tt := range []struct {
		a, b uint32
		want float64
	}{{0x000000, 0xffffff, 21}, {0xffffff, 0xffffff, 1}, {0x777777, 0xffffff, 4.48}} {
		if got := Contrast(hex(tt.a), hex(tt.b)); got < tt.want-0.005 || got > tt.want+0.005 {
			t.Errorf("%06x on %06x: %.3f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}
