package packet

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
)

func testKey(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("packet test key " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// keyOf knows the devices "d1" and "d2" alone.
func keyOf(device string) (ed25519.PublicKey, error) {
	switch device {
	case "d1", "d2":
		return testKey(device).Public().(ed25519.PublicKey), nil
	case "gone":
		return nil, enrol.NewError(enrol.CodeRevoked, "find device")
	}
	return nil, enrol.NewError(enrol.CodeNotFound, "find device")
}

func mustIdentity(tb testing.TB) *Identity {
	tb.Helper()
	id, err := NewIdentity()
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

func mustSealer(tb testing.TB, device string, id *Identity) *Sealer {
	tb.Helper()
	s, err := NewSealer(device, testKey(device), Recipient(id))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// sample has every field set.
func sample() enrol.Case {
	now := time.Date(2026, 3, 2, 5, 0, 0, 123456000, time.UTC)
	return enrol.Case{
		ID: "0195c0de-0000-7000-8000-000000000001", Kind: enrol.KindChange, Purpose: enrol.PurposeAddress, State: enrol.StateApproved,
		Resident: enrol.Resident{NIK: "3276014107010001", Name: "RESIDENT OF THE TESTS",
			Birth: time.Date(2001, 7, 1, 0, 0, 0, 0, time.UTC), Sex: enrol.Female, Married: true,
			Email: "resident@example.id", Phone: "081234567890", Category: enrol.CategoryStudent},
		Typed: true, Credential: &enrol.Credential{ID: "00ff", KeyID: "k1", Text: "NCF TEXT OF A QR"},
		Documents: []enrol.Document{enrol.DocKK, enrol.DocBirth}, ConsentAt: now, ConsentBy: "resident", ConsentText: "1/id",
		Selfie: bytes.Repeat([]byte{0xFF, 0xD8, 1, 2, 3}, 12<<10), Card: bytes.Repeat([]byte{0xFF, 0xD8, 4, 5}, 40),
		Pages: []enrol.Page{enrol.NewPage(enrol.DocKK, []byte("sealed page")), enrol.NewPage(enrol.DocBirth, []byte("another"))},
		Face: enrol.FaceResult{Method: enrol.MethodTemplate, Score: 0.71, Threshold: 0.363, Band: enrol.BandMatch,
			Model: "sface", SHA256: strings.Repeat("ab", 32), DecidedBy: "auto", Detector: "yunet", Other: "mobilefacenet",
			Quality: enrol.Quality{Score: .9, InterEyeDistance: 80, Luminance: .5, UnderExposure: .01, OverExposure: .02, Uniformity: .8,
				Sharpness: 60, Yaw: .1, Pitch: .55, Roll: 2},
			Liveness: enrol.Liveness{Passive: .97, Limit: .6, Models: "a,b", Turn: enrol.TurnLeft}},
		Reason: enrol.ReasonOther, Note: "a note",
		Override:  &enrol.Override{Code: enrol.CodePhase, By: "super", Reason: "elderly", At: now},
		Overrides: []enrol.Override{{Code: enrol.CodeDocuments, By: "super", Reason: "brings it", At: now}},
		Operator:  "staff1", Outlet: "o1", Device: "d1", OpenedAt: now,
		Steps:     []enrol.Step{{State: enrol.StateEligible, At: now}, {State: enrol.StateApproved, At: now.Add(time.Second)}},
		DecidedAt: now.Add(time.Second),
	}
}

// notSent are fields that stay at the counter: training cases are never sent, what a
// case puts right, how often a picture would not do, what was before the camera and what was read back are the story
// of this PC, and the reference, and what is known of an earlier identity, came from the registry in the first place.
var notSent = map[string]bool{"Training": true, "Reference": true, "Follows": true, "Slip": true, "Refusals": true, "First": true,
	"Objection": true, "Unchecked": true, "InHand": true, "Contact": true}

// plain is a sample as counters without a document desk send it.
func plain() enrol.Case {
	c := sample()
	c.Pages = nil
	return c
}

// behind is what lies behind the signed part of a case.
func behind(c enrol.Case) []byte {
	out := bytes.Clone(c.Selfie)
	for _, p := range c.Pages {
		out = append(out, p.Sealed...)
	}
	return out
}

// TestSampleIsFull keeps the round trip honest: a field added to Case and forgotten
// on the wire fails here.
func TestSampleIsFull(t *testing.T) {
	s := sample()
	for _, part := range []any{s, s.Face, s.Face.Quality, s.Face.Liveness} {
		v := reflect.ValueOf(part)
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; v.Field(i).IsZero() && !notSent[name] {
				t.Errorf("the sample leaves %s empty", name)
			}
		}
	}
}

func TestSealOpen(t *testing.T) {
	id, want := mustIdentity(t), sample()
	sealed, err := mustSealer(t, "d1", id).Seal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(sealed, id, keyOf)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
	overhead := len(sealed) - len(want.Selfie)
	t.Logf("overhead %d bytes over a selfie of %d", overhead, len(want.Selfie))
	if overhead > 4096 {
		t.Errorf("overhead %d bytes", overhead)
	}
	for _, secret := range []string{"3276014107010001", "RESIDENT", "resident@", "81234567890", "staff1"} {
		if bytes.Contains(sealed, []byte(secret)) {
			t.Errorf("%q can be read", secret)
		}
	}
}

// The envelope that was prepared is used once, and not for another recipient.
func TestPrepare(t *testing.T) {
	first, second := mustIdentity(t), mustIdentity(t)
	s := mustSealer(t, "d1", first)
	head := func(id *Identity) string {
		t.Helper()
		sealed, err := s.Seal(sample())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Open(sealed, id, keyOf); err != nil || !reflect.DeepEqual(got, sample()) {
			t.Fatalf("does not come back: %v", err)
		}
		return string(sealed[:1000])
	}
	prepare := func() {
		t.Helper()
		for range 2 {
			if err := s.Prepare(); err != nil {
				t.Fatal(err)
			}
		}
	}
	seen := map[string]bool{head(first): true}
	prepare()
	for range 3 {
		seen[head(first)] = true
	}
	if len(seen) != 4 {
		t.Errorf("4 packets have %d keys", len(seen))
	}
	prepare()
	if err := s.SetRecipient(Recipient(second)); err != nil {
		t.Fatal(err)
	}
	head(second)
	prepare()
	head(second)
}

func TestSealRefuses(t *testing.T) {
	s := mustSealer(t, "d1", mustIdentity(t))
	for name, c := range map[string]struct {
		spoil func(*enrol.Case)
		want  enrol.Code
	}{
		"ErrTraining": {func(c *enrol.Case) { c.Training = true }, enrol.CodeTraining},
		"ErrParked":   {func(c *enrol.Case) { c.State = enrol.StateParked }, enrol.CodeMove},
		"ErrOpened":   {func(c *enrol.Case) { c.State = enrol.StateOpened }, enrol.CodeMove},
		"ErrID":       {func(c *enrol.Case) { c.ID = "" }, enrol.CodeField},
		"ErrDevice":   {func(c *enrol.Case) { c.Device = "d2" }, enrol.CodeField},
		"NoDevice":    {func(c *enrol.Case) { c.Device = "" }, ""},
		"Rejected":    {func(c *enrol.Case) { c.State = enrol.StateRejected }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			k := sample()
			c.spoil(&k)
			if _, err := s.Seal(k); enrol.CodeOf(err) != c.want {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := NewSealer("d1", testKey("d1"), "age1nothing"); err == nil {
		t.Error("recipient accepted")
	}
	if _, err := NewSealer("", nil, ""); enrol.CodeOf(err) != enrol.CodeNotEnrolled {
		t.Errorf("without a key: %v", err)
	}
}

func why(err error) string {
	var e *enrol.Error
	if errors.As(err, &e) && e.Code == enrol.CodeRefused {
		return e.Details["why"]
	}
	return string(enrol.CodeOf(err))
}

func TestOpenSeal(t *testing.T) {
	id, other := mustIdentity(t), mustIdentity(t)
	sealed, err := mustSealer(t, "d1", id).Seal(sample())
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-100] ^= 1
	for name, c := range map[string]struct {
		sealed []byte
		id     age.Identity
	}{
		"ErrOtherIdentity": {sealed, other}, "ErrCut": {sealed[:len(sealed)-1], id}, "ErrEmpty": {nil, id},
		"ErrTrailing": {append(bytes.Clone(sealed), 0), id}, "ErrFlipped": {flipped, id},
		"ErrOtherRing": {sealed, Keyring{other}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(c.sealed, c.id, keyOf); why(err) != "seal" {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("Keyring", func(t *testing.T) {
		if _, err := Open(sealed, Keyring{other, id}, keyOf); err != nil {
			t.Error(err)
		}
	})
}

// mustSign signs any payload as a device would.
func mustSign(tb testing.TB, kid string, key ed25519.PrivateKey, payload any, external []byte, unprotected cose.UnprotectedHeader) []byte {
	tb.Helper()
	b, err := deterministic.Marshal(payload)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, key)
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cose.Sign1(rand.Reader, signer, cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: cose.AlgorithmEdDSA, cose.HeaderLabelKeyID: []byte(kid)}, Unprotected: unprotected}, b, external)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func TestOpenSigned(t *testing.T) {
	with := func(change func(*wire)) wire {
		w := toWire(plain())
		change(&w)
		return w
	}
	d1, selfie := testKey("d1"), sample().Selfie
	behind := func(w wire, selfie ...byte) []byte { return append(mustSign(t, "d1", d1, w, context, nil), selfie...) }
	asThree := with(func(w *wire) { w.Version = paged })
	good := with(func(*wire) {})
	old := with(func(w *wire) { w.Version, w.Selfie, w.Digest = inline, selfie, nil })
	for name, c := range map[string]struct {
		signed []byte
		want   string
	}{
		"OK":             {behind(good, selfie...), ""},
		"NoSelfie":       {behind(with(func(w *wire) { w.Digest = nil })), ""},
		"Inline":         {behind(old), ""},
		"ErrInlineMore":  {behind(old, 1), "form"},
		"ErrInlineBoth":  {behind(with(func(w *wire) { w.Version = inline })), "form"},
		"ErrBoth":        {behind(with(func(w *wire) { w.Selfie = selfie }), selfie...), "form"},
		"ErrNoSelfie":    {behind(good), "signature"},
		"ErrCutSelfie":   {behind(good, selfie[1:]...), "signature"},
		"ErrOtherSelfie": {behind(good, append([]byte{1}, selfie[1:]...)...), "signature"},
		"ErrUnsigned":    {behind(with(func(w *wire) { w.Digest = nil }), selfie...), "signature"},
		"ErrOtherKey":    {mustSign(t, "d1", testKey("d2"), good, context, nil), "signature"},
		"ErrOtherDevice": {append(mustSign(t, "d2", testKey("d2"), good, context, nil), selfie...), "device"},
		"ErrUnknown":     {mustSign(t, "d9", d1, good, context, nil), "not-found"},
		"ErrRevoked":     {mustSign(t, "gone", d1, good, context, nil), "revoked"},
		"ErrContext":     {mustSign(t, "d1", d1, good, nil, nil), "signature"},
		"ErrUnprotected": {mustSign(t, "d1", d1, good, context, cose.UnprotectedHeader{int64(99): "x"}), "form"},
		"ErrVersion":     {behind(with(func(w *wire) { w.Version = paged + 1 }), selfie...), "version"},
		"ErrNoVersion":   {behind(with(func(w *wire) { w.Version = 0 }), selfie...), "version"},
		"ErrNoPages":     {behind(asThree, selfie...), "form"},
		"ErrNIK":         {behind(with(func(w *wire) { w.Resident.NIK = "1" }), selfie...), "form"},
		"ErrBirth":       {behind(with(func(w *wire) { w.Resident.Birth = "2001-13-01" }), selfie...), "form"},
		"ErrUndecided":   {behind(with(func(w *wire) { w.State = "captured" }), selfie...), "form"},
		"ErrNotACase":    {mustSign(t, "d1", d1, []int{1, 2}, context, nil), "form"},
		"ErrNotCOSE":     {[]byte{0xA0}, "form"},
		"ErrTrailing":    {behind(good, append(bytes.Clone(selfie), 0)...), "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := open(c.signed, keyOf)
			if why(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "2001") {
				t.Errorf("quotes personal data: %v", err)
			}
		})
	}
}

func TestParseIdentity(t *testing.T) {
	id := mustIdentity(t)
	back, err := ParseIdentity(id.String() + "\n")
	if err != nil || Recipient(back) != Recipient(id) {
		t.Errorf("does not come back: %v", err)
	}
	if _, err := ParseIdentity("AGE-SECRET-KEY-PQ-1SECRET"); err == nil || strings.Contains(err.Error(), "1SECRET") {
		t.Errorf("got %v", err)
	}
}

func FuzzOpenSigned(f *testing.F) {
	small := sample()
	small.Selfie = []byte("jpeg")
	good := append(mustSign(f, "d1", testKey("d1"), toWire(small), context, nil), behind(small)...)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(good[:40])
	f.Add([]byte{0xD2, 0x84, 0x43, 0xA1, 0x01, 0x27, 0xA0, 0x41, 0x00, 0x41, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := open(b, keyOf); err == nil && c.Device != "d1" && c.Device != "d2" {
			t.Errorf("opened for %q", c.Device)
		}
	})
}

// FuzzRead feeds the decoder behind the signature, which an enrolled device reaches.
func FuzzRead(f *testing.F) {
	small := sample()
	small.Selfie = []byte("jpeg")
	good, err := deterministic.Marshal(toWire(small))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, behind(small))
	f.Add(good, small.Selfie)
	small.Pages = nil
	old, err := deterministic.Marshal(toWire(small))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(old, small.Selfie)
	f.Add(good[:len(good)/2], []byte{})
	f.Add([]byte{0xA1, 0x00, 0x01}, []byte{})
	f.Fuzz(func(t *testing.T, b, rest []byte) {
		c, err := read(b, rest, "d1")
		if err != nil {
			return
		}
		again, err := deterministic.Marshal(toWire(c))
		if err != nil {
			t.Fatal(err)
		}
		if back, err := read(again, behind(c), "d1"); err != nil || !reflect.DeepEqual(back, c) {
			t.Errorf("does not come back: %v", err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	for _, prepared := range []bool{false, true} {
		b.Run(map[bool]string{false: "Whole", true: "Prepared"}[prepared], func(b *testing.B) {
			s := mustSealer(b, "d1", mustIdentity(b))
			c := sample()
			b.SetBytes(int64(len(c.Selfie)))
			for b.Loop() {
				if prepared {
					b.StopTimer()
					if err := s.Prepare(); err != nil {
						b.Fatal(err)
					}
					b.StartTimer()
				}
				if _, err := s.Seal(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
