package bundle

import (
	"bytes"
	"io"
	"iter"

	"github.com/fxamacker/cbor/v2"
)

// maxBack bounds a file that comes back, in bytes.
const maxBack = 64 << 20

// part is one signed piece of a file that comes back: receipts, or settings.
type part struct {
	magic string
	body  cbor.RawMessage
}

// readBack reads a file that comes back.
func readBack(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxBack+1))
	if err != nil || len(text) > maxBack {
		return nil, spoiled("cut", err)
	}
	return text, nil
}

// parts walks through a file. What ends it too early is answered with it, as the last of
// all: "foreign" for a file that does not begin as one of ours, otherwise "cut".
func parts(text []byte) iter.Seq2[part, error] {
	return func(yield func(part, error) bool) {
		for first := true; first || len(text) > 0; first = false {
			p := part{magic: magicReceipts}
			switch {
			case bytes.HasPrefix(text, []byte(magicSettings)):
				p.magic = magicSettings
			case bytes.HasPrefix(text, []byte(magicReceipts)):
			case first:
				yield(p, spoiled("foreign", nil))
				return
			default:
				yield(p, spoiled("cut", nil))
				return
			}
			rest, err := cbor.UnmarshalFirst(text[len(p.magic):], &p.body)
			if err != nil {
				yield(p, spoiled("cut", err))
				return
			}
			if text = rest; !yield(p, nil) {
				return
			}
		}
	}
}
