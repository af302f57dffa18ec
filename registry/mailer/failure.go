package mailer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"

	"github.com/gerai-ikd/gerai/enrol"
)

// classify turns a failed delivery into the codes of the package comment. The cause
// is dropped on purpose: servers repeat the address in their replies, and causes end
// up in logs.
func classify(ctx context.Context, err error) error {
	var sent *mail.SendError
	if errors.As(err, &sent) && sent.ErrorCode() != 0 {
		return replied(sent.ErrorCode(), sent.Reason == mail.ErrSMTPRcptTo)
	}
	var proto *textproto.Error
	if errors.As(err, &proto) {
		return replied(proto.Code, false)
	}
	return enrol.NewError(connectionCode(ctx, err), "deliver a mail")
}

// replied judges the server's reply (RFC 5321 section 4.2.1): 4xx may work later,
// 5xx never will. Only a 5xx to the recipient says something about the address.
func replied(reply int, recipient bool) error {
	code := enrol.CodeServer
	switch {
	case reply >= 500 && recipient:
		code = enrol.CodeEmail
	case reply >= 500:
		code = enrol.CodeConfig
	}
	return enrol.NewError(code, "deliver a mail").With("reply", strconv.Itoa(reply))
}

func connectionCode(ctx context.Context, err error) enrol.Code {
	var timeout net.Error
	var op *net.OpError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return enrol.CodeCancelled
	case ctx.Err() != nil, errors.As(err, &timeout) && timeout.Timeout():
		return enrol.CodeSlow
	case certificate(err):
		return enrol.CodeCertificate
	case errors.As(err, &op) && op.Op == "dial":
		return enrol.CodeOffline
	}
	return enrol.CodeServer
}

// certificate tells failures of TLS from others. The client has no error value for a
// server without STARTTLS, only a text of its own (not of the server's).
func certificate(err error) bool {
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var authority x509.UnknownAuthorityError
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &authority) ||
		strings.Contains(err.Error(), "does not support STARTTLS")
}
