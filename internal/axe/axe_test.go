package axe

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archive is one with a script in it, as npm packs them.
func archive(t *testing.T, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o644}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAnotherScript: whatever a registry answers that is not the pinned archive leaves no file.
func TestAnotherScript(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"altered": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(archive(t, scriptName, "alert(1)")) },
		"absent":  http.NotFound,
		"cut":     func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte{0x1f, 0x8b}) },
	} {
		t.Run(name, func(t *testing.T) {
			var asked string
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked = r.URL.Path
				h(w, r)
			}))
			defer s.Close()
			t.Setenv("NPM_CONFIG_REGISTRY", s.URL)
			root := t.TempDir()
			if text, err := Source(t.Context(), root); err == nil || text != "" {
				t.Errorf("taken: %v", err)
			}
			if _, err := os.Stat(File(root)); err == nil {
				t.Error("it left a file")
			}
			if !strings.HasSuffix(asked, "/axe-core-"+Version+".tgz") {
				t.Errorf("asked for %s", asked)
			}
		})
	}
	if _, err := script(archive(t, scriptName, "alert(1)")); err == nil {
		t.Error("another script is taken out of the archive")
	}
	if _, err := script(archive(t, "package/other.js", "x")); err == nil {
		t.Error("an archive without the script is taken")
	}
}

// TestAFileIsReplaced: one that is not what it should be is not used.
func TestAFileIsReplaced(t *testing.T) {
	t.Setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:1")
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Dir(File(root)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(File(root), []byte("half a scr"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Source(t.Context(), root); err == nil {
		t.Error("half a file is used")
	}
}
