package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store/secretservice"
)

// composed are the keys that commands put together from parts, by the part that stands
// in the source. What package enrol names is the window's too, and tested there.
func composed() map[string][]string {
	sets := map[string][]string{
		"code.":             {string(enrol.CodeInternal), string(enrol.CodeUsage), string(enrol.CodeNoDisplay), string(enrol.CodeDBInUse)},
		"doctor.":           {"display", "camera", "detector", "models", "database", "aside", "key", "audit", "queue", "registry", "clock", "disk", "swap"},
		"doctor.models-no.": {"detector", "embedder", "liveness"},
		"doctor.key.":       {"tpm", "keyring", "passphrase"},
		"band.":             {string(enrol.BandMatch), string(enrol.BandReview), string(enrol.BandNoMatch)},
		"state.":            {string(enrol.StateApproved), string(enrol.StateRejected)},
		"delivery.":         {string(enrol.DeliveryQueued), string(enrol.DeliverySending), string(enrol.DeliveryHeld), string(enrol.DeliveryAnswered)},
		"answer.":           {string(enrol.AnswerRefused)},
		"audit.":            {"missing", "changed", "tail", "head"},
		"detail.":           {"file", "line", "what", "why", "model", "case", "schema", "known", "backup"},
		"fault.":            {string(enrol.FaultBlack), string(enrol.FaultGreen), string(enrol.FaultFrozen), string(enrol.FaultDrawn)},
		"keyring.":          secretservice.Whys,
		"hint.":             {"too-far", "too-near", "too-dark", "glare", "blurred"},
		".do":               {},
		".file":             {"export", "import"},
	}
	for _, h := range face.Hints() {
		if h != face.HintNone {
			sets["hint."] = append(sets["hint."], string(h))
		}
	}
	return sets
}

// literals are all texts in the commands' sources.
func literals(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					out = append(out, s)
				}
			}
			return true
		})
	}
	return out
}

var (
	wholeKey = regexp.MustCompile(`^[a-z-]+(\.[a-z0-9-]+)+$`)
	partKey  = regexp.MustCompile(`^([a-z-]+\.|\.[a-z]+)$`)
)

// TestKeys wants every key that a command uses in every language: a missing one would
// be shown as it is.
func TestKeys(t *testing.T) {
	for _, language := range assets.Languages {
		all, err := assets.Sentences(language)
		if err != nil {
			t.Fatal(err)
		}
		groups := map[string]bool{}
		for key := range all {
			group, _, _ := strings.Cut(key, ".")
			groups[group] = true
		}
		want := func(key string) {
			if all[key] == "" {
				t.Errorf("%s: no sentence %q", language, key)
			}
		}
		for _, s := range literals(t) {
			switch group, _, _ := strings.Cut(s, "."); {
			case wholeKey.MatchString(s) && groups[group] && !isFile(s):
				want(s)
			case partKey.MatchString(s) && (groups[group] || s[0] == '.') && !isFile(s):
				for _, part := range mustParts(t, s) {
					if s[0] == '.' {
						want(part + s)
					} else {
						want(s + part)
					}
				}
			}
		}
	}
}

// isFile tells the names of files and folders, and of settings in gerai.toml, from keys.
func isFile(s string) bool {
	if s == "paper.language" || s == "paper.size" {
		return true
	}
	switch filepath.Ext(s) {
	case ".db", ".toml", ".lock", ".local", ".config", ".pdf", ".csv", ".xlsx", ".zip", ".json":
		return true
	}
	return false
}

func mustParts(t *testing.T, s string) []string {
	t.Helper()
	parts, ok := composed()[s]
	if !ok {
		t.Errorf("keys are made with %q, but the test does not know which", s)
	}
	return parts
}

// TestLanguage wants flag and configuration above the environment.
func TestLanguage(t *testing.T) {
	for name, tt := range map[string]struct {
		env  map[string]string
		lang string
		want string
	}{
		"Nothing":    {nil, "", "id"},
		"C":          {map[string]string{"LANG": "C.UTF-8"}, "", "id"},
		"Lang":       {map[string]string{"LANG": "en_GB.UTF-8"}, "", "en"},
		"Messages":   {map[string]string{"LANG": "en_GB.UTF-8", "LC_MESSAGES": "id_ID"}, "", "id"},
		"All":        {map[string]string{"LANG": "en_GB.UTF-8", "LC_ALL": "id_ID"}, "", "id"},
		"Own":        {map[string]string{"LC_ALL": "id_ID", "GERAI_LANG": "en"}, "", "en"},
		"Flag":       {map[string]string{"GERAI_LANG": "en"}, "id", "id"},
		"Unknown":    {map[string]string{"LANG": "en_GB.UTF-8"}, "fr", "en"},
		"FlagNoEnv":  {nil, "en", "en"},
		"OtherWorld": {map[string]string{"LANG": "ja_JP.UTF-8"}, "", "id"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &program{env: func(k string) string { return tt.env[k] }}
			p.speak(tt.lang)
			if got := p.language(); got != tt.want {
				t.Errorf("language %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFlagArg(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"None":     {[]string{"a.png", "--json"}, ""},
		"Apart":    {[]string{"--lang", "en"}, "en"},
		"One":      {[]string{"a", "-lang", "en"}, "en"},
		"Together": {[]string{"a", "--lang=en"}, "en"},
		"Empty":    {[]string{"--lang="}, ""},
		"Last":     {[]string{"--lang"}, ""},
		"Value":    {[]string{"lang", "en"}, ""},
		"Longer":   {[]string{"--language=en"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := flagArg(tt.args, "lang"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestExplain wants details that the sentence does not hold, and only those.
func TestExplain(t *testing.T) {
	var out bytes.Buffer
	p := &program{err: &out, env: func(string) string { return "" }}
	p.explain(enrol.CodeNIKLength, map[string]string{"digits": "15", "file": "a.toml", "odd": "x"})
	if got, want := out.String(), "       berkas: a.toml\n       odd: x\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzReadConfig(f *testing.F) {
	for _, seed := range []string{"", "language = \"en\"", "language = \"", "[line]\nfrom = \"18:00\"", "pull_every = \"-1s\"", "rotate = 1e9", "\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		path := filepath.Join(t.TempDir(), "gerai.toml")
		mustWriteFile(t, path, raw)
		cfg := defaultConfig(func(string) string { return "" })
		if err := readConfig(path, true, &cfg); err != nil && enrol.CodeOf(err) != enrol.CodeConfig {
			t.Errorf("code %q: %v", enrol.CodeOf(err), err)
		}
	})
}

func mustWriteFile(tb testing.TB, path string, raw []byte) {
	tb.Helper()
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		tb.Fatal(err)
	}
}
