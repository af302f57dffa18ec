package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/image/draw"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/scanner"
)

// reader lets the lane read codes with the scanner.
type reader struct {
	s     *scanner.Scanner
	calm  sync.Once
	count *atomic.Int64 // of frames looked at, for measurements
}

// Read looks for a code in one frame.
func (r *reader) Read(img *image.Gray) lane.Sighting {
	r.calm.Do(yieldToPicture)
	r.count.Add(1)
	res, ok := r.s.Scan(img)
	if !ok {
		return lane.Sighting{Hint: codeHint(r.s.Hint())}
	}
	return lane.Sighting{Text: res.Text, Corners: res.Corners}
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
	now     func() time.Time
	count   *atomic.Int64 // of frames looked at, for measurements
}

// Look judges one frame.
func (e *eye) Look(f *enrol.Frame, takeNow bool) (lane.Look, error) {
	e.calm.Do(yieldToPicture)
	e.count.Add(1)
	found, err := e.checker.Inspect(f.RGBA)
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
	if h := e.sel.Hint(); h != face.HintNone {
		look.Hint = "hint." + string(h)
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

// Reset begins with another person.
func (e *eye) Reset() { e.sel.Reset() }

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

// probeShots is how many frames of the resident are averaged for the comparison.
const probeShots = 5

// Compare answers the verdict on a selfie. Without a reference, or without a model that
// made it, staff compare with their own eyes.
func (e *eye) Compare(_ context.Context, s lane.Selfie, ref *enrol.FaceTemplate) (enrol.FaceResult, error) {
	byStaff := enrol.FaceResult{Method: enrol.MethodStaff, Detector: e.checker.Detector()}
	model, ok := e.checker.Embedder()
	if ref == nil || !ok || !e.checker.CanMatch() || model.ID != ref.Model {
		return byStaff, nil
	}
	reference, err := face.FromEnrol(*ref)
	if err != nil {
		return byStaff, err
	}
	shots, err := e.shots(s)
	if err != nil {
		return byStaff, err
	}
	probe, err := e.checker.EmbedAll(shots, probeShots)
	if err != nil {
		return byStaff, err
	}
	score, band, err := e.checker.Match(probe, reference)
	if err != nil {
		return byStaff, err
	}
	return enrol.FaceResult{Method: enrol.MethodTemplate, Score: score, Threshold: model.Threshold(face.FromPhotograph), Band: band,
		Model: model.ID, SHA256: model.SHA256, Detector: e.checker.Detector()}, nil
}

// shots are the frames of a selfie just taken; of one that comes from a draft, the
// kept picture alone.
func (e *eye) shots(s lane.Selfie) ([]face.Shot, error) {
	if taken, ok := s.Probe.(face.Selfie); ok {
		return append([]face.Shot{taken.Shot}, taken.Others...), nil
	}
	img, err := jpeg.Decode(bytes.NewReader(s.JPEG))
	if err != nil {
		return nil, enrol.WrapError(enrol.CodePictureFile, "unpack selfie", err)
	}
	rgba := image.NewRGBA(img.Bounds())
	draw.Draw(rgba, rgba.Rect, img, img.Bounds().Min, draw.Src)
	found, err := e.checker.Inspect(rgba)
	if err != nil {
		return nil, err
	}
	return []face.Shot{{Image: rgba, Findings: found, At: e.now()}}, nil
}
