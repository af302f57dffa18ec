package look

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
)

// wrapWhole is wrap as it would be if to measure were free.
func wrapWhole(t *Text, width, size float32) []string {
	var lines []string
	for _, par := range strings.Split(t.text, "\n") {
		line := ""
		for _, word := range strings.Fields(par) {
			longer := strings.TrimSpace(line + " " + word)
			if line != "" && t.measure(longer, size) > width {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		lines = append(lines, line)
	}
	return lines
}

// TestWrapAddsUp: lines that are added up from words break where lines that are measured do.
func TestWrapAddsUp(t *testing.T) {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(NewTheme(New(false)))
	words := strings.Fields("Minta penduduk menunjukkan QR di ponselnya AVA To Ty Yo fi ffl 3276001203850001 b•••@gmail.com … — (08…) 00:10 WAWAN J. T. " +
		"A V LT “kutip” kode-nya, Enter: lanjutkan; dan/atau i l W")
	r := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		n := 1 + r.IntN(14)
		parts := make([]string, n)
		for i := range parts {
			parts[i] = words[r.IntN(len(words))]
			if r.IntN(9) == 0 {
				parts[i] += "\n"
			}
		}
		x := NewText(strings.Join(parts, " "), Body, New(false).Text).With(func(x *Text) { x.Bold, x.Mono = r.IntN(3) == 0, r.IntN(9) == 0 })
		size, width := float32(11+r.IntN(30)), float32(40+r.IntN(700))
		if got, want := x.wrap(width, size), wrapWhole(x, width, size); !slices.Equal(got, want) {
			t.Fatalf("%q in %v at %v:\n%q, want\n%q", x.text, width, size, got, want)
		}
	}
}

// BenchmarkWrap wraps a sentence that was never seen before, whose words but one were.
func BenchmarkWrap(b *testing.B) {
	a := test.NewTempApp(b)
	a.Settings().SetTheme(NewTheme(New(false)))
	for name, wrap := range map[string]func(*Text, float32, float32) []string{"words": (*Text).wrap, "beginnings": wrapWhole} {
		b.Run(name, func(b *testing.B) {
			for n := range b.N {
				x := NewText("Penduduk "+name+strconv.Itoa(n)+" setuju data wajahnya dipakai untuk aktivasi ini saja, dan gambarnya dihapus setelah sembilan puluh hari", Body, New(false).Text)
				wrap(x, 380, 16)
			}
		})
	}
}
