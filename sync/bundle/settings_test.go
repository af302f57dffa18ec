package bundle

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

var update = flag.Bool("update", false, "write testdata anew")

// sample is what the registry says to device d1.
func sample() Settings {
	return Settings{Device: "d1", Base: "c0", Pull: enrol.Pull{Cursor: "c1", Full: true, At: noon,
		Settings: &enrol.Settings{Outlet: "o1", OutletName: "Pelosok"},
		Staff:    []enrol.Staff{{ID: "siti", Name: "Siti", Role: enrol.RoleStaff, Verifier: "$argon2id$v=19$secret"}, {ID: "agus", Revoked: true}},
		Keys:     []enrol.VerifyKey{{ID: "k1", Open: []byte("secret key of the period"), NotBefore: noon, NotAfter: noon.AddDate(0, 1, 0)}},
		Statuses: []enrol.Status{{ID: "p1", Account: enrol.AccountActive, At: noon}}}}
}

func mustAuthority(tb testing.TB) *ecdsa.PrivateKey {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

func mustIdentity(tb testing.TB) *age.HybridIdentity {
	tb.Helper()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

func mustSettings(tb testing.TB, by crypto.Signer, to *age.HybridIdentity, s Settings) []byte {
	tb.Helper()
	var buf bytes.Buffer
	if err := WriteSettings(&buf, by, to.Recipient().String(), s); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func mustReceipts(tb testing.TB) []byte {
	tb.Helper()
	var buf bytes.Buffer
	if err := WriteReceipts(&buf, testKey("r"), "k1", Receipts{Outlet: "o1", At: noon, Receipts: []enrol.Receipt{{ID: "p1", Answer: enrol.AnswerAccepted, At: noon}}}); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func reader(id age.Identity, trusts ...*ecdsa.PrivateKey) Reader {
	d := Reader{Device: "d1", Key: id}
	for _, k := range trusts {
		d.Authorities = append(d.Authorities, &k.PublicKey)
	}
	return d
}

func TestSettings(t *testing.T) {
	ca, old, thief := mustAuthority(t), mustAuthority(t), mustAuthority(t)
	key, lost := mustIdentity(t), mustIdentity(t)
	file := mustSettings(t, ca, key, sample())
	for _, secret := range []string{"siti", "argon2id", "secret", "Pelosok"} {
		if bytes.Contains(file, []byte(secret)) {
			t.Errorf("the file shows %q", secret)
		}
	}
	other := sample()
	other.Device = "d2"
	theirs := mustSettings(t, ca, lost, other)
	renamed := bytes.Replace(mustSettings(t, ca, key, other), []byte("d2"), []byte("d1"), 1) // to this device's key, and said to be its own
	later := sample()
	later.Pull.At, later.Pull.Cursor = noon.Add(time.Hour), "c2"
	newer := mustSettings(t, ca, key, later)
	undated := sample()
	undated.Pull.At = time.Time{}
	receipts := mustReceipts(t)
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	mine := reader(key, old, ca)
	for name, tt := range map[string]struct {
		file   []byte
		reader Reader
		want   string // cursor that was read; "": none
		why    string
	}{
		"OK":               {file, mine, "c1", ""},
		"BehindReceipts":   {join(receipts, file), mine, "c1", ""},
		"BeforeReceipts":   {join(file, receipts), mine, "c1", ""},
		"NewestFirst":      {join(newer, file), mine, "c2", ""},
		"NewestLast":       {join(file, newer), mine, "c2", ""},
		"BesideAnothers":   {join(theirs, file), mine, "c1", ""},
		"ReceiptsAlone":    {receipts, mine, "", ""},
		"ErrDevice":        {join(receipts, theirs), mine, "", "device"},
		"ErrSealed":        {file, reader(lost, ca), "", "sealed"},
		"ErrUntrusted":     {mustSettings(t, thief, key, sample()), mine, "", "forged"},
		"ErrNoAuthority":   {file, reader(key), "", "forged"},
		"ErrRenamed":       {renamed, mine, "", "forged"},
		"ErrUndated":       {mustSettings(t, ca, key, undated), mine, "", "forged"},
		"ErrCut":           {file[:len(file)-1], mine, "", "cut"},
		"ErrCutBehind":     {join(file, receipts[:9]), mine, "c1", "cut"},
		"ErrForeign":       {[]byte("hello"), mine, "", "foreign"},
		"ErrEmpty":         {nil, mine, "", "foreign"},
		"ErrPacketsInside": {join(file, mustBundle(t, 1)), mine, "c1", "cut"},
	} {
		t.Run(name, func(t *testing.T) {
			got, found, err := tt.reader.Read(bytes.NewReader(tt.file))
			if why(err) != tt.why || err == nil != (tt.why == "") || found != (tt.want != "") || got.Pull.Cursor != tt.want {
				t.Fatalf("%v %q, %v; want %q, %q", found, got.Pull.Cursor, err, tt.want, tt.why)
			}
			if tt.want == "c1" && !reflect.DeepEqual(got, sample()) {
				t.Errorf("got  %+v\nwant %+v", got, sample())
			}
		})
	}
}

// Whichever byte of the file is damaged, nothing of it is taken for the registry's word.
func TestSettingsDamaged(t *testing.T) {
	ca, key := mustAuthority(t), mustIdentity(t)
	file := mustSettings(t, ca, key, sample())
	for i := range file {
		b := bytes.Clone(file)
		b[i] ^= 0x20
		if _, found, err := reader(key, ca).Read(bytes.NewReader(b)); err == nil && found {
			t.Fatalf("byte %d changed: no error", i)
		}
		if _, _, err := reader(key, ca).Read(bytes.NewReader(file[:i])); err == nil {
			t.Fatalf("cut at %d: no error", i)
		}
	}
}

func TestAsk(t *testing.T) {
	key, recipient := testKey("d1"), mustIdentity(t).Recipient().String()
	ask := Ask{Device: "d1", Recipient: recipient, Cursor: "c1"}
	signed, err := ask.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := (Ask{Device: "d1", Recipient: "age1abc"}).Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	revoked := enrol.NewError(enrol.CodeRevoked, "check device")
	knows := func(key ed25519.PrivateKey, err error) func(string) (ed25519.PublicKey, error) {
		return func(device string) (ed25519.PublicKey, error) {
			if device != "d1" {
				return nil, errors.New("another device")
			}
			if err != nil {
				return nil, err
			}
			return key.Public().(ed25519.PublicKey), nil
		}
	}
	for name, tt := range map[string]struct {
		signed []byte
		knows  func(string) (ed25519.PublicKey, error)
		want   enrol.Code
	}{
		"OK":           {signed, knows(key, nil), ""},
		"ErrRevoked":   {signed, knows(nil, revoked), enrol.CodeRevoked},
		"ErrKey":       {signed, knows(testKey("d2"), nil), enrol.CodeRefused},
		"ErrAltered":   {bytes.Replace(signed, []byte("c1"), []byte("c2"), 1), knows(key, nil), enrol.CodeRefused},
		"ErrRecipient": {plain, knows(key, nil), enrol.CodeRefused},
		"ErrForm":      {[]byte("hello"), knows(key, nil), enrol.CodeRefused},
		"ErrSize":      {make([]byte, maxAsk+1), knows(key, nil), enrol.CodeRefused},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := OpenAsk(tt.signed, tt.knows)
			if enrol.CodeOf(err) != tt.want || err == nil && got != ask {
				t.Errorf("%+v, %v; want %q", got, err, tt.want)
			}
		})
	}
	if _, err := ask.Sign(nil); enrol.CodeOf(err) != enrol.CodeNotEnrolled {
		t.Errorf("without a key: %v", err)
	}
}

// mustAsking is a bundle of two packets with an ask behind them.
func mustAsking(tb testing.TB, ask []byte) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w, err := NewWriter(&buf, Head{Device: "d1", Outlet: "o1", At: noon})
	for _, id := range []string{"p0", "p1"} {
		if err == nil {
			err = w.Add(api.Packet{ID: id, Body: []byte("sealed")})
		}
	}
	if err == nil {
		w.Ask(ask)
		err = w.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// An ask that is cut off costs no packet, and is never taken for one that was not there.
func TestAskOfPackets(t *testing.T) {
	whole := mustAsking(t, []byte("signed"))
	count := func(b []byte) (Content, error) {
		return ReadPackets(bytes.NewReader(b), func(Head, api.Packet) error { return nil })
	}
	if got, err := count(whole); err != nil || got.Items != 2 || string(got.Ask) != "signed" {
		t.Errorf("%+v, %v", got, err)
	}
	for i := range whole {
		if got, err := count(whole[:i]); err == nil || got.Ask != nil {
			t.Fatalf("cut at %d: %+v, %v", i, got, err)
		}
		b := bytes.Clone(whole)
		b[i] ^= 0x20
		if got, err := count(b); err == nil || got.Ask != nil {
			t.Fatalf("byte %d changed: %+v, %v", i, got, err)
		}
	}
	if got, err := count(mustBundle(t, 2)); err != nil || got.Ask != nil {
		t.Errorf("of a program from before: %+v, %v", got, err)
	}
}

// TestGolden reads what an earlier program wrote: sticks are on their way for weeks.
func TestGolden(t *testing.T) {
	at := func(name string) string { return filepath.Join("testdata", name) }
	if *update {
		ca, key := mustAuthority(t), mustIdentity(t)
		public, err := x509.MarshalPKIXPublicKey(&ca.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		ask, err := Ask{Device: "d1", Recipient: key.Recipient().String(), Cursor: "c0"}.Sign(testKey("d1"))
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string][]byte{"device.age": []byte(key.String()), "authority.pem": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}),
			"back.gerai": append(mustReceipts(t), mustSettings(t, ca, key, sample())...), "packets.gerai": mustAsking(t, ask)} {
			if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(at(name), text, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
	back, recipient := golden(t, "back.gerai"), mustRecipient(t)
	if got, found, err := goldenReader(t).Read(bytes.NewReader(back)); err != nil || !found || !reflect.DeepEqual(got, sample()) {
		t.Errorf("settings: %+v, %v", got, err)
	}
	keys := []enrol.VerifyKey{{ID: "k1", Public: testKey("r").Public().(ed25519.PublicKey)}}
	if got, err := ReadReceipts(bytes.NewReader(back), "o1", keys, noon); err != nil || len(got.Receipts) != 1 {
		t.Errorf("receipts: %+v, %v", got, err)
	}
	packets, err := ReadPackets(bytes.NewReader(golden(t, "packets.gerai")), func(Head, api.Packet) error { return nil })
	if err != nil || packets.Items != 2 {
		t.Fatalf("packets: %+v, %v", packets, err)
	}
	want := Ask{Device: "d1", Recipient: recipient, Cursor: "c0"}
	ask, err := OpenAsk(packets.Ask, func(string) (ed25519.PublicKey, error) { return testKey("d1").Public().(ed25519.PublicKey), nil })
	if err != nil || ask != want {
		t.Errorf("ask: %v", err)
	}
	if again, err := want.Sign(testKey("d1")); err != nil || !bytes.Equal(mustAsking(t, again), golden(t, "packets.gerai")) {
		t.Errorf("the form of a bundle that asks has changed: %v", err)
	}
}

// golden answers a file of testdata; workers of a fuzz run have no key of their own.
func golden(tb testing.TB, name string) []byte {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func goldenReader(tb testing.TB) Reader {
	tb.Helper()
	key, err := age.ParseHybridIdentity(string(golden(tb, "device.age")))
	if err != nil {
		tb.Fatal(err)
	}
	block, _ := pem.Decode(golden(tb, "authority.pem"))
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		tb.Fatal(err)
	}
	return Reader{Device: "d1", Key: key, Authorities: []*ecdsa.PublicKey{public.(*ecdsa.PublicKey)}}
}

func FuzzReadSettings(f *testing.F) {
	back := golden(f, "back.gerai")
	f.Add(back)
	f.Add(back[bytes.Index(back, []byte(magicSettings)):])
	f.Add([]byte(magicSettings))
	d := goldenReader(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, found, err := d.Read(bytes.NewReader(b)); err == nil && found && !reflect.DeepEqual(s, sample()) {
			t.Error("settings that nobody signed")
		}
	})
}

func FuzzOpenAsk(f *testing.F) {
	packets, err := ReadPackets(bytes.NewReader(golden(f, "packets.gerai")), func(Head, api.Packet) error { return nil })
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packets.Ask)
	want := Ask{Device: "d1", Recipient: mustRecipient(f), Cursor: "c0"}
	key := func(string) (ed25519.PublicKey, error) { return testKey("d1").Public().(ed25519.PublicKey), nil }
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := OpenAsk(b, key); err == nil && got != want {
			t.Error("an ask that nobody signed")
		}
	})
}

func mustRecipient(tb testing.TB) string {
	tb.Helper()
	key, err := age.ParseHybridIdentity(string(golden(tb, "device.age")))
	if err != nil {
		tb.Fatal(err)
	}
	return key.Recipient().String()
}
