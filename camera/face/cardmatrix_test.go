package face

import (
	"image"
	"image/color"
	"testing"

	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// TestFindCardAsHeld: in front of walls dark, light and of the card's own brightness, with a person
// behind it, fingers on its edges and a corner hidden.
func TestFindCardAsHeld(t *testing.T) {
	walls := map[string]color.RGBA{"dark": {70, 66, 60, 255}, "plain": {128, 124, 118, 255}, "bluish": {150, 180, 195, 255}, "light": {214, 210, 203, 255}}
	hands := map[string][]image.Rectangle{
		"free":    nil,
		"fingers": {image.Rect(-40, -150, 25, -100), image.Rect(-40, -90, 30, -45), image.Rect(-60, -35, 22, 10)},
		"corner":  {image.Rect(-60, -90, 110, 60)},
		"two":     {image.Rect(-60, -70, 110, 60), image.Rect(-45, -190, 40, -140)},
	}
	card, total, missed := drawnCard(4), 0, 0
	for wall, colour := range walls {
		for _, person := range []bool{false, true} {
			room := drawn.Scene{Width: 1280, Height: 720, Wall: colour}
			if person {
				room.People = []drawn.Person{at(3, 640, 250, 250)}
			}
			empty := drawn.Noisy(room.Picture(), 2, 1)
			for hand, fingers := range hands {
				for _, width := range []float64{620, 700, 760} {
					total++
					q := tilted(width)
					found := formsIn(t, inHand(empty, card, q, fingers))
					if !foundAt(found, q) {
						missed++
						t.Logf("%s wall, %s, person %v, %.0f px: %v", wall, hand, person, width, found)
					}
				}
			}
		}
	}
	if missed > 0 {
		t.Errorf("%d of %d not found", missed, total)
	}
}

// inHand is a card before a room, with what a hand hides: places are from its lower left corner, where a right hand
// holds it.
func inHand(room, card *image.RGBA, q [4]Point, fingers []image.Rectangle) *image.RGBA {
	img := image.NewRGBA(room.Rect)
	copy(img.Pix, room.Pix)
	onto(img, card, q)
	for _, f := range fingers {
		blot(img, f.Add(image.Pt(int(q[3].X), int(q[3].Y))), color.RGBA{196, 152, 122, 255})
	}
	return img
}

func formsIn(t *testing.T, img *image.RGBA) [][4]Point {
	t.Helper()
	m, err := view(img)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	return findCards(m)
}

// foundAt tells whether one of the forms is the card.
func foundAt(found [][4]Point, q [4]Point) bool {
	for _, f := range found {
		off := 0.
		for i := range q {
			off = max(off, distance(f[i], q[i]))
		}
		if off < 14 {
			return true
		}
	}
	return false
}

// tilted is a card as a hand holds it, of about a width.
func tilted(width float64) [4]Point {
	q := level(width)
	for i, by := range [4]Point{{4, -14}, {-10, 10}, {6, 16}, {-4, -8}} {
		q[i] = Point{q[i].X + by.X, q[i].Y + 20 + by.Y}
	}
	return q
}

// blot paints an ellipse.
func blot(img *image.RGBA, r image.Rectangle, c color.RGBA) {
	mx, my, w, h := float64(r.Min.X+r.Max.X)/2, float64(r.Min.Y+r.Max.Y)/2, float64(r.Dx())/2, float64(r.Dy())/2
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			dx, dy := (float64(x)-mx)/w, (float64(y)-my)/h
			if dx*dx+dy*dy < 1 && image.Pt(x, y).In(img.Rect) {
				img.SetRGBA(x, y, c)
			}
		}
	}
}

func BenchmarkFindCards(b *testing.B) {
	frame := drawn.Scene{Width: 1280, Height: 720, Wall: color.RGBA{128, 124, 118, 255}, People: []drawn.Person{at(3, 640, 250, 250)}}
	m, err := view(onto(frame.Picture(), drawnCard(4), tilted(760)))
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	for b.Loop() {
		if len(findCards(m)) == 0 {
			b.Fatal("not found")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/frame")
}
