package paper

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"

	"golang.org/x/image/draw"

	"github.com/gerai-ikd/gerai/camera/internal/quad"
	"github.com/gerai-ikd/gerai/enrol"
)

// Size of the picture that is kept: never larger than 200 dots an inch of A4, and what the camera saw is
// not blown up by more than a fifth.
const (
	longMost = 2339
	blowUp   = 1.2
	a4       = math.Sqrt2
	nearA4   = .05 // a ratio that differs by less is taken for A4's
)

// Page is a straightened page.
type Page struct {
	Image *image.RGBA
	JPEG  []byte // at most enrol.MaxPage
}

// Take photographs the page in a frame, however it lies. CodeNoPaper where none is seen.
func Take(frame *image.RGBA) (Page, error) {
	m, err := quad.View(frame)
	if err != nil {
		return Page{}, enrol.WrapError(enrol.CodeInternal, "view frame", err)
	}
	defer m.Close()
	found, _ := find(m)
	if found.area == 0 {
		return Page{}, enrol.NewError(enrol.CodeNoPaper, "photograph page")
	}
	w, h := quad.Size(found.corners)
	img, err := quad.Straighten(m, found.corners, sized(found.corners, min(longMost, int(blowUp*max(w, h)))))
	if err != nil {
		return Page{}, enrol.WrapError(enrol.CodeInternal, "straighten page", err)
	}
	if linesDown(img) {
		img = quarter(img)
	}
	whiten(img)
	return packed(img)
}

// Turned is the page a quarter turn further, clockwise: what stands on its head, staff set right.
func (p Page) Turned() (Page, error) { return packed(quarter(p.Image)) }

// sized is the form of a page whose longer side has so many pixels.
func sized(q [4]quad.Point, long int) image.Point {
	w, h := quad.Size(q)
	ratio := max(w, h) / max(1, min(w, h))
	if math.Abs(ratio/a4-1) < nearA4 {
		ratio = a4
	}
	short := max(1, int(float64(long)/ratio))
	if w > h {
		return image.Pt(long, short)
	}
	return image.Pt(short, long)
}

// quarter turns a picture clockwise.
func quarter(img *image.RGBA) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			copy(out.Pix[out.PixOffset(h-1-y, x):][:4], img.Pix[img.PixOffset(x, y):][:4])
		}
	}
	return out
}

// linesDown tells whether the lines of print run from top to bottom: across them dark and light follow
// each other quickly, along them they do not.
func linesDown(img *image.RGBA) bool {
	const side = 512
	small := image.NewGray(image.Rect(0, 0, side, side))
	draw.BiLinear.Scale(small, small.Rect, img, img.Rect, draw.Src, nil)
	var rows, columns [side]float64
	for y := side / 16; y < side*15/16; y++ { // the sheet's own edge is no print
		for x := side / 16; x < side*15/16; x++ {
			v := float64(small.Pix[y*small.Stride+x])
			rows[y] += v
			columns[x] += v
		}
	}
	return rough(columns[side/16:side*15/16]) > 1.3*rough(rows[side/16:side*15/16])
}

// rough is how much a profile goes up and down. Its largest steps, the lines of a table, count
// no more than print.
func rough(profile []float64) float64 {
	sum := 0.
	for i := 1; i < len(profile); i++ {
		sum += math.Abs(profile[i] - profile[i-1])
	}
	return sum
}

// Qualities that are tried until a page is small enough; then grey, then smaller.
var qualities = []int{86, 76, 66, 54}

// packed makes the JPEG.
func packed(img *image.RGBA) (Page, error) {
	for scale := 1.; scale > .3; scale *= .8 {
		small := shrunk(img, scale)
		grey := image.NewGray(small.Rect)
		draw.Copy(grey, image.Point{}, small, small.Rect, draw.Src, nil)
		for _, form := range []image.Image{small, grey} {
			for _, q := range qualities {
				var b bytes.Buffer
				if err := jpeg.Encode(&b, form, &jpeg.Options{Quality: q}); err != nil {
					return Page{}, enrol.WrapError(enrol.CodeInternal, "pack page", err)
				}
				if b.Len() <= enrol.MaxPage {
					return Page{Image: img, JPEG: b.Bytes()}, nil
				}
			}
		}
	}
	return Page{}, enrol.NewError(enrol.CodeInternal, "pack page")
}

func shrunk(img *image.RGBA, scale float64) *image.RGBA {
	if scale >= 1 {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, int(scale*float64(img.Rect.Dx())), int(scale*float64(img.Rect.Dy()))))
	draw.ApproxBiLinear.Scale(out, out.Rect, img, img.Rect, draw.Src, nil)
	return out
}
