package registry

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// RegisterRequest is what a resident enters on the phone.
type RegisterRequest struct {
	NIK     enrol.NIK
	Email   enrol.Email
	Phone   enrol.Phone
	Kind    enrol.Kind // "" means enrol.KindNew
	Consent bool       // agreed to the face check on the phone; else staff ask at the counter
	Lang    string     // "id" or "en": the language of the mails; "" means "id"
}

// Registration is a resident's QR for the counter.
type Registration struct {
	ID      string    // secret handle of the page that shows it; 43 characters, base64url
	QR      string    // the signed text to draw as a QR
	Token   string    // what staff type when the QR can't be read: "ABCD-EFGH", Crockford's base 32
	Expires time.Time // of QR and token
	Outlet  string    // name of the one that has it on its screen already; "": to be shown
}

// RegistrationState is where a registration stands, for the live part of its page.
type RegistrationState string

// The states of a registration.
const (
	RegistrationWaiting  RegistrationState = "waiting"   // show the QR at the counter
	RegistrationApproved RegistrationState = "approved"  // approved there; the code is about to be sent
	RegistrationCodeSent RegistrationState = "code-sent" // look into the mailbox
	RegistrationActive   RegistrationState = "active"    // done: log in
	RegistrationRefused  RegistrationState = "refused"   // staff rejected it; ask at the counter
	RegistrationExpired  RegistrationState = "expired"   // not shown in time; renew
)

// Ticket is the leave to choose PIN and password, given for a right activation code.
type Ticket struct {
	ID      string // secret
	Expires time.Time
}

// SessionID is the secret of a log-in: 43 characters, base64url. It belongs in a
// cookie that scripts can't read; the database holds its SHA-256 alone.
type SessionID string

// String hides the secret.
func (SessionID) String() string { return "session" }

// Session is a log-in.
type Session struct {
	ID      SessionID
	Expires time.Time
}

// Identity is who is logged in, for the home page.
type Identity struct {
	Name      string
	NIKMasked string
	Account   enrol.Account
	Email     enrol.Email // prints masked
	Phone     enrol.Phone // prints masked
	Lang      string
	Since     time.Time // of the activation
	Expires   time.Time // of the session
}

// Address is where a resident is registered.
type Address struct {
	Street   string `json:"street,omitempty"`
	RT       string `json:"rt,omitempty"` // neighbourhood, three digits
	RW       string `json:"rw,omitempty"` // hamlet, three digits
	Village  string `json:"village,omitempty"`
	District string `json:"district,omitempty"`
	City     string `json:"city,omitempty"`
	Province string `json:"province,omitempty"`
	Postcode string `json:"postcode,omitempty"`
}

// KTP is what stands on a resident's identity card.
type KTP struct {
	NIK         enrol.NIK
	Name        string
	BirthPlace  string
	Birth       time.Time // date, UTC midnight
	Sex         enrol.Sex
	Blood       string // "A", "B", "AB", "O" or "-"
	Address     Address
	Religion    string
	Marital     string // as printed: "KAWIN", "BELUM KAWIN" …
	Occupation  string
	Citizenship string // "WNI" or the country
	Portrait    []byte // JPEG or PNG; nil: none was imported
}

// Member is one person on a family card.
type Member struct {
	NIK        enrol.NIK
	Name       string
	Relation   string // to the head: "KEPALA KELUARGA", "ISTRI", "ANAK" …
	BirthPlace string
	Birth      time.Time
	Sex        enrol.Sex
	Religion   string
	Marital    string
	Occupation string
}

// KK is a family card (Kartu Keluarga).
type KK struct {
	Number  string // 16 digits
	Head    string // name of the head of the family
	Address Address
	Members []Member // head first, then by birth
}

// Documents are what a resident may see with the PIN.
type Documents struct {
	KTP KTP
	KK  KK // Number "" where the resident's record names no family card
}
