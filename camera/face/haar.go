package face

import (
	"fmt"
	"image"
	"os"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// haarDetector is the cascade of Viola and Jones (2001) with OpenCV's own training. It knows no
// landmarks, takes some patterns for faces, and comes with OpenCV's data on every machine.
type haarDetector struct {
	cascade gocv.CascadeClassifier
	small   gocv.Mat
	grey    gocv.Mat
}

// cascadeFiles are where distributions put the cascade.
var cascadeFiles = []string{
	"/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml",
	"/usr/share/opencv/haarcascades/haarcascade_frontalface_alt2.xml",
}

func newHaar(file string) (*haarDetector, error) {
	if file == "" {
		file = firstFile(cascadeFiles)
	}
	if _, err := os.Stat(file); err != nil {
		return nil, enrol.WrapError(enrol.CodeNoModel, "open face cascade", err)
	}
	c := gocv.NewCascadeClassifier()
	if !c.Load(file) {
		_ = c.Close()
		return nil, enrol.WrapError(enrol.CodeBadModel, "load face cascade", fmt.Errorf("not a cascade"))
	}
	return &haarDetector{cascade: c, small: gocv.NewMat(), grey: gocv.NewMat()}, nil
}

func firstFile(of []string) string {
	for _, f := range of {
		if _, err := os.Stat(f); err == nil {
			return f
		}
	}
	return of[0]
}

func (d *haarDetector) ID() string { return "haar" }

func (d *haarDetector) Close() error {
	d.small.Close()
	d.grey.Close()
	return d.cascade.Close()
}

// Faces wants four neighbours of a find: fewer lets patterns pass, more misses tilted heads.
func (d *haarDetector) Faces(img *image.RGBA) ([]Face, error) {
	m, err := view(img)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	k := shrink(m, &d.small)
	gocv.CvtColor(d.small, &d.grey, gocv.ColorRGBAToGray)
	var faces []Face
	for _, r := range d.cascade.DetectMultiScaleWithParams(d.grey, 1.1, 4, 0, image.Pt(20, 20), image.Point{}) {
		faces = append(faces, Face{Box: r, Score: 1}.moved(k, image.Point{}))
	}
	largestFirst(faces)
	return faces, nil
}
