package slip

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/scanner"
)

// renderDPI is coarse: a pixel is a sixth of a millimetre.
const renderDPI = 150

// page is a document's page as a printer would draw it.
type page struct {
	w, h int
	grey []byte
}

// render draws a PDF of one page with poppler, and keeps the picture for eyes.
func render(t *testing.T, name string, pdf []byte) page {
	t.Helper()
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Skip("pdftoppm is not installed: no page is drawn (poppler-utils)")
	}
	file := filepath.Join("..", "out", "slip", name)
	keepForEyes(t, name, pdf)
	run(t, "pdftoppm", "-r", fmt.Sprint(renderDPI), "-gray", "-singlefile", file+".pdf", file)
	raw, err := os.ReadFile(file + ".pgm")
	if err != nil {
		t.Fatal(err)
	}
	var p page
	var depth int
	if _, err := fmt.Fscanf(bytes.NewReader(raw), "P5\n%d %d\n%d", &p.w, &p.h, &depth); err != nil || len(raw) < p.w*p.h {
		t.Fatal("not a grey picture: ", err)
	}
	p.grey = raw[len(raw)-p.w*p.h:]
	return p
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
	return string(out)
}

// ink answers how far the darkness of a page stays from its left, upper, right and lower
// side, in millimetres.
func (p page) ink() (left, top, right, bottom float64) {
	x0, y0, x1, y1 := p.w, p.h, -1, -1
	for y := range p.h {
		for x := range p.w {
			if p.grey[y*p.w+x] < 128 {
				x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
			}
		}
	}
	mm := func(n int) float64 { return float64(n) * 25.4 / renderDPI }
	return mm(x0), mm(y0), mm(p.w - 1 - x1), mm(p.h - 1 - y1)
}

// TestSlipsOnPaper draws each slip: nothing leaves the page, a roll ends where its slip
// does, every sentence is there to be read, and the QR is what it should be.
func TestSlipsOnPaper(t *testing.T) {
	papers := bring()
	for _, language := range assets.Languages {
		for name, size := range map[string]Size{"a6": A6, "80mm": Roll80} {
			m, err := NewMaker(testFonts(), language, size)
			if err != nil {
				t.Fatal(err)
			}
			for kind, s := range map[string]enrol.Slip{"bring": papers, "receipt": receipt()} {
				t.Run(strings.Join([]string{kind, name, language}, "-"), func(t *testing.T) {
					pdf, err := m.PDF(s)
					if err != nil {
						t.Fatal(err)
					}
					name := filepath.Base(t.Name())
					p := render(t, name, pdf)
					left, top, right, bottom := p.ink()
					if min(left, top, right, bottom) < margin-1.5 {
						t.Errorf("ink %.1f, %.1f, %.1f, %.1f mm from the sides", left, top, right, bottom)
					}
					if size.High == 0 && bottom > 3*margin {
						t.Errorf("the roll goes on for %.0f mm", bottom)
					}
					hasAll(t, name, m, s)
					if s.Token != "" {
						p.reads(t, s.Text())
					}
				})
			}
		}
	}
}

// hasAll looks for everything that was put on the slip in the document's own text.
func hasAll(t *testing.T, name string, m *Maker, s enrol.Slip) {
	t.Helper()
	h := newSheet(m, s, A4)
	if _, err := m.write(h, s); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(run(t, "pdftotext", filepath.Join("..", "out", "slip", name+".pdf"), "-")), " ")
	for _, said := range h.said {
		for _, word := range strings.Fields(said) {
			if !strings.Contains(text, word) {
				t.Errorf("%q of %q can't be read", word, said)
			}
		}
	}
}

// reads finds the QR in the page as it was drawn.
func (p page) reads(t *testing.T, want string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.pgm")
	if err := os.WriteFile(file, append(fmt.Appendf(nil, "P5\n%d %d\n255\n", p.w, p.h), p.grey...), 0o600); err != nil {
		t.Fatal(err)
	}
	png := strings.TrimSuffix(file, ".pgm") + ".png"
	run(t, "convert", file, png)
	r, err := scanner.DecodeFile(png)
	if err != nil || r.Text != want {
		t.Errorf("the slip's QR reads as %d characters, %v", len(r.Text), err)
	}
}

// TestSheetOnPaper: a shift's sheet stays inside its margins, however long its lists.
func TestSheetOnPaper(t *testing.T) {
	s := uidemo.Sheet()
	s.Seq, s.Hash, s.By, s.Sign = 4311, strings.Repeat("0123456789abcdef", 4), "siti", "penyelia"
	long := s
	for range 40 {
		long.Odd = append(long.Odd, enrol.OddCase{ID: "0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e", Fault: enrol.FaultLost})
		long.Kinds = append(long.Kinds, enrol.KindFigures{Kind: enrol.KindReactivate, Approved: 6})
		long.People = append(long.People, enrol.PersonFigures{Operator: "rahmawati.siti", Name: "Siti Rahmawati Kusumaningtyas Wirasasmita", Cases: 32})
	}
	long.Opened, long.Approved = 12345, 12345
	long.Names = map[string]string{"siti": "Siti Rahmawati Kusumaningtyas Wirasasmita", "penyelia": "Retno Wulandari"}
	for name, s := range map[string]enrol.Sheet{"sheet": s, "sheet-long": long} {
		pdf, err := Shift(testFonts(), mustSay(t), s, wib)
		if err != nil {
			t.Fatal(err)
		}
		left, top, right, bottom := render(t, name, pdf).ink()
		text := strings.Join(strings.Fields(run(t, "pdftotext", "-layout", filepath.Join("..", "out", "slip", name+".pdf"), "-")), " ")
		for _, want := range []string{"Siti Rahmawati", "Retno Wulandari (penyelia)", "Dibuka dan dari giliran sebelumnya", "diserahkan " + strconv.Itoa(s.Approved+s.Rejected+s.Parked+s.Cancelled+s.HandedOver)} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the sheet lacks %q:\n%s", name, want, text)
			}
		}
		if left < sheetLeft-1 || top < 15 || right < A4.Wide-sheetLeft-sheetWide-1 || bottom < 15 {
			t.Errorf("%s: ink %.1f, %.1f, %.1f, %.1f mm from the sides", name, left, top, right, bottom)
		}
	}
}
