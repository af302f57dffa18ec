package scanner

import (
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// bitsDecoder turns modules into text: gozxing's Reed-Solomon and bit stream.
type bitsDecoder struct {
	dec *decoder.Decoder
}

func newBitsDecoder() bitsDecoder { return bitsDecoder{decoder.NewDecoder()} }

// decode reads n by n soft modules, dark where negative.
func (d bitsDecoder) decode(soft []float64, n int) (*common.DecoderResult, bool) {
	m, err := gozxing.NewSquareBitMatrix(n)
	if err != nil {
		return nil, false
	}
	for i, v := range soft[:n*n] {
		if v < 0 {
			m.Set(i%n, i/n)
		}
	}
	r, err := d.safely(m)
	if err != nil || r == nil {
		return nil, false
	}
	return r, true
}

// safely keeps a panic in the decoder from taking the frame with it.
func (d bitsDecoder) safely(m *gozxing.BitMatrix) (r *common.DecoderResult, err error) {
	defer func() {
		if recover() != nil {
			r, err = nil, gozxing.NewFormatException("broken content")
		}
	}()
	return d.dec.Decode(m, nil)
}

// content gives text and bytes of what was decoded. Bytes are those of the
// byte segments where there are any, else of the text.
func content(r *common.DecoderResult) (string, []byte) {
	var b []byte
	for _, s := range r.GetByteSegments() {
		b = append(b, s...)
	}
	text := r.GetText()
	if len(b) == 0 {
		b = []byte(text)
	}
	return text, b
}
