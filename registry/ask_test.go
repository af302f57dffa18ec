package registry_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"reflect"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

// asker is a counter without a line, with the key that it wants answers sealed to.
type asker struct {
	*registrytest.Counter
	key *age.HybridIdentity
}

func mustAsker(t *testing.T, e *registrytest.Env) asker {
	t.Helper()
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return asker{e.MustEnrol(), key}
}

func (a asker) sign(t *testing.T, cursor string) []byte {
	t.Helper()
	signed, err := bundle.Ask{Device: a.Device.ID, Recipient: a.key.Recipient().String(), Cursor: cursor}.Sign(a.Key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// asked brings a signed ask to the registry and reads the answer as the device does.
func (a asker) asked(t *testing.T, cursor string) bundle.Settings {
	t.Helper()
	out, err := a.Service.Answer(t.Context(), a.sign(t, cursor))
	if err != nil || out.Outlet != demo.Outlet {
		t.Fatalf("%q, %v", out.Outlet, err)
	}
	block, _ := pem.Decode(a.Secrets.CA.CertificatePEM())
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	d := bundle.Reader{Device: a.Device.ID, Key: a.key, Authorities: []*ecdsa.PublicKey{cert.PublicKey.(*ecdsa.PublicKey)}}
	s, found, err := d.Read(bytes.NewReader(out.File))
	if err != nil || !found || s.Base != cursor {
		t.Fatalf("%v, %v, base %q", found, err, s.Base)
	}
	return s
}

// TestAnswer: what goes back with a stick is what a pull brings, and all of the books each
// time, with the news of cases alone since the cursor.
func TestAnswer(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	a := mustAsker(t, e)
	online := e.MustEnrol()
	item := online.Seal(online.Approve(online.Case(e.Register(agus, "").QR)))
	wantReceipt(t, online, item, enrol.AnswerAccepted, "")
	e.Clock.Add(time.Hour)
	first := a.asked(t, "")
	want, err := e.Service.Pull(t.Context(), a.Device, "")
	if err != nil {
		t.Fatal(err)
	}
	if !first.Pull.Full || len(first.Pull.Staff) == 0 || len(first.Pull.Keys) < 3 || len(first.Pull.Statuses) == 0 {
		t.Fatalf("full %v, %d staff, %d keys, %d statuses", first.Pull.Full, len(first.Pull.Staff), len(first.Pull.Keys), len(first.Pull.Statuses))
	}
	if first.Pull.Cursor != want.Cursor || !first.Pull.At.Equal(want.At) || !reflect.DeepEqual(first.Pull.Staff, want.Staff) || !reflect.DeepEqual(first.Pull.Statuses, want.Statuses) {
		t.Errorf("by stick cursor %q at %v, by line %q at %v", first.Pull.Cursor, first.Pull.At, want.Cursor, want.At)
	}
	e.Clock.Add(40 * 24 * time.Hour) // the keys of the period are others by now
	second := a.asked(t, first.Pull.Cursor)
	if !second.Pull.Full || len(second.Pull.Staff) == 0 || len(second.Pull.Statuses) != 0 || reflect.DeepEqual(first.Pull.Keys, second.Pull.Keys) {
		t.Errorf("full %v, %d staff, %d statuses", second.Pull.Full, len(second.Pull.Staff), len(second.Pull.Statuses))
	}
}

// An answer takes more statuses along than a pull does, and its cursor goes on behind them.
func TestAnswerPages(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	a, online := mustAsker(t, e), e.MustEnrol()
	const cases = 2100
	items := online.MustCrowd(cases)
	for i := 0; i < len(items); i += 500 {
		for _, r := range online.Send(items[i:min(i+500, len(items))]...) {
			if r.Answer != enrol.AnswerAccepted {
				t.Fatalf("%+v", r)
			}
		}
	}
	if s := a.asked(t, ""); len(s.Pull.Statuses) != cases {
		t.Errorf("%d statuses, want %d", len(s.Pull.Statuses), cases)
	}
}

func TestAnswerRefuses(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	a, other := mustAsker(t, e), mustAsker(t, e)
	good := a.sign(t, "")
	forged := bytes.Clone(good)
	forged[len(forged)-1] ^= 1
	thief := *a.Counter
	thief.Key = other.Key
	inName := asker{&thief, a.key}
	for name, tt := range map[string]struct {
		ask  []byte
		want enrol.Code
	}{
		"OK":          {good, ""},
		"ErrForged":   {forged, enrol.CodeRefused},
		"ErrAnothers": {inName.sign(t, ""), enrol.CodeRefused},
		"ErrForm":     {[]byte("hello"), enrol.CodeRefused},
		"ErrNone":     {nil, enrol.CodeRefused},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := e.Service.Answer(t.Context(), tt.ask)
			if enrol.CodeOf(err) != tt.want || err != nil && len(out.File) > 0 {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
	if err := e.Service.RevokeDevice(t.Context(), a.Device.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Service.Answer(t.Context(), good); enrol.CodeOf(err) != enrol.CodeRevoked {
		t.Errorf("a revoked device: %v", err)
	}
	if _, err := e.Service.Answer(t.Context(), inName.sign(t, "")); enrol.CodeOf(err) != enrol.CodeRevoked {
		t.Errorf("in a revoked device's name: %v", err)
	}
}
