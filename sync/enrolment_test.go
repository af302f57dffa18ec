package sync

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// office enrols devices as the registry does.
type office struct {
	*authority
	code  api.EnrolCode
	used  []byte // signing key that the code was used with
	lose  int    // answers that get lost after the commit
	calls int
	life  time.Duration
	spoil func(*api.EnrolResponse)
}

func newOffice(t *testing.T) *office {
	a := newAuthority(t)
	code, err := api.NewEnrolCode(rand.Reader, a.cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	return &office{authority: a, code: code, life: time.Hour, spoil: func(*api.EnrolResponse) {}}
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.calls++
	if r.URL.Path == api.PathLapsed {
		o.revive(w, r)
		return
	}
	if r.URL.Path == api.PathRenew {
		var in api.RenewRequest
		_ = json.NewDecoder(r.Body).Decode(&in)
		answer(w, api.RenewResponse{Certificate: o.device(in.CSR, o.life)})
		return
	}
	var in api.EnrolRequest
	_ = json.NewDecoder(r.Body).Decode(&in)
	code, err := api.ParseEnrolCode(in.Code)
	if err != nil || code != o.code || (o.used != nil && !bytes.Equal(o.used, in.SigningKey)) {
		problemAnswer(w, http.StatusForbidden, enrol.CodeEnrolCode)
		return
	}
	o.used = in.SigningKey
	if o.lose > 0 {
		o.lose--
		panic(http.ErrAbortHandler)
	}
	out := api.EnrolResponse{Device: "d1", Outlet: "o1", Certificate: o.device(in.CSR, o.life),
		CA: pemOf(o.cert.Raw), Recipient: "age1pq1test"}
	o.spoil(&out)
	answer(w, out)
}

func TestEnrol(t *testing.T) {
	o, v, ctx := newOffice(t), newVault(), context.Background()
	if _, err := LoadIdentity(ctx, v); enrol.CodeOf(err) != enrol.CodeNotEnrolled {
		t.Errorf("before: %v", err)
	}
	want, err := Enrol(ctx, o.serve(o).URL, strings.ToLower(o.code.Text()), v, "pc")
	if err != nil {
		t.Fatal(err)
	}
	got, err := LoadIdentity(ctx, v)
	if err != nil || got.Device != "d1" || !got.SigningKey.Equal(want.SigningKey) || !got.TLSKey.Equal(want.TLSKey) ||
		!bytes.Equal(got.CA, pemOf(o.cert.Raw)) || got.Recipient != want.Recipient || got.Outlet != "o1" {
		t.Errorf("does not come back: %v", err)
	}
	if bytes.Contains(v.m[vaultEnrolment], []byte("seed")) {
		t.Error("the keys of the enrolment are kept twice")
	}
	for _, f := range []string{"%v", "%+v", "%#v"} {
		if s := fmt.Sprintf(f, got); strings.Contains(s, "PRIVATE") || len(s) > 40 {
			t.Errorf("%s shows %q", f, s)
		}
	}
}

func TestEnrolRefused(t *testing.T) {
	why := func(err error) string {
		var e *enrol.Error
		_ = errors.As(err, &e)
		return e.Details["why"]
	}
	t.Run("ErrSlip", func(t *testing.T) {
		o := newOffice(t)
		_, err := Enrol(context.Background(), o.serve(o).URL, o.code.Text()[1:], newVault(), "pc")
		if enrol.CodeOf(err) != enrol.CodeEnrolCode || why(err) != "form" || o.calls != 0 {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrURL", func(t *testing.T) {
		o := newOffice(t)
		if _, err := Enrol(context.Background(), "http://x", o.code.Text(), newVault(), "pc"); enrol.CodeOf(err) != enrol.CodeConfig {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrUsed", func(t *testing.T) {
		o := newOffice(t)
		o.used = []byte("another")
		if _, err := Enrol(context.Background(), o.serve(o).URL, o.code.Text(), newVault(), "pc"); enrol.CodeOf(err) != enrol.CodeEnrolCode {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrOtherRegistry", func(t *testing.T) {
		o, other := newOffice(t), newOffice(t)
		_, err := Enrol(context.Background(), other.serve(other).URL, o.code.Text(), newVault(), "pc")
		if enrol.CodeOf(err) != enrol.CodeCertificate || other.calls != 0 {
			t.Errorf("the code was shown to a stranger: %v", err)
		}
	})
	for name, spoil := range map[string]func(*api.EnrolResponse){
		"ErrNoDevice": func(r *api.EnrolResponse) { r.Device = "" },
		"ErrNoCert":   func(r *api.EnrolResponse) { r.Certificate = nil },
		"ErrOtherKey": func(r *api.EnrolResponse) { r.Certificate = r.CA },
	} {
		t.Run(name, func(t *testing.T) {
			o, v := newOffice(t), newVault()
			o.spoil = spoil
			if _, err := Enrol(context.Background(), o.serve(o).URL, o.code.Text(), v, "pc"); enrol.CodeOf(err) != enrol.CodeNonsense {
				t.Errorf("got %v", err)
			}
			if _, err := LoadIdentity(context.Background(), v); enrol.CodeOf(err) != enrol.CodeNotEnrolled {
				t.Errorf("kept: %v", err)
			}
		})
	}
}

// TestEnrolAnswerLost: the registry committed, the line broke. The same code works
// again on this PC, and on no other.
func TestEnrolAnswerLost(t *testing.T) {
	o, v, ctx := newOffice(t), newVault(), context.Background()
	o.lose = 1
	url := o.serve(o).URL
	if _, err := Enrol(ctx, url, o.code.Text(), v, "pc"); enrol.CodeOf(err) != enrol.CodeOffline {
		t.Fatalf("first: %v", err)
	}
	if _, err := Enrol(ctx, url, o.code.Text(), newVault(), "thief"); enrol.CodeOf(err) != enrol.CodeEnrolCode {
		t.Errorf("another PC: %v", err)
	}
	if _, err := Enrol(ctx, url, o.code.Text(), v, "pc"); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestRenew(t *testing.T) {
	o, v, ctx := newOffice(t), newVault(), context.Background()
	id, err := Enrol(ctx, o.serve(o).URL, o.code.Text(), v, "pc")
	if err != nil {
		t.Fatal(err)
	}
	leaf, _ := id.Leaf()
	life := leaf.NotAfter.Sub(leaf.NotBefore)
	if id.RenewDue(leaf.NotAfter.Add(-life/3-time.Minute)) || !id.RenewDue(leaf.NotAfter.Add(-life/3+time.Minute)) {
		t.Error("due at the wrong time")
	}
	c, err := NewClient(id, v, Timeouts{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	o.life = 4 * time.Hour
	v.fail = enrol.NewError(enrol.CodeDiskFull, "put secret")
	if err := c.Renew(ctx); enrol.CodeOf(err) != enrol.CodeDiskFull || !c.Identity().TLSKey.Equal(id.TLSKey) {
		t.Errorf("kept nothing, so the old one must stay: %v", err)
	}
	v.fail = nil
	if err := c.Renew(ctx); err != nil {
		t.Fatal(err)
	}
	kept, err := LoadIdentity(ctx, v)
	if err != nil || kept.TLSKey.Equal(id.TLSKey) || !kept.TLSKey.Equal(c.Identity().TLSKey) || !kept.SigningKey.Equal(id.SigningKey) {
		t.Errorf("the new identity is not in use everywhere: %v", err)
	}
	if c.RenewDue() {
		t.Error("due again")
	}
	c.timeouts.Now = func() time.Time { return leaf.NotAfter.Add(life) } // this PC's clock is wrong, and known to be
	if !c.RenewDue() {
		t.Error("not due by the right time")
	}
}

// revive looks at the proof as the registry does, and at that no certificate was shown.
func (o *office) revive(w http.ResponseWriter, r *http.Request) {
	var in api.LapsedRequest
	_ = json.NewDecoder(r.Body).Decode(&in)
	old, err := parsePEM(in.Certificate)
	if err != nil || len(r.TLS.PeerCertificates) > 0 || !ecdsa.VerifyASN1(old[0].PublicKey.(*ecdsa.PublicKey), api.LapsedDigest(in.CSR), in.Proof) {
		problemAnswer(w, http.StatusUnprocessableEntity, enrol.CodeField)
		return
	}
	answer(w, api.RenewResponse{Certificate: o.device(in.CSR, o.life)})
}

// TestRenewRejectedWrongly: an alert that came from something in between, and a registry that
// does not renew: the ordinary line is tried again while the certificate lives, and nothing
// but the renewal once it has lapsed by the clock.
func TestRenewRejectedWrongly(t *testing.T) {
	for name, tt := range map[string]struct {
		ends time.Duration
		code enrol.Code
		want bool
	}{
		"Lives": {time.Hour, enrol.CodeServer, false}, "Lapsed": {-time.Minute, enrol.CodeServer, true},
		"TooLong": {time.Hour, enrol.CodeNotEnrolled, true},
	} {
		t.Run(name, func(t *testing.T) {
			o, asked := newOffice(t), 0
			server := o.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				asked++
				problemAnswer(w, map[enrol.Code]int{enrol.CodeServer: http.StatusInternalServerError, enrol.CodeNotEnrolled: http.StatusForbidden}[tt.code], tt.code)
			}))
			c, err := NewClient(o.identity(server.URL, tt.ends), newVault(), Timeouts{Short: 5 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			c.rejected = true
			if err := c.Renew(t.Context()); enrol.CodeOf(err) != tt.code || asked != 1 || c.Lapsed() != tt.want {
				t.Errorf("lapsed %v after %d questions and %v", c.Lapsed(), asked, err)
			}
		})
	}
}

// TestRenewLapsed: a certificate ran out while there was no line. The client knows it by
// the clock, or learns it from the registry's TLS where this PC's clock is behind.
func TestRenewLapsed(t *testing.T) {
	for name, behind := range map[string]time.Duration{"ByTheClock": 0, "ClockBehind": 30 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			o, v, ctx := newOffice(t), newVault(), context.Background()
			id := o.identity(o.serve(o).URL, -10*time.Minute)
			c, err := NewClient(id, v, Timeouts{Short: 5 * time.Second, Now: func() time.Time { return time.Now().Add(-behind) }})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := c.Health(ctx); enrol.CodeOf(err) != enrol.CodeCertificate {
				t.Fatalf("with the old certificate: %v", err)
			}
			if !c.Lapsed() {
				t.Fatal("not known to have lapsed")
			}
			if err := c.Renew(ctx); err != nil {
				t.Fatal(err)
			}
			kept, err := LoadIdentity(ctx, v)
			if err != nil || kept.TLSKey.Equal(id.TLSKey) || !bytes.Equal(kept.SigningKey.Seed(), id.SigningKey.Seed()) || kept.Device != id.Device || c.Lapsed() {
				t.Fatalf("not renewed: %v", err)
			}
			if _, err := c.Health(ctx); enrol.CodeOf(err) == enrol.CodeCertificate {
				t.Fatalf("with the new certificate: %v", err)
			}
		})
	}
}
