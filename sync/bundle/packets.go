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

// closing ends the packets. What lies behind it a program from before never looks at.
type closing struct {
	Items int  `cbor:"1,keyasint"`
	Ask   bool `cbor:"2,keyasint,omitempty"` // a signed Ask follows
}

// Writer writes packets one by one; memory is bounded by one packet.
type Writer struct {
	w     *bufio.Writer
	items int
	ask   []byte
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

// Ask has a signed Ask follow the packets.
func (w *Writer) Ask(signed []byte) { w.ask = signed }

// Close ends the bundle with its count. The file still has to be synced by the caller
// before the stick is pulled out.
func (w *Writer) Close() error {
	if err := writeRecord(w.w, kindClose, closing{Items: w.items, Ask: len(w.ask) > 0}); err != nil {
		return err
	}
	if len(w.ask) > 0 {
		if err := writeRecord(w.w, kindAsk, w.ask); err != nil {
			return err
		}
	}
	if err := w.w.Flush(); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}

// Content is what a bundle of packets had.
type Content struct {
	Items int    // whole packets
	Ask   []byte // signed (see OpenAsk); nil: the device asks for nothing
}

// ReadPackets calls each for every whole packet, in the order of the file, and answers
// how many there were, and what the device asks for. A file that is no bundle is CodeField
// with "why" = "foreign"; one that ends too early or is damaged is "why" = "cut", after each
// was called for all that could be read: those are good, and the rest is still at the outlet.
// An error of each ends the reading and is answered as it is.
func ReadPackets(r io.Reader, each func(Head, api.Packet) error) (out Content, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if err := expect(in, magicPackets); err != nil {
		return out, err
	}
	var h Head
	kind, body, err := readRecord(in)
	if err != nil || kind != kindHead || strict.Unmarshal(body, &h) != nil {
		return out, spoiled("cut", err)
	}
	h.At = h.At.UTC()
	for {
		kind, body, err := readRecord(in)
		switch {
		case err != nil:
			return out, spoiled("cut", err)
		case kind == kindClose:
			out.Ask, err = readEnd(in, body, out.Items)
			return out, err
		case kind != kindItem:
			return out, spoiled("cut", errCut)
		}
		var p api.Packet
		if strict.Unmarshal(body, &p) != nil || p.ID == "" || len(p.Body) == 0 || len(p.Body) > api.MaxPacketBytes {
			return out, spoiled("cut", errCut)
		}
		if err := each(h, p); err != nil {
			return out, err
		}
		out.Items++
	}
}

// readEnd checks the count, and reads what follows the packets.
func readEnd(in *bufio.Reader, body []byte, items int) (ask []byte, err error) {
	var c closing
	if strict.Unmarshal(body, &c) != nil || c.Items != items {
		return nil, spoiled("cut", errCut)
	}
	if !c.Ask {
		return nil, nil
	}
	kind, body, err := readRecord(in)
	if err != nil || kind != kindAsk || strict.Unmarshal(body, &ask) != nil || len(ask) == 0 || len(ask) > maxAsk {
		return nil, spoiled("cut", errCut)
	}
	return ask, nil
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
