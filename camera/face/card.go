package face

import (
	"cmp"
	"image"
	"slices"
	"time"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// A KTP-el is an ID-1 card (ISO/IEC 7810: 85.60 by 53.98 mm). Straightened it has 300
// dots an inch; its portrait is at the right, a quarter of the card wide.
const (
	CardWidth  = 1011
	CardHeight = 638
)

// cardLeast is the least width in pixels of a card that is read: what comparisons were measured with
// is 640 (docs/bench-face.md), what the window's guide asks for is more (ui: 768 of 1280).
const cardLeast = 620

// CardFrames is how many frames a portrait is the mean of.
const CardFrames = 5

// Limits of a card's portrait: where the face is on the card and how wide, as shares of
// the card. They also keep a person who stands before a door from being read as a card.
const (
	cardFaceLeft   = .6
	cardFaceNarrow = .06
	cardFaceWide   = .26
	cardGlare      = .05 // share of the face that is nearly white
	cardMoved      = .02 // of the card's width, between two frames
	cardLapse      = time.Second
	cardSame       = .3 // least cosine of two frames of one portrait
)

// The hints of a card, besides HintNone.
const (
	HintCardNone   Hint = "card-none"
	HintCardCloser Hint = "card-closer"
	HintCardTurn   Hint = "card-turn" // no portrait where it should be: the other side, or upside down
	HintCardGlare  Hint = "card-glare"
	HintCardStill  Hint = "card-still"
)

// CardReader reads the portrait of a card that is held to the camera: it finds the card
// by its edges, straightens it, and describes the portrait in several frames. It is for
// one goroutine.
type CardReader struct {
	checker   *Checker
	templates []Template
	corners   [4]Point
	seen      time.Time
}

// CardFinding is what one frame shows of a card.
type CardFinding struct {
	Found    bool
	Corners  [4]Point // from the top left, clockwise; valid where Found
	Hint     Hint
	Progress float64     // 0..1 of CardFrames
	Done     bool        // Template and Portrait are there
	Template Template    // mean of CardFrames frames
	Portrait *image.RGBA // of the last frame, 3:4; the receiver's
}

// NewCardReader makes a reader; it needs a Checker that CanMatch.
func NewCardReader(c *Checker) *CardReader { return &CardReader{checker: c} }

// Reset begins with another card.
func (r *CardReader) Reset() { *r = CardReader{checker: r.checker} }

// Add looks at one frame. The error is CodeNoModel, or a fault of the machinery.
func (r *CardReader) Add(img *image.RGBA, now time.Time) (CardFinding, error) {
	if !r.checker.CanMatch() {
		return CardFinding{}, enrol.NewError(enrol.CodeNoModel, "read card")
	}
	if now.Sub(r.seen) > cardLapse {
		r.Reset()
	}
	m, err := view(img)
	if err != nil {
		return CardFinding{}, enrol.WrapError(enrol.CodeInternal, "view frame", err)
	}
	defer m.Close()
	found := findCards(m)
	if len(found) == 0 {
		return r.finding(HintCardNone), nil
	}
	out := CardFinding{Found: true, Corners: found[0], Hint: HintCardStill}
	if !r.seen.IsZero() {
		slices.SortStableFunc(found, func(a, b [4]Point) int { return cmp.Compare(r.moved(a), r.moved(b)) })
	}
	if r.seen.IsZero() || r.moved(found[0]) <= cardMoved {
		if err := r.readAny(m, found, &out); err != nil {
			return out, err
		}
	}
	r.seen, r.corners = now, out.Corners
	out.Progress = float64(len(r.templates)) / CardFrames
	if len(r.templates) >= CardFrames {
		out.Template, err = MeanTemplate(r.templates)
		out.Done = err == nil
		r.Reset()
	}
	return out, err
}

func (r *CardReader) finding(h Hint) CardFinding {
	return CardFinding{Hint: h, Progress: float64(len(r.templates)) / CardFrames}
}

// moved is how far a card is from where it was in the last frame, in its widths.
func (r *CardReader) moved(corners [4]Point) float64 {
	far := 0.0
	for i := range corners {
		far = max(far, distance(corners[i], r.corners[i])/wide(corners))
	}
	return far
}

func wide(q [4]Point) float64 { return (distance(q[0], q[1]) + distance(q[3], q[2])) / 2 }

// readAny reads the first of the outlines that has a portrait where it should be: a frame around a
// card, or lines upon it, may look as much like one.
func (r *CardReader) readAny(m gocv.Mat, found [][4]Point, out *CardFinding) error {
	for i, corners := range found {
		hint, err := r.read(m, corners, out)
		if err != nil {
			return err
		}
		if read := hint != HintCardTurn && hint != HintCardCloser; read || i == 0 {
			out.Hint, out.Corners = hint, corners
			if read {
				break
			}
		}
	}
	return nil
}

// read takes the portrait of a card that was found, if it is good enough.
func (r *CardReader) read(m gocv.Mat, corners [4]Point, out *CardFinding) (Hint, error) {
	if wide(corners) < cardLeast {
		return HintCardCloser, nil
	}
	card, err := straighten(m, corners)
	if err != nil {
		return HintNone, err
	}
	found, err := r.checker.Inspect(card)
	if err != nil {
		return HintNone, err
	}
	f, hint := portraitOn(found)
	if hint == HintCardTurn && shines(card) {
		hint = HintCardGlare
	}
	if hint != HintNone {
		return hint, nil
	}
	t, err := r.checker.Embed(card, f)
	if err != nil {
		return HintNone, err
	}
	if len(r.templates) > 0 {
		if same, err := Similarity(r.templates[0], t); err != nil || same < cardSame {
			r.templates = nil // another card
		}
	}
	r.templates = append(r.templates, t)
	out.Portrait = portrait(card, f.Box)
	return HintNone, nil
}

// portraitOn picks the face that can be a card's portrait, and judges the light on it.
func portraitOn(found Findings) (Face, Hint) {
	for i, f := range found.Faces {
		mid, wide := float64(f.Box.Min.X+f.Box.Max.X)/2/CardWidth, float64(f.Box.Dx())/CardWidth
		if mid < cardFaceLeft || wide < cardFaceNarrow || wide > cardFaceWide || !f.HasLandmarks {
			continue
		}
		if i == 0 { // the light was measured on this one
			if c, ok := found.Component("OverExposurePrevention"); ok && c.Value > cardGlare {
				return f, HintCardGlare
			}
			if c, ok := found.Component("Sharpness"); ok && c.Level == LevelRefuse {
				return f, HintCardStill
			}
		}
		return f, HintNone
	}
	return Face{}, HintCardTurn
}

// shines tells whether light hides the place of the portrait.
func shines(card *image.RGBA) bool {
	place := image.Rect(CardWidth*68/100, CardHeight*15/100, CardWidth*98/100, CardHeight*75/100)
	white := 0
	for y := place.Min.Y; y < place.Max.Y; y++ {
		for x := place.Min.X; x < place.Max.X; x++ {
			px := card.Pix[card.PixOffset(x, y):]
			if px[0] >= 247 && px[1] >= 247 && px[2] >= 247 {
				white++
			}
		}
	}
	return float64(white) > 2*cardGlare*float64(place.Dx()*place.Dy())
}

// portrait cuts the 3:4 picture around a card's face.
func portrait(card *image.RGBA, box image.Rectangle) *image.RGBA {
	h := 2 * box.Dy()
	mid := box.Min.Add(box.Size().Div(2))
	r := image.Rect(0, 0, h*3/4, h).Add(image.Pt(mid.X-h*3/8, mid.Y-h/2)).Intersect(card.Rect)
	return packed(card.SubImage(r).(*image.RGBA))
}
