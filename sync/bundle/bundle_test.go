package bundle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

var noon = time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)

func mustBundle(tb testing.TB, n int) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w, err := NewWriter(&buf, Head{Device: "d1", Outlet: "o1", At: noon})
	if err != nil {
		tb.Fatal(err)
	}
	for i := range n {
		if err := w.Add(api.Packet{ID: fmt.Sprint("p", i), Body: bytes.Repeat([]byte{byte(i)}, 500)}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func why(err error) string {
	var e *enrol.Error
	if errors.As(err, &e) && e.Code == enrol.CodeField {
		return e.Details["why"]
	}
	return string(enrol.CodeOf(err))
}

// read answers the ids that came, in order.
func read(b []byte) (ids []string, err error) {
	n, err := ReadPackets(bytes.NewReader(b), func(h Head, p api.Packet) error {
		if h != (Head{"d1", "o1", noon}) {
			return errors.New("head")
		}
		ids = append(ids, p.ID)
		return nil
	})
	if n.Items != len(ids) {
		return nil, errors.New("count")
	}
	return ids, err
}

func TestPackets(t *testing.T) {
	ids, err := read(mustBundle(t, 20))
	if err != nil || len(ids) != 20 || ids[19] != "p19" {
		t.Errorf("%v, %v", ids, err)
	}
	if ids, err := read(mustBundle(t, 0)); err != nil || len(ids) != 0 {
		t.Errorf("empty: %v, %v", ids, err)
	}
	stop := errors.New("stop")
	if n, err := ReadPackets(bytes.NewReader(mustBundle(t, 3)), func(Head, api.Packet) error { return stop }); n.Items != 0 || !errors.Is(err, stop) {
		t.Errorf("%d, %v", n.Items, err)
	}
}

// TestPacketsCut cuts a bundle at every byte: never a wrong packet, never a silent
// loss, and all before the cut is read.
func TestPacketsCut(t *testing.T) {
	whole := mustBundle(t, 5)
	last := 0
	for i := range whole {
		ids, err := read(whole[:i])
		if err == nil {
			t.Fatalf("cut at %d of %d: no error", i, len(whole))
		}
		if len(ids) < last {
			t.Fatalf("cut at %d: %d packets, %d before", i, len(ids), last)
		}
		last = len(ids)
	}
	if last != 5 {
		t.Errorf("%d packets read before the end record", last)
	}
}

func TestPacketsDamaged(t *testing.T) {
	whole := mustBundle(t, 5)
	for i := range whole {
		b := bytes.Clone(whole)
		b[i] ^= 0x20
		if _, err := read(b); err == nil {
			t.Fatalf("byte %d changed: no error", i)
		}
	}
	if _, err := read([]byte("a text file\nof somebody else")); why(err) != "foreign" {
		t.Errorf("got %v", err)
	}
	if _, err := read(nil); why(err) != "foreign" {
		t.Errorf("got %v", err)
	}
}

func testKey(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("bundle test key " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func TestReceipts(t *testing.T) {
	want := Receipts{Outlet: "o1", At: noon, Receipts: []enrol.Receipt{
		{ID: "p1", Answer: enrol.AnswerAccepted, Account: enrol.AccountApproved, At: noon},
		{ID: "p2", Answer: enrol.AnswerRefused, Code: enrol.CodeActive, At: noon}}}
	var buf bytes.Buffer
	if err := WriteReceipts(&buf, testKey("r"), "k1", want); err != nil {
		t.Fatal(err)
	}
	file := bytes.Clone(buf.Bytes())
	keys := func(id, of string, revoked time.Time) []enrol.VerifyKey {
		return []enrol.VerifyKey{{ID: "other", Public: testKey("x").Public().(ed25519.PublicKey)},
			{ID: id, Public: testKey(of).Public().(ed25519.PublicKey), Revoked: revoked}}
	}
	good := keys("k1", "r", time.Time{})
	for name, c := range map[string]struct {
		file   []byte
		outlet string
		keys   []enrol.VerifyKey
		want   string
	}{
		"OK":            {file, "o1", good, ""},
		"ErrOutlet":     {file, "o2", good, "outlet"},
		"ErrUnknownKey": {file, "o1", keys("k2", "r", time.Time{}), string(enrol.CodeQRUnknownKey)},
		"ErrRevokedKey": {file, "o1", keys("k1", "r", noon), string(enrol.CodeQRRevokedKey)},
		"ErrForged":     {file, "o1", keys("k1", "thief", time.Time{}), string(enrol.CodeQRForged)},
		"ErrAltered":    {bytes.Replace(file, []byte("refused"), []byte("Refused"), 1), "o1", good, string(enrol.CodeQRForged)},
		"ErrCut":        {file[:len(file)-1], "o1", good, "cut"},
		"ErrTrailing":   {append(bytes.Clone(file), 0), "o1", good, "cut"},
		"ErrForeign":    {[]byte("hello"), "o1", good, "foreign"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadReceipts(bytes.NewReader(c.file), c.outlet, c.keys, noon)
			if why(err) != c.want {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if err == nil && !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
	more := Receipts{Outlet: "o1", At: noon.Add(time.Hour), Receipts: []enrol.Receipt{{ID: "p3", Answer: enrol.AnswerAccepted, At: noon}}}
	if err := WriteReceipts(&buf, testKey("r"), "k1", more); err != nil {
		t.Fatal(err)
	}
	both := buf.Bytes()
	for cut := len(file); cut <= len(both); cut++ { // what came whole is good at each length
		got, err := ReadReceipts(bytes.NewReader(both[:cut]), "o1", good, noon)
		n, whole := len(want.Receipts), cut == len(file) || cut == len(both)
		if cut == len(both) {
			n++
		}
		if len(got.Receipts) != n || (err == nil) != whole || err != nil && why(err) != "cut" {
			t.Fatalf("cut at %d: %d receipts, %v", cut, len(got.Receipts), err)
		}
	}
	if err := WriteReceipts(&buf, nil, "k1", want); enrol.CodeOf(err) != enrol.CodeField {
		t.Errorf("without a key: %v", err)
	}
	if strings.Contains(string(file), "3276") {
		t.Error("a receipt names somebody")
	}
}

func FuzzReadPackets(f *testing.F) {
	f.Add(mustBundle(f, 2))
	f.Add([]byte(magicPackets))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = ReadPackets(bytes.NewReader(b), func(_ Head, p api.Packet) error {
			if p.ID == "" || len(p.Body) == 0 {
				t.Error("half a packet")
			}
			return nil
		})
	})
}

func FuzzReadReceipts(f *testing.F) {
	var buf bytes.Buffer
	if err := WriteReceipts(&buf, testKey("r"), "k1", Receipts{Outlet: "o1", At: noon}); err != nil {
		f.Fatal(err)
	}
	f.Add(buf.Bytes())
	f.Add([]byte(magicReceipts))
	keys := []enrol.VerifyKey{{ID: "k1", Public: testKey("r").Public().(ed25519.PublicKey)}}
	f.Fuzz(func(t *testing.T, b []byte) { _, _ = ReadReceipts(bytes.NewReader(b), "o1", keys, noon) })
}
