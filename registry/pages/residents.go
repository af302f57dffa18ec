package pages

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// Residents is what the pages need of the registry. Each error is an *enrol.Error;
// its code becomes a sentence ("error.…" in the texts).
type Residents interface {
	Register(ctx context.Context, r registry.RegisterRequest) (registry.Registration, error)
	// Registration answers CodeNotFound for an id that is not known (any more).
	Registration(ctx context.Context, id string) (registry.Registration, registry.RegistrationState, error)
	Renew(ctx context.Context, id string) (registry.Registration, error)
	// Offered tells of the link in the QR on a counter's screen, ClaimOffer uses it up.
	// Both answer CodeQRExpired for one that is not known (any more), CodeQRUsed for one
	// that a phone has opened.
	Offered(ctx context.Context, token string) (registry.Offered, error)
	ClaimOffer(ctx context.Context, token string) (registry.Claim, error)
	// FillOffer hands a registration to the counter of a claim, once.
	FillOffer(ctx context.Context, claim, registration string) (outlet string, err error)
	// Activate answers CodeCode for a wrong code and an unknown NIK alike. device is
	// a random name that this browser keeps.
	Activate(ctx context.Context, nik enrol.NIK, code, device string) (registry.Ticket, error)
	ResendCode(ctx context.Context, nik enrol.NIK) error
	SetSecrets(ctx context.Context, t registry.Ticket, pin, password string) (registry.Session, error)
	// LogIn answers CodeLogin for a wrong password and an unknown NIK alike.
	LogIn(ctx context.Context, nik enrol.NIK, password, device string) (registry.Session, error)
	// Identity and everything below answer CodeSession for a session that is over.
	Identity(ctx context.Context, s registry.SessionID) (registry.Identity, error)
	Documents(ctx context.Context, s registry.SessionID, pin string) (registry.Documents, error)
	ChangePIN(ctx context.Context, s registry.SessionID, old, new string) error
	ChangePassword(ctx context.Context, s registry.SessionID, old, new string) error
	// ChangeContact asks for another address or number ("" stays), PendingContact tells
	// what waits for its code, ConfirmContact ends it.
	ChangeContact(ctx context.Context, s registry.SessionID, pin string, email enrol.Email, phone enrol.Phone) (registry.ContactChange, error)
	PendingContact(ctx context.Context, s registry.SessionID) (registry.ContactChange, error)
	ConfirmContact(ctx context.Context, s registry.SessionID, code string) error
	ReleaseDevice(ctx context.Context, s registry.SessionID) error
	LogOut(ctx context.Context, s registry.SessionID) error
	// DisplayQR is the QR that shows the identity to others, and when the next is due.
	DisplayQR(ctx context.Context, s registry.SessionID) (text string, expires time.Time, err error)
}
