package paper

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Size of a drawn page in pixels: A4 (ISO 216, 210 by 297 mm) at 150 dots an inch.
const (
	Short = 1240
	Long  = 1754
)

var (
	ink   = color.RGBA{28, 30, 36, 255}
	sheet = color.RGBA{250, 249, 245, 255}
	stamp = color.RGBA{70, 60, 160, 255}
)

// Certificate is an upright page with a title, lines of text and a stamp. Another seed, another text.
func Certificate(seed uint64) *image.RGBA {
	img := blank(Short, Long)
	write(img, 180, 190, 40, true, "KUTIPAN AKTA KELAHIRAN")
	write(img, 180, 240, 22, false, fmt.Sprintf("Nomor 3276-LT-%08d", seed%1e8))
	rng := rand.New(rand.NewPCG(seed, 1))
	for y := 330; y < 1300; y += 44 {
		write(img, 130, y, 21, false, sentence(rng, 74))
	}
	ring(img, image.Pt(860, 1480), 110)
	write(img, 740, 1660, 20, false, "PEJABAT PENCATATAN SIPIL")
	return img
}

// FamilyCard is a page that lies broadside, with a table.
func FamilyCard(seed uint64) *image.RGBA {
	img := blank(Long, Short)
	write(img, 660, 130, 44, true, "KARTU KELUARGA")
	rng := rand.New(rand.NewPCG(seed, 2))
	for row := range 12 {
		y := 300 + 62*row
		draw.Draw(img, image.Rect(90, y, Long-90, y+2), image.NewUniform(ink), image.Point{}, draw.Src)
		write(img, 110, y+42, 21, false, fmt.Sprintf("%2d  %s", row+1, sentence(rng, 96)))
	}
	for _, x := range []int{90, 150, 620, 1010, 1340, Long - 92} {
		draw.Draw(img, image.Rect(x, 300, x+2, 300+62*12), image.NewUniform(ink), image.Point{}, draw.Src)
	}
	ring(img, image.Pt(1450, 1110), 90)
	return img
}

func blank(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.NewUniform(sheet), image.Point{}, draw.Src)
	return img
}

// sentence is words of an alphabet, about n letters.
func sentence(rng *rand.Rand, n int) string {
	const letters = "aaaeeiiouubdgklmnprstwy"
	var out []byte
	for len(out) < n {
		for range 2 + rng.IntN(8) {
			out = append(out, letters[rng.IntN(len(letters))])
		}
		out = append(out, ' ')
	}
	return string(out[:n])
}

// ring is a stamp.
func ring(img *image.RGBA, mid image.Point, r int) {
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			if d := x*x + y*y; d <= r*r && (d > (r-7)*(r-7) || d < r*r/2 && d > r*r/2-12*r) {
				img.SetRGBA(mid.X+x, mid.Y+y, stamp)
			}
		}
	}
}

// fonts are read once; both are part of the program.
var fonts = sync.OnceValues(func() (regular, bold *opentype.Font) {
	return must(goregular.TTF), must(gobold.TTF)
})

func must(ttf []byte) *opentype.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic(err) // the fonts are constants
	}
	return f
}

// write puts text on a page, its baseline at y, size pixels high.
func write(img *image.RGBA, x, y int, size float64, heavy bool, text string) {
	f, bold := fonts()
	if heavy {
		f = bold
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		panic(err) // the options are constants
	}
	d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
}
