package enrol

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// Bounds of the papers that are photographed at the document desk. All pages of a case,
// its selfie and its card's portrait have to fit in one packet, which is sent as a whole
// over metered lines: six pages are the three papers of a first card on two pages each.
const (
	MaxPage       = 256 << 10           // bytes of a page's JPEG
	MaxSealedPage = MaxPage + (4 << 10) // of the same, sealed
	MaxPages      = 6                   // a case
)

// Page is the picture of one page of a paper. It is sealed to the registry as soon as staff take it: what
// waits on this PC, for a day or for weeks in a parked case, can't be read here any more.
type Page struct {
	Document Document `json:"document"`
	Size     int      `json:"size"`   // of Sealed, bytes
	Digest   []byte   `json:"digest"` // SHA-256 of Sealed; the device signs it with the case

	// Sealed is the JPEG, sealed. nil: the desk keeps it, and finds it by case and digest.
	Sealed []byte `json:"-"`
}

// NewPage describes a sealed picture of a page of d.
func NewPage(d Document, sealed []byte) Page {
	sum := sha256.Sum256(sealed)
	return Page{Document: d, Size: len(sealed), Digest: sum[:], Sealed: sealed}
}

// Genuine tells whether Sealed is what Size and Digest say.
func (p Page) Genuine() bool {
	sum := sha256.Sum256(p.Sealed)
	return len(p.Sealed) == p.Size && bytes.Equal(p.Digest, sum[:])
}

// PagesFit tells whether the pages of a case are within the bounds, and each is of a paper that staff have
// ticked: a picture of anything else has no business in a case.
func (c Case) PagesFit() bool {
	for _, p := range c.Pages {
		if p.Size <= 0 || p.Size > MaxSealedPage || len(p.Digest) != sha256.Size || !slices.Contains(c.Documents, p.Document) {
			return false
		}
	}
	return len(c.Pages) <= MaxPages
}

// PagesOf counts the pages of one paper.
func (c Case) PagesOf(d Document) (n int) {
	for _, p := range c.Pages {
		if p.Document == d {
			n++
		}
	}
	return n
}

// Photographed tells whether d is something on paper that a picture can be taken of. That a person's
// fingers and face were recorded stands in the register, not on a paper.
func (d Document) Photographed() bool { return d != DocBiometry }
