package packet

import (
	"bytes"
	"io"

	"filippo.io/age"
)

// usualSize is that of a packet with a selfie, in bytes: an envelope that is made ahead
// has room for it. A larger one only grows.
const usualSize = 72 << 10

// envelope is an age file that was begun before its content is known: a fresh key,
// encapsulated to the recipient, in its head. It is sealed once.
type envelope struct {
	to  *age.HybridRecipient
	out bytes.Buffer
	in  io.WriteCloser
}

// newEnvelope makes room for a content of size bytes.
func newEnvelope(to *age.HybridRecipient, size int) (*envelope, error) {
	e := &envelope{to: to}
	e.out.Grow(size + 4096)
	var err error
	e.in, err = age.Encrypt(&e.out, to)
	return e, err
}

// seal encrypts parts one behind the other.
func (e *envelope) seal(parts ...[]byte) ([]byte, error) {
	for _, part := range parts {
		if _, err := e.in.Write(part); err != nil {
			return nil, err
		}
	}
	if err := e.in.Close(); err != nil {
		return nil, err
	}
	return e.out.Bytes(), nil
}

// seal encrypts parts in an envelope of their own, size bytes in all.
func seal(to *age.HybridRecipient, size int, parts ...[]byte) ([]byte, error) {
	e, err := newEnvelope(to, size)
	if err != nil {
		return nil, err
	}
	return e.seal(parts...)
}
