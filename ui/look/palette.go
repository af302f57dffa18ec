// Package look is the program's appearance: colours, one type scale, icons and the few
// widgets that every screen is made of.
//
// Screens are rebuilt when the theme is switched, so widgets take their colours once,
// from a Look, and need no theme lookups of their own.
package look

import "image/color"

// Palette is one set of colours. Every pair that text is set in has a contrast of at
// least 4.5 to 1 (WCAG 2.2, success criterion 1.4.3), borders and icons that carry
// meaning 3 to 1 (1.4.11); a test computes both.
type Palette struct {
	Ground  color.NRGBA // behind everything
	Surface color.NRGBA // cards
	Sunken  color.NRGBA // fields, empty places, the steps still to come
	Line    color.NRGBA // hairlines that carry no meaning
	Border  color.NRGBA // of fields and buttons
	Text    color.NRGBA
	Muted   color.NRGBA // second-rank text
	Dim     color.NRGBA // what is not possible now (exempt from 1.4.3, yet readable)

	Primary   color.NRGBA
	OnPrimary color.NRGBA
	Brand     color.NRGBA // large area of the log-in screen
	OnBrand   color.NRGBA
	Hover     color.NRGBA // Primary under the pointer
	Focus     color.NRGBA // ring around the field that has the keyboard
	Tones     [4]Shade    // by Tone
}

// Tone is what a colour says. It never says it alone: an icon and words go with it.
type Tone uint8

// The tones.
const (
	Info Tone = iota
	OK
	Warn
	Bad
)

// Shade is a tone's colour for text and icons, and the soft one behind them.
type Shade struct{ Strong, Soft color.NRGBA }

func hex(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// Light is the palette for bright rooms and daylight.
func Light() Palette {
	return Palette{
		Ground: hex(0xeef2f4), Surface: hex(0xffffff), Sunken: hex(0xe6ecef), Line: hex(0xd3dce1),
		Border: hex(0x7b8c97), Text: hex(0x10212b), Muted: hex(0x465964), Dim: hex(0x71818b),
		Primary: hex(0x0a5a73), OnPrimary: hex(0xffffff), Hover: hex(0x0d6f8d), Brand: hex(0x0a5a73), OnBrand: hex(0xffffff), Focus: hex(0xb35a00),
		Tones: [4]Shade{
			Info: {hex(0x0a5a73), hex(0xdcebf1)},
			OK:   {hex(0x17643a), hex(0xdcf0e3)},
			Warn: {hex(0x7a4a00), hex(0xfbeccf)},
			Bad:  {hex(0xa3211b), hex(0xfbe3e0)},
		},
	}
}

// Dark is the palette for booths and evenings.
func Dark() Palette {
	return Palette{
		Ground: hex(0x0e161b), Surface: hex(0x172229), Sunken: hex(0x223038), Line: hex(0x2c3b44),
		Border: hex(0x748894), Text: hex(0xedf3f6), Muted: hex(0xadbdc7), Dim: hex(0x7f929d),
		Primary: hex(0x5cc3e2), OnPrimary: hex(0x04212b), Hover: hex(0x86d5ec), Brand: hex(0x12303b), OnBrand: hex(0xd5eef6), Focus: hex(0xffb454),
		Tones: [4]Shade{
			Info: {hex(0x7ccfe9), hex(0x15323d)},
			OK:   {hex(0x78d79b), hex(0x15351f)},
			Warn: {hex(0xf4bf5a), hex(0x3a2c0d)},
			Bad:  {hex(0xff968c), hex(0x451d1a)},
		},
	}
}
