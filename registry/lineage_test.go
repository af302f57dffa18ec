package registry_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// follow has the office say that one counter takes another's place.
func follow(t *testing.T, old, fresh *registrytest.Counter) {
	t.Helper()
	if err := old.Service.ReplaceDevice(t.Context(), registry.Console, old.Device.ID, fresh.Device.ID, "kunci hilang"); err != nil {
		t.Fatal(err)
	}
}

// wantReceipt sends one packet and wants its answer.
func wantReceipt(t *testing.T, by *registrytest.Counter, item api.Packet, answer enrol.Answer, code enrol.Code) {
	t.Helper()
	r := by.Send(item)
	if len(r) != 1 || r[0].ID != item.ID || r[0].Answer != answer || r[0].Code != code {
		t.Fatalf("%+v, want %s %q", r, answer, code)
	}
}

// TestLineage: what an earlier device signed is taken from the one that took its place, once
// the office has said so, and from nobody else; whoever brings it, it is one case.
func TestLineage(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	old, fresh, other := e.MustEnrol(), e.MustEnrol(), e.MustEnrol()
	item := old.Seal(old.Approve(old.Case(e.Register(agus, "").QR)))
	wantReceipt(t, fresh, item, enrol.AnswerRefused, enrol.CodeOtherDevice)
	follow(t, old, fresh)
	wantReceipt(t, other, item, enrol.AnswerRefused, enrol.CodeOtherDevice)
	wantReceipt(t, fresh, item, enrol.AnswerAccepted, "")
	wantReceipt(t, fresh, item, enrol.AnswerDuplicate, "")
	wantReceipt(t, other, item, enrol.AnswerRefused, enrol.CodeDuplicate) // and learns nothing
	if _, err := e.Service.Device(t.Context(), old.Device.ID); enrol.CodeOf(err) != enrol.CodeRevoked {
		t.Errorf("the old device may still report: %v", err)
	}
	if _, r, err := e.Service.TakeInCarried(t.Context(), item); err != nil || r.Answer != enrol.AnswerDuplicate {
		t.Errorf("on a stick: %+v, %v", r, err)
	}
	own := fresh.Seal(fresh.Approve(fresh.Case(e.Register(dewi, "").QR)))
	mixed := old.Seal(old.Approve(old.Case(e.Register(rina, "").QR)))
	for _, r := range fresh.Send(own, mixed, item) { // both in one upload, one transaction
		if r.Answer == enrol.AnswerRefused {
			t.Errorf("%+v", r)
		}
	}
	third := e.MustEnrol() // and the one after that
	follow(t, fresh, third)
	wantReceipt(t, third, item, enrol.AnswerDuplicate, "")
	wantReceipt(t, third, own, enrol.AnswerDuplicate, "")
}

// TestLineageEnds: what was signed later than a device's right ended does not count, by any
// way; what a revoked device signed before counts from its successor's own line alone.
func TestLineageEnds(t *testing.T) {
	for name, tt := range map[string]struct {
		revoke, replace bool
		late            bool
		line, stick     enrol.Code // "": taken
	}{
		"Replaced":          {replace: true},
		"ReplacedLate":      {replace: true, late: true, line: enrol.CodeRevoked, stick: enrol.CodeRevoked},
		"Revoked":           {revoke: true, line: enrol.CodeOtherDevice, stick: enrol.CodeRevoked},
		"RevokedLate":       {revoke: true, late: true, line: enrol.CodeOtherDevice, stick: enrol.CodeRevoked},
		"RevokedFollowed":   {revoke: true, replace: true, stick: enrol.CodeRevoked},
		"RevokedLateFollow": {revoke: true, replace: true, late: true, line: enrol.CodeRevoked, stick: enrol.CodeRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			e := registrytest.MustNew(t, registrytest.MustSQLite(t))
			old, fresh := e.MustEnrol(), e.MustEnrol()
			var byLine, byStick api.Packet
			if !tt.late {
				byLine, byStick = caseOf(t, e, old, agus), caseOf(t, e, old, dewi)
			}
			if tt.revoke {
				must(t, e.Service.RevokeDevice(t.Context(), old.Device.ID))
			} else if tt.replace {
				follow(t, old, fresh)
			}
			e.Clock.Add(time.Hour)
			if tt.late {
				byLine, byStick = caseOf(t, e, old, agus), caseOf(t, e, old, dewi)
			}
			if tt.revoke && tt.replace {
				follow(t, old, fresh)
			}
			_, r, err := e.Service.TakeInCarried(t.Context(), byStick)
			if got := or(enrol.CodeOf(err), r.Code); got != tt.stick {
				t.Errorf("on a stick: %q, want %q", got, tt.stick)
			}
			if got := fresh.Send(byLine)[0]; got.Code != tt.line || (got.Answer == enrol.AnswerAccepted) != (tt.line == "") {
				t.Errorf("on the line: %+v, want %q", got, tt.line)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func or(a, b enrol.Code) enrol.Code {
	if a != "" {
		return a
	}
	return b
}

// caseOf is signed by a counter, with the books of another that has a line still.
func caseOf(t *testing.T, e *registrytest.Env, by *registrytest.Counter, n enrol.NIK) api.Packet {
	t.Helper()
	other := e.MustEnrol()
	c := other.Approve(other.Case(e.Register(n, "").QR))
	c.Device = by.Device.ID
	return by.Seal(c)
}

// TestReplaceDevice: who can't take a place, and that it can be taken back.
func TestReplaceDevice(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	ctx, s := t.Context(), e.Service
	a, b, c := e.MustEnrol().Device.ID, e.MustEnrol().Device.ID, e.MustEnrol().Device.ID
	if err := s.PutOutlet(ctx, registry.Console, registry.Outlet{Settings: enrol.Settings{Outlet: "far", OutletName: "Far"}}); err != nil {
		t.Fatal(err)
	}
	must(t, e.DB.Update(ctx, func(t *db.Tx) error {
		return t.AddDevice(db.Device{ID: "far-1", Outlet: "far", Name: "far", SigningKey: []byte{1}, Enrolled: e.Clock.Now()})
	}))
	clerk := registry.Admin{ID: "clerk", Role: registry.AdminClerk}
	for name, tt := range map[string]struct {
		by         registry.Admin
		old, fresh string
		why        string
		want       enrol.Code
	}{
		"Clerk":       {clerk, a, b, "x", enrol.CodeForbidden},
		"NoReason":    {registry.Console, a, b, " ", enrol.CodeReason},
		"Itself":      {registry.Console, a, a, "x", enrol.CodeField},
		"OtherOutlet": {registry.Console, a, "far-1", "x", enrol.CodeField},
		"NoSuch":      {registry.Console, a, "nobody", "x", enrol.CodeNotFound},
		"NoSuchOld":   {registry.Console, "nobody", a, "x", enrol.CodeNotFound},
	} {
		if err := s.ReplaceDevice(ctx, tt.by, tt.old, tt.fresh, tt.why); enrol.CodeOf(err) != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
	must(t, s.ReplaceDevice(ctx, registry.Console, a, b, "kunci hilang"))
	for name, pair := range map[string][2]string{"Twice": {a, c}, "Ended": {c, a}, "Circle": {b, a}} {
		if err := s.ReplaceDevice(ctx, registry.Console, pair[0], pair[1], "x"); enrol.CodeOf(err) != enrol.CodeField {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.AdminEnrolCode(ctx, registry.Console, demo.Outlet, "pc", a); enrol.CodeOf(err) != enrol.CodeField {
		t.Errorf("a code for a place that is taken: %v", err)
	}
	if err := s.KeepDevice(ctx, clerk, a); enrol.CodeOf(err) != enrol.CodeForbidden {
		t.Errorf("a clerk takes it back: %v", err)
	}
	must(t, s.KeepDevice(ctx, registry.Console, a))
	if _, err := s.Device(ctx, a); err != nil {
		t.Errorf("taken back: %v", err)
	}
	if err := s.KeepDevice(ctx, registry.Console, a); enrol.CodeOf(err) != enrol.CodeNotFound {
		t.Errorf("taken back twice: %v", err)
	}
	deeds, err := s.Deeds(ctx, registry.Console, 10)
	must(t, err)
	if len(deeds) < 2 || deeds[0].Action != "device-keep" || deeds[1].Action != "device-replace" || deeds[1].Reason != "kunci hilang" {
		t.Errorf("the record has %+v", deeds)
	}
}

// TestCodeReplaces: a code that says whose place the new PC takes, also when the answer to
// the enrolment was lost.
func TestCodeReplaces(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	old := e.MustEnrol()
	item := old.Seal(old.Approve(old.Case(e.Register(agus, "").QR)))
	code, err := e.Service.AdminEnrolCode(t.Context(), registry.Console, demo.Outlet, "pc", old.Device.ID)
	must(t, err)
	if _, err := e.Service.Device(t.Context(), old.Device.ID); err != nil {
		t.Errorf("ended before anybody took its place: %v", err)
	}
	fresh := &registrytest.Counter{Env: e}
	req := fresh.Request(code)
	first, err := e.Service.Enrol(t.Context(), req)
	must(t, err)
	again, err := e.Service.Enrol(t.Context(), req)
	must(t, err)
	if first.Device != again.Device {
		t.Fatal("two devices for one code")
	}
	fresh.Device, err = e.Service.Device(t.Context(), first.Device)
	must(t, err)
	wantReceipt(t, fresh, item, enrol.AnswerAccepted, "")
}

// TestRenewLapsed: a certificate that ran out is renewed by its key, for a time.
func TestRenewLapsed(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, c.TLSKey)
	must(t, err)
	proof, err := ecdsa.SignASN1(rand.Reader, c.TLSKey, api.LapsedDigest(csr))
	must(t, err)
	stranger := (&registrytest.Counter{Env: e})
	stranger.Request(api.EnrolCode{})
	forged, err := ecdsa.SignASN1(rand.Reader, stranger.TLSKey, api.LapsedDigest(csr))
	must(t, err)
	good := api.LapsedRequest{Certificate: c.Cert, CSR: csr, Proof: proof}
	const life = 2 * 365 * 24 * time.Hour
	for _, tt := range []struct {
		name  string
		after time.Duration
		ask   api.LapsedRequest
		want  enrol.Code
	}{
		{"NotYet", 0, good, ""},
		{"Lapsed", life + time.Hour, good, ""},
		{"OtherKey", life + time.Hour, api.LapsedRequest{Certificate: c.Cert, CSR: csr, Proof: forged}, enrol.CodeField},
		{"NoProof", life + time.Hour, api.LapsedRequest{Certificate: c.Cert, CSR: csr}, enrol.CodeField},
		{"NoCertificate", life + time.Hour, api.LapsedRequest{CSR: csr, Proof: proof}, enrol.CodeNotEnrolled},
		{"TheCA", life + time.Hour, api.LapsedRequest{Certificate: e.Secrets.CA.CertificatePEM(), CSR: csr, Proof: proof}, enrol.CodeNotEnrolled},
		{"OtherRequest", life + time.Hour, api.LapsedRequest{Certificate: c.Cert, CSR: append(csr[:len(csr)-1:len(csr)-1], 0), Proof: proof}, enrol.CodeField},
		{"LastDay", life + api.LapsedGrace - time.Hour, good, ""},
		{"TooLate", life + api.LapsedGrace + time.Hour, good, enrol.CodeNotEnrolled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e.Clock.Add(tt.after)
			defer e.Clock.Add(-tt.after)
			out, err := e.Service.RenewLapsed(context.Background(), tt.ask)
			if enrol.CodeOf(err) != tt.want || (err == nil) != (len(out.Certificate) > 0) {
				t.Fatalf("%v, want %q", err, tt.want)
			}
		})
	}
	deeds, err := e.Service.Deeds(t.Context(), registry.Console, 10)
	if err != nil || len(deeds) == 0 || deeds[0].Action != "device-lapsed" || deeds[0].About != c.Device.ID {
		t.Errorf("the office's record says nothing of it: %+v %v", deeds, err)
	}
	must(t, e.Service.RevokeDevice(t.Context(), c.Device.ID))
	if _, err := e.Service.RenewLapsed(t.Context(), good); enrol.CodeOf(err) != enrol.CodeRevoked {
		t.Fatalf("a revoked device renews: %v", err)
	}
}
