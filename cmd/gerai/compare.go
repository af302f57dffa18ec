package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"strings"

	"golang.org/x/image/draw"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// probeShots is how many frames of the resident are averaged for the comparison.
const probeShots = 5

// Compare answers the verdict on a selfie. Without a reference, or without a model that
// made it, staff compare with their own eyes.
func (e *eye) Compare(_ context.Context, s lane.Selfie, ref *enrol.FaceTemplate) (enrol.FaceResult, error) {
	byStaff := e.byStaff(s)
	if e.checker == nil || ref == nil || !e.checker.CanMatch() {
		return byStaff, nil
	}
	if e.Model() != ref.Model {
		byStaff.Other = ref.Model
		return byStaff, nil
	}
	reference, err := face.FromEnrol(*ref)
	if err != nil {
		return byStaff, err
	}
	return e.compare(s, reference, face.FromPhotograph, enrol.MethodTemplate)
}

// Model is the id of the model that compares; "": none does.
func (e *eye) Model() string {
	if e.checker == nil || !e.checker.CanMatch() {
		return ""
	}
	model, _ := e.checker.Embedder()
	return model.ID
}

// CanCard tells whether a card's portrait can be compared.
func (e *eye) CanCard() bool { return e.card != nil }

// LookCard looks for the portrait on a KTP-el.
func (e *eye) LookCard(f *enrol.Frame) (lane.CardLook, error) {
	e.count.Add(1)
	found, err := e.card.Add(f.RGBA, e.now())
	if err != nil {
		return lane.CardLook{}, err
	}
	look := lane.CardLook{Progress: found.Progress}
	if found.Hint != face.HintNone {
		look.Hint = "hint." + string(found.Hint)
	}
	if found.Found {
		for i, c := range found.Corners {
			look.Corners[i] = image.Pt(int(c.X), int(c.Y))
		}
	}
	if found.Done {
		if look.Card, err = keepCard(found); err != nil {
			return lane.CardLook{}, err
		}
	}
	return look, nil
}

// Size of a card's portrait that is kept: the print has no more in it.
const (
	cardWidth  = 300
	cardHeight = 400
)

// keepCard packs the portrait of a card, and nothing else of it.
func keepCard(found face.CardFinding) (*lane.Card, error) {
	p := found.Portrait
	var b bytes.Buffer
	for quality := selfieQuality; quality > 30; quality -= 15 { // a noisy picture packs badly
		b.Reset()
		if err := jpeg.Encode(&b, scaled(p, p.Rect, cardWidth, cardHeight), &jpeg.Options{Quality: quality}); err != nil {
			return nil, fmt.Errorf("pack card's portrait: %w", err)
		}
		if b.Len() <= enrol.MaxCard {
			break
		}
	}
	return &lane.Card{Thumb: scaled(p, p.Rect, thumbWidth, thumbHeight), JPEG: b.Bytes(), Reference: found.Template}, nil
}

// CompareCard answers the verdict on a selfie and the portrait on a card, by the
// thresholds for cards.
func (e *eye) CompareCard(_ context.Context, s lane.Selfie, c lane.Card) (enrol.FaceResult, error) {
	reference, ok := c.Reference.(face.Template)
	if !ok {
		return e.byStaff(s), nil
	}
	return e.compare(s, reference, face.FromCard, enrol.MethodCard)
}

func (e *eye) compare(s lane.Selfie, ref face.Template, from face.Reference, method enrol.Method) (enrol.FaceResult, error) {
	r := e.byStaff(s)
	shots, err := e.shots(s)
	if err != nil {
		return r, err
	}
	probe, err := e.checker.EmbedAll(shots, probeShots)
	if err != nil {
		return r, err
	}
	score, band, err := e.checker.MatchFrom(from, probe, ref)
	if err != nil {
		return r, err
	}
	model, _ := e.checker.Embedder()
	r.Method, r.Score, r.Band, r.Threshold = method, score, band, model.Threshold(from)
	r.Model, r.SHA256 = model.ID, model.SHA256
	return r, nil
}

// byStaff is the result that staff's own eyes complete: quality of the selfie and
// advice about the live picture are in it either way.
func (e *eye) byStaff(s lane.Selfie) enrol.FaceResult {
	r := enrol.FaceResult{Method: enrol.MethodStaff}
	if e.checker == nil {
		return r
	}
	r.Detector = e.checker.Detector()
	taken, ok := s.Probe.(face.Selfie)
	if !ok {
		return r // of a draft: the live picture is gone
	}
	r.Quality = qualityOf(taken.Findings)
	if best, found := taken.Findings.Best(); found && e.checker.CanLiveness() {
		if l, err := e.checker.Liveness(taken.Image, best); err == nil {
			r.Liveness = enrol.Liveness{Passive: l.Score, Limit: l.Limit, Models: strings.Join(l.Models, ",")}
		}
	}
	return r
}

// qualityOf are the figures that go into the record.
func qualityOf(f face.Findings) enrol.Quality {
	v := func(name string) float64 { c, _ := f.Component(name); return c.Value }
	if len(f.Quality) == 0 {
		return enrol.Quality{}
	}
	return enrol.Quality{Score: f.Score(), InterEyeDistance: v("InterEyeDistance"), Luminance: v("LuminanceMean"),
		UnderExposure: v("UnderExposurePrevention"), OverExposure: v("OverExposurePrevention"), Uniformity: v("IlluminationUniformity"),
		Sharpness: v("Sharpness"), Yaw: v("HeadPoseYaw"), Pitch: v("HeadPosePitch"), Roll: v("HeadPoseRoll")}
}

// CanTurn tells whether a turn of the head can be seen: it takes a detector with
// landmarks.
func (e *eye) CanTurn() bool { return e.checker != nil && e.checker.Detector() != "haar" }

// LookTurn looks for a head that turns.
func (e *eye) LookTurn(f *enrol.Frame, side enrol.Turn) (lane.TurnLook, error) {
	e.count.Add(1)
	found, err := e.checker.Follow(&e.track, f.RGBA)
	if err != nil {
		return lane.TurnLook{}, err
	}
	to := face.SideLeft
	if side == enrol.TurnRight {
		to = face.SideRight
	}
	var look lane.TurnLook
	var hint face.Hint
	look.Progress, hint, look.Done = e.turning.Add(found, to, e.now())
	if e.turning.Straight() && e.Model() != "" {
		e.straight = face.Shot{Image: copied(f.RGBA), Findings: found, At: e.now()}
	}
	if look.Done && e.straight.Image != nil {
		look.Straight = e.straight
	}
	if hint != face.HintNone {
		look.Hint = "hint." + string(hint)
	}
	if best, ok := found.Best(); ok {
		look.Box = best.Box
	}
	return look, nil
}

// SamePerson compares the selfie with the straight frame that a turn began with. Two pictures of one
// person by one camera within a minute are far above the limit for a match, so that what is below it
// is somebody else for all that a model can tell.
func (e *eye) SamePerson(_ context.Context, s lane.Selfie, straight any) (bool, error) {
	shot, ok := straight.(face.Shot)
	if !ok || e.Model() == "" {
		return true, nil
	}
	shots, err := e.shots(s)
	if err != nil {
		return true, err
	}
	own, err := e.checker.EmbedAll(shots, probeShots)
	if err != nil {
		return true, err
	}
	turned, err := e.checker.Embed(shot.Image, shot.Face())
	if err != nil {
		return true, err
	}
	_, band, err := e.checker.Match(turned, own)
	return err != nil || band == enrol.BandMatch, err
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
