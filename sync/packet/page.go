package packet

import (
	"bytes"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/gerai-ikd/gerai/enrol"
)

// SealPage seals the JPEG of a paper's page to the registry, whatever becomes of its case. It is not
// signed: its digest is, with the case. A picture larger than enrol.MaxPage, or none, is CodeField.
func (s *Sealer) SealPage(jpeg []byte) ([]byte, error) { return sealPage(s.recipient.Load(), jpeg) }

// SealPageToNobody seals a page to a key that is thrown away: in a training everything goes as
// always, and nothing can be read.
func SealPageToNobody(jpeg []byte) ([]byte, error) {
	id, err := NewIdentity()
	if err != nil {
		return nil, err
	}
	return sealPage(id.Recipient(), jpeg)
}

func sealPage(to *age.HybridRecipient, jpeg []byte) ([]byte, error) {
	if !isJPEG(jpeg) || len(jpeg) > enrol.MaxPage {
		return nil, enrol.NewError(enrol.CodeField, "seal page").With("field", "page")
	}
	out, err := seal(to, len(jpeg), jpeg)
	if err != nil {
		return nil, fmt.Errorf("seal page: %w", err)
	}
	return out, nil
}

// OpenPage reads a page of a case that Open has answered. One that can't be opened, or holds no JPEG
// of at most enrol.MaxPage, is CodeRefused like a packet of another form.
func OpenPage(p enrol.Page, id age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(p.Sealed), id)
	if err != nil {
		return nil, refuse("seal", err)
	}
	jpeg, err := io.ReadAll(io.LimitReader(r, enrol.MaxPage+1))
	switch {
	case err != nil:
		return nil, refuse("seal", err)
	case len(jpeg) > enrol.MaxPage:
		return nil, refuse("size", nil)
	case !isJPEG(jpeg):
		return nil, refuse("form", errForm)
	}
	return jpeg, nil
}

// isJPEG looks at the marker that every JPEG begins with (ITU-T T.81, SOI).
func isJPEG(b []byte) bool { return len(b) > 3 && b[0] == 0xFF && b[1] == 0xD8 }
