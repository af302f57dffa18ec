package words

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// MustLoad loads a language.
func MustLoad(tb testing.TB, language string) *Words {
	tb.Helper()
	w, err := Load(language)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// prefixes says under which keys the constants of a type are translated; each value
// becomes prefix + value + one of the endings.
var prefixes = map[string]struct {
	prefix  string
	endings []string
}{
	"Code": {"code.", []string{"", ".do"}}, "State": {"state.", []string{""}}, "Event": {"event.", []string{""}},
	"Delivery": {"delivery.", []string{""}}, "Answer": {"answer.", []string{""}}, "Account": {"account.", []string{""}},
	"Reason": {"reason.", []string{""}}, "Warning": {"warning.", []string{"", ".short"}}, "Kind": {"kind.", []string{""}}, "Purpose": {"purpose.", []string{""}},
	"Document": {"document.", []string{""}}, "Category": {"category.", []string{""}}, "Role": {"role.", []string{""}},
	"Standing": {"roster.standing-", []string{""}}, "Verdict": {"roster.verdict-", []string{""}},
	"Band": {"band.", []string{""}}, "Method": {"method.", []string{""}},
	"CameraState": {"camera.", []string{"", ".do"}}, "CameraFault": {"fault.", []string{""}},
	"Action": {"action.", []string{""}}, "Hint": {"hint.", []string{""}},
}

// TestConstants reads the domain's source, so that a new constant without a sentence
// in every language can't be forgotten.
func TestConstants(t *testing.T) {
	var constants []constant
	for _, dir := range []string{"enrol", "enrol/lane", "camera/face", "scanner"} {
		for _, c := range MustConstants(t, "../../"+dir) {
			if strings.HasPrefix(dir, "enrol") || c.typ == "Hint" { // others may name a type as the domain does
				constants = append(constants, c)
			}
		}
	}
	found := map[string]bool{}
	for _, c := range constants {
		p, ok := prefixes[c.typ]
		if !ok {
			continue
		}
		found[c.typ] = true
		value := c.value
		if value == "" {
			value = map[string]string{"Account": "unknown"}[c.typ]
			if value == "" {
				value = "none"
			}
		}
		for _, language := range assets.Languages {
			w := MustLoad(t, language)
			for _, e := range p.endings {
				if key := p.prefix + value + e; !w.Has(key) {
					t.Errorf("%s: no sentence %q", language, key)
				}
			}
		}
	}
	for typ := range prefixes {
		if !found[typ] {
			t.Errorf("no constant of type %s found: was it renamed?", typ)
		}
	}
}

type constant struct{ typ, value string }

// MustConstants parses a package's source for its typed string constants.
func MustConstants(tb testing.TB, dir string) []constant {
	tb.Helper()
	set := token.NewFileSet()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("no source in %s: %v", dir, err)
	}
	var out []constant
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			tb.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if ok && spec.Names[0].Name == "hintNames" { // a table of names rather than constants
				out = append(out, listed("Hint", spec.Values[0])...)
				return true
			}
			if !ok || spec.Type == nil || len(spec.Values) != 1 {
				return true
			}
			typ, ok := spec.Type.(*ast.Ident)
			lit, isLit := spec.Values[0].(*ast.BasicLit)
			if !ok || !isLit || lit.Kind != token.STRING {
				return true
			}
			value, _ := strconv.Unquote(lit.Value)
			out = append(out, constant{typ.Name, value})
			return true
		})
	}
	return out
}

// listed answers the strings of a composite literal.
func listed(typ string, e ast.Expr) []constant {
	var out []constant
	ast.Inspect(e, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			value, _ := strconv.Unquote(lit.Value)
			out = append(out, constant{typ, value})
		}
		return true
	})
	return out
}

// TestPrompts: every sentence of the lane is there.
func TestPrompts(t *testing.T) {
	for _, language := range assets.Languages {
		w := MustLoad(t, language)
		for _, key := range lane.Prompts {
			if !w.Has(key) {
				t.Errorf("%s: no sentence %q", language, key)
			}
		}
	}
}

func TestSameKeys(t *testing.T) {
	first := MustLoad(t, assets.Languages[0])
	for _, language := range assets.Languages[1:] {
		other := MustLoad(t, language)
		for _, key := range keysOf(first) {
			switch {
			case !other.Has(key):
				t.Errorf("%s lacks %q", language, key)
			case strings.Join(names(first.text[key]), " ") != strings.Join(names(other.text[key]), " "):
				t.Errorf("%s: %q has other {names}", language, key)
			}
		}
		for _, key := range keysOf(other) {
			if !first.Has(key) {
				t.Errorf("%s lacks %q", first.Language, key)
			}
		}
	}
}

func keysOf(w *Words) []string {
	var out []string
	for key := range w.text {
		out = append(out, key)
	}
	sort.Strings(out)
	return out
}

// names lists the {names} in a sentence, sorted.
func names(s string) []string {
	var out []string
	for _, part := range strings.Split(s, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

func TestSay(t *testing.T) {
	w := MustLoad(t, "id")
	for _, tt := range []struct{ name, got, want string }{
		{"Pairs", w.Say("bar.offline", "since", "12 menit"), "luring 12 menit"},
		{"UnknownKey", w.Say("no.such.key"), "no.such.key"},
		{"NoBraceIsShown", w.Fill("bar.offline", nil), "luring …"},
		{"Span", w.Span(-12 * time.Minute), "12 menit"},
		{"SpanDays", w.Span(50 * time.Hour), "2 hari"},
		{"UnknownAccount", w.Account(""), "belum ada kabar"},
		{"StrangeValue", w.Account("strange"), "strange"},
		{"NoCamera", w.CameraState(""), "mati"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestCode(t *testing.T) {
	w := MustLoad(t, "id")
	for _, tt := range []struct {
		name     string
		err      error
		sentence string
		do       string
	}{
		{"Digits", enrol.NewError(enrol.CodeNIKLength, "x").With("digits", "15"), "NIK harus 16 angka, ini 15 angka.", ""},
		{"Papers", enrol.NewError(enrol.CodeDocuments, "x").With("missing", "kk,akta"), "Dokumen belum lengkap: salinan KK, akta kelahiran.", ""},
		{"Limit", enrol.NewError(enrol.CodeHardStop, "x").With("which", "disk"), "Kasus baru dihentikan dahulu. Ruang penyimpanan komputer hampir habis.", "Hubungi teknisi: ruang di PC ini harus dikosongkan."},
		{"FullQueue", enrol.NewError(enrol.CodeHardStop, "x").With("which", "pending"), "Kasus baru dihentikan dahulu. Antrean yang belum terkirim sudah penuh.",
			"Sambungkan ke pusat, atau simpan semua ke stik: F9, lalu F4."},
		{"UnknownLimit", enrol.NewError(enrol.CodeHardStop, "x").With("which", "new"), "Kasus baru dihentikan dahulu. Batas dari pusat tercapai.", ""},
		{"Waiting", &enrol.Error{Code: enrol.CodeLocked, RetryAfter: 90 * time.Second}, "Terlalu banyak percobaan.", "Tunggu 1 menit, lalu coba lagi."},
		{"UnknownCode", &enrol.Error{Code: "of-a-later-version"}, "Ada kesalahan pada program.", ""},
		{"NoCode", errors.New("driver's words are never shown"), "Ada kesalahan pada program.", ""},
	} {
		sentence, do := w.Failure(tt.err, time.Time{})
		if sentence != tt.sentence || tt.do != "" && do != tt.do {
			t.Errorf("%s: %q, %q", tt.name, sentence, do)
		}
	}
}

func TestClock(t *testing.T) {
	for d, want := range map[time.Duration]string{-1: "00:00", 7 * time.Second: "00:07", 75 * time.Minute: "1:15:00"} {
		if got := Clock(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestNextLanguage(t *testing.T) {
	if got := MustLoad(t, "id").Next(); got != "en" {
		t.Errorf("after id: %q", got)
	}
	if got := MustLoad(t, "en").Next(); got != "id" {
		t.Errorf("after en: %q", got)
	}
	if _, err := Load("xx"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("unknown language: %v", err)
	}
}

// TestBare: a failure is said whole where its details were not kept.
func TestBare(t *testing.T) {
	for _, language := range assets.Languages {
		w, err := Load(language)
		if err != nil {
			t.Fatal(err)
		}
		all, err := assets.Sentences(language)
		if err != nil {
			t.Fatal(err)
		}
		for key := range all {
			code, ok := strings.CutPrefix(key, "code.")
			if !ok || strings.Contains(code, ".") {
				continue
			}
			if s := w.Bare(enrol.Code(code)); strings.ContainsAny(s, "{}…") || !strings.HasSuffix(s, ".") {
				t.Errorf("%s: %s without details reads %q", language, code, s)
			}
		}
	}
}
