package slip

import (
	"fmt"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
)

// Maker writes slips in one language on one size of paper. It is safe for many
// goroutines.
type Maker struct {
	fonts Fonts
	size  Size
	text  map[string]string
}

// NewMaker makes a Maker. The error is that of a language that does not exist.
func NewMaker(f Fonts, language string, size Size) (*Maker, error) {
	text, err := assets.Sentences(language)
	if err != nil {
		return nil, fmt.Errorf("make slips: %w", err)
	}
	return &Maker{fonts: f, size: size, text: text}, nil
}

// PDF is the slip as a document of one page.
func (m *Maker) PDF(s enrol.Slip) ([]byte, error) {
	size := m.size
	if size.High == 0 { // of a roll: as long as what is on it
		high, err := m.write(newSheet(m, s, Size{size.Wide, 400}), s)
		if err != nil {
			return nil, err
		}
		size.High = high + margin
	}
	sheet := newSheet(m, s, size)
	if _, err := m.write(sheet, s); err != nil {
		return nil, err
	}
	return Bytes(sheet.pdf)
}

// write puts everything on the sheet and answers how far down it goes.
func (m *Maker) write(h *sheet, s enrol.Slip) (float64, error) {
	title := "slip.bring"
	if s.Receipt {
		title = "slip.receipt"
	}
	if s.Training {
		h.line("B", 11, "C", m.say("slip.training"))
	}
	h.line("B", 15, "C", m.say(title))
	if s.Copy {
		h.line("", 9, "C", m.say("slip.copy"))
	}
	h.line("", 9, "C", s.Outlet)
	h.rule()
	h.pair(m.say("slip.date"), moment(m.say, s.At))
	h.pair(m.say("slip.for"), m.errand(s))
	h.pair(m.say("slip.nik"), s.NIK)
	h.rule()
	if s.Receipt {
		m.receipt(h, s)
		return h.pdf.GetY(), nil
	}
	err := m.bring(h, s)
	return h.pdf.GetY(), err // and not before: a roll is as long as what is on it
}

func (m *Maker) receipt(h *sheet, s enrol.Slip) {
	if s.Number > 0 {
		h.line("", 9, "C", m.say("slip.number"))
		h.line("B", 26, "C", fmt.Sprintf("%03d", s.Number))
	}
	h.line("", 10, "L", m.say("slip.queued"))
	offline := "slip.offline-card"
	if s.Email != "" {
		h.line("B", 10, "L", m.say("slip.code", "email", s.Email))
		offline = "slip.offline"
	} else if s.ByMail {
		h.line("B", 10, "L", m.say("slip.code-registered"))
		offline = "slip.offline"
	}
	if s.Offline {
		h.line("", 10, "L", m.say(offline))
	}
	if s.Email != "" || s.ByMail {
		h.line("", 10, "L", m.say("slip.inactive"))
	}
}

func (m *Maker) bring(h *sheet, s enrol.Slip) error {
	if len(s.Missing) > 0 {
		h.line("B", 11, "L", m.say("slip.papers"))
		for _, d := range s.Missing {
			h.tick(m.say("document." + string(d)))
		}
	} else if s.Reason != "" {
		h.line("B", 11, "L", m.say("slip.reason"))
		h.line("", 10, "L", m.say("reason."+string(s.Reason)))
	}
	if s.Token == "" {
		return nil
	}
	if err := h.code(s.Text()); err != nil {
		return err
	}
	if s.Counter != "" {
		h.line("B", 10, "C", m.say("slip.counter", "counter", s.Counter))
	}
	h.line("", 9, "C", m.say("slip.come"))
	if !s.Until.IsZero() {
		h.line("B", 9, "C", m.say("slip.until", "until", s.Until.Format("02/01/2006")))
	}
	return nil
}

func (m *Maker) errand(s enrol.Slip) string {
	kind := m.say("kind." + string(s.Kind))
	if s.Purpose == enrol.PurposeNone {
		return kind
	}
	return m.say("kinds.errand", "kind", kind, "purpose", m.say("purpose."+string(s.Purpose)))
}

// say answers a sentence with its {names} filled; an unknown key as it is.
func (m *Maker) say(key string, pairs ...string) string {
	s, ok := m.text[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
	}
	return s
}

const margin = 5 // mm

// sheet is a page that is filled from the top.
type sheet struct {
	pdf  *fpdf.Fpdf
	wide float64 // between the margins
	said []string
}

func newSheet(m *Maker, s enrol.Slip, size Size) *sheet {
	title := "slip.bring"
	if s.Receipt {
		title = "slip.receipt"
	}
	p := NewPDF(m.fonts, size, m.say(title), s.At)
	p.SetMargins(margin, margin, margin)
	p.AddPage()
	return &sheet{pdf: p, wide: size.Wide - 2*margin}
}

// line is a text over the whole width, on as many lines as it needs.
func (h *sheet) line(style string, points float64, align, text string) {
	h.said = append(h.said, text)
	h.pdf.SetFont(Face, style, points)
	h.pdf.SetX(margin)
	h.pdf.MultiCell(h.wide, points*0.46, text, "", align, false)
	h.pdf.SetY(h.pdf.GetY() + 1)
}

// pair is a name and its value beside it.
func (h *sheet) pair(name, value string) {
	const first = 20
	h.said = append(h.said, name, value)
	h.pdf.SetFont(Face, "", 9)
	y := h.pdf.GetY()
	h.pdf.SetX(margin)
	h.pdf.CellFormat(first, 4.6, name, "", 0, "L", false, 0, "")
	h.pdf.SetFont(Face, "B", 9)
	h.pdf.SetXY(margin+first, y)
	h.pdf.MultiCell(h.wide-first, 4.6, value, "", "L", false)
}

// tick is a paper with a box to tick at home.
func (h *sheet) tick(text string) {
	y := h.pdf.GetY()
	h.said = append(h.said, text)
	h.pdf.Rect(margin+1, y+0.9, 3.4, 3.4, "D")
	h.pdf.SetFont(Face, "", 11)
	h.pdf.SetXY(margin+7, y)
	h.pdf.MultiCell(h.wide-7, 5.4, text, "", "L", false)
	h.pdf.SetY(h.pdf.GetY() + 0.6)
}

func (h *sheet) rule() {
	y := h.pdf.GetY() + 1
	h.pdf.Line(margin, y, margin+h.wide, y)
	h.pdf.SetY(y + 2)
}

// code draws a QR in the middle: modules of 1 mm, which any phone or webcam resolves
// from a piece of paper, and the quiet zone of ISO/IEC 18004, 6.3.8.
func (h *sheet) code(text string) error {
	qr, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, nil)
	if err != nil {
		return enrol.WrapError(enrol.CodeInternal, "draw slip's qr", fmt.Errorf("encode %s letters: %w", strconv.Itoa(len(text)), err))
	}
	const module, quiet = 1.0, 4
	m := qr.GetMatrix()
	x0, y0 := margin+(h.wide-float64(m.GetWidth())*module)/2, h.pdf.GetY()+quiet*module
	h.pdf.SetFillColor(0, 0, 0)
	for y := range m.GetHeight() {
		for x := range m.GetWidth() {
			if m.Get(x, y) == 1 {
				h.pdf.Rect(x0+float64(x)*module, y0+float64(y)*module, module, module, "F")
			}
		}
	}
	h.pdf.SetY(y0 + (float64(m.GetHeight())+quiet)*module)
	return nil
}
