package face

import (
	"image"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// Track remembers where the face was in the frame before, for Checker.Follow. It is for one goroutine;
// the zero value is ready.
type Track struct {
	faces []Face      // of the last look, the largest first
	size  image.Point // of its frame
	near  int         // looks at that place alone since the last one at the whole frame
}

const (
	nearLooks = 2   // then the whole frame again: whoever steps beside is seen within a fifth of a second
	nearZoom  = 1.7 // side of what is looked at, in longer sides of the box before: a face moves less in a frame
)

// Reset begins with another person.
func (t *Track) Reset() { *t = Track{} }

// Follow is Inspect for the frames of a live picture, at less than half its cost: two looks of three are at
// the place of the face before alone. Where that one is not surely there any more, and with a cascade, the
// whole frame is searched. Other faces are those of the last search.
func (c *Checker) Follow(t *Track, img *image.RGBA) (Findings, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := Findings{Size: img.Rect.Size(), Hint: HintNoFace}
	if img.Rect.Dx() < leastSide || img.Rect.Dy() < leastSide {
		t.Reset()
		return out, nil
	}
	m, err := view(img)
	if err != nil {
		return out, enrol.WrapError(enrol.CodeInternal, "view frame", err)
	}
	defer m.Close()
	faces, err := c.near(t, m, out.Size)
	if err == nil && faces == nil {
		t.near = 0
		faces, err = c.detector.Faces(img)
	}
	if err != nil {
		t.Reset()
		return out, enrol.WrapError(enrol.CodeInternal, "find faces", err)
	}
	t.faces, t.size = faces, out.Size
	return c.judge(out, m, img, faces)
}

// near looks for the face at its place before; nil: the whole frame has to be searched.
func (c *Checker) near(t *Track, m gocv.Mat, size image.Point) ([]Face, error) {
	d := c.aligner()
	if d == nil || len(t.faces) == 0 || t.size != size || t.near >= nearLooks {
		return nil, nil
	}
	t.near++
	f, ok, err := d.near(m, t.faces[0])
	if err != nil || !ok {
		return nil, err
	}
	faces := append([]Face{f}, t.faces[1:]...)
	largestFirst(faces)
	return faces, nil
}

// near looks for a face where it was; false: it is not surely there.
func (d *yunetDetector) near(m gocv.Mat, f Face) (Face, bool, error) {
	at := f.around(nearZoom)
	if at.Dx() < 8 {
		return f, false, nil
	}
	at.Max = at.Max.Sub(image.Pt(at.Dx()%2, at.Dy()%2))
	size := image.Pt(fineSide, fineSide)
	if at.Dx() > 2*fineSide { // an exact half is averaged eight times quicker than any other scale
		size = at.Size().Div(2)
	}
	c := crop(m, at, size)
	defer c.Close()
	if size.X != fineSide {
		gocv.Resize(c, &c, image.Pt(fineSide, fineSide), 0, 0, gocv.InterpolationLinear)
	}
	found, err := d.fine.detect(c)
	for _, g := range found {
		if g = g.moved(float64(at.Dx())/fineSide, at.Min); overlap(f.Box, g.Box) > .4 {
			return g, g.Score >= sureScore, err
		}
	}
	return f, false, err
}
