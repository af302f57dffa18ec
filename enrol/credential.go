package enrol

import "time"

// Credential is a resident's QR after every check that needs no database: signature,
// key, times and form. Package credential makes it.
type Credential struct {
	ID        string // single-use id (CWT claim cti), hex
	KeyID     string
	Issuer    string
	IssuedAt  time.Time
	NotBefore time.Time
	Expires   time.Time
	Resident  Resident
	Kind      Kind
	ConsentAt time.Time     // when the resident agreed on the phone; zero: not yet
	Template  *FaceTemplate // nil: none
	Text      string        // as read from the QR: the registry checks it again
	Subject   []byte        // of a display QR: whom it is about, sealed by the registry for itself; nil: none
}

// VerifyKey is a key of the registry that residents' QRs are read with: a public one
// that they are signed with, or one that opens those that were sealed for the outlets.
type VerifyKey struct {
	ID        string    `json:"id"`
	Public    []byte    `json:"public,omitempty"` // Ed25519, 32 bytes; nil: see Open
	Open      OpenKey   `json:"open,omitempty"`   // AES-256, 32 bytes: a secret; nil: see Public
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after,omitzero"`
	Revoked   time.Time `json:"revoked,omitzero"` // zero: in force
}

// OpenKey opens sealed QRs.
type OpenKey []byte

// String hides the key.
func (OpenKey) String() string { return "key" }
