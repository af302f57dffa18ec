package slip

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Fonts are the two faces that a document is set in, as TrueType files. Only the glyphs
// that are used go into the document. The wiring hands them in: they are the window's.
type Fonts struct{ Regular, Bold []byte }

// Size is a page's, in millimetres.
type Size struct{ Wide, High float64 }

// The sizes of paper at a counter. A roll has no length of its own: a slip is as long as
// what is on it.
var (
	A4     = Size{210, 297}
	A6     = Size{105, 148}
	Roll80 = Size{80, 0}
)

// Face is the name that the fonts have in a document; the styles are "" and "B".
const Face = "noto"

// NewPDF makes an empty document, in millimetres, without a page and with page breaks
// left to the caller. at goes into its properties as the time of its making.
func NewPDF(f Fonts, size Size, title string, at time.Time) *fpdf.Fpdf {
	p := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: size.Wide, Ht: size.High}})
	p.AddUTF8FontFromBytes(Face, "", f.Regular)
	p.AddUTF8FontFromBytes(Face, "B", f.Bold)
	p.SetFont(Face, "", 10)
	p.SetTitle(title, true)
	p.SetCreator("Gerai IKD", true)
	p.SetProducer("Gerai IKD", true)
	p.SetCreationDate(at)
	p.SetModificationDate(at)
	p.SetAutoPageBreak(false, 0)
	p.SetCompression(true)
	return p
}

// Bytes ends a document and answers it as a file.
func Bytes(p *fpdf.Fpdf) ([]byte, error) {
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil, fmt.Errorf("write pdf: %w", err)
	}
	return b.Bytes(), nil
}
