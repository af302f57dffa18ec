package packet

import (
	"bytes"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

func jpegOf(size int) []byte {
	return append([]byte{0xFF, 0xD8}, bytes.Repeat([]byte{7}, size-2)...)
}

func TestPages(t *testing.T) {
	id, want := mustIdentity(t), []byte(nil)
	s, c := mustSealer(t, "d1", id), plain()
	for _, d := range c.Documents {
		want = jpegOf(enrol.MaxPage)
		sealed, err := s.SealPage(want)
		if err != nil {
			t.Fatal(err)
		}
		if len(sealed) > enrol.MaxSealedPage || bytes.Contains(sealed, want[:64]) {
			t.Errorf("%d bytes of a page of %d, or they can be read", len(sealed), len(want))
		}
		c.Pages = append(c.Pages, enrol.NewPage(d, sealed))
	}
	sealed, err := s.Seal(c)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Open(sealed, id, keyOf)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range got.Pages {
		jpeg, err := OpenPage(p, id)
		if err != nil || !bytes.Equal(jpeg, want) || !p.Genuine() || p.Document != c.Documents[i] {
			t.Errorf("page %d of %s does not come back: %v", i, p.Document, err)
		}
	}
	if !got.PagesFit() || len(got.Pages) != 2 || !bytes.Equal(got.Selfie, c.Selfie) {
		t.Error("pages do not fit, or the selfie has changed")
	}
}

// TestLargestPacket is a case with all that it may hold, and a selfie larger than any: it
// has to pass where packets are bounded.
func TestLargestPacket(t *testing.T) {
	id := mustIdentity(t)
	s, c := mustSealer(t, "d1", id), plain()
	c.Selfie, c.Card = jpegOf(256<<10), jpegOf(enrol.MaxCard)
	for range enrol.MaxPages {
		sealed, err := s.SealPage(jpegOf(enrol.MaxPage))
		if err != nil {
			t.Fatal(err)
		}
		c.Pages = append(c.Pages, enrol.NewPage(enrol.DocKK, sealed))
	}
	sealed, err := s.Seal(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the largest packet has %d bytes, may have %d", len(sealed), MaxPlain)
	if len(sealed) > MaxPlain {
		t.Errorf("%d bytes", len(sealed))
	}
	if _, err := Open(sealed, id, keyOf); err != nil {
		t.Error(err)
	}
}

func TestSealPageRefuses(t *testing.T) {
	id := mustIdentity(t)
	s := mustSealer(t, "d1", id)
	for name, jpeg := range map[string][]byte{"ErrNone": nil, "ErrLarge": jpegOf(enrol.MaxPage + 1), "ErrForm": []byte("a picture")} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.SealPage(jpeg); enrol.CodeOf(err) != enrol.CodeField {
				t.Errorf("got %v", err)
			}
		})
	}
	c := sample()
	c.Pages[1].Sealed = nil
	if _, err := s.Seal(c); enrol.CodeOf(err) != enrol.CodeField {
		t.Errorf("a case is sealed without a page of it: %v", err)
	}
	nobody, err := SealPageToNobody(jpegOf(100))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenPage(enrol.NewPage(enrol.DocKK, nobody), id); why(err) != "seal" {
		t.Errorf("what was sealed to nobody can be read: %v", err)
	}
}

func TestOpenPageRefuses(t *testing.T) {
	id := mustIdentity(t)
	for name, tt := range map[string]struct {
		plain []byte
		want  string
	}{
		"OK": {jpegOf(enrol.MaxPage), ""}, "ErrLarge": {jpegOf(enrol.MaxPage + 1), "size"},
		"ErrForm": {[]byte("text"), "form"}, "ErrEmpty": {nil, "form"},
	} {
		t.Run(name, func(t *testing.T) {
			sealed, err := seal(id.Recipient(), len(tt.plain), tt.plain)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := OpenPage(enrol.NewPage(enrol.DocKK, sealed), id); why(err) != tt.want {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestOpenSignedPages spoils what is signed of the pages, and what lies behind.
func TestOpenSignedPages(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*wire)
		rest  func([]byte) []byte
		want  string
	}{
		"OK":          {},
		"ErrVersion":  {spoil: func(w *wire) { w.Version = version }, want: "form"},
		"ErrSize":     {spoil: func(w *wire) { w.Pages[1].Size++ }, want: "signature"},
		"ErrHuge":     {spoil: func(w *wire) { w.Pages[0].Size = 1 << 40 }, want: "form"},
		"ErrNegative": {spoil: func(w *wire) { w.Pages[0].Size = -1 }, want: "form"},
		"ErrDigest":   {spoil: func(w *wire) { w.Pages[0].Digest = w.Pages[1].Digest }, want: "signature"},
		"ErrSwapped":  {spoil: func(w *wire) { w.Pages[0], w.Pages[1] = w.Pages[1], w.Pages[0] }, want: "signature"},
		"ErrCut":      {rest: func(b []byte) []byte { return b[:len(b)-1] }, want: "signature"},
		"ErrMore":     {rest: func(b []byte) []byte { return append(b, 0) }, want: "signature"},
		"ErrNone":     {rest: func([]byte) []byte { return nil }, want: "form"},
	} {
		t.Run(name, func(t *testing.T) {
			c := sample()
			w, rest := toWire(c), behind(c)
			if tt.spoil != nil {
				tt.spoil(&w)
			}
			if tt.rest != nil {
				rest = tt.rest(rest)
			}
			_, err := open(append(mustSign(t, "d1", testKey("d1"), w, context, nil), rest...), keyOf)
			if why(err) != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
