package enrol

import "time"

// Four small states are kept apart, since each belongs to somebody else: the case's
// State to the counter, Delivery to the outbox, Answer to the registry, Account to
// the resident.

// Delivery is where a sealed packet is.
type Delivery string

// The states of a packet.
const (
	DeliveryQueued   Delivery = "queued"   // waits for its turn or for the line
	DeliverySending  Delivery = "sending"  // in a request under way; queued again after a crash
	DeliveryAnswered Delivery = "answered" // the registry has answered; see Answer
	DeliveryHeld     Delivery = "held"     // cannot be sent as it is; a person must look
)

// Answer is the registry's word on a packet.
type Answer string

// The answers.
const (
	AnswerNone      Answer = ""
	AnswerAccepted  Answer = "accepted"
	AnswerDuplicate Answer = "duplicate" // the same packet was accepted before: a success
	AnswerRefused   Answer = "refused"   // for good, with a Code; comes back to a person
)

// Account is where the resident's account is, as the registry last said.
type Account string

// The states of an account, in the registry's words.
const (
	AccountUnknown  Account = ""
	AccountApproved Account = "approved"  // the code is about to be sent
	AccountCodeSent Account = "code-sent" //
	AccountBounced  Account = "bounced"   // the mail came back
	AccountExpired  Account = "expired"   // the code was not used in time
	AccountActive   Account = "active"    //
	AccountBlocked  Account = "blocked"   //
	AccountReleased Account = "released"  // device released; to be reactivated
	AccountLocked   Account = "locked"    // too many wrong PINs
)

// Parcel is one sealed packet on its way.
type Parcel struct {
	ID       string // the case's id
	Body     []byte // sealed; readable by the registry alone
	Queued   time.Time
	Attempts int
}

// Receipt is the registry's answer to one parcel.
type Receipt struct {
	ID      string    `json:"id"`
	Answer  Answer    `json:"answer"`
	Code    Code      `json:"code,omitempty"` // why refused
	Account Account   `json:"account,omitempty"`
	At      time.Time `json:"at"` // the registry's clock
}

// Failure is an attempt without an answer.
type Failure struct {
	ID   string
	Code Code
	At   time.Time
	Next time.Time // when to try again; zero: held until a person looks
}

// Item is what staff see of one case in the queue: nothing in it names anybody.
type Item struct {
	ID        string
	NIKMasked string
	Kind      Kind
	Purpose   Purpose // what the resident came for, as the decision says
	State     State   // the decision
	Reason    Reason
	Operator  string
	OpenedAt  time.Time
	DecidedAt time.Time
	Delivery  Delivery
	Since     time.Time // of the present Delivery
	Attempts  int
	LastError Code
	Next      time.Time // next attempt
	Answer    Answer
	Code      Code // why refused
	Account   Account
	AccountAt time.Time
	Training  bool
	Attended  bool // a person looked after the refusal
}

// Backlog is the outbox in one glance.
type Backlog struct {
	Pending  int       // queued or sending
	Held     int       // wait for a person
	Earlier  int       // of these, signed by an earlier device: they wait for the office
	Refused  int       // refused by the registry, not yet looked after
	Codes    int       // bounced or expired in the last CodeWatch, and nobody has looked since
	Oldest   time.Time // of the pending ones; zero: none
	LastSync time.Time // last time the registry answered, by this PC's clock as it was then; zero: never
	Pulled   time.Time // when the registry wrote the settings, staff and keys that hold here, by its clock; zero: never
	Bytes    int64     // of the pending packets
}

// Synced is what the limit since the last sync is counted from: an outlet that hears the
// registry's receipts, and not what it says of staff and keys, has not been in step since
// the latter were written. Zero: never.
func (b Backlog) Synced() time.Time {
	if !b.Pulled.IsZero() && b.Pulled.Before(b.LastSync) {
		return b.Pulled
	}
	return b.LastSync
}

// Attention is how many cases a person has to look at; FilterAttention lists them.
func (b Backlog) Attention() int { return b.Held + b.Refused + b.Codes }

// CodeWatch is how long a code that did not reach its resident asks for a look: who has not come back by then
// will not.
const CodeWatch = 30 * 24 * time.Hour

// Waiting is what counts against Stops.MaxPending: what is queued and what is held, which is not delivered
// either. What an earlier device signed is out of it: the office alone can help, and no case that this counter
// leaves undone does.
func (b Backlog) Waiting() int { return b.Pending + b.Held - b.Earlier }
