package face

import (
	"image"
	"math"

	"github.com/gerai-ikd/gerai/enrol"
)

// Liveness is how likely the picture is of a person and not of a photograph or screen, as Minivision's
// Silent-Face-Anti-Spoofing networks (2020) see it. It is advice to staff about a live picture: no
// claim of ISO/IEC 30107-3 is made, screens and masks were never measured, and a drawn face passes.
type Liveness struct {
	Score  float64  // mean probability of the live class, 0..1
	Limit  float64  // mean of the networks' thresholds
	Live   bool     // Score is at least Limit
	Models []string // ids of the networks that took part
}

// LivenessAt is from where on a picture counts as live, by a network whose manifest names no
// threshold.
const LivenessAt = .5

// CanLiveness tells whether a liveness model is installed.
func (c *Checker) CanLiveness() bool { return len(c.liveness) > 0 }

// Liveness judges a face that Inspect found in a live picture, never a card's portrait. CodeNoModel
// where no model is installed.
func (c *Checker) Liveness(img *image.RGBA, f Face) (Liveness, error) {
	if !c.CanLiveness() {
		return Liveness{}, enrol.NewError(enrol.CodeNoModel, "judge liveness")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	m, err := view(img)
	if err != nil {
		return Liveness{}, enrol.WrapError(enrol.CodeInternal, "view frame", err)
	}
	defer m.Close()
	var out Liveness
	for _, n := range c.liveness {
		cut := crop(m, widened(f.Box, img.Rect.Size(), n.model.Crop), n.size)
		v, err := n.run(cut)
		cut.Close()
		if err != nil {
			return Liveness{}, err
		}
		out.Score += probability(v, n.model.RealClass) / float64(len(c.liveness))
		out.Limit += n.model.liveAt() / float64(len(c.liveness))
		out.Models = append(out.Models, n.model.ID)
	}
	out.Live = out.Score >= out.Limit
	return out, nil
}

func (m Model) liveAt() float64 {
	if m.LiveAt == 0 {
		return LivenessAt
	}
	return m.LiveAt
}

// widened is the box scaled by k around its middle, by less where the frame is too small, and shifted
// into the frame: as the networks were trained.
func widened(box image.Rectangle, frame image.Point, k float64) image.Rectangle {
	w, h := float64(box.Dx()), float64(box.Dy())
	if w < 1 || h < 1 {
		return box
	}
	k = math.Min(k, math.Min(float64(frame.X-1)/w, float64(frame.Y-1)/h))
	w, h = w*k, h*k
	x := float64(box.Min.X+box.Max.X)/2 - w/2
	y := float64(box.Min.Y+box.Max.Y)/2 - h/2
	x = math.Max(0, math.Min(x, float64(frame.X)-w))
	y = math.Max(0, math.Min(y, float64(frame.Y)-h))
	return image.Rect(round(x), round(y), round(x+w), round(y+h))
}

// probability is that of a class. Some files of these networks end in a softmax and some before it:
// values that add up to 1 are probabilities already, and a second softmax would press 0.99 to 0.57.
func probability(v []float32, class int) float64 {
	if class >= len(v) {
		return 0
	}
	var sum, exps float64
	shares := true
	for _, x := range v {
		sum += float64(x)
		exps += math.Exp(float64(x - v[class]))
		shares = shares && x >= 0 && x <= 1
	}
	if shares && math.Abs(sum-1) < 1e-3 {
		return float64(v[class])
	}
	return 1 / exps
}
