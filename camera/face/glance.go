package face

import (
	"image"

	"github.com/gerai-ikd/gerai/enrol"
)

// Glance is how bright and how sharp a frame is where a face would be, whether one is there or not: the
// middle square of three fifths of its height, with the measures of a face's patch. A wall is not sharp
// however good the camera is.
func Glance(img *image.RGBA) (light, sharp Component, err error) {
	m, err := view(img)
	if err != nil {
		return light, sharp, enrol.WrapError(enrol.CodeInternal, "view frame", err)
	}
	defer m.Close()
	side := min(m.Cols(), m.Rows()) * 3 / 5
	if side < 1 {
		return light, sharp, enrol.NewError(enrol.CodePictureFile, "measure frame")
	}
	at := image.Pt((m.Cols()-side)/2, (m.Rows()-side)/2)
	grey, err := patch(m, image.Rectangle{Min: at, Max: at.Add(image.Pt(side, side))})
	if err != nil {
		return light, sharp, enrol.WrapError(enrol.CodeInternal, "measure frame", err)
	}
	return LuminanceMean(grey), Sharpness(grey), nil
}
