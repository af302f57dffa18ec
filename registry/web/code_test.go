package web

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/registry/web/webtest"
)

// paint draws the SVG's path of strokes, scale pixels a module.
func paint(t *testing.T, svg string, scale int) image.Image {
	t.Helper()
	var side int
	if _, err := fmt.Sscanf(svg[strings.Index(svg, "viewBox"):], `viewBox="0 0 %d`, &side); err != nil {
		t.Fatal(err)
	}
	img := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	d := svg[strings.LastIndex(svg, ` d="`)+4:]
	in := strings.NewReader(strings.NewReplacer("M", " M ", "m", " m ", "h", " h ", ".5", "", `"`, " end ").Replace(d[:strings.Index(d, "/>")]))
	x, y := 0, 0
	for {
		var op string
		var a, b int
		if _, err := fmt.Fscan(in, &op); err != nil || op == "end" {
			return img
		}
		switch op {
		case "M":
			_, _ = fmt.Fscan(in, &x, &y)
		case "m":
			_, _ = fmt.Fscan(in, &a, &b)
			x, y = x+a, y+b
		case "h":
			_, _ = fmt.Fscan(in, &a)
			for py := y * scale; py < (y+1)*scale; py++ {
				for px := x * scale; px < (x+a)*scale; px++ {
					img.SetGray(px, py, color.Gray{})
				}
			}
			x += a
		}
	}
}

// testQR is as long as a resident's, sealed and with a face template.
var testQR = strings.Repeat("6BF+70790T9WJWG.FKY*4GO0", 29)

func TestDrawnCodeIsRead(t *testing.T) {
	for _, text := range []string{"A", testQR, testQR[:300], "huruf kecil: byte mode", strings.Repeat("6BF+7", 250)} {
		svg, err := DrawCode(text, `alt "&`)
		if err != nil {
			t.Fatal(err)
		}
		if err := wellFormed(string(svg)); err != nil {
			t.Errorf("not well-formed: %v", err)
		}
		got, err := webtest.ReadCode(paint(t, string(svg), 4))
		if err != nil || got != text {
			t.Errorf("%d characters: read %d, %v", len(text), len(got), err)
		}
	}
	if _, err := DrawCode(strings.Repeat("A", 5000), ""); err == nil {
		t.Error("a text beyond every version was drawn")
	}
}

func wellFormed(s string) error {
	d := xml.NewDecoder(bytes.NewBufferString(s))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// TestLargestModules: the version is the smallest there is for the text, and the
// correction level takes what room is left. 480 characters of Base45 need version 12 at
// level L (535 alphanumeric characters, ISO/IEC 18004 table 7), 65 modules.
func TestLargestModules(t *testing.T) {
	for _, c := range []struct{ length, modules int }{{20, 21}, {300, 53}, {480, 65}, {696, 77}} {
		m, err := encodeCode(testQR[:c.length])
		if err != nil {
			t.Fatal(err)
		}
		if m.GetWidth() != c.modules {
			t.Errorf("%d characters take %d modules, want %d", c.length, m.GetWidth(), c.modules)
		}
	}
}
