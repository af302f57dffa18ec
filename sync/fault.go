package sync

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"maps"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// maxRetryAfter bounds what a registry may ask for: beyond an hour staff would rather
// know that something is wrong.
const maxRetryAfter = time.Hour

// transportFault gives an error without an HTTP answer its code. It looks at types
// alone, never at a driver's text.
func transportFault(op string, err error) error {
	e := &enrol.Error{Code: enrol.CodeOffline, Op: op, Err: err}
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		network   net.Error
		operation *net.OpError
	)
	switch {
	case errors.Is(err, context.Canceled):
		e.Code = enrol.CodeCancelled
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		// Mostly this PC's clock is wrong; the certificate may be.
		e.Code = enrol.CodeCertificate
		return e.With("side", "registry").With("why", "time")
	case errors.As(err, &authority), errors.As(err, &host), errors.As(err, &invalid), errors.As(err, &verify):
		e.Code = enrol.CodeCertificate
		return e.With("side", "registry")
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		e.Code = enrol.CodeNonsense
	case errors.As(err, &operation) && operation.Op == "remote error":
		// A TLS alert of the other side: it doesn't accept our certificate.
		e.Code = enrol.CodeCertificate
		return e.With("side", "device")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		e.Code = enrol.CodeSlow
	}
	return e
}

// statusFault reads an answer that is no success. Only a problem document (RFC 9457)
// is the registry's own word; anything else in the 4xx range was said by a proxy or a
// captive portal, and is nonsense to try again.
func statusFault(op string, res *http.Response, body []byte, now time.Time) error {
	e := enrol.NewError(enrol.CodeNonsense, op).With("status", strconv.Itoa(res.StatusCode))
	if said, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		now = said // a date is by its own clock, and ours may be wrong
	}
	e.RetryAfter = retryAfter(res.Header.Get("Retry-After"), now)
	p, own := problem(res.Header.Get("Content-Type"), body)
	if e.RetryAfter == 0 && own {
		if s, err := strconv.Atoi(p.Fields["retry_after"]); err == nil && s > 0 {
			e.RetryAfter = min(time.Duration(s)*time.Second, maxRetryAfter)
		}
	}
	switch {
	case res.StatusCode == http.StatusTooManyRequests,
		res.StatusCode == http.StatusServiceUnavailable && e.RetryAfter > 0:
		e.Code = enrol.CodeThrottled
	case res.StatusCode >= 500:
		e.Code = enrol.CodeServer
	case res.StatusCode < 400 || !own:
		e.Code = enrol.CodeNonsense
	case p.Code == "" || p.Code == enrol.CodeInternal:
		e.Code = plainCode(res.StatusCode)
	default:
		e.Code = p.Code
		maps.Copy(e.Details, p.Fields)
	}
	return e
}

// plainCode is for a problem document without a code of ours. Only what is said about
// the content is a refusal of it; a wrong path or method is a wrong server.
func plainCode(status int) enrol.Code {
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return enrol.CodeRefused
	case http.StatusUnauthorized, http.StatusForbidden:
		return enrol.CodeForbidden
	}
	return enrol.CodeNonsense
}

// problem reads a problem document; own tells whether it is one.
func problem(contentType string, body []byte) (p api.Problem, own bool) {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || media != api.TypeProblem {
		return api.Problem{}, false
	}
	return p, json.Unmarshal(body, &p) == nil
}

// retryAfter reads both forms of RFC 9110, section 10.2.3; 0 for none.
func retryAfter(s string, now time.Time) time.Duration {
	s = strings.TrimSpace(s)
	if seconds, err := strconv.Atoi(s); err == nil && seconds > 0 {
		return min(time.Duration(min(seconds, 1<<20))*time.Second, maxRetryAfter)
	}
	if t, err := http.ParseTime(s); err == nil && t.After(now) {
		return min(t.Sub(now), maxRetryAfter)
	}
	return 0
}
