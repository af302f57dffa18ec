package sync

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// answers is a registry that always answers the same.
type answers http.Response

// RoundTrip implements http.RoundTripper.
func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	out := http.Response(a)
	out.Request = r
	return &out, nil
}

// FuzzAnswers gives the outlet's client any answer, from a wrong server, a balancer, or a
// registry gone mad: it says what is wrong with a code, quotes nothing of it, and never
// waits for longer than it means to.
func FuzzAnswers(f *testing.F) {
	f.Add(200, api.TypeJSON, "", []byte(`{"receipts":[{"id":"x","answer":"accepted"}]}`))
	f.Add(200, api.TypeJSON, "", []byte(`{"cursor":"1","staff":[{}],"keys":[{"public":"!"}]}`))
	f.Add(429, api.TypeProblem, "999999999999", []byte(`{"code":"throttled","fields":{"retry_after":"9"}}`))
	f.Add(422, api.TypeProblem, "-1", []byte(`{"code":"<b>","fields":null}`))
	f.Add(503, "text/html", "Wed, 21 Oct 2099 07:28:00 GMT", []byte("<html>MARK"))
	f.Add(302, "", "", []byte("MARK"))
	f.Fuzz(func(t *testing.T, status int, kind, after string, body []byte) {
		if status < 100 || status > 999 || strings.ContainsAny(kind+after, "\r\n") {
			return
		}
		for _, out := range []any{&api.Receipts{}, &enrol.Pull{}, &api.EnrolResponse{}, &api.OfferResponse{}, &api.LookupResponse{}} {
			client := &http.Client{Transport: answers{StatusCode: status, Body: io.NopCloser(bytes.NewReader(body)),
				Header: http.Header{"Content-Type": {kind}, "Retry-After": {after}}}}
			client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			r := request{op: "test", method: http.MethodGet, path: "/", timeout: time.Minute, limit: 1 << 20}
			err := exchange(context.Background(), client, "https://pusat.example", r, out)
			if err == nil && (status < 200 || status > 299) {
				t.Errorf("status %d is a success", status)
			}
			var e *enrol.Error
			if err != nil && (!errors.As(err, &e) || e.Code == "" || e.RetryAfter < 0 || e.RetryAfter > maxRetryAfter || strings.Contains(err.Error(), "MARK")) {
				t.Errorf("status %d: %v", status, err)
			}
		}
	})
}
