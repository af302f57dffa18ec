package face

import (
	"errors"
	"image"

	"github.com/gerai-ikd/gerai/enrol"
)

// CanMatch tells whether faces can be compared: an embedding model is installed, and a detector that
// finds the landmarks it is aligned by.
func (c *Checker) CanMatch() bool { return c.embedder != nil && c.aligner() != nil }

// Embedder is the model that makes the templates; false: there is none, staff compare.
func (c *Checker) Embedder() (Model, bool) {
	if c.embedder == nil {
		return Model{}, false
	}
	return c.embedder.model, true
}

// aligner is the detector's part that finds landmarks exactly; nil for a cascade.
func (c *Checker) aligner() *yunetDetector {
	d, _ := c.detector.(*yunetDetector)
	return d
}

// Embed describes a face that Inspect found in img. The errors are CodeNoModel where nothing can
// compare, and CodeNoFace for a face without landmarks.
func (c *Checker) Embed(img *image.RGBA, f Face) (Template, error) {
	if !c.CanMatch() {
		return Template{}, enrol.NewError(enrol.CodeNoModel, "embed face")
	}
	if !f.HasLandmarks {
		return Template{}, enrol.WrapError(enrol.CodeNoFace, "embed face", errors.New("no landmarks"))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	m, err := view(img)
	if err != nil {
		return Template{}, enrol.WrapError(enrol.CodeInternal, "view frame", err)
	}
	defer m.Close()
	near, f := closer(m, f, c.embedder.size)
	defer near.Close()
	if f, err = c.aligner().exactly(near, f); err != nil {
		return Template{}, enrol.WrapError(enrol.CodeBadModel, "find landmarks", err)
	}
	cut := align(near, f, c.embedder.size)
	defer cut.Close()
	v, err := c.embedder.run(cut)
	if err != nil {
		return Template{}, err
	}
	if len(v) != c.embedder.model.Dimension {
		return Template{}, enrol.NewError(enrol.CodeBadModel, "embed face").With("model", c.embedder.model.ID)
	}
	return normalised(Template{Model: c.embedder.model.ID, SHA256: c.embedder.model.SHA256, Vector: v})
}

// EmbedAll is the mean template of several shots of one face, at most limit of them. A shot that
// cannot be described is left out; the error is that of the last one when none can.
func (c *Checker) EmbedAll(shots []Shot, limit int) (Template, error) {
	var of []Template
	err := error(enrol.NewError(enrol.CodeNoFace, "embed face"))
	for _, s := range shots {
		if len(of) == limit {
			break
		}
		var t Template
		if t, err = c.Embed(s.Image, s.Face()); err == nil {
			of = append(of, t)
		}
	}
	if len(of) == 0 {
		return Template{}, err
	}
	return MeanTemplate(of)
}

// Reference says where a reference comes from, which decides the thresholds.
type Reference uint8

// The references.
const (
	FromPhotograph Reference = iota // a portrait taken by a camera, or a template of one
	FromCard                        // the portrait printed on a card that is held to the camera
)

// Match compares a live face with a reference. The band is advice by the manifest's thresholds: staff
// decide. Templates of another model are CodeModelOther.
func (c *Checker) Match(probe, ref Template) (float64, enrol.Band, error) {
	return c.MatchFrom(FromPhotograph, probe, ref)
}

// MatchFrom is Match for a reference of another kind.
func (c *Checker) MatchFrom(from Reference, probe, ref Template) (float64, enrol.Band, error) {
	if c.embedder == nil {
		return 0, enrol.BandNone, enrol.NewError(enrol.CodeNoModel, "compare faces")
	}
	own := Template{Model: c.embedder.model.ID, SHA256: c.embedder.model.SHA256, Vector: probe.Vector}
	if err := comparable(own, probe); err != nil {
		return 0, enrol.BandNone, err
	}
	score, err := Similarity(probe, ref)
	if err != nil {
		return 0, enrol.BandNone, err
	}
	return score, c.embedder.model.Band(from, score), nil
}

// Threshold is where BandMatch begins, as the record keeps it.
func (m Model) Threshold(from Reference) float64 {
	if from == FromCard && m.CardMatchAt != 0 {
		return m.CardMatchAt
	}
	return m.MatchAt
}

// review is where BandReview begins.
func (m Model) review(from Reference) float64 {
	if from == FromCard && m.CardMatchAt != 0 {
		return m.CardReviewAt
	}
	return m.ReviewAt
}

// Band is the manifest's verdict on a score.
func (m Model) Band(from Reference, score float64) enrol.Band {
	switch {
	case score >= m.Threshold(from):
		return enrol.BandMatch
	case score >= m.review(from):
		return enrol.BandReview
	}
	return enrol.BandNoMatch
}
