package paper

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"github.com/gerai-ikd/gerai/enrol"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/paper"
)

type corners = [4]drawn.Corner

// wide is a frame of a camera set to 1920 by 1080; small is one of 1280 by 720.
var wide, small = image.Pt(1920, 1080), image.Pt(1280, 720)

func onDesk(size image.Point, change func(*drawn.Desk), papers ...drawn.Laid) *image.RGBA {
	d := drawn.Desk{Width: size.X, Height: size.Y, Noise: 2, Seed: 3, Papers: papers}
	if change != nil {
		change(&d)
	}
	return d.Picture()
}

// desk is a page on a desk, and where its corners are.
type desk struct {
	page   *image.RGBA
	at     corners
	size   image.Point
	change func(*drawn.Desk)
}

func (d desk) picture() *image.RGBA {
	return onDesk(d.size, d.change, drawn.Laid{Page: d.page, Corners: d.at})
}

// seen are the desks' pictures: each takes its time to draw.
var seen = sync.OnceValue(func() map[string]*image.RGBA {
	out := map[string]*image.RGBA{}
	for name, d := range desks() {
		out[name] = d.picture()
	}
	return out
})

// turned rotates corners about their middle.
func turned(q corners, degrees float64) corners {
	var mx, my float64
	for _, c := range q {
		mx, my = mx+c.X/4, my+c.Y/4
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for i, c := range q {
		q[i] = drawn.Corner{X: mx + cos*(c.X-mx) - sin*(c.Y-my), Y: my + sin*(c.X-mx) + cos*(c.Y-my)}
	}
	return q
}

// sideways lays an upright page broadside, its head to the left.
func sideways(q corners) corners {
	return corners{q[3], q[0], q[1], q[2]}
}

func desks() map[string]desk {
	kk, akta := drawn.FamilyCard(1), drawn.Certificate(2)
	flat := drawn.Flat(kk, wide.X, wide.Y, .86)
	tilted := corners{{X: 330, Y: 170}, {X: 1590, Y: 90}, {X: 1660, Y: 950}, {X: 250, Y: 1010}}
	return map[string]desk{
		"Flat":     {kk, flat, wide, nil},
		"Small":    {kk, drawn.Flat(kk, small.X, small.Y, .9), small, nil},
		"Tilted":   {kk, tilted, wide, nil},
		"Turned":   {kk, turned(drawn.Flat(kk, wide.X, wide.Y, .74), 14), wide, nil},
		"Back":     {kk, turned(drawn.Flat(kk, wide.X, wide.Y, .74), -17), wide, nil},
		"Upright":  {akta, drawn.Flat(akta, wide.X, wide.Y, .92), wide, nil},
		"Shadow":   {kk, tilted, wide, func(d *drawn.Desk) { d.Shadow = .45 }},
		"Warm":     {kk, flat, wide, func(d *drawn.Desk) { d.Warm = 1 }},
		"Light":    {kk, flat, wide, func(d *drawn.Desk) { d.Wood = color.RGBA{196, 188, 176, 255} }},
		"Noise":    {kk, tilted, wide, func(d *drawn.Desk) { d.Noise = 9 }},
		"Sideways": {akta, sideways(drawn.Flat(kk, wide.X, wide.Y, .86)), wide, nil},
	}
}

// out keeps a picture for people to look at, where they ask for it.
func out(t *testing.T, name string, img image.Image) {
	dir := os.Getenv("GERAI_PICTURES")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// TestFind compares the corners with the true ones.
func TestFind(t *testing.T) {
	for name, d := range desks() {
		t.Run(name, func(t *testing.T) {
			got, err := new(Reader).Look(seen()[name], time.Now())
			if err != nil || !got.Found || got.Hint != HintNone {
				t.Fatalf("found %v, %q, %v", got.Found, got.Hint, err)
			}
			worst := 0.
			for _, p := range d.at {
				near := math.Inf(1)
				for _, c := range got.Corners {
					near = min(near, math.Hypot(float64(c.X)-p.X, float64(c.Y)-p.Y))
				}
				worst = max(worst, near)
			}
			t.Logf("worst corner %.1f px off", worst)
			if worst > .002*float64(d.size.X) {
				t.Errorf("a corner is %.1f px off", worst)
			}
		})
	}
}

// likeness is the correlation of two pages' print, whatever their sizes: -1…1. Half a line's height of
// distortion takes it away.
func likeness(a, b image.Image) float64 {
	const w = 700
	h := w * b.Bounds().Dy() / b.Bounds().Dx()
	ga, gb := print(a, w, h), print(b, w, h)
	var ab, aa, bb float64
	for i := range ga {
		ab, aa, bb = ab+ga[i]*gb[i], aa+ga[i]*ga[i], bb+gb[i]*gb[i]
	}
	return ab / math.Sqrt(aa*bb)
}

// print is a picture's darkness against its surroundings.
func print(img image.Image, w, h int) []float64 {
	fine, coarse := image.NewGray(image.Rect(0, 0, w, h)), image.NewGray(image.Rect(0, 0, w/20, h/20))
	draw.CatmullRom.Scale(fine, fine.Rect, img, img.Bounds(), draw.Src, nil)
	draw.CatmullRom.Scale(coarse, coarse.Rect, img, img.Bounds(), draw.Src, nil)
	back := image.NewGray(fine.Rect)
	draw.BiLinear.Scale(back, back.Rect, coarse, coarse.Rect, draw.Src, nil)
	out := make([]float64, w*h)
	for i := range out {
		out[i] = float64(fine.Pix[i]) - float64(back.Pix[i])
	}
	return out
}

// TestTake: the straightened page is the drawn one, upright, on white paper, and small enough.
func TestTake(t *testing.T) {
	for name, d := range desks() {
		t.Run(name, func(t *testing.T) {
			p, err := Take(seen()[name])
			if err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(p.JPEG))
			if err != nil {
				t.Fatal(err)
			}
			out(t, "desk-"+name, seen()[name])
			out(t, "page-"+name, img)
			like, grey := likeness(img, d.page), sheetOf(img)
			t.Logf("%v, %d bytes, likeness %.2f, sheet %v", img.Bounds().Size(), len(p.JPEG), like, grey)
			if len(p.JPEG) > enrol.MaxPage || (img.Bounds().Dx() > img.Bounds().Dy()) != (d.page.Rect.Dx() > d.page.Rect.Dy()) {
				t.Error("too large, or not upright")
			}
			least := .8
			if d.size == small {
				least = .5 // 66 dots an inch of the desk: large print alone
			}
			if like < least {
				t.Errorf("likeness %.2f", like)
			}
			lowest, highest := min(grey.R, grey.G, grey.B), max(grey.R, grey.G, grey.B)
			if lowest < 225 || highest-lowest > 10 {
				t.Errorf("the sheet is %v", grey)
			}
		})
	}
}

// sheetOf is the middle colour of a page, which is that of its paper.
func sheetOf(img image.Image) color.RGBA {
	var count [3][256]int
	b, n := img.Bounds(), 0
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			r, g, bl, _ := img.At(x, y).RGBA()
			count[0][r>>8]++
			count[1][g>>8]++
			count[2][bl>>8]++
			n++
		}
	}
	var mid [3]uint8
	for ch := range 3 {
		for v, left := 0, n/2; v < 256; v++ {
			if left -= count[ch][v]; left < 0 {
				mid[ch] = uint8(v)
				break
			}
		}
	}
	return color.RGBA{mid[0], mid[1], mid[2], 255}
}

// TestHints: what is wrong is said, and such a page is never taken by itself.
func TestHints(t *testing.T) {
	kk := drawn.FamilyCard(1)
	flat := drawn.Flat(kk, wide.X, wide.Y, .86)
	half := func(x float64) drawn.Laid {
		q := drawn.Flat(kk, 900, 1000, .9)
		for i := range q {
			q[i].X += x
		}
		return drawn.Laid{Page: kk, Corners: q}
	}
	off := flat
	for i := range off {
		off[i].X += 500
	}
	for name, tt := range map[string]struct {
		img  *image.RGBA
		want Hint
	}{
		"None":   {onDesk(wide, nil), HintNoPage},
		"Two":    {onDesk(wide, nil, half(20), half(980)), HintTwo},
		"Far":    {onDesk(wide, nil, drawn.Laid{Page: kk, Corners: drawn.Flat(kk, wide.X, wide.Y, .42)}), HintCloser},
		"Cut":    {onDesk(wide, nil, drawn.Laid{Page: kk, Corners: off}), HintWhole},
		"Bright": {desk{kk, flat, wide, func(d *drawn.Desk) { d.Light = 1.5 }}.picture(), HintBright},
		"Dark":   {desk{kk, flat, wide, func(d *drawn.Desk) { d.Light = .25 }}.picture(), HintDark},
	} {
		t.Run(name, func(t *testing.T) {
			r, now := new(Reader), time.Now()
			for range 20 {
				now = now.Add(100 * time.Millisecond)
				got, err := r.Look(tt.img, now)
				if err != nil || got.Hint != tt.want || got.Done {
					t.Fatalf("%q, done %v, %v", got.Hint, got.Done, err)
				}
			}
		})
	}
	if _, err := Take(onDesk(wide, nil)); enrol.CodeOf(err) != enrol.CodeNoPaper {
		t.Errorf("a bare desk is photographed: %v", err)
	}
}

// TestStill: a page is taken once it has lain still, and not while somebody moves it.
func TestStill(t *testing.T) {
	d := desks()["Flat"]
	lying := seen()["Flat"]
	q := d.at
	for i := range q {
		q[i].X += 60
	}
	d.at = q
	moved := d.picture()
	r, now := new(Reader), time.Now()
	look := func(img *image.RGBA) Finding {
		now = now.Add(150 * time.Millisecond)
		got, err := r.Look(img, now)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for i := range 8 {
		img := lying
		if i%2 == 1 {
			img = moved
		}
		if got := look(img); got.Done || i > 0 && got.Hint != HintStill {
			t.Fatalf("moved: %q, done %v", got.Hint, got.Done)
		}
	}
	last := 0.
	for i := range 12 {
		got := look(moved)
		if i > 0 && got.Progress < last {
			t.Fatalf("progress falls from %v to %v", last, got.Progress)
		}
		last = got.Progress
		if got.Done {
			if i < steadyLeast-1 {
				t.Errorf("taken after %d frames", i+1)
			}
			r.Reset()
			for range 12 {
				if again := look(moved); again.Done || again.Hint != HintNext {
					t.Fatalf("the page that was taken: %q, done %v", again.Hint, again.Done)
				}
			}
			if got := look(lying); got.Hint != HintStill {
				t.Errorf("the next page: %q", got.Hint)
			}
			for range 12 {
				if look(lying).Done {
					return
				}
			}
			t.Error("the next page is never taken")
			return
		}
	}
	t.Error("never taken")
}

// TestTurned: four quarter turns lead back, and each page is packed.
func TestTurned(t *testing.T) {
	p, err := Take(seen()["Small"])
	if err != nil {
		t.Fatal(err)
	}
	again := p
	for range 4 {
		if again, err = again.Turned(); err != nil || len(again.JPEG) == 0 || len(again.JPEG) > enrol.MaxPage {
			t.Fatalf("%d bytes, %v", len(again.JPEG), err)
		}
	}
	if !bytes.Equal(again.Image.Pix, p.Image.Pix) {
		t.Error("a whole turn changes the page")
	}
}

// TestPackedNoise: what packs worst is made to fit all the same.
func TestPackedNoise(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, longMost, 1654))
	x := uint32(1)
	for i := range img.Pix {
		x = x*1664525 + 1013904223
		img.Pix[i] = uint8(x >> 24)
	}
	p, err := packed(img)
	if err != nil || len(p.JPEG) > enrol.MaxPage {
		t.Errorf("%d bytes, %v", len(p.JPEG), err)
	}
}

// FuzzFind: no frame ends the program.
func FuzzFind(f *testing.F) {
	f.Add([]byte{1, 2, 3}, 640, 480)
	f.Add([]byte{255, 0}, 1, 1)
	f.Fuzz(func(t *testing.T, b []byte, w, h int) {
		w, h = 1+abs(w)%400, 1+abs(h)%400
		img := image.NewRGBA(image.Rect(0, 0, w, h))
		for i := range img.Pix {
			if len(b) > 0 {
				img.Pix[i] = b[i%len(b)]
			}
		}
		if _, err := new(Reader).Look(img, time.Now()); err != nil {
			t.Error(err)
		}
		_, _ = Take(img)
	})
}

func abs(n int) int { return max(n, -(n + 1)) }

func BenchmarkLook(b *testing.B) {
	img, r, now := seen()["Tilted"], new(Reader), time.Now()
	for b.Loop() {
		if _, err := r.Look(img, now); err != nil {
			b.Fatal(err)
		}
	}
}
