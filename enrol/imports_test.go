package enrol_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/gerai-ikd/gerai/"

// The domain knows no operating system, network, database or sibling: whatever it
// imported everything else would.
func TestDomainImportsTheStandardLibraryAlone(t *testing.T) {
	never := []string{"os", "net", "net/http", "database/sql", "syscall", "unsafe", "C"}
	checkImports(t, "*.go", func(path string) bool {
		for _, n := range never {
			if path == n {
				return false
			}
		}
		return !strings.Contains(strings.Split(path, "/")[0], ".")
	})
}

// The lane's drivers are interfaces: of the project it may know the domain alone.
func TestLaneImportsTheDomainAlone(t *testing.T) {
	checkImports(t, "lane/*.go", func(path string) bool {
		return path == module+"enrol" || path != "os" && !strings.Contains(strings.Split(path, "/")[0], ".")
	})
}

func checkImports(t *testing.T, pattern string, allowed func(string) bool) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			if path, _ := strconv.Unquote(spec.Path.Value); !allowed(path) {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}
