package enrol

import (
	"context"
	"time"
)

// The interfaces that drivers implement. Each method is one transaction; each error
// is an *Error.

// Sealer turns a decided case into a packet: signed by the device, then sealed to the
// registry, so that this PC can't read it any more.
type Sealer interface {
	Seal(c Case) ([]byte, error)
}

// Preparer is a Sealer that can do beforehand what does not depend on the case: while the
// resident is still being looked at, so that the decision does not wait for it. To
// prepare twice is to prepare once.
type Preparer interface {
	Prepare() error
}

// Desk keeps cases. Package store implements it.
type Desk interface {
	// SaveDraft keeps a case that is not decided yet, replacing its earlier draft.
	SaveDraft(ctx context.Context, c Case) error
	// Drafts lists the undecided cases, the newest first. What can't be read is left out.
	Drafts(ctx context.Context) ([]Case, error)
	// Parked finds the newest parked case of a resident; CodeNotFound where none is.
	Parked(ctx context.Context, n NIK) (Case, error)
	// ParkedCases lists the parked cases, the newest first. What can't be read is left out.
	ParkedCases(ctx context.Context) ([]Case, error)
	// Decide commits, in one transaction: the decision, its packet in the outbox
	// (approved and rejected cases), the spent credential, an audit entry, and the end of the draft.
	// A credential that was spent meanwhile is CodeQRUsed. A parked case stays resumable.
	Decide(ctx context.Context, c Case) error
	// Spent tells whether a credential's single use is gone on this PC.
	Spent(ctx context.Context, credentialID string) (bool, error)
	// DecidedToday tells whether this resident was approved here on the day of now for
	// something that leads to an activation code.
	DecidedToday(ctx context.Context, n NIK, now time.Time) (bool, error)
	// OtherResident tells whether a decided case is about somebody else than n; false where none of that id is kept.
	OtherResident(ctx context.Context, id string, n NIK) (bool, error)
}

// Query selects items for the queue screen. Before and After page through them: at most
// one of the two is set.
type Query struct {
	Text     string // masked or full NIK, or a case's id prefix
	Filter   Filter
	Operator string    // of FilterMine
	Now      time.Time // of FilterToday; its location's midnight counts
	Before   string    // page: the newest items older than this id
	After    string    // page: the oldest items newer than this id; "0" is before all
	Limit    int
}

// Queue is what the queue screen reads and does.
type Queue interface {
	Items(ctx context.Context, q Query) ([]Item, error)
	Backlog(ctx context.Context) (Backlog, error)
	// Retry makes held and waiting packets due now, in somebody's name; no ids: all.
	Retry(ctx context.Context, actor string, ids ...string) error
	// Looked records that somebody looked at cases whose codes bounced or expired.
	Looked(ctx context.Context, ids ...string) error
}

// History is what the queue screen asks about one item, and does to it.
type History interface {
	// Story answers every entry of the audit chain about a case, the oldest first.
	Story(ctx context.Context, id string) ([]AuditEntry, error)
	// Attend records that a person looked after a refused item; CodeNotFound where there
	// is nothing to look after, CodeForbidden for anybody but who decided it and a supervisor.
	Attend(ctx context.Context, id, actor string) error
}

// Outbox is the truth of what has to be delivered. Package sync drives it.
type Outbox interface {
	// Due answers packets whose time has come, the oldest first, at most maxBytes in
	// all (one at least), and marks them as being sent.
	Due(ctx context.Context, now time.Time, maxBytes int) ([]Parcel, error)
	// Settle records answers; evidence of accepted packets is erased.
	Settle(ctx context.Context, receipts []Receipt) error
	// Fail records attempts without an answer.
	Fail(ctx context.Context, failures []Failure) error
	// Recover makes everything that a crash left as "sending" due again.
	Recover(ctx context.Context) error
	// NextDue answers when the next packet is due; zero: nothing waits.
	NextDue(ctx context.Context) (time.Time, error)
	Backlog(ctx context.Context) (Backlog, error)
}

// LineBook keeps how the line stood. Package store implements it.
type LineBook interface {
	// Line answers what was kept last; the zero value where nothing was.
	Line(ctx context.Context) (LineNote, error)
	KeepLine(ctx context.Context, n LineNote) error
}

// Books is what comes down from the registry.
type Books interface {
	Cursor(ctx context.Context) (string, error)
	// Apply keeps a pull in one transaction and notes the registry's clock.
	Apply(ctx context.Context, p Pull) error
	Settings(ctx context.Context) (Settings, error)
	Staff(ctx context.Context) ([]Staff, error)
	Phases(ctx context.Context) ([]Phase, error)
	Rules(ctx context.Context) (Rules, error)
	Keys(ctx context.Context) ([]VerifyKey, error)
	Recipient(ctx context.Context) (string, error)
	// ClockOffset is what has to be added to this PC's clock to have the registry's.
	ClockOffset(ctx context.Context) (time.Duration, error)
}

// Vault keeps small secrets of this PC (device keys, certificate), sealed at rest.
type Vault interface {
	// Get answers CodeNotFound for an unknown name.
	Get(ctx context.Context, name string) ([]byte, error)
	Put(ctx context.Context, name string, secret []byte) error
}

// AuditEntry is one event in the chain. Data never names anybody.
type AuditEntry struct {
	Seq   int64
	At    time.Time
	Kind  string // "login", "approve", "override", "export" …
	Actor string // staff id, or "system"
	Case  string // case id, or ""
	Data  map[string]string
	Hash  string // hex, over the entry and the hash before it
}

// Audit is the hash-chained log.
type Audit interface {
	Record(ctx context.Context, kind, actor, caseID string, data map[string]string) error
	// Head answers the chain's length and last hash.
	Head(ctx context.Context) (seq int64, hash string, err error)
	// Verify walks the chain; the error tells the first entry that does not fit.
	Verify(ctx context.Context) (entries int64, err error)
}

// Gatekeeper checks who logs in, offline.
type Gatekeeper interface {
	// LogIn answers CodeLogin for a wrong name or PIN alike, CodeLocked with RetryAfter
	// after too many, CodeRevoked for one who may no longer work here.
	LogIn(ctx context.Context, id, pin string) (Staff, error)
	// Vouch checks somebody who stands beside who is logged in and answers for one act, with the
	// same lock-out as LogIn: CodeForbidden for one who has not that role, and, with the detail "why" =
	// "own-pin", for a PIN that was handed over and has to be changed first.
	Vouch(ctx context.Context, id, pin string, role Role) (Staff, error)
}
