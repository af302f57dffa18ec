package phone

import (
	"fmt"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
)

// Modules encodes text as a QR code (ISO/IEC 18004) of the smallest version
// that holds it. The result is square, rows first, true for dark, without the
// quiet zone. Text outside of ASCII is marked as UTF-8.
func Modules(text, level string) ([][]bool, error) {
	ec, err := decoder.ErrorCorrectionLevel_ValueOf(level)
	if err != nil {
		return nil, fmt.Errorf("error correction level %q: %w", level, err)
	}
	hints := map[gozxing.EncodeHintType]interface{}{}
	if !ascii(text) {
		hints[gozxing.EncodeHintType_CHARACTER_SET] = "UTF-8"
	}
	qr, werr := encoder.Encoder_encode(text, ec, hints)
	if werr != nil {
		return nil, fmt.Errorf("encode %d bytes at level %s: %w", len(text), level, werr)
	}
	m := qr.GetMatrix()
	rows := make([][]bool, m.GetHeight())
	for y := range rows {
		rows[y] = make([]bool, m.GetWidth())
		for x := range rows[y] {
			rows[y][x] = m.Get(x, y) == 1
		}
	}
	return rows, nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
