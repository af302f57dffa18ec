package credential

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
)

// source makes one vector.
type source struct {
	about  string
	expect enrol.Code // "": ok
	after  time.Duration
	spent  []string
	text   func(testing.TB) string
}

func pack(tb testing.TB, signed []byte) string {
	tb.Helper()
	packed, err := deflate(signed)
	if err != nil {
		tb.Fatal(err)
	}
	return encodeBase45(packed)
}

// issued signs the sample, changed, with the key named kid.
func issued(kid string, change func(*enrol.Credential)) func(testing.TB) string {
	return func(tb testing.TB) string {
		c := sample()
		change(&c)
		return mustIssue(tb, kid, c)
	}
}

func unchanged(*enrol.Credential) {}

// signedClaims signs claims that Issue would not make.
func signedClaims(change func(*claims)) func(testing.TB) string {
	return func(tb testing.TB) string {
		set, err := toClaims(sample(), useActivation)
		if err != nil {
			tb.Fatal(err)
		}
		change(&set)
		return pack(tb, mustEnvelope(tb, "a", testKey("a"), mustCBOR(tb, set), nil))
	}
}

// signedBytes signs any payload with the registry's key.
func signedBytes(payload func(testing.TB) []byte) func(testing.TB) string {
	return func(tb testing.TB) string { return pack(tb, mustEnvelope(tb, "a", testKey("a"), payload(tb), nil)) }
}

func mustCBOR(tb testing.TB, v any) []byte {
	tb.Helper()
	b, err := deterministic.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func goodPayload(tb testing.TB) []byte {
	tb.Helper()
	set, err := toClaims(sample(), useActivation)
	if err != nil {
		tb.Fatal(err)
	}
	return mustCBOR(tb, set)
}

func mustEnvelope(tb testing.TB, kid string, key ed25519.PrivateKey, payload []byte, unprotected cose.UnprotectedHeader) []byte {
	tb.Helper()
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, key)
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cose.Sign1(rand.Reader, signer, cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: cose.AlgorithmEdDSA, cose.HeaderLabelKeyID: []byte(kid)}, Unprotected: unprotected}, payload, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// altered changes the signed bytes, after the signature.
func altered(change func([]byte) []byte) func(testing.TB) string {
	return func(tb testing.TB) string {
		signed, err := NewVerifier(nil, Options{}).unpack(mustIssue(tb, "a", sample()), useActivation)
		if err != nil {
			tb.Fatal(err)
		}
		return pack(tb, change(signed))
	}
}

// replaced exchanges bytes of the same length.
func replaced(old, with string) func([]byte) []byte {
	return func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(with), 1) }
}

func literal(s string) func(testing.TB) string { return func(testing.TB) string { return s } }

// universal is the signature that nobody had to make: R the neutral element, S nought.
// Under a key of order n it fits every n-th message.
func universal(kid string) func(testing.TB) string {
	return func(tb testing.TB) string {
		msg := cose.Sign1Message{Headers: cose.Headers{Protected: cose.ProtectedHeader{
			cose.HeaderLabelAlgorithm: cose.AlgorithmEdDSA, cose.HeaderLabelKeyID: []byte(kid)}},
			Payload: goodPayload(tb), Signature: append([]byte{1}, make([]byte, 63)...)}
		b, err := msg.MarshalCBOR()
		if err != nil {
			tb.Fatal(err)
		}
		return pack(tb, b)
	}
}

// algorithm signs under another algorithm's number.
func algorithm(tb testing.TB) string {
	b := mustEnvelope(tb, "a", testKey("a"), goodPayload(tb), nil)
	return pack(tb, bytes.Replace(b, []byte{0x01, 0x27}, []byte{0x01, 0x26}, 1)) // EdDSA → ES256
}

func duplicateKey(tb testing.TB) []byte {
	b := goodPayload(tb)
	extra := []byte{0x01, 0x61, 'x', 0x01, 0x61, 'y'} // iss twice more
	b[0] += 2
	return append(b[:1:1], append(extra, b[1:]...)...)
}

func indefinite(tb testing.TB) []byte {
	b := goodPayload(tb)
	return append(append([]byte{0xBF}, b[1:]...), 0xFF)
}

func tagged(tb testing.TB) []byte {
	return mustCBOR(tb, map[int]any{-65537: cbor.Tag{Number: 2, Content: []byte{1}}})
}

var vectorSources = map[string]source{
	"good-full": {about: "every field", text: issued("a", unchanged)},
	"good-least": {about: "NIK, id and times alone", text: issued("b", func(c *enrol.Credential) {
		*c = enrol.Credential{ID: "0001020304050607", IssuedAt: c.IssuedAt, Expires: c.Expires, Resident: enrol.Resident{NIK: c.Resident.NIK}}
	})},
	"good-no-template": {about: "a resident without a face reference", text: issued("a", func(c *enrol.Credential) { c.Template = nil })},
	"good-name":        {about: "a name outside ASCII", text: issued("a", func(c *enrol.Credential) { c.Resident.Name = "Ñuñez Ünïcøde 王" })},
	"good-reactivate":  {about: "another kind of case", text: issued("a", func(c *enrol.Credential) { c.Kind = enrol.KindReactivate })},
	"good-unknown-claim": {about: "a claim that nobody knows is passed over (RFC 8392, section 3)", text: signedBytes(func(tb testing.TB) []byte {
		b := goodPayload(tb)
		b[0]++
		return append(b, 0x3A, 0x00, 0x0F, 0x42, 0x3F, 0x61, 'x') // -1000000: "x"
	})},
	"good-late":    {about: "expired within the clock tolerance", after: 15*time.Minute + 59*time.Second, text: issued("a", unchanged)},
	"good-early":   {about: "not yet valid within the clock tolerance", after: -2*time.Minute - 59*time.Second, text: issued("a", unchanged)},
	"expired":      {about: "expired beyond the tolerance", after: 17 * time.Minute, expect: enrol.CodeQRExpired, text: issued("a", unchanged)},
	"expired-long": {about: "a picture of last year's QR", after: 365 * 24 * time.Hour, expect: enrol.CodeQRExpired, text: issued("a", unchanged)},
	"not-yet":      {about: "issued for later", after: -4 * time.Minute, expect: enrol.CodeQRNotYet, text: issued("a", unchanged)},
	"replayed":     {about: "its single use is spent", expect: enrol.CodeQRUsed, spent: []string{sample().ID}, text: issued("a", unchanged)},

	"forged-name":      {about: "the name changed after signing", expect: enrol.CodeQRForged, text: altered(replaced("RESIDENT", "PRESIDEN"))},
	"forged-nik":       {about: "the NIK changed after signing", expect: enrol.CodeQRForged, text: altered(replaced("3276014107010001", "3276014107010002"))},
	"forged-signature": {about: "one bit of the signature", expect: enrol.CodeQRForged, text: altered(func(b []byte) []byte { b[len(b)-1] ^= 1; return b })},
	"forged-key": {about: "signed with another key under a known id", expect: enrol.CodeQRForged, text: func(tb testing.TB) string {
		return pack(tb, mustEnvelope(tb, "a", testKey("thief"), goodPayload(tb), nil))
	}},
	"forged-kid":       {about: "the key id changed to another known key's", expect: enrol.CodeQRForged, text: altered(replaced("\x04Aa", "\x04Ab"))},
	"forged-algorithm": {about: "the algorithm changed after signing", expect: enrol.CodeQRForged, text: algorithm},

	"wrong-key":       {about: "signed with a key that is not in the set", expect: enrol.CodeQRUnknownKey, text: issued("nobody", unchanged)},
	"key-early":       {about: "the key is in force from tomorrow", expect: enrol.CodeQRUnknownKey, text: issued("early", unchanged)},
	"key-retired":     {about: "the key was retired yesterday", expect: enrol.CodeQRUnknownKey, text: issued("retired", unchanged)},
	"key-revoked":     {about: "the key is revoked", expect: enrol.CodeQRRevokedKey, text: issued("gone", unchanged)},
	"key-weak-zero":   {about: "a key of order 4, under which one signature fits every fourth message", expect: enrol.CodeQRRevokedKey, text: universal("zero")},
	"key-weak-order8": {about: "a key of order 8, under which one signature fits every eighth message", expect: enrol.CodeQRRevokedKey, text: universal("order8")},

	"newer-version": {about: "version 2 of the profile", expect: enrol.CodeQRNewer, text: signedClaims(func(c *claims) { c.Version = 2 })},
	"newer-layout": {about: "version 2 whose claim 169 is no map any more", expect: enrol.CodeQRNewer, text: signedBytes(func(tb testing.TB) []byte {
		return mustCBOR(tb, map[int]any{169: "text", -65537: 2, -65538: 1})
	})},
	"newer-kind":     {about: "a kind of case from the future", expect: enrol.CodeQRNewer, text: signedClaims(func(c *claims) { c.Kind = "teleport" })},
	"newer-category": {about: "a category from the future", expect: enrol.CodeQRNewer, text: signedClaims(func(c *claims) { c.Category = "robots" })},

	"truncated":         {about: "the second half is missing", expect: enrol.CodeQRDamaged, text: func(tb testing.TB) string { return mustIssue(tb, "a", sample())[:300] }},
	"truncated-one":     {about: "the last character is missing", expect: enrol.CodeQRDamaged, text: func(tb testing.TB) string { s := mustIssue(tb, "a", sample()); return s[:len(s)-1] }},
	"damaged-character": {about: "one character misread", expect: enrol.CodeQRDamaged, text: func(tb testing.TB) string { s := mustIssue(tb, "a", sample()); return s[:150] + "AAA" + s[153:] }},
	"damaged-group":     {about: "a group that no bytes encode to", expect: enrol.CodeQRDamaged, text: func(tb testing.TB) string { s := mustIssue(tb, "a", sample()); return s[:150] + ":::" + s[153:] }},
	"damaged-extended": {about: "data after the zlib stream", expect: enrol.CodeQRDamaged, text: func(tb testing.TB) string {
		b, _ := decodeBase45(mustIssue(tb, "a", sample()))
		return encodeBase45(append(b, 0))
	}},
	"damaged-trailing": {about: "data after the COSE message", expect: enrol.CodeQRDamaged, text: altered(func(b []byte) []byte { return append(b, 0) })},
	"damaged-unprotected": {about: "an unprotected header, which no signature covers", expect: enrol.CodeQRDamaged, text: func(tb testing.TB) string {
		return pack(tb, mustEnvelope(tb, "a", testKey("a"), goodPayload(tb), cose.UnprotectedHeader{int64(99): "x"}))
	}},
	"damaged-duplicate":  {about: "a claim twice", expect: enrol.CodeQRDamaged, text: signedBytes(duplicateKey)},
	"damaged-indefinite": {about: "a map of indefinite length", expect: enrol.CodeQRDamaged, text: signedBytes(indefinite)},
	"damaged-tag":        {about: "a bignum where a number belongs", expect: enrol.CodeQRDamaged, text: signedBytes(tagged)},
	"damaged-payload":    {about: "data after the claims", expect: enrol.CodeQRDamaged, text: signedBytes(func(tb testing.TB) []byte { return append(goodPayload(tb), 0) })},
	"damaged-nik":        {about: "signed, but the NIK can't be", expect: enrol.CodeQRDamaged, text: signedClaims(func(c *claims) { c.Identity.ID = "3276019999010001" })},
	"damaged-template":   {about: "signed, but the template is too large", expect: enrol.CodeQRDamaged, text: signedClaims(func(c *claims) { c.Template.Data = make([]byte, 129) })},
	"damaged-id":         {about: "signed, but without a single-use id", expect: enrol.CodeQRDamaged, text: signedClaims(func(c *claims) { c.ID = nil })},

	"oversize": {about: "more characters than any of ours", expect: enrol.CodeQRTooLarge, text: literal(strings.Repeat("0", MaxText+1))},
	"oversize-inflated": {about: "inflates to a little more than a credential can hold", expect: enrol.CodeQRTooLarge, text: func(tb testing.TB) string {
		return pack(tb, bytes.Repeat([]byte{0xD2}, MaxInflated+1))
	}},
	"bomb": {about: "a megabyte of noughts in a short QR", expect: enrol.CodeQRTooLarge, text: func(tb testing.TB) string { return pack(tb, make([]byte, 1<<20)) }},

	"foreign-url":         {about: "a web address", expect: enrol.CodeQRForeign, text: literal("https://example.org/menu")},
	"foreign-url-upper":   {about: "a web address in the alphabet of Base45", expect: enrol.CodeQRForeign, text: literal("HTTPS://EXAMPLE.ORG/MENU")},
	"foreign-long":        {about: "thousands of small letters", expect: enrol.CodeQRForeign, text: literal(strings.Repeat("a", 4000))},
	"foreign-empty":       {about: "nothing", expect: enrol.CodeQRForeign, text: literal("")},
	"foreign-wifi":        {about: "a Wi-Fi QR", expect: enrol.CodeQRForeign, text: literal("WIFI:T:WPA;S:cafe;P:guest;;")},
	"foreign-digits":      {about: "a payment number", expect: enrol.CodeQRForeign, text: literal("00020101021226")},
	"foreign-certificate": {about: "a health certificate: Base45 and COSE too, another prefix", expect: enrol.CodeQRForeign, text: literal("HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOOK.IR9B+9")},
	"foreign-zlib":        {about: "Base45 and zlib, but no COSE inside", expect: enrol.CodeQRForeign, text: func(tb testing.TB) string { return pack(tb, []byte("a text of somebody")) }},
	"foreign-use":         {about: "a credential of the registry for showing, not for activation", expect: enrol.CodeQRForeign, text: signedClaims(func(c *claims) { c.Use = 2 })},
	"foreign-profile": {about: "claim 169 signed by the registry, but not of this profile", expect: enrol.CodeQRForeign, text: signedBytes(func(tb testing.TB) []byte {
		return mustCBOR(tb, map[int]any{4: noon.Unix() + 600, 6: noon.Unix(), 169: map[int]any{1: "3276014107010001"}})
	})},
}
