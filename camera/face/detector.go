package face

import (
	"image"
	"sort"

	"gocv.io/x/gocv"
)

// Detector finds faces in frames. One goroutine at a time.
type Detector interface {
	// Faces finds the faces of a frame, the largest first. An error is a fault of the machinery, not
	// an empty frame.
	Faces(img *image.RGBA) ([]Face, error)
	// ID names it as the record does: the model's id, or "haar".
	ID() string
	Close() error
}

// coarseSide is the longer side of the picture that is searched for faces: 60 pixels of a 1280-pixel
// frame are then 15, which YuNet still finds.
const coarseSide = 320

// The second look is at the largest face alone, for its landmarks: small faces get those of the average
// upright face (a real tilt of 14 degrees of a face of 60 pixels is told as 3). For the few faces that are
// compared, the landmarks are the mean of two more looks, whose errors differ: on photographs that keeps a person's
// own scores nearer to each other than one look at twice the size, in half the time.
const (
	fineSide  = 192
	fineZoom  = 1.35 // side of what is looked at, in longer sides of the coarse box
	alignSide = 160
)

var alignZooms = [...]float64{1.6, 2}

// yunetDetector looks twice: over the whole frame made small, then at the largest face alone. Each
// look has a network of its own, since one that changes its size is set up anew.
type yunetDetector struct {
	coarse, fine, exact *yunet
	half, small         gocv.Mat
}

func newYunetDetector(data []byte, m Model) (*yunetDetector, error) {
	d := &yunetDetector{half: gocv.NewMat(), small: gocv.NewMat()}
	for _, net := range []**yunet{&d.coarse, &d.fine, &d.exact} {
		y, err := newYunet(data, m)
		if err != nil {
			_ = d.Close()
			return nil, err
		}
		*net = y
	}
	return d, nil
}

func (d *yunetDetector) ID() string { return d.coarse.model.ID }

func (d *yunetDetector) Close() error {
	for _, y := range []*yunet{d.coarse, d.fine, d.exact} {
		if y != nil {
			y.close()
		}
	}
	d.half.Close()
	d.small.Close()
	return nil
}

func (d *yunetDetector) Faces(img *image.RGBA) ([]Face, error) {
	m, err := view(img)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	src, zoom := m, 1.0
	if min(m.Cols(), m.Rows()) >= 2*coarseSide { // halving is quick, and what follows is then quicker
		gocv.Resize(m, &d.half, image.Pt(m.Cols()/2, m.Rows()/2), 0, 0, gocv.InterpolationArea)
		src, zoom = d.half, 2
	}
	faces, err := d.search(src)
	for i, f := range faces {
		faces[i] = f.moved(zoom, image.Point{})
	}
	return faces, err
}

// search looks twice at one scale of the frame.
func (d *yunetDetector) search(m gocv.Mat) ([]Face, error) {
	k := shrink(m, &d.small)
	faces, err := d.coarse.detect(d.small)
	if err != nil {
		return nil, err
	}
	for i, f := range faces {
		faces[i] = f.moved(k, image.Point{})
	}
	largestFirst(faces)
	if len(faces) > 0 {
		if faces[0], err = d.refine(m, faces[0], d.fine, fineSide, fineZoom); err == nil && faces[0].Score < sureScore {
			faces[0], err = d.upended(m, faces[0])
		}
	}
	return faces, err
}

// sureScore is above what faces that stand on their heads were found with (0.68 to 0.88), and below
// nearly all upright ones: only a less sure find is looked at upside down, too.
const sureScore = .9

// upended looks at f upside down, and answers it so where that is the surer way to see it: a camera
// mounted the wrong way round. Its landmarks then tell a roll of 180 degrees.
func (d *yunetDetector) upended(m gocv.Mat, f Face) (Face, error) {
	at := f.around(fineZoom)
	c := crop(m, at, image.Pt(fineSide, fineSide))
	defer c.Close()
	gocv.Rotate(c, &c, gocv.Rotate180Clockwise)
	found, err := d.fine.detect(c)
	for _, g := range found {
		if g = g.moved(-float64(at.Dx())/fineSide, at.Max); overlap(f.Box, g.Box) > .4 && g.Score > f.Score {
			return g, err
		}
	}
	return f, err
}

// refine looks at f again with the network y at an input of size by size, and answers f itself where
// the second look does not agree.
func (d *yunetDetector) refine(m gocv.Mat, f Face, y *yunet, size int, zoom float64) (Face, error) {
	at := f.around(zoom)
	if at.Dx() < 8 {
		return f, nil
	}
	c := crop(m, at, image.Pt(size, size))
	defer c.Close()
	found, err := y.detect(c)
	for _, g := range found {
		g = g.moved(float64(at.Dx())/float64(size), at.Min)
		if overlap(f.Box, g.Box) > .4 {
			return g, err
		}
	}
	return f, err
}

// exactly answers f with landmarks good enough to align it by.
func (d *yunetDetector) exactly(m gocv.Mat, f Face) (Face, error) {
	var mean [5]Point
	for _, zoom := range alignZooms {
		g, err := d.refine(m, f, d.exact, alignSide, zoom)
		if err != nil {
			return f, err
		}
		for i, p := range g.Landmarks {
			mean[i].X += p.X / float64(len(alignZooms))
			mean[i].Y += p.Y / float64(len(alignZooms))
		}
	}
	f.Landmarks = mean
	return f, nil
}

// shrink scales m down to coarseSide and answers the factor back.
func shrink(m gocv.Mat, dst *gocv.Mat) float64 {
	long := max(m.Cols(), m.Rows())
	if long <= coarseSide {
		m.CopyTo(dst)
		return 1
	}
	k := float64(long) / coarseSide
	gocv.Resize(m, dst, image.Pt(max(1, round(float64(m.Cols())/k)), max(1, round(float64(m.Rows())/k))), 0, 0, gocv.InterpolationArea)
	return k
}

func largestFirst(faces []Face) {
	sort.SliceStable(faces, func(i, j int) bool { return faces[i].area() > faces[j].area() })
}
