package bundle

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
)

// maxRecord bounds one record, in bytes: a packet and its id.
const maxRecord = 3 << 20

// The kinds of record.
const (
	kindHead  = 'H'
	kindItem  = 'I'
	kindClose = 'Z'
	kindAsk   = 'Q'
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errCut is the end of what can be read: a stick pulled out too early, or worn.
var errCut = errors.New("bundle is cut or damaged")

// spoiled makes the error of a file that is no bundle, or not whole (CodeField with
// the details "field" = "bundle" and "why").
func spoiled(why string, cause error) error {
	e := &enrol.Error{Code: enrol.CodeField, Op: "read bundle", Err: cause}
	return e.With("field", "bundle").With("why", why)
}

// writeRecord writes kind, length, CRC-32C and CBOR.
func writeRecord(w io.Writer, kind byte, v any) error {
	body, err := cbor.Marshal(v)
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	if len(body) > maxRecord {
		return spoiled("size", nil)
	}
	head := make([]byte, 9)
	head[0] = kind
	binary.BigEndian.PutUint32(head[1:], uint32(len(body)))
	binary.BigEndian.PutUint32(head[5:], crc32.Checksum(body, castagnoli))
	if _, err := w.Write(append(head, body...)); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}

// readRecord answers errCut for anything that is not a whole record.
func readRecord(r *bufio.Reader) (kind byte, body []byte, err error) {
	head := make([]byte, 9)
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, nil, errCut
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxRecord {
		return 0, nil, errCut
	}
	// Grown while reading: a length that lies costs nothing.
	body, err = io.ReadAll(io.LimitReader(r, int64(n)))
	if err != nil || len(body) != int(n) || crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(head[5:]) {
		return 0, nil, errCut
	}
	return head[0], body, nil
}

// strict refuses what has two readings.
var strict = func() cbor.DecMode {
	m, err := cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		TagsMd: cbor.TagsForbidden, MaxNestedLevels: 6}.DecMode()
	if err != nil {
		panic(err) // the options above are constants
	}
	return m
}()
