package slip

import (
	"bytes"
	"testing"
	"time"

	"fyne.io/fyne/v2/theme"
)

// testFonts are the window's own, as the program hands them in.
func testFonts() Fonts {
	return Fonts{Regular: theme.DefaultTextFont().Content(), Bold: theme.DefaultTextBoldFont().Content()}
}

func TestPDFEmbedsOnlyWhatIsUsed(t *testing.T) {
	p := NewPDF(testFonts(), A6, "Bawa saat kembali", time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	p.AddPage()
	p.SetFont(Face, "B", 14)
	p.Text(8, 16, "Bawa saat kembali — b•••@gmail.com")
	b, err := Bytes(p)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(b), []byte("%%EOF")) {
		t.Error("not a whole PDF")
	}
	if !bytes.Contains(b, []byte("/FontFile2")) {
		t.Error("no font is embedded: the printer would choose one of its own")
	}
	if len(b) > 200<<10 {
		t.Errorf("%d bytes: whole fonts were embedded", len(b))
	}
}

func TestPDFWithABrokenFontIsAnError(t *testing.T) {
	p := NewPDF(Fonts{Regular: []byte("no font"), Bold: []byte("no font")}, A6, "x", time.Time{})
	p.AddPage()
	if _, err := Bytes(p); err == nil {
		t.Error("a document without a font was taken for a good one")
	}
}
