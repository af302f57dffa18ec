package web

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"github.com/gerai-ikd/gerai/enrol"
)

// quiet is the white margin in modules that a reader may rely on (ISO/IEC 18004: 4).
const quiet = 4

// levels from the weakest error correction to the strongest: 7, 15, 25, 30 %.
var levels = []decoder.ErrorCorrectionLevel{
	decoder.ErrorCorrectionLevel_L, decoder.ErrorCorrectionLevel_M,
	decoder.ErrorCorrectionLevel_Q, decoder.ErrorCorrectionLevel_H,
}

// encodeCode makes the QR with the largest modules: the smallest version that holds
// the text at level L, then the strongest level that still fits that version. A webcam
// runs out of pixels for a module long before a bright screen damages any.
func encodeCode(text string) (*encoder.ByteMatrix, error) {
	qr, werr := encoder.Encoder_encode(text, levels[0], nil)
	if werr != nil {
		return nil, fmt.Errorf("encode %d characters: %w", len(text), werr)
	}
	hints := map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_QR_VERSION: qr.GetVersion().GetVersionNumber()}
	for _, level := range levels[1:] {
		stronger, werr := encoder.Encoder_encode(text, level, hints)
		if werr != nil {
			break
		}
		qr = stronger
	}
	return qr.GetMatrix(), nil
}

// DrawCode draws a QR as inline SVG, black on white whatever the theme, with its quiet
// zone. Runs of dark modules are strokes of one path: 10 KB for a typical code.
func DrawCode(text, alt string) (template.HTML, error) {
	m, err := encodeCode(text)
	if err != nil {
		return "", enrol.WrapError(enrol.CodeInternal, "draw a qr", err)
	}
	var b strings.Builder
	side := m.GetWidth() + 2*quiet
	fmt.Fprintf(&b, `<svg class="code s%d" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges">`,
		side, side, side, template.HTMLEscapeString(alt))
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%dv%dh-%dz"/><path stroke="#000" d="`, side, side, side)
	for y := range m.GetHeight() {
		drawRow(&b, m, y)
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil // digits and the escaped label only
}

func drawRow(b *strings.Builder, m *encoder.ByteMatrix, y int) {
	first, end := true, 0
	for x := 0; x < m.GetWidth(); {
		run := x
		for run < m.GetWidth() && m.Get(run, y) == 1 {
			run++
		}
		switch {
		case run == x:
			x++
			continue
		case first:
			fmt.Fprintf(b, "M%d %d.5h%d", x+quiet, y+quiet, run-x)
		default:
			fmt.Fprintf(b, "m%d 0h%d", x-end, run-x)
		}
		first, end, x = false, run, run
	}
}
