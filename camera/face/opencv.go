package face

import (
	"image"
	"image/color"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/camera/internal/quad"
)

// view is img as a Mat of four channels; see quad.View.
func view(img *image.RGBA) (gocv.Mat, error) { return quad.View(img) }

// packed copies a part of a larger picture into one of its own.
func packed(img *image.RGBA) *image.RGBA { return quad.Packed(img) }

// crop scales the rectangle from of m to size. What lies outside of m is black.
func crop(m gocv.Mat, from image.Rectangle, size image.Point) gocv.Mat {
	inside := from.Intersect(image.Rect(0, 0, m.Cols(), m.Rows()))
	out := gocv.NewMat()
	if inside.Empty() {
		out.Close()
		return gocv.NewMatWithSizeFromScalar(gocv.NewScalar(0, 0, 0, 255), size.Y, size.X, m.Type())
	}
	part := m.Region(inside)
	defer part.Close()
	src := part
	if inside != from {
		src = gocv.NewMat()
		defer src.Close()
		gocv.CopyMakeBorder(part, &src, inside.Min.Y-from.Min.Y, from.Max.Y-inside.Max.Y,
			inside.Min.X-from.Min.X, from.Max.X-inside.Max.X, gocv.BorderConstant, color.RGBA{A: 255})
	}
	how := gocv.InterpolationLinear
	if src.Cols() > 3*size.X/2 {
		how = gocv.InterpolationArea
	}
	gocv.Resize(src, &out, size, 0, 0, how)
	return out
}

// patch is the face's box as luminance, PatchSize on each side.
func patch(m gocv.Mat, box image.Rectangle) (*image.Gray, error) {
	inside := box.Intersect(image.Rect(0, 0, m.Cols(), m.Rows()))
	if inside.Empty() {
		return image.NewGray(image.Rect(0, 0, PatchSize, PatchSize)), nil
	}
	part, g := m.Region(inside), gocv.NewMat()
	defer part.Close()
	defer g.Close()
	gocv.CvtColor(part, &g, gocv.ColorRGBAToGray) // before scaling: a quarter of the work
	c := crop(g, box.Sub(inside.Min), image.Pt(PatchSize, PatchSize))
	defer c.Close()
	pix, err := c.DataPtrUint8()
	if err != nil {
		return nil, err
	}
	out := image.NewGray(image.Rect(0, 0, PatchSize, PatchSize))
	copy(out.Pix, pix)
	return out, nil
}
