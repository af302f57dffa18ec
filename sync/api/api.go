// Package api is what crosses the wire between an outlet and the registry: paths,
// bodies and problem documents, in one place, with golden files. It knows neither
// HTTP clients nor servers.
//
// Everything is JSON but the upload of packets, which is CBOR (RFC 8949), since
// base64 would add a third to every selfie on a metered line. Every path but Enrol,
// Lapsed and Health needs the device's certificate (mutual TLS).
package api

import (
	"crypto/sha256"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Paths of version 1.
const (
	PathHealth  = "/v1/health"  // GET  → Health
	PathEnrol   = "/v1/enrol"   // POST EnrolRequest → EnrolResponse; no client certificate
	PathRenew   = "/v1/renew"   // POST RenewRequest → RenewResponse
	PathLapsed  = "/v1/lapsed"  // POST LapsedRequest → RenewResponse; no client certificate
	PathPackets = "/v1/packets" // POST Packets (CBOR) → Receipts
	PathPull    = "/v1/pull"    // GET ?cursor= → enrol.Pull
	PathToken   = "/v1/token"   // POST TokenRequest → TokenResponse
	PathLookup  = "/v1/lookup"  // POST LookupRequest → LookupResponse
	PathAnchor  = "/v1/anchor"  // POST AnchorRequest → Health
	PathOffer   = "/v1/offer"   // POST OfferRequest → OfferResponse
	PathPIN     = "/v1/pin"     // POST enrol.PINChange → Health
	PathResend  = "/v1/resend"  // POST ResendRequest → ResendResponse
	PathCarried = "/v1/carried" // POST Packets (CBOR) of other outlets → CarriedResponse
	PathRoster  = "/v1/roster"  // POST RosterMarks → Health
	PathAsk     = "/v1/ask"     // POST AskRequest of another device → AskResponse
)

// PagesOffer is where an offer's link leads on the resident pages; the token follows.
const PagesOffer = "/loket/"

// Media types.
const (
	TypeJSON    = "application/json"
	TypeCBOR    = "application/cbor"
	TypeProblem = "application/problem+json" // RFC 9457
)

// Limits of a request.
const (
	MaxBatchBytes   = 8 << 20 // of a Packets body
	MaxPacketBytes  = 2 << 20 // of one sealed packet
	MaxJSONBytes    = 64 << 10
	MaxPullBytes    = 16 << 20 // of an enrol.Pull
	MaxCarriedBytes = 2 << 20  // of a CarriedResponse
	MaxAskBytes     = 24 << 20 // of an AskResponse: a pull, in base64
	MaxOfferWait    = 5        // seconds that an OfferRequest may wait for news
	MaxArrivals     = 8        // of one OfferResponse
	MaxMarks        = 200      // of one RosterMarks
)

// Health is the registry's sign of life.
type Health struct {
	Time    time.Time `json:"time"` // the registry's clock
	Version string    `json:"version"`
}

// EnrolRequest makes a device known, once, with the code that pusat enrol-device
// printed (see EnrolCode). An outlet whose answer was lost asks again with the same
// code and the same signing key, and is to be answered as the first time; the same
// code with another key is CodeEnrolCode.
type EnrolRequest struct {
	Code       string `json:"code"`        // EnrolCode.Text
	Name       string `json:"name"`        // the PC's, for the registry's list
	SigningKey []byte `json:"signing_key"` // Ed25519 public key, 32 bytes, that packets are signed with
	CSR        []byte `json:"csr"`         // PKCS #10, DER, of the TLS key
}

// EnrolResponse is the device's identity.
type EnrolResponse struct {
	Device      string `json:"device"`      // id
	Outlet      string `json:"outlet"`      // id
	Certificate []byte `json:"certificate"` // PEM, leaf first
	CA          []byte `json:"ca"`          // PEM, what the registry's own certificate is checked with
	Recipient   string `json:"recipient"`   // age recipient of packets
}

// RenewRequest asks for a new certificate for the same device.
type RenewRequest struct {
	CSR []byte `json:"csr"`
}

// RenewResponse brings it.
type RenewResponse struct {
	Certificate []byte `json:"certificate"`
	CA          []byte `json:"ca"`
}

// LapsedGrace is for how long after its end a certificate can be renewed with its key
// alone, since an outlet may be off line for longer than a certificate's life. A PC that
// nobody has seen for so long is to be enrolled anew, with a code that somebody gave it.
const LapsedGrace = 365 * 24 * time.Hour

// LapsedRequest asks for a new certificate in the place of one that ran out while the
// device was off line, and with which no connection can be made any more.
type LapsedRequest struct {
	Certificate []byte `json:"certificate"` // PEM, the one that ran out, leaf first
	CSR         []byte `json:"csr"`         // PKCS #10, DER, of the fresh key
	Proof       []byte `json:"proof"`       // ECDSA (ASN.1) over LapsedDigest(CSR), by the key of Certificate
}

// LapsedDigest is what a LapsedRequest's Proof signs: whoever sees one can do no more with
// it than ask for the same key's certificate again.
func LapsedDigest(csr []byte) []byte {
	sum := sha256.Sum256(append([]byte("gerai-ikd lapsed certificate v1\x00"), csr...))
	return sum[:]
}

// Packets is one upload, the oldest first.
type Packets struct {
	Items []Packet `cbor:"1,keyasint"`
}

// Packet is one sealed case.
type Packet struct {
	ID   string `cbor:"1,keyasint"` // the case's id; must equal the one inside
	Body []byte `cbor:"2,keyasint"`
}

// Receipts answers an upload item by item. An item without a receipt was not looked
// at and is to be sent again.
type Receipts struct {
	Receipts []enrol.Receipt `json:"receipts"`
	Time     time.Time       `json:"time"`
}

// CarriedResponse answers packets that a device brings for others, which have no line.
// Accepted, Known and Refused have their receipts; Foreign were signed by no device of
// this registry, and have none; Failed are the ids of those that the registry stumbled over,
// which are to be brought again.
type CarriedResponse struct {
	Accepted int               `json:"accepted"`
	Known    int               `json:"known"`
	Refused  int               `json:"refused"`
	Foreign  int               `json:"foreign"`
	Failed   []string          `json:"failed,omitempty"`
	Receipts []CarriedReceipts `json:"receipts"`
	Time     time.Time         `json:"time"`
}

// CarriedReceipts go back to one outlet.
type CarriedReceipts struct {
	Outlet string `json:"outlet"`
	File   []byte `json:"file"` // signed, as bundle.WriteReceipts writes it
}

// AskRequest brings what a device without a line asks for (bundle.Ask, signed by it).
type AskRequest struct {
	Ask []byte `json:"ask"`
}

// AskResponse goes back to it. Whoever carries it can read nothing of it.
type AskResponse struct {
	Outlet string `json:"outlet"` // the device's
	File   []byte `json:"file"`   // as bundle.WriteSettings writes it
}

// TokenRequest asks for the QR behind the short token that stands beneath it.
type TokenRequest struct {
	Token string `json:"token"`
}

// TokenResponse is the QR's text.
type TokenResponse struct {
	QR string `json:"qr"`
}

// LookupRequest asks, while the resident is at the counter, what the registry knows.
type LookupRequest struct {
	NIK string `json:"nik"`
	// QR is the resident's, where there is one: then only how the resident stands is asked for.
	QR string `json:"qr,omitempty"`
}

// LookupResponse answers for a typed case and for the check before an approval.
type LookupResponse struct {
	Known         bool                `json:"known"`
	Resident      enrol.Resident      `json:"resident,omitzero"`
	Account       enrol.Account       `json:"account,omitempty"`
	ApprovedToday bool                `json:"approved_today,omitempty"`
	Template      *enrol.FaceTemplate `json:"template,omitempty"`
}

// ResendRequest asks for another activation code for the resident of a case that this
// outlet reported. Asking again while a mail is on its way sends no second one.
type ResendRequest struct {
	Case string `json:"case"` // its id
}

// ResendResponse says where the account stands then.
type ResendResponse struct {
	Account enrol.Account `json:"account"`
}

// RosterMarks brings what staff said by hand of people who are expected.
type RosterMarks struct {
	Marks []enrol.RosterMark `json:"marks"`
}

// AnchorRequest deposits the head of an outlet's audit chain.
type AnchorRequest struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// OfferRequest asks for a link to show as a QR on a counter's screen, and for the
// registrations that phones handed over through such links.
type OfferRequest struct {
	Current string   `json:"current,omitempty"` // id of the offer that is on the screen
	Got     []string `json:"got,omitempty"`     // ids of the arrivals that were taken up
	Wait    int      `json:"wait,omitempty"`    // seconds to wait where there is no news, at most MaxOfferWait
}

// OfferResponse is what the counter shows from now on, and who has come.
type OfferResponse struct {
	ID       string    `json:"id"`
	Link     string    `json:"link,omitempty"` // "": that of the current offer, which goes on
	Expires  time.Time `json:"expires"`        // nobody can open the link after it
	Arrivals []Arrival `json:"arrivals,omitempty"`
}

// Arrival is a registration that a phone handed to this counter.
type Arrival struct {
	ID string `json:"id"` // to be named in Got once it was taken up
	QR string `json:"qr"` // as if it had been read from the phone
}

// Problem is an error answer, RFC 9457 with two members of our own.
type Problem struct {
	Type   string            `json:"type,omitempty"`
	Title  string            `json:"title"`
	Status int               `json:"status"`
	Detail string            `json:"detail,omitempty"` // English, for logs; never personal data
	Code   enrol.Code        `json:"code"`
	Fields map[string]string `json:"fields,omitempty"`
}
