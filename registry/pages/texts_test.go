package pages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

func mustTexts(t *testing.T) texts {
	t.Helper()
	all, err := readTexts()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var gap = regexp.MustCompile(`\{[a-z]+\}`)

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	all := mustTexts(t)
	id, en := slices.Sorted(maps.Keys(all["id"])), slices.Sorted(maps.Keys(all["en"]))
	if !slices.Equal(id, en) {
		t.Errorf("keys differ: id alone %v, en alone %v", without(id, en), without(en, id))
	}
	for _, key := range id {
		a, b := gap.FindAllString(all["id"][key], -1), gap.FindAllString(all["en"][key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: gaps %v and %v", key, a, b)
		}
		if strings.TrimSpace(all["id"][key]) == "" || strings.TrimSpace(all["en"][key]) == "" {
			t.Errorf("%s is empty", key)
		}
	}
}

func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// residents never meet these: they belong to the counter's PC and to staff. Were one
// to come, it would read as "internal".
var notForResidents = []enrol.Code{
	enrol.CodeInternal, enrol.CodeReason, enrol.CodeNoQR, enrol.CodeQRForeign, enrol.CodeQRDamaged, enrol.CodeQRForged, enrol.CodeQRExpired, enrol.CodeQRNotYet,
	enrol.CodeQRUsed, enrol.CodeQRUnknownKey, enrol.CodeQRRevokedKey, enrol.CodeQRNewer, enrol.CodeQRTooLarge, enrol.CodeNoCamera, enrol.CodeCameraBusy,
	enrol.CodeCameraLost, enrol.CodeNoPicture, enrol.CodeNoModel, enrol.CodeBadModel, enrol.CodeModelOther, enrol.CodeNoFace, enrol.CodePoorPicture, enrol.CodeTwoFaces, enrol.CodePictureFile,
	enrol.CodeDBNewer, enrol.CodeDBBroken, enrol.CodeDBInUse, enrol.CodeKeyLocked, enrol.CodeConfig, enrol.CodeNonsense, enrol.CodeCertificate,
	enrol.CodeRefused, enrol.CodeEnrolCode, enrol.CodeNotEnrolled, enrol.CodeHardStop, enrol.CodeCancelled, enrol.CodeTraining, enrol.CodeUsage, enrol.CodeNoDisplay, enrol.CodePrinter,
	enrol.CodeElsewhere, enrol.CodeNoPaper, enrol.CodeOtherDevice, enrol.CodeFaceCheck, enrol.CodeFaceDiffers, enrol.CodeOtherNIK,
}

// TestEveryCodeHasASentence reads the codes from the domain's source, so that a new
// one can't be forgotten here.
func TestEveryCodeHasASentence(t *testing.T) {
	all := mustTexts(t)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "enrol", "error.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		lit, ok := spec.Values[0].(*ast.BasicLit)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		count++
		code := strings.Trim(lit.Value, `"`)
		key := "error." + code
		if !slices.Contains(notForResidents, enrol.Code(code)) && !(all.has("id", key) && all.has("id", key+".do")) {
			t.Errorf("%s (%s) has no sentence with what to do", spec.Names[0].Name, key)
		}
		return true
	})
	if count < 50 {
		t.Errorf("only %d codes found", count)
	}
}

var literalKey = regexp.MustCompile(`(?:\bt|say|has|ours) ?\(?"([a-z][a-z0-9.-]*)"`)

// TestEveryKeyExists looks for keys in templates and code; those that are put together
// at run time are seen by the pages' tests, where a missing one shows as "[key]".
func TestEveryKeyExists(t *testing.T) {
	all := mustTexts(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, more...) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literalKey.FindAllStringSubmatch(string(b), -1) {
			key := m[1]
			if !strings.HasSuffix(key, ".") && !all.has("id", key) && !all.has("id", "error."+key) {
				t.Errorf("%s: no text %q", name, key)
			}
		}
	}
}

// TestFiguresInSentences: what the forms promise is what the registry asks for.
func TestFiguresInSentences(t *testing.T) {
	all := mustTexts(t)
	for key, figures := range map[string][]int{
		"hint.pin.new": {registry.PINDigits}, "error.pin-form": {registry.PINDigits}, "hint.password.new": {registry.MinPassword},
		"error.weak-password.do": {registry.MinPassword, registry.MaxPassword}, "hint.nik": {16}, "error.nik-length": {16},
	} {
		for _, lang := range languages {
			for _, n := range figures {
				if !strings.Contains(all[lang][key], strconv.Itoa(n)) {
					t.Errorf("%s in %s does not say %d", key, lang, n)
				}
			}
		}
	}
}
