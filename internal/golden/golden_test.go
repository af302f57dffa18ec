package golden

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

// TestCompare: rounding passes; a colour that is a little off, a small part that lacks, a
// moved edge and another size do not.
func TestCompare(t *testing.T) {
	picture := func(ground uint8, parts ...image.Rectangle) *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, 200, 60))
		draw.Draw(img, img.Rect, image.NewUniform(color.NRGBA{ground, 100, 50, 255}), image.Point{}, draw.Src)
		for _, p := range parts {
			draw.Draw(img, p, image.NewUniform(color.White), image.Point{}, draw.Src)
		}
		return img
	}
	icon := image.Rect(10, 10, 16, 16)
	for _, tt := range []struct {
		name string
		got  image.Image
		same bool
	}{
		{"Same", picture(200, icon), true},
		{"Rounded", picture(203, icon), true},
		{"Colour", picture(210, icon), false},
		{"PartLacks", picture(200), false},
		{"Moved", picture(200, icon.Add(image.Pt(2, 0))), false},
		{"Larger", Beside(picture(200, icon), picture(200, icon)), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := Compare(picture(200, icon), tt.got); (err == nil) != tt.same {
				t.Errorf("same: %v, want %v", err, tt.same)
			}
		})
	}
}
