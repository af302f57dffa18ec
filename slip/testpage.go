package slip

import "time"

// TestPage is what shows whether a printer is the right one, and whether its paper is: a
// frame at the margins of what it is asked to print on, and which printer was meant. Its
// QR opens no case.
func (m *Maker) TestPage(printer string, at time.Time) ([]byte, error) {
	size := m.size
	if size.High == 0 { // of a roll: as long as what is on it
		h, err := m.test(Size{size.Wide, 400}, printer, at)
		if err != nil {
			return nil, err
		}
		size.High = h.pdf.GetY() + 2*margin
	}
	h, err := m.test(size, printer, at)
	if err != nil {
		return nil, err
	}
	h.pdf.Rect(margin, margin, size.Wide-2*margin, size.High-2*margin, "D")
	return Bytes(h.pdf)
}

// testText is what the QR of a test page says.
const testText = "GERAI-TEST"

func (m *Maker) test(size Size, printer string, at time.Time) (*sheet, error) {
	p := NewPDF(m.fonts, size, m.say("testpage.title"), at)
	p.SetMargins(margin, margin, margin)
	p.AddPage()
	h := &sheet{pdf: p, wide: size.Wide - 2*margin}
	p.SetY(2 * margin)
	h.line("B", 15, "C", m.say("testpage.title"))
	h.line("", 10, "C", printer)
	h.line("", 10, "C", at.Format("02/01/2006 "+m.say("time.clock-seconds")))
	h.line("", 9, "C", m.say("testpage.what"))
	return h, h.code(testText)
}
