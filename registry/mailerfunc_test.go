package registry_test

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// mailerFunc is a mail server that a test scripts.
type mailerFunc func(code string) error

// SendCode implements registry.Mailer.
func (f mailerFunc) SendCode(_ context.Context, _ enrol.Email, _, code, _ string, _ time.Time) error {
	return f(code)
}

// SendContactCode implements registry.Mailer.
func (f mailerFunc) SendContactCode(_ context.Context, _ enrol.Email, _, code, _ string, _ time.Time) error {
	return f(code)
}

// SendContactMoved implements registry.Mailer.
func (f mailerFunc) SendContactMoved(context.Context, enrol.Email, string, string, time.Time) error {
	return f("")
}
