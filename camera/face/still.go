package face

import (
	"image"
	"image/color"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// Sizes of stills: a smaller one is doubled and given a border, since detectors look for whole heads;
// a larger one is scaled down, since nothing is gained above.
const (
	smallStill = 260
	largeStill = 1280
)

// Still prepares a picture file for Inspect, which expects the frame of a camera. A picture in between
// is answered itself.
func Still(img *image.RGBA) (*image.RGBA, error) {
	long := max(img.Rect.Dx(), img.Rect.Dy())
	if img.Rect.Empty() || long > smallStill && long <= largeStill {
		return img, nil
	}
	m, err := view(img)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodePictureFile, "prepare picture", err)
	}
	defer m.Close()
	out := gocv.NewMat()
	defer out.Close()
	if long > largeStill {
		k := float64(largeStill) / float64(long)
		gocv.Resize(m, &out, image.Pt(max(1, round(k*float64(m.Cols()))), max(1, round(k*float64(m.Rows())))), 0, 0, gocv.InterpolationArea)
	} else {
		gocv.Resize(m, &out, image.Pt(2*m.Cols(), 2*m.Rows()), 0, 0, gocv.InterpolationCubic)
		y, x := out.Rows()/4, out.Cols()/4
		gocv.CopyMakeBorder(out, &out, y, y, x, x, gocv.BorderReplicate, color.RGBA{})
	}
	pix, err := out.DataPtrUint8()
	if err != nil {
		return nil, enrol.WrapError(enrol.CodePictureFile, "prepare picture", err)
	}
	still := image.NewRGBA(image.Rect(0, 0, out.Cols(), out.Rows()))
	copy(still.Pix, pix)
	return still, nil
}

// EmbedStill describes the largest face of a picture file: a portrait that becomes a reference.
// CodeNoFace: there is none; CodeTwoFaces: it is not clear whose portrait it is; CodeNoModel.
func (c *Checker) EmbedStill(img *image.RGBA) (Template, Findings, error) {
	still, err := Still(img)
	if err != nil {
		return Template{}, Findings{}, err
	}
	f, err := c.Inspect(still)
	if err != nil {
		return Template{}, f, err
	}
	best, ok := f.Best()
	if !ok {
		return Template{}, f, enrol.NewError(enrol.CodeNoFace, "embed portrait")
	}
	if single := SingleFacePresent(f.Faces); single.Level == LevelRefuse {
		return Template{}, f, enrol.NewError(enrol.CodeTwoFaces, "embed portrait")
	}
	t, err := c.Embed(still, best)
	return t, f, err
}
