package look

import "fyne.io/fyne/v2"

// Style is what people choose of the looks.
type Style struct {
	Dark bool
	High bool    // high contrast: text has 7 to 1 (WCAG 2.2, 1.4.6), edges stand out
	Text float32 // size of text, 1 to 1.75; 0: 1
}

// Styled answers the look of a style.
func Styled(s Style) *Look {
	s.Text = min(1.75, max(1, s.Text))
	palettes := map[[2]bool]func() Palette{{false, false}: Light, {true, false}: Dark, {false, true}: HighLight, {true, true}: HighDark}
	return &Look{Palette: palettes[[2]bool{s.Dark, s.High}](), IsDark: s.Dark, Style: s}
}

// textScale is the present theme's size of text; 1 where the theme is another's.
func textScale() float32 {
	a := fyne.CurrentApp()
	if a == nil {
		return 1
	}
	if t, ok := a.Settings().Theme().(*Theme); ok {
		return max(1, t.Style.Text)
	}
	return 1
}

// steps are the sizes that a text may grow to, the largest first.
func steps(sizes []float32, scale float32) []float32 {
	var out []float32
	for _, s := range sizes {
		for k := scale; k > 1; k -= 0.125 {
			out = append(out, float32(int(s*k+0.5)))
		}
	}
	return descending(out)
}

// descending sorts, the largest first, each once.
func descending(sizes []float32) []float32 {
	for i := range sizes {
		for j := i; j > 0 && sizes[j] > sizes[j-1]; j-- {
			sizes[j], sizes[j-1] = sizes[j-1], sizes[j]
		}
	}
	out := sizes[:0]
	for i, s := range sizes {
		if i == 0 || s != out[len(out)-1] {
			out = append(out, s)
		}
	}
	return out
}

// HighLight is the light palette for eyes that need more contrast, and for sunlight.
func HighLight() Palette {
	return Palette{
		Ground: hex(0xffffff), Surface: hex(0xffffff), Sunken: hex(0xf0f4f6), Line: hex(0x5b6a73),
		Border: hex(0x1f2d36), Text: hex(0x000000), Muted: hex(0x26343c), Dim: hex(0x55646d),
		Primary: hex(0x003a4d), OnPrimary: hex(0xffffff), Hover: hex(0x00506a), Brand: hex(0x003a4d), OnBrand: hex(0xffffff), Focus: hex(0x8a3d00),
		Tones: [4]Shade{
			Info: {hex(0x003a4d), hex(0xe9f4f8)},
			OK:   {hex(0x064722), hex(0xe8f7ed)},
			Warn: {hex(0x563300), hex(0xfff3dc)},
			Bad:  {hex(0x7d0f0b), hex(0xffeeec)},
		},
	}
}

// HighDark is the dark one.
func HighDark() Palette {
	return Palette{
		Ground: hex(0x000000), Surface: hex(0x05090b), Sunken: hex(0x141c21), Line: hex(0x8fa3ae),
		Border: hex(0xc4d3db), Text: hex(0xffffff), Muted: hex(0xd9e4ea), Dim: hex(0x93a5af),
		Primary: hex(0x8fe0f8), OnPrimary: hex(0x00131a), Hover: hex(0xbdeefc), Brand: hex(0x00161d), OnBrand: hex(0xffffff), Focus: hex(0xffc46b),
		Tones: [4]Shade{
			Info: {hex(0x9fe3f8), hex(0x04222c)},
			OK:   {hex(0x96ecb4), hex(0x062412)},
			Warn: {hex(0xffd37d), hex(0x2a1e05)},
			Bad:  {hex(0xffb8b1), hex(0x3a1210)},
		},
	}
}

// ChartText is how high the words in a chart are: they grow with the text, as far as columns leave them room.
func (l *Look) ChartText() float32 { return Caption * min(l.Style.Text, 1.25) }
