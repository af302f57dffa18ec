package sync

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	gosync "sync"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// Timeouts are how long an answer may take. Nothing waits without an end.
type Timeouts struct {
	Short  time.Duration // a question and a short answer; 0: 15 s
	Pull   time.Duration // 0: 2 min
	Upload time.Duration // of an upload, beside what MinRate allows for its bytes; 0: 30 s
	// MinRate is the slowest line, in bytes a second, on which an upload still counts
	// as under way; 0: 1 KB/s, the slowest that a metered line can be set to.
	MinRate int
	// Idle is how long an upload may stand still: no byte of it is taken by the other
	// side, or, once all are, no answer comes, for which TailRate allows more; 0: 30 s.
	Idle time.Duration
	// TailRate is how fast, in bytes a second, what was taken gets on behind the other
	// end of our connection: a satellite's proxy takes everything at once; 0: 16 KB/s.
	TailRate int
	// Now is the time that certificates are checked at; nil: time.Now.
	Now func() time.Time
}

func (t Timeouts) withDefaults() Timeouts {
	def := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	def(&t.Short, 15*time.Second)
	def(&t.Pull, 2*time.Minute)
	def(&t.Upload, 30*time.Second)
	def(&t.Idle, 30*time.Second)
	if t.MinRate <= 0 {
		t.MinRate = 1 << 10
	}
	if t.TailRate <= 0 {
		t.TailRate = 16 << 10
	}
	return t
}

// Client asks the registry. Every error is an *enrol.Error: CodeOffline, CodeSlow,
// CodeNonsense, CodeCertificate (detail "side": registry or device), CodeThrottled
// (RetryAfter), CodeServer, CodeCancelled, or the registry's own refusal (CodeRevoked,
// CodeRefused, …). It is safe for many goroutines.
type Client struct {
	vault    enrol.Vault
	timeouts Timeouts

	mu       gosync.Mutex
	id       Identity
	http     *http.Client
	rejected bool // the registry's TLS refused our certificate
}

// NewClient makes a client for an enrolled device. Renewed certificates go to the
// vault. A broken identity is CodeNotEnrolled.
func NewClient(id Identity, vault enrol.Vault, t Timeouts) (*Client, error) {
	c := &Client{vault: vault, timeouts: t.withDefaults()}
	if err := c.use(id); err != nil {
		return nil, err
	}
	return c, nil
}

// use takes an identity into service; requests under way end on the old one.
func (c *Client) use(id Identity) error {
	if _, err := parseURL(id.URL); err != nil {
		return err
	}
	config, err := id.tlsConfig()
	if err != nil {
		return enrol.WrapError(enrol.CodeNotEnrolled, "use device identity", err)
	}
	config.Time = c.timeouts.Now
	fresh := newHTTP(&http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         metered((&net.Dialer{Timeout: c.timeouts.Short}).DialContext),
		TLSClientConfig:     config,
		TLSHandshakeTimeout: c.timeouts.Short,
		MaxIdleConnsPerHost: 2,
		IdleConnTimeout:     90 * time.Second,
		WriteBufferSize:     64 << 10,
	})
	c.mu.Lock()
	old := c.http
	c.id, c.http, c.rejected = id, fresh, false
	c.mu.Unlock()
	if old != nil {
		old.CloseIdleConnections()
	}
	return nil
}

// newHTTP follows no redirect: the registry sends none, and a captive portal's login
// page is not an answer.
func newHTTP(t *http.Transport) *http.Client {
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

// parseURL accepts https with a host and nothing behind it.
func parseURL(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(s), "/"))
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, enrol.NewError(enrol.CodeConfig, "read registry address").With("field", "url")
	}
	return u, nil
}

// Identity is the device as it is now; a renewal changes it.
func (c *Client) Identity() Identity {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.id
}

// Close lets go of idle connections.
func (c *Client) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.http.CloseIdleConnections()
}

// Health asks for a sign of life and the registry's clock.
func (c *Client) Health(ctx context.Context) (api.Health, error) {
	var out api.Health
	err := c.json(ctx, request{op: "ask registry's health", method: http.MethodGet, path: api.PathHealth}, nil, &out)
	return out, err
}

// Packets delivers packets and brings a receipt for each that was looked at.
func (c *Client) Packets(ctx context.Context, items []api.Packet) (api.Receipts, error) {
	var out api.Receipts
	err := c.upload(ctx, request{op: "deliver packets", path: api.PathPackets, limit: api.MaxBatchBytes}, items, &out)
	return out, err
}

// Carry delivers packets of outlets that have no line, and brings their receipts.
func (c *Client) Carry(ctx context.Context, items []api.Packet) (api.CarriedResponse, error) {
	var out api.CarriedResponse
	err := c.upload(ctx, request{op: "deliver carried packets", path: api.PathCarried, limit: api.MaxCarriedBytes}, items, &out)
	return out, err
}

// Ask brings what a device without a line asks for, as it signed it, and brings what goes
// back to it, sealed to it.
func (c *Client) Ask(ctx context.Context, signed []byte) (api.AskResponse, error) {
	var out api.AskResponse
	body, err := json.Marshal(api.AskRequest{Ask: signed})
	if err != nil {
		return out, fmt.Errorf("ask for another device: %w", err)
	}
	err = c.do(ctx, request{op: "ask for another device", method: http.MethodPost, path: api.PathAsk, kind: api.TypeJSON, body: body,
		timeout: c.timeouts.Pull, limit: api.MaxAskBytes}, &out)
	if err == nil && (out.Outlet == "" || len(out.File) == 0) {
		return api.AskResponse{}, enrol.NewError(enrol.CodeNonsense, "ask for another device")
	}
	return out, err
}

// upload sends packets, in the time that their bytes may take.
func (c *Client) upload(ctx context.Context, r request, items []api.Packet, out any) error {
	body, err := cbor.Marshal(api.Packets{Items: items})
	if err != nil {
		return fmt.Errorf("%s: %w", r.op, err)
	}
	r.method, r.kind, r.body = http.MethodPost, api.TypeCBOR, body
	r.timeout = c.timeouts.Upload + time.Duration(len(body)/c.timeouts.MinRate)*time.Second
	ctx, stop := watch(ctx, c.timeouts.Idle, c.timeouts.Idle+time.Duration(len(body)/c.timeouts.TailRate)*time.Second)
	defer stop()
	return c.do(ctx, r, out)
}

// Pull brings what changed since cursor; "" brings everything.
func (c *Client) Pull(ctx context.Context, cursor string) (enrol.Pull, error) {
	var out enrol.Pull
	path := api.PathPull
	if cursor != "" {
		path += "?cursor=" + url.QueryEscape(cursor)
	}
	began, headed := time.Now(), time.Time{}
	err := c.do(ctx, request{op: "pull from registry", method: http.MethodGet, path: path,
		timeout: c.timeouts.Pull, limit: api.MaxPullBytes, headed: &headed}, &out)
	if err == nil && out.Cursor == "" {
		return enrol.Pull{}, enrol.NewError(enrol.CodeNonsense, "pull from registry")
	}
	// The registry looked at its clock between request and answer: in the middle, as a guess.
	out.Age = time.Since(headed) + headed.Sub(began)/2
	return out, err
}

// Token brings the QR's text for the short token beneath it; CodeNotFound where the
// registry knows none.
func (c *Client) Token(ctx context.Context, token string) (string, error) {
	var out api.TokenResponse
	err := c.json(ctx, request{op: "look up token", method: http.MethodPost, path: api.PathToken},
		api.TokenRequest{Token: token}, &out)
	return out.QR, err
}

// Lookup brings what the registry knows of a resident at the counter.
func (c *Client) Lookup(ctx context.Context, n enrol.NIK) (api.LookupResponse, error) {
	var out api.LookupResponse
	err := c.json(ctx, request{op: "look up resident", method: http.MethodPost, path: api.PathLookup},
		api.LookupRequest{NIK: string(n)}, &out)
	return out, err
}

// Standing brings how a resident who is being served stands: the account, and whether there was an approval
// today. qr is the text of the resident's QR; "" asks as Lookup does.
func (c *Client) Standing(ctx context.Context, n enrol.NIK, qr string) (api.LookupResponse, error) {
	var out api.LookupResponse
	err := c.json(ctx, request{op: "ask for the resident's standing", method: http.MethodPost, path: api.PathLookup},
		api.LookupRequest{NIK: string(n), QR: qr}, &out)
	return out, err
}

// Resend asks for another activation code for the resident of a case of this outlet:
// CodeMove where the account needs none, or another case has the word; CodeTooOften with
// RetryAfter.
func (c *Client) Resend(ctx context.Context, id string) (enrol.Account, error) {
	var out api.ResendResponse
	err := c.json(ctx, request{op: "ask for another code", method: http.MethodPost, path: api.PathResend},
		api.ResendRequest{Case: id}, &out)
	return out.Account, err
}

// Anchor deposits the head of the audit chain.
func (c *Client) Anchor(ctx context.Context, seq int64, hash string) error {
	var out api.Health
	return c.json(ctx, request{op: "anchor audit chain", method: http.MethodPost, path: api.PathAnchor},
		api.AnchorRequest{Seq: seq, Hash: hash}, &out)
}

// SetPIN brings the registry a PIN that staff chose at the counter; the same one again
// changes nothing. CodeRefused: the registry has given them another one meanwhile.
func (c *Client) SetPIN(ctx context.Context, p enrol.PINChange) error {
	var out api.Health
	return c.json(ctx, request{op: "bring PIN", method: http.MethodPost, path: api.PathPIN}, p, &out)
}

// MarkRoster brings the registry what staff said by hand of expected people, at most
// api.MaxMarks; the same again changes nothing.
func (c *Client) MarkRoster(ctx context.Context, marks []enrol.RosterMark) error {
	var out api.Health
	return c.json(ctx, request{op: "bring marks", method: http.MethodPost, path: api.PathRoster}, api.RosterMarks{Marks: marks}, &out)
}

// Offer brings a link to show as a QR, and what phones handed over through earlier
// ones. It may take MaxOfferWait longer than other questions.
func (c *Client) Offer(ctx context.Context, r api.OfferRequest) (api.OfferResponse, error) {
	var out api.OfferResponse
	body, err := json.Marshal(r)
	if err != nil {
		return out, fmt.Errorf("ask for offer: %w", err)
	}
	timeout := c.timeouts.Short + time.Duration(min(r.Wait, api.MaxOfferWait))*time.Second
	err = c.do(ctx, request{op: "ask for offer", method: http.MethodPost, path: api.PathOffer, kind: api.TypeJSON, body: body,
		timeout: timeout, limit: api.MaxJSONBytes}, &out)
	if err == nil && out.ID == "" {
		return api.OfferResponse{}, enrol.NewError(enrol.CodeNonsense, "ask for offer")
	}
	return out, err
}

// request is one call; limit bounds the answer.
type request struct {
	op, method, path string
	kind             string // of the body
	body             []byte
	timeout          time.Duration
	limit            int64
	headed           *time.Time // set to when the answer began; nil: nobody asks
}

// json is a short call with JSON both ways; in may be nil.
func (c *Client) json(ctx context.Context, r request, in, out any) error {
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%s: %w", r.op, err)
		}
		r.kind, r.body = api.TypeJSON, body
	}
	r.timeout, r.limit = c.timeouts.Short, api.MaxJSONBytes
	return c.do(ctx, r, out)
}

func (c *Client) do(ctx context.Context, r request, out any) error {
	c.mu.Lock()
	client, base := c.http, c.id.URL
	c.mu.Unlock()
	err := exchange(ctx, client, base, r, out)
	var e *enrol.Error
	if errors.As(err, &e) && e.Code == enrol.CodeCertificate && e.Details["side"] == "device" {
		c.mu.Lock()
		c.rejected = c.rejected || c.http == client
		c.mu.Unlock()
	}
	return err
}

// exchange sends a request and reads a bounded answer.
func exchange(ctx context.Context, client *http.Client, base string, r request, out any) error {
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, r.method, strings.TrimRight(base, "/")+r.path, bytes.NewReader(r.body))
	if err != nil {
		return enrol.WrapError(enrol.CodeConfig, r.op, err)
	}
	req.Header.Set("Accept", api.TypeJSON+", "+api.TypeProblem)
	if r.body != nil {
		req.Header.Set("Content-Type", r.kind)
	}
	res, err := client.Do(req)
	if err != nil {
		return fault(parent, r.op, err)
	}
	defer res.Body.Close()
	if r.headed != nil {
		*r.headed = time.Now()
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, r.limit+1))
	switch {
	case err != nil:
		return fault(parent, r.op, err)
	case int64(len(body)) > r.limit:
		return enrol.NewError(enrol.CodeNonsense, r.op).With("why", "size")
	case res.StatusCode < 200 || res.StatusCode > 299:
		return statusFault(r.op, res, body, time.Now())
	}
	media, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil || media != api.TypeJSON {
		return enrol.NewError(enrol.CodeNonsense, r.op).With("why", "media type")
	}
	if err := json.Unmarshal(body, out); err != nil {
		return enrol.NewError(enrol.CodeNonsense, r.op).With("why", "form") // the cause may quote the body
	}
	return nil
}

// fault unwraps url.Error, whose text holds the address with its query, and tells the
// caller's end from our own time limit.
func fault(parent context.Context, op string, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	switch {
	case errors.Is(context.Cause(parent), errStalled):
		err = errStalled
	case errors.Is(parent.Err(), context.Canceled):
		err = parent.Err()
	}
	return transportFault(op, err)
}
