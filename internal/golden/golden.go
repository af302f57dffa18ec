// Package golden holds drawings of the project's own widgets against pictures that were
// looked at and kept. Fonts, toolkit and painter are pinned by go.mod, so that a picture
// changes only where somebody changed it.
//
// A change that is meant is taken over with
//
//	GOLDEN=write go test -tags migrated_fynedo ./ui ./ui/look -run Golden
//
// after which the pictures are to be looked at: what is in them is what the tests want.
package golden

import (
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
)

// What may differ: rounding in another processor's arithmetic.
const (
	nearby = 6    // levels of 255 in a channel
	share  = 2000 // one pixel in so many may be farther off
)

// Check compares a drawing with folder/name.png, or writes it where the environment has
// GOLDEN=write. A drawing that is not as it should be is left in out/golden under root for
// whoever looks into it.
func Check(folder, name, root string, got image.Image) error {
	path := filepath.Join(folder, name+".png")
	if os.Getenv("GOLDEN") == "write" {
		return write(path, got)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open golden picture: %w", err)
	}
	want, err := png.Decode(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("read golden picture %s: %w", name, err)
	}
	if err := Compare(want, got); err != nil {
		seen := filepath.Join(root, "out", "golden", name+".png")
		return errors.Join(fmt.Errorf("%s: %w; it is drawn in %s", name, err, seen), write(seen, got))
	}
	return nil
}

// Compare answers an error where two pictures are not the same but for rounding.
func Compare(want, got image.Image) error {
	a, b := flat(want), flat(got)
	if a.Rect != b.Rect {
		return fmt.Errorf("%v pixels, want %v", b.Rect.Size(), a.Rect.Size())
	}
	off, first := 0, image.Point{}
	for i := 0; i < len(a.Pix); i += 4 {
		for c := range 4 {
			if d := int(a.Pix[i+c]) - int(b.Pix[i+c]); max(d, -d) > nearby {
				if off == 0 {
					first = image.Pt(i%a.Stride/4, i/a.Stride)
				}
				off++
				break
			}
		}
	}
	if off > len(a.Pix)/4/share {
		return fmt.Errorf("%d of %d pixels are other ones, the first at %v", off, len(a.Pix)/4, first)
	}
	return nil
}

func flat(img image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out
}

// Beside lays pictures side by side.
func Beside(all ...image.Image) image.Image {
	size := image.Point{}
	for _, p := range all {
		size = image.Pt(size.X+p.Bounds().Dx(), max(size.Y, p.Bounds().Dy()))
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	x := 0
	for _, p := range all {
		draw.Draw(out, image.Rect(x, 0, x+p.Bounds().Dx(), p.Bounds().Dy()), p, p.Bounds().Min, draw.Src)
		x += p.Bounds().Dx()
	}
	return out
}

func write(path string, img image.Image) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make folder of pictures: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := errors.Join(enc.Encode(f, img), f.Close()); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	return nil
}
