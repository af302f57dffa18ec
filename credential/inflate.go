package credential

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

var (
	errInflated = errors.New("inflates to more than a credential can hold")
	errTrailing = errors.New("data after the end")
)

// deflate compresses at the best level: a byte less in the QR is worth more than a
// microsecond at the registry.
func deflate(b []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := zlib.NewWriterLevel(&buf, zlib.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	if _, err := w.Write(b); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("deflate: %w", err)
	}
	return buf.Bytes(), nil
}

// inflate answers at most limit bytes. It stops at the first byte too many
// (errInflated), so that a bomb costs limit bytes and no more. What follows the
// stream is refused (errTrailing).
func inflate(b []byte, limit int) ([]byte, error) {
	src := bytes.NewReader(b) // an io.ByteReader: nothing is read ahead of the stream's end
	z, err := zlib.NewReader(src)
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, int64(limit)+1))
	if len(out) > limit {
		return nil, errInflated
	}
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	if src.Len() > 0 {
		return nil, errTrailing
	}
	return out, nil
}

// zlibHeader tells whether b begins as every credential does: deflate with a 32 KB
// window and a header checksum that fits (RFC 1950, section 2.2). It tells a damaged
// QR of ours from a foreign one that happens to be in the alphabet.
func zlibHeader(b []byte) bool {
	return len(b) >= 2 && b[0] == 0x78 && (int(b[0])<<8|int(b[1]))%31 == 0
}
