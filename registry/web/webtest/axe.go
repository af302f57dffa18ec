package webtest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// axe-core checks accessibility (MPL-2.0). It is not part of the project: npm fetches
// it once into out/tools, and the checksum says that it is what it should be.
const (
	axeVersion = "4.14.1"
	axeSum     = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c" // SHA-256 of axe.min.js
)

var axeOnce sync.Mutex // one test of a package fetches it

// Axe is the source of axe-core; "" where it can't be had, which is said loudly, since the
// rest of a test goes on without it.
func Axe(tb testing.TB) string {
	tb.Helper()
	axeOnce.Lock()
	defer axeOnce.Unlock()
	file := filepath.Join(ProjectRoot(tb), "out", "tools", "axe-core-"+axeVersion+".js")
	if b, err := os.ReadFile(file); err == nil && sum(b) == axeSum {
		return string(b)
	}
	b, err := fetchAxe(tb.TempDir())
	if err != nil {
		tb.Logf("ACCESSIBILITY NOT CHECKED: axe-core %s can't be had: %v", axeVersion, err)
		return ""
	}
	if sum(b) != axeSum {
		tb.Fatalf("axe-core %s has another checksum than it should: %s", axeVersion, sum(b))
	}
	if err := place(file, b); err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// place puts a file there as a whole: another package's tests may look for it meanwhile.
func place(file string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "axe-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), file)
}

func fetchAxe(dir string) ([]byte, error) {
	name := "axe-core@" + axeVersion
	if out, err := exec.Command("npm", "pack", name, "--silent", "--pack-destination", dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w: %s", name, err, out)
	}
	archive := filepath.Join(dir, "axe-core-"+axeVersion+".tgz")
	return exec.Command("tar", "-xzOf", archive, "package/axe.min.js").Output()
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
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
