package face

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"
	"time"

	"gocv.io/x/gocv"

	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// drawnCard is a card with a portrait at its right and lines of text.
func drawnCard(look int64) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, CardWidth, CardHeight))
	draw.Draw(img, img.Rect, image.NewUniform(color.RGBA{150, 200, 225, 255}), image.Point{}, draw.Src)
	for i := range 12 {
		y := 110 + 38*i
		draw.Draw(img, image.Rect(40, y, 420+37*(i*5%7), y+14), image.NewUniform(color.RGBA{40, 50, 60, 255}), image.Point{}, draw.Src)
	}
	p := drawn.Portrait(240, 320, 125, drawn.NewLook(look), drawn.Pose{})
	draw.Draw(img, image.Rect(735, 130, 975, 450), p, image.Point{}, draw.Src)
	return img
}

// held is a frame with a card at four corners.
func held(card *image.RGBA, q [4]Point) *image.RGBA {
	return drawn.Noisy(onto(drawn.Scene{Width: 1280, Height: 720, Wall: color.RGBA{70, 66, 60, 255}}.Picture(), card, q), 2, 1)
}

// onto puts a card at four corners of a frame.
func onto(frame, card *image.RGBA, q [4]Point) *image.RGBA {
	src, _ := view(card)
	defer src.Close()
	dst, _ := view(frame)
	defer dst.Close()
	from := gocv.NewPoint2fVectorFromPoints(points([4]Point{{0, 0}, {CardWidth, 0}, {CardWidth, CardHeight}, {0, CardHeight}}))
	defer from.Close()
	to := gocv.NewPoint2fVectorFromPoints(points(q))
	defer to.Close()
	t := gocv.GetPerspectiveTransform2f(from, to)
	defer t.Close()
	warped := gocv.NewMat()
	defer warped.Close()
	gocv.WarpPerspective(src, &warped, t, image.Pt(1280, 720))
	pix, _ := warped.DataPtrUint8()
	for i := 0; i < len(pix); i += 4 {
		if pix[i+3] == 255 {
			copy(frame.Pix[i:i+4], pix[i:i+4])
		}
	}
	return frame
}

func level(width float64) [4]Point {
	h := width / cardAspect
	x, y := 640-width/2, 360-h/2
	return [4]Point{{x, y}, {x + width, y}, {x + width, y + h}, {x, y + h}}
}

func TestFindCard(t *testing.T) {
	for name, q := range map[string][4]Point{
		"Level":  level(760),
		"Small":  level(420),
		"Tilted": {{260, 160}, {1000, 110}, {1040, 560}, {280, 640}},
		"Turned": {{300, 90}, {980, 250}, {880, 690}, {190, 520}},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := view(held(drawnCard(1), q))
			if err != nil {
				t.Fatal(err)
			}
			defer m.Close()
			found := findCards(m)
			if len(found) == 0 {
				t.Fatal("not found")
			}
			got := found[0]
			for i := range q {
				if d := distance(got[i], q[i]); d > 14 {
					t.Errorf("corner %d is %.0f px off: %v, want %v", i, d, got[i], q[i])
				}
			}
		})
	}
	empty, err := view(scene(at(1, 640, 330, 260)))
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	if found := findCards(empty); len(found) > 0 {
		t.Errorf("a person is taken for a card: %v", found)
	}
}

// follow shows one frame after another and answers the last finding.
func follow(t *testing.T, r *CardReader, frames int, img *image.RGBA) CardFinding {
	t.Helper()
	now := r.seen // frames come evenly, however slow the machine
	if now.IsZero() {
		now = time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)
	}
	var out CardFinding
	for range frames {
		now = now.Add(66 * time.Millisecond)
		var err error
		if out, err = r.Add(img, now); err != nil {
			t.Fatal(err)
		}
		if out.Done {
			break
		}
	}
	return out
}

func TestCardReader(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	got := follow(t, NewCardReader(c), 10, held(drawnCard(4), [4]Point{{260, 130}, {1010, 110}, {1030, 570}, {270, 590}}))
	if !got.Done || got.Portrait == nil {
		t.Fatalf("hint %q, progress %v", got.Hint, got.Progress)
	}
	live := inspect(t, c, scene(at(4, 640, 330, 260)))
	probe, err := c.Embed(scene(at(4, 640, 330, 260)), live.Faces[0])
	if err != nil {
		t.Fatal(err)
	}
	same, err := Similarity(probe, got.Template)
	if err != nil || same < .5 {
		t.Errorf("the same look has a similarity of %v, %v", same, err)
	}
}

func TestCardHints(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	shining := drawnCard(4)
	for y := 130; y < 450; y++ {
		for x := 735; x < 975; x++ {
			if d := math.Abs(float64(x-855) + .5*float64(y-290)); d < 50 {
				shining.SetRGBA(x, y, color.RGBA{255, 255, 255, 255})
			}
		}
	}
	q := level(760)
	for name, tt := range map[string]struct {
		img  *image.RGBA
		want Hint
	}{
		"None":     {scene(), HintCardNone},
		"Person":   {scene(at(1, 640, 330, 260)), HintCardNone},
		"Far":      {held(drawnCard(4), level(480)), HintCardCloser},
		"Upside":   {held(drawnCard(4), [4]Point{q[2], q[3], q[0], q[1]}), HintCardTurn},
		"Glare":    {held(shining, q), HintCardGlare},
		"Portrait": {held(drawn.Portrait(CardWidth, CardHeight, 300, drawn.NewLook(2), drawn.Pose{}), q), HintCardTurn},
	} {
		t.Run(name, func(t *testing.T) {
			if got := follow(t, NewCardReader(c), 3, tt.img); got.Hint != tt.want || got.Done {
				t.Errorf("hint %q, done %v", got.Hint, got.Done)
			}
		})
	}
	r := NewCardReader(c)
	follow(t, r, 3, held(drawnCard(4), q))
	if got := follow(t, r, 1, held(drawnCard(4), level(860))); got.Hint != HintCardStill {
		t.Errorf("moved: %q", got.Hint)
	}
	if _, err := NewCardReader(mustNew(t, Config{ModelsDir: t.TempDir()})).Add(scene(), time.Now()); err == nil {
		t.Error("read without a model")
	}
}
