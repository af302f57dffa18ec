// Package registrytest sets up a registry with the demonstration's data for tests: a
// clock that the test moves, a mail server that remembers, and a counter that signs
// and seals cases as a real one does.
package registrytest

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/secrets"
	"github.com/gerai-ikd/gerai/registry/sqlite"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// Clock is the time of a test. The zero value is the real one, which nobody moves.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now.IsZero() {
		return time.Now()
	}
	return c.now
}

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// moved tells a test's clock from the real one.
func (c *Clock) moved() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.now.IsZero()
}

// Mail is one mail that was sent.
type Mail struct {
	To         enrol.Email
	Name, Code string
	Lang       string
	Expires    time.Time
	About      string // "": an activation code; contact, moved
}

// Mailbox is a mail server in memory.
type Mailbox struct {
	mu    sync.Mutex
	mails []Mail
	Fail  func(to enrol.Email) error // nil: never
}

// SendCode implements registry.Mailer.
func (m *Mailbox) SendCode(_ context.Context, to enrol.Email, name, code, lang string, expires time.Time) error {
	return m.take(Mail{To: to, Name: name, Code: code, Lang: lang, Expires: expires})
}

// SendContactCode implements registry.Mailer.
func (m *Mailbox) SendContactCode(_ context.Context, to enrol.Email, name, code, lang string, expires time.Time) error {
	return m.take(Mail{To: to, Name: name, Code: code, Lang: lang, Expires: expires, About: "contact"})
}

// SendContactMoved implements registry.Mailer.
func (m *Mailbox) SendContactMoved(_ context.Context, to enrol.Email, name, lang string, _ time.Time) error {
	return m.take(Mail{To: to, Name: name, Lang: lang, About: "moved"})
}

func (m *Mailbox) take(mail Mail) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Fail != nil {
		if err := m.Fail(mail.To); err != nil {
			return err
		}
	}
	m.mails = append(m.mails, mail)
	return nil
}

// Mails are all that were sent.
func (m *Mailbox) Mails() []Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Mail(nil), m.mails...)
}

// Env is a registry under test.
type Env struct {
	TB      testing.TB
	DB      *db.DB
	Secrets *secrets.Secrets
	Service *registry.Service
	Clock   *Clock
	Mail    *Mailbox
}

// Cheap is the cost of argon2id in tests: what it guards plays no part in them.
var Cheap = phc.Params{Memory: 64, Time: 1, Threads: 1}

// Start is when tests begin: a Monday morning at the outlet.
var Start = time.Date(2026, time.March, 2, 3, 0, 0, 0, time.UTC)

// MustSQLite opens an empty database of a test.
func MustSQLite(tb testing.TB) *db.DB {
	tb.Helper()
	d, err := sqlite.Open(filepath.Join(tb.TempDir(), "pusat.db"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = d.Close() })
	return d
}

// MustNew sets up a registry on a database, with the demonstration's data.
func MustNew(tb testing.TB, d *db.DB) *Env {
	tb.Helper()
	return mustSet(tb, d, &Clock{now: Start}, filepath.Join(tb.TempDir(), "secrets"))
}

// MustJoin sets up a registry on the real clock, with the keys of a folder: beside
// processes that serve from the same database.
func MustJoin(tb testing.TB, d *db.DB, keys string) *Env {
	tb.Helper()
	return mustSet(tb, d, &Clock{}, keys)
}

func mustSet(tb testing.TB, d *db.DB, clock *Clock, keys string) *Env {
	tb.Helper()
	e := &Env{TB: tb, DB: d, Clock: clock, Mail: &Mailbox{}}
	var err error
	if e.Secrets, err = secrets.Open(keys, clock.Now().Add(-24*time.Hour)); err != nil {
		tb.Fatal(err)
	}
	ctx := context.Background()
	if _, _, err := d.Migrate(ctx); err != nil {
		tb.Fatal(err)
	}
	if err := demo.Seed(ctx, d, clock.Now(), Cheap); err != nil {
		tb.Fatal(err)
	}
	e.Service = registry.New(d, e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: Cheap})
	if err := e.Service.Prepare(ctx); err != nil {
		tb.Fatal(err)
	}
	return e
}

// Pump sends the mails that are due.
func (e *Env) Pump() { e.Service.SendDue(context.Background()) }

// Counter is an enrolled PC of an outlet.
type Counter struct {
	*Env
	Device db.Device
	Key    ed25519.PrivateKey
	TLSKey *ecdsa.PrivateKey
	Cert   []byte // PEM

	books *books
}

// books are what the counter pulled last.
type books struct {
	mu sync.Mutex
	enrol.Pull
	at time.Time
}

// pull answers the registry's books, asked once for each moment of the test's clock, as a
// counter does not ask anew for each resident.
func (c *Counter) pull() enrol.Pull {
	c.TB.Helper()
	b := c.books
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := c.Clock.Now(); now.Sub(b.at) > time.Minute || c.Clock.moved() && !now.Equal(b.at) {
		var err error
		if b.Pull, err = c.Service.Pull(context.Background(), c.Device, ""); err != nil {
			c.TB.Fatal(err)
		}
		b.at = now
	}
	return b.Pull
}

// MustEnrol makes a counter of the demonstration's outlet.
func (e *Env) MustEnrol() *Counter {
	e.TB.Helper()
	ctx := context.Background()
	code, err := e.Service.NewEnrolCode(ctx, demo.Outlet, "")
	if err != nil {
		e.TB.Fatal(err)
	}
	c := &Counter{Env: e, books: &books{}}
	req := c.Request(code)
	out, err := e.Service.Enrol(ctx, req)
	if err != nil {
		e.TB.Fatal(err)
	}
	c.Cert = out.Certificate
	if c.Device, err = e.Service.Device(ctx, out.Device); err != nil {
		e.TB.Fatal(err)
	}
	return c
}

// Request makes the counter's keys and its request to be enrolled.
func (c *Counter) Request(code api.EnrolCode) api.EnrolRequest {
	c.TB.Helper()
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		c.TB.Fatal(err)
	}
	c.Key = key
	if c.TLSKey, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		c.TB.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, c.TLSKey)
	if err != nil {
		c.TB.Fatal(err)
	}
	return api.EnrolRequest{Code: code.Text(), Name: "pc-1", SigningKey: pub, CSR: csr}
}

// Register registers a resident of the demonstration as the phone's page does.
func (e *Env) Register(n enrol.NIK, kind enrol.Kind) registry.Registration {
	e.TB.Helper()
	email, phone := demo.Contact(n)
	r, err := e.Service.Register(context.Background(), registry.RegisterRequest{NIK: n, Email: email, Phone: phone, Kind: kind, Consent: true})
	if err != nil {
		e.TB.Fatal(err)
	}
	return r
}

// Case is what staff decide about a QR, moved through the domain's own states.
func (c *Counter) Case(qr string) enrol.Case {
	c.TB.Helper()
	now := c.Clock.Now()
	v := credential.NewVerifier(c.pull().Keys, credential.Options{})
	cred, err := v.Verify(qr, now)
	if err != nil {
		c.TB.Fatal(err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		c.TB.Fatal(err)
	}
	out := enrol.Case{ID: id.String(), Kind: cred.Kind, State: enrol.StateOpened, Resident: cred.Resident, Credential: &cred,
		ConsentAt: cred.ConsentAt, ConsentBy: "resident", Operator: "siti", Outlet: c.Device.Outlet, Device: c.Device.ID, OpenedAt: now}
	return out
}

// Approve goes the whole way to an approval.
func (c *Counter) Approve(in enrol.Case) enrol.Case {
	c.TB.Helper()
	at := in.OpenedAt
	for _, e := range []enrol.Event{enrol.EventAdmit, enrol.EventConsent, enrol.EventCapture, enrol.EventCompare, enrol.EventApprove} {
		at = at.Add(time.Second)
		in.Selfie = []byte{0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3}
		in.Face = enrol.FaceResult{Method: enrol.MethodStaff, DecidedBy: in.Operator}
		var err error
		if in, err = in.Apply(e, at); err != nil {
			c.TB.Fatal(err)
		}
	}
	return in
}

// Seal makes the packet of a case, signed by the counter.
func (c *Counter) Seal(in enrol.Case) api.Packet {
	c.TB.Helper()
	s, err := packet.NewSealer(c.Device.ID, c.Key, c.Secrets.Recipient())
	if err != nil {
		c.TB.Fatal(err)
	}
	body, err := s.Seal(in)
	if err != nil {
		c.TB.Fatal(err)
	}
	return api.Packet{ID: in.ID, Body: body}
}

// SealPage seals the picture of a paper's page to the registry.
func (c *Counter) SealPage(jpeg []byte) []byte {
	c.TB.Helper()
	s, err := packet.NewSealer(c.Device.ID, c.Key, c.Secrets.Recipient())
	if err != nil {
		c.TB.Fatal(err)
	}
	sealed, err := s.SealPage(jpeg)
	if err != nil {
		c.TB.Fatal(err)
	}
	return sealed
}

// Send hands packets to the registry.
func (c *Counter) Send(items ...api.Packet) []enrol.Receipt {
	c.TB.Helper()
	r, err := c.Service.TakeIn(context.Background(), c.Device, items)
	if err != nil {
		c.TB.Fatal(err)
	}
	return r
}

// MustApprove registers and approves a resident, and answers the case.
func (c *Counter) MustApprove(n enrol.NIK, kind enrol.Kind) enrol.Case {
	c.TB.Helper()
	done := c.Approve(c.Case(c.Register(n, kind).QR))
	if r := c.Send(c.Seal(done)); r[0].Answer != enrol.AnswerAccepted {
		c.TB.Fatalf("packet is %s: %s", r[0].Answer, r[0].Code)
	}
	return done
}

// Phone is the handle of the phone that the tests use.
const Phone = "phone-1"

// The secrets that tests choose.
const (
	PIN      = "861940"
	Password = "sawah luas 27"
)

// MustActivate enters the newest code and chooses PIN and password.
func (e *Env) MustActivate(n enrol.NIK) registry.Session {
	e.TB.Helper()
	e.Pump()
	mails := e.Mail.Mails()
	ctx := context.Background()
	ticket, err := e.Service.Activate(ctx, n, mails[len(mails)-1].Code, Phone)
	if err != nil {
		e.TB.Fatal(err)
	}
	s, err := e.Service.SetSecrets(ctx, ticket, PIN, Password)
	if err != nil {
		e.TB.Fatal(err)
	}
	return s
}
