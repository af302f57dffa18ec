package bundle

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gerai-ikd/gerai/sync/api"
)

// PacketsBegin is how a bundle of packets begins.
const PacketsBegin = magicPackets

const magicPackets = "gerai packets 1\n"

// Head says where a bundle of packets comes from. It names no resident.
type Head struct {
	Device string    `cbor:"1,keyasint"`
	Outlet string    `cbor:"2,keyasint"`
	At     time.Time `cbor:"3,keyasint"` // to the second
}

type closing struct {
	Items int `cbor:"1,keyasint"`
}

// Writer writes packets one by one; memory is bounded by one packet.
type Writer struct {
	w     *bufio.Writer
	items int
}

// NewWriter begins a bundle.
func NewWriter(w io.Writer, h Head) (*Writer, error) {
	out := &Writer{w: bufio.NewWriterSize(w, 64<<10)}
	if _, err := out.w.WriteString(magicPackets); err != nil {
		return nil, fmt.Errorf("write bundle: %w", err)
	}
	h.At = h.At.UTC().Truncate(time.Second)
	return out, writeRecord(out.w, kindHead, h)
}

// Add appends a packet.
func (w *Writer) Add(p api.Packet) error {
	w.items++
	return writeRecord(w.w, kindItem, p)
}

// Close ends the bundle with its count. The file still has to be synced by the caller
// before the stick is pulled out.
func (w *Writer) Close() error {
	if err := writeRecord(w.w, kindClose, closing{Items: w.items}); err != nil {
		return err
	}
	if err := w.w.Flush(); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}

// ReadPackets calls each for every whole packet, in the order of the file, and answers
// how many there were. A file that is no bundle is CodeField with "why" = "foreign"; one
// that ends too early or is damaged is "why" = "cut", after each was called for all that
// could be read: those are good, and the rest is still at the outlet. An error of each
// ends the reading and is answered as it is.
func ReadPackets(r io.Reader, each func(Head, api.Packet) error) (items int, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if err := expect(in, magicPackets); err != nil {
		return 0, err
	}
	var h Head
	kind, body, err := readRecord(in)
	if err != nil || kind != kindHead || strict.Unmarshal(body, &h) != nil {
		return 0, spoiled("cut", err)
	}
	h.At = h.At.UTC()
	for {
		kind, body, err := readRecord(in)
		switch {
		case err != nil:
			return items, spoiled("cut", err)
		case kind == kindClose:
			var c closing
			if strict.Unmarshal(body, &c) != nil || c.Items != items {
				return items, spoiled("cut", errCut)
			}
			return items, nil
		case kind != kindItem:
			return items, spoiled("cut", errCut)
		}
		var p api.Packet
		if strict.Unmarshal(body, &p) != nil || p.ID == "" || len(p.Body) == 0 || len(p.Body) > api.MaxPacketBytes {
			return items, spoiled("cut", errCut)
		}
		if err := each(h, p); err != nil {
			return items, err
		}
		items++
	}
}

// expect reads the magic line.
func expect(in *bufio.Reader, magic string) error {
	got := make([]byte, len(magic))
	_, err := io.ReadFull(in, got)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("read bundle: %w", err)
	}
	if string(got) != magic {
		return spoiled("foreign", nil)
	}
	return nil
}
