package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestTimes(t *testing.T) {
	zone := time.FixedZone("WIB", 7*60*60)
	at, noon := time.Date(2026, 3, 9, 8, 5, 7, 0, zone), time.Date(2026, 3, 9, 12, 0, 0, 0, zone)
	for _, tt := range []struct {
		name   string
		write  func(*Words) string
		id, en string
	}{
		{"Time", func(w *Words) string { return w.Time(at) }, "08.05", "08:05"},
		{"Afternoon", func(w *Words) string { return w.Time(at.Add(12 * time.Hour)) }, "20.05", "20:05"},
		{"Second", func(w *Words) string { return w.Second(at) }, "08.05.07", "08:05:07"},
		{"Moment", func(w *Words) string { return w.Moment(at) }, "09/03/2026 08.05", "09/03/2026 08:05"},
		{"DayTime", func(w *Words) string { return w.DayTime(at) }, "09/03 08.05", "09/03 08:05"},
		{"Today", func(w *Words) string { return w.When(at.UTC(), noon) }, "08.05", "08:05"},
		{"AnotherDay", func(w *Words) string { return w.When(at.AddDate(0, 0, -1), noon) }, "08/03/2026 08.05", "08/03/2026 08:05"},
		{"Never", func(w *Words) string { return w.When(time.Time{}, noon) }, "–", "–"},
		{"InAFailure", func(w *Words) string {
			sentence, _ := w.Failure(enrol.NewError(enrol.CodeDuplicate, "x").With("why", "half-done").With("owner", "siti").With("since", at.Format(time.RFC3339)), noon)
			return sentence
		}, "Kasus penduduk ini setengah jadi pada siti, sejak 09/03 08.05.", "This resident's case is half done by siti, since 09/03 08:05."},
		{"NoMomentInAFailure", func(w *Words) string { return w.detail("since", "kemarin") }, "kemarin", "kemarin"},
	} {
		for language, want := range map[string]string{"id": tt.id, "en": tt.en} {
			if got := tt.write(MustLoad(t, language)); got != want {
				t.Errorf("%s %s: %q, want %q", language, tt.name, got, want)
			}
		}
	}
}

// TestClockIsALanguages: no code writes Indonesian times of its own accord, in whatever language it speaks.
func TestClockIsALanguages(t *testing.T) {
	files := 0
	for _, room := range []string{"ui", "slip", "enrol", "cmd", "registry", "store", "sync", "internal"} {
		err := filepath.WalkDir(filepath.Join("..", "..", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files++
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.Contains(lit.Value, "15.04") {
					t.Errorf("%s writes %s: see \"time.clock\"", set.Position(lit.Pos()), lit.Value)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 300 {
		t.Errorf("only %d files were looked at", files)
	}
}
