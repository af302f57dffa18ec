package main

import (
	"image"
	"strings"
	"testing"

	"golang.org/x/image/draw"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/scanner"
)

// TestDrawLink: what is drawn is read again, in the size of a screen.
func TestDrawLink(t *testing.T) {
	const link = "https://ikd.pusat.example:8443/loket/ABCDEFGHJKMNPQRSTVWXYZ0123"
	code, err := drawLink(link)
	if err != nil {
		t.Fatal(err)
	}
	side := 8 * code.Bounds().Dx()
	img := image.NewGray(image.Rect(0, 0, side, side))
	draw.NearestNeighbor.Scale(img, img.Rect, code, code.Bounds(), draw.Src, nil)
	s := scanner.New(scanner.Options{})
	defer s.Close()
	if got, ok := s.Scan(img); !ok || got.Text != link {
		t.Fatalf("read %q", got.Text)
	}
}

// TestDrawLinkRefuses what a phone should not be led to.
func TestDrawLinkRefuses(t *testing.T) {
	for _, link := range []string{"", "http://pusat.example/loket/A", "javascript:alert(1)", "https:///loket/A", "loket/A", "https://p.example/" + strings.Repeat("A", 300)} {
		if _, err := drawLink(link); enrol.CodeOf(err) != enrol.CodeNonsense {
			t.Errorf("%q: %v", link, err)
		}
	}
}
