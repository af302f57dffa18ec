package paper

import (
	"image"
	"time"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/camera/internal/quad"
	"github.com/gerai-ikd/gerai/enrol"
)

// Hint is advice about the paper in view.
type Hint string

// The hints.
const (
	HintNone   Hint = ""
	HintNoPage Hint = "paper-none"   // nothing of a page's form that stands out from the desk
	HintTwo    Hint = "paper-two"    // one page at a time
	HintWhole  Hint = "paper-whole"  // a side is outside of the frame
	HintCloser Hint = "paper-closer" // too few pixels for small print
	HintBright Hint = "paper-bright" // faint ink is lost in the light
	HintDark   Hint = "paper-dark"
	HintStill  Hint = "paper-still"
	HintNext   Hint = "paper-next" // this one was taken: the next page, please
)

// LongLeast is the least length in pixels of a page's longer side for its picture to be taken by itself:
// 85 dots an inch of A4, at which 9-point print can be read. A camera of 1920 by 1080 gives 130.
const LongLeast = 700

// Limits of light and movement.
const (
	moved       = .012 // of the longer side, between two frames
	lapse       = time.Second
	steadyFor   = 700 * time.Millisecond
	steadyLeast = 4   // frames
	lookSize    = 320 // pixels of the longer side that light is judged at
	white       = 252
	tooWhite    = .5 // share of the page
	tooDark     = 70 // mean level
)

// Reader looks for a page frame by frame until it lies still and well. It is for one goroutine.
type Reader struct {
	corners [4]quad.Point
	seen    time.Time
	since   time.Time // steady and without fault
	frames  int
	taken   bool // and has lain there ever since
}

// Finding is what one frame shows of a page.
type Finding struct {
	Found    bool
	Corners  [4]image.Point // clockwise from the upper left, in the frame; valid where Found
	Hint     Hint
	Progress float64 // 0…1 until it has lain still for long enough
	Done     bool    // it has: Take this frame
}

// Reset begins with another page. One that was taken is not taken again by itself before it has moved.
func (r *Reader) Reset() { r.since, r.frames = time.Time{}, 0 }

// Took tells the reader that the page in view was taken by key.
func (r *Reader) Took() { r.taken = true }

// Look looks at one frame. The error is a fault of the machinery.
func (r *Reader) Look(img *image.RGBA, now time.Time) (Finding, error) {
	m, err := quad.View(img)
	if err != nil {
		return Finding{}, enrol.WrapError(enrol.CodeInternal, "view frame", err)
	}
	defer m.Close()
	page, two := find(m)
	if page.area == 0 {
		*r = Reader{}
		return Finding{Hint: HintNoPage}, nil
	}
	out := Finding{Found: true}
	for i, c := range page.corners {
		out.Corners[i] = image.Pt(int(c.X+.5), int(c.Y+.5))
	}
	if out.Hint, err = r.judge(m, page, two); err != nil {
		return out, err
	}
	if now.Sub(r.seen) > lapse {
		r.Reset()
	}
	known := !r.since.IsZero()
	r.corners, r.seen = page.corners, now
	if out.Hint != HintNone || !known {
		r.since, r.frames = now, 0
		return out, nil
	}
	r.frames++
	out.Progress = min(1, float64(now.Sub(r.since))/float64(steadyFor), float64(r.frames)/steadyLeast)
	out.Done = out.Progress >= 1
	r.taken = out.Done
	return out, nil
}

// judge says what is wrong with the page, the worst first.
func (r *Reader) judge(m gocv.Mat, page candidate, two bool) (Hint, error) {
	w, h := quad.Size(page.corners)
	far := 0.
	for i, c := range page.corners {
		far = max(far, quad.Distance(c, r.corners[i]))
	}
	switch {
	case two:
		return HintTwo, nil
	case page.cut:
		return HintWhole, nil
	case max(w, h) < LongLeast:
		return HintCloser, nil
	}
	if hint, err := light(m, page.corners); err != nil || hint != HintNone {
		return hint, err
	}
	switch {
	case !r.seen.IsZero() && far > moved*max(w, h):
		r.taken = false
		return HintStill, nil
	case r.taken:
		return HintNext, nil
	}
	return HintNone, nil
}

// light judges how a page is lit.
func light(m gocv.Mat, q [4]quad.Point) (Hint, error) {
	img, err := quad.Straighten(m, q, sized(q, lookSize))
	if err != nil {
		return HintNone, enrol.WrapError(enrol.CodeInternal, "straighten page", err)
	}
	lost, sum, n := 0, 0, len(img.Pix)/4
	for i := 0; i < len(img.Pix); i += 4 {
		lowest := min(img.Pix[i], img.Pix[i+1], img.Pix[i+2])
		if lowest >= white {
			lost++
		}
		sum += int(img.Pix[i+1])
	}
	switch {
	case float64(lost) > tooWhite*float64(n):
		return HintBright, nil
	case sum < tooDark*n:
		return HintDark, nil
	}
	return HintNone, nil
}

func imagePoint(n int) image.Point { return image.Pt(n, n) }
