package webtest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gerai-ikd/gerai/internal/axe"
)

var axeOnce sync.Mutex // one test of a package fetches it

// Axe is the source of axe-core; "" where it can't be had. Then the rest of the test goes on, and
// a test of its own beneath it is skipped, so that it stands among those that were; where CI is
// set in the environment it fails.
func Axe(t *testing.T) string {
	t.Helper()
	axeOnce.Lock()
	defer axeOnce.Unlock()
	source, err := axe.Source(t.Context(), ProjectRoot(t))
	if err == nil {
		return source
	}
	t.Run("Accessibility", func(t *testing.T) {
		if os.Getenv("CI") != "" {
			t.Fatalf("ACCESSIBILITY NOT CHECKED: %v", err)
		}
		t.Skipf("ACCESSIBILITY NOT CHECKED: %v", err)
	})
	return ""
}

// ProjectRoot is the folder of go.mod above a package's tests.
func ProjectRoot(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir
		}
		if !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod above the tests")
		}
		dir = filepath.Dir(dir)
	}
}
