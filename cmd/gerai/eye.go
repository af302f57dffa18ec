package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/image/draw"

	"github.com/gerai-ikd/gerai/camera/face"
	pages "github.com/gerai-ikd/gerai/camera/paper"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/scanner"
)

// reader lets the lane read codes with the scanner.
type reader struct {
	s     *scanner.Scanner
	calm  sync.Once
	count *atomic.Int64 // of frames looked at, for measurements
	test  *scanTest     // may be nil
}

// Read looks for a code in one frame.
func (r *reader) Read(img *image.Gray) lane.Sighting {
	r.calm.Do(yieldToPicture)
	r.count.Add(1)
	res, ok := r.s.Scan(img)
	if !ok {
		return lane.Sighting{Hint: codeHint(r.s.Hint())}
	}
	return r.divert(lane.Sighting{Text: res.Text, Corners: res.Corners})
}

// Reset forgets the sequence of frames.
func (r *reader) Reset() { r.s.Reset() }

// codeHint is the translation key of the scanner's advice. No code in view is what the
// lane's own sentence says already.
func codeHint(h scanner.Hint) string {
	if h == scanner.HintNone || h == scanner.HintNoCode {
		return ""
	}
	return "hint." + h.String()
}

// Size of the selfie that is kept: width to height as on an identity card.
const (
	selfieWidth   = 480
	selfieHeight  = 640
	selfieQuality = 88
	thumbWidth    = 180
	thumbHeight   = 240
)

// eye lets the lane take selfies and compare faces.
type eye struct {
	checker *face.Checker
	calm    sync.Once
	sel     face.Selector
	turning face.Turning

	straight face.Shot // of the head that is asked to turn, the last one straight ahead

	track face.Track
	card  *face.CardReader // nil: faces can't be compared
	paper pages.Reader
	now   func() time.Time
	count *atomic.Int64 // of frames looked at, for measurements
}

// newEye makes an eye of what is installed; nil: nothing finds faces, staff take the
// picture by key.
func newEye(c *face.Checker, count *atomic.Int64) *eye {
	e := &eye{checker: c, now: time.Now, count: count}
	if c != nil && c.CanMatch() {
		e.card = face.NewCardReader(c)
	}
	return e
}

// Look judges one frame.
func (e *eye) Look(f *enrol.Frame, takeNow bool) (lane.Look, error) {
	e.calm.Do(yieldToPicture)
	e.count.Add(1)
	if e.checker == nil {
		return e.lookBlind(f, takeNow)
	}
	found, err := e.checker.Follow(&e.track, f.RGBA)
	if err != nil {
		return lane.Look{}, err
	}
	var selfie face.Selfie
	var taken bool
	if takeNow {
		selfie, taken = e.sel.Force(f.RGBA, found, e.now())
	} else {
		selfie, taken = e.sel.Add(f.RGBA, found, e.now())
	}
	look := lane.Look{Progress: e.sel.Progress()}
	hint := e.sel.Hint()
	if takeNow && !taken {
		hint = found.Hint // why the key took nothing
	}
	if hint != face.HintNone {
		look.Hint = "hint." + string(hint)
	}
	if best, ok := found.Best(); ok {
		look.Box = best.Box
	}
	if taken {
		if look.Selfie, err = keep(selfie); err != nil {
			return lane.Look{}, err
		}
	}
	return look, nil
}

// lookBlind is Look without any detector.
func (e *eye) lookBlind(f *enrol.Frame, takeNow bool) (lane.Look, error) {
	if !takeNow {
		return lane.Look{}, enrol.NewError(enrol.CodeNoModel, "look for faces")
	}
	s, err := e.Keep(f)
	return lane.Look{Selfie: &s}, err
}

// Keep takes the middle of a frame, or the face in it, as it is.
func (e *eye) Keep(f *enrol.Frame) (lane.Selfie, error) {
	shot := face.Shot{Image: copied(f.RGBA), Findings: face.Findings{Size: f.RGBA.Rect.Size()}, At: e.now()}
	if e.checker != nil {
		if found, err := e.checker.Inspect(f.RGBA); err == nil {
			shot.Findings = found
		}
	}
	s, err := keep(face.Selfie{Shot: shot})
	if err != nil {
		return lane.Selfie{}, err
	}
	return *s, nil
}

// copied is a frame of our own: the camera's is overwritten.
func copied(img *image.RGBA) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: img.Rect.Size()})
	draw.Copy(out, image.Point{}, img, img.Rect, draw.Src, nil)
	return out
}

// Reset begins with another person.
func (e *eye) Reset() {
	e.sel.Reset()
	e.turning.Reset()
	e.straight = face.Shot{}
	e.track.Reset()
	e.paper.Reset()
	if e.card != nil {
		e.card.Reset()
	}
}

// keep crops the selfie around the face and packs it. The frames themselves go no
// further than the comparison.
func keep(s face.Selfie) (*lane.Selfie, error) {
	crop := portraitOf(s.Image.Rect, s.Face().Box)
	full := scaled(s.Image, crop, selfieWidth, selfieHeight)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, full, &jpeg.Options{Quality: selfieQuality}); err != nil {
		return nil, fmt.Errorf("pack selfie: %w", err)
	}
	return &lane.Selfie{JPEG: b.Bytes(), Thumb: scaled(s.Image, crop, thumbWidth, thumbHeight), Probe: s}, nil
}

// portraitOf is the 3:4 crop of a frame with the face in its upper middle: the face is
// half as high as the picture, as on a printed portrait. Without a face it is the
// middle of the frame.
func portraitOf(frame, box image.Rectangle) image.Rectangle {
	if box.Empty() {
		box = image.Rect(0, 0, frame.Dy()/3, frame.Dy()/2).Add(image.Pt(frame.Dx()/2-frame.Dy()/6, frame.Dy()/4))
	}
	h := min(2*box.Dy(), frame.Dy())
	w := h * selfieWidth / selfieHeight
	mid := box.Min.Add(box.Size().Div(2))
	r := image.Rect(0, 0, w, h).Add(image.Pt(mid.X-w/2, mid.Y-h*48/100))
	return r.Add(inside(r, frame))
}

// inside is how far r has to move to lie within frame.
func inside(r, frame image.Rectangle) image.Point {
	var d image.Point
	switch {
	case r.Min.X < frame.Min.X:
		d.X = frame.Min.X - r.Min.X
	case r.Max.X > frame.Max.X:
		d.X = frame.Max.X - r.Max.X
	}
	switch {
	case r.Min.Y < frame.Min.Y:
		d.Y = frame.Min.Y - r.Min.Y
	case r.Max.Y > frame.Max.Y:
		d.Y = frame.Max.Y - r.Max.Y
	}
	return d
}

func scaled(src *image.RGBA, crop image.Rectangle, w, h int) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.BiLinear.Scale(dst, dst.Rect, src, crop, draw.Src, nil)
	return dst
}
