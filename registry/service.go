package registry

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/secrets"
)

// Mailer sends mails. A nil error means that the mail server has taken it over. The
// error's code tells whether to try again (enrol.Code.Transient), CodeEmail that the
// address is refused for good.
type Mailer interface {
	SendCode(ctx context.Context, to enrol.Email, name, code, lang string, expires time.Time) error
	// SendContactCode sends the code with which a new address proves itself.
	SendContactCode(ctx context.Context, to enrol.Email, name, code, lang string, expires time.Time) error
	// SendContactMoved tells the old address that another took its place.
	SendContactMoved(ctx context.Context, to enrol.Email, name, lang string, at time.Time) error
}

// What holds where nobody says anything else.
const (
	DefaultKeep    = 365 * 24 * time.Hour // of sealed packets
	DefaultLookups = 400                  // residents that one device may ask about in a day without a QR
)

// Options are the registry's settings. Zero values mean the defaults.
type Options struct {
	Issuer         string        // in every QR; "" means "pusat"
	CredentialLife time.Duration // of a resident's QR; 0: 30 minutes
	CodeDigits     int           // of activation codes, 6 to 10; 0: 6
	CodeLife       time.Duration // of activation codes, from the sending; 0: 3 days
	TicketLife     time.Duration // to choose PIN and password; 0: 15 minutes
	SessionLife    time.Duration // of a log-in; 0: 12 hours
	KeepEvidence   time.Duration // of sealed packets; 0: DefaultKeep
	LookupsADay    int           // residents that one device may ask about without a QR; 0: DefaultLookups
	Pages          string        // address at which residents' phones begin, told to outlets; "": none
	Cost           phc.Params    // of PINs' and passwords' verifiers; zero: phc.Default
	// Hashed is told of every argon2id: how long it waited for its turn, and how long it
	// took. It may be called by many goroutines; nil: nobody is told.
	Hashed func(ctx context.Context, waited, took time.Duration)
	Zone   *time.Location   // whose midnight ends a day; nil: WIB
	Clock  func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: none
}

func (o Options) settle() Options {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&o.CredentialLife, 30*time.Minute)
	set(&o.CodeLife, 72*time.Hour)
	set(&o.TicketLife, 15*time.Minute)
	set(&o.SessionLife, 12*time.Hour)
	set(&o.KeepEvidence, DefaultKeep)
	if o.LookupsADay == 0 {
		o.LookupsADay = DefaultLookups
	}
	if o.Issuer == "" {
		o.Issuer = "pusat"
	}
	o.CodeDigits = min(max(o.CodeDigits, 6), 10)
	if o.Cost == (phc.Params{}) {
		o.Cost = phc.Default
	}
	if o.Zone == nil {
		o.Zone = time.FixedZone("WIB", 7*60*60)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Service is the registry. It is safe for concurrent use, and several may work on one
// database.
type Service struct {
	db      *db.DB
	secrets *secrets.Secrets
	mailer  Mailer
	opts    Options
	log     *slog.Logger
	nudge   chan struct{} // there is a mail to send
	intake  traffic       // uploads
	hashing *turns        // for argon2id
	desk    *turns        // for that of log-ins at the office
	leaving atomic.Bool   // no new work: see Leave
	nobody  string        // a verifier that nothing fits, for those who have none
}

// New makes a service on a migrated database.
func New(d *db.DB, s *secrets.Secrets, m Mailer, o Options) *Service {
	o = o.settle()
	return &Service{
		db: d, secrets: s, mailer: m, opts: o, log: o.Log,
		nudge:   make(chan struct{}, 1),
		hashing: newTurns(max(1, runtime.GOMAXPROCS(0)/2), 0),
		desk:    newTurns(1, deskWaits),
		nobody:  phc.Hash(secret(), o.Cost),
	}
}

// Prepare makes the signing key known to the outlets. It is called once at the start.
func (s *Service) Prepare(ctx context.Context) error {
	return s.db.Update(ctx, func(t *db.Tx) error {
		return t.AddKey(enrol.VerifyKey{ID: s.secrets.KeyID, Public: s.secrets.Public(), NotBefore: s.now().Add(-time.Minute)})
	})
}

// Ready answers nil when new work may come here: the database can be worked with, and the
// instance does not stop (CodeServer otherwise).
func (s *Service) Ready(ctx context.Context) error {
	if s.leaving.Load() {
		return enrol.NewError(enrol.CodeServer, "take new work: the instance stops")
	}
	return s.db.Ping(ctx)
}

// Leave tells balancers, which ask Ready, that the instance stops. What comes all the same
// is served.
func (s *Service) Leave() { s.leaving.Store(true) }

// now is in UTC and as exact as the database keeps times.
func (s *Service) now() time.Time { return s.opts.Clock().UTC().Truncate(time.Microsecond) }

// secret is a new unguessable handle: 256 bits in base64url.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b)
}

// digest is how a handle is kept: it has 256 bits, so a plain hash is enough.
func digest(handle string) string {
	sum := sha256.Sum256([]byte(handle))
	return hex.EncodeToString(sum[:])
}

// handleLength is that of secret.
const handleLength = 43
