package face

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestMain lets the test binary be the child that probes a model.
func TestMain(m *testing.M) {
	if how := os.Getenv(misbehaveEnv); how != "" && os.Getenv(probeEnv) != "" {
		misbehave(how)
	}
	ProbeMain()
	os.Exit(m.Run())
}

// mustFolder writes a folder with one model of the given content and its manifest.
func mustFolder(t *testing.T, content string) string {
	t.Helper()
	dir := t.TempDir()
	sum := sha256.Sum256([]byte(content))
	text := strings.Replace(goodTOML, strings.Repeat("0", 64), hex.EncodeToString(sum[:]), 1)
	for name, data := range map[string]string{ManifestName: text, "a.onnx": content} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestInstallFolderListRemove(t *testing.T) {
	src, dst := mustFolder(t, "some model"), filepath.Join(t.TempDir(), "new", "models")
	got, err := Install(context.Background(), src, dst, nil)
	if err != nil || len(got) != 1 || got[0].Model.ID != "a" || !got[0].Here {
		t.Fatalf("installed %v, %v", got, err)
	}
	all, err := List(dst)
	if err != nil {
		t.Fatal(err)
	}
	here := 0
	for _, in := range all {
		if in.Here {
			here++
		}
	}
	if here != 1 || len(all) != 1+len(DefaultManifest().Models) {
		t.Errorf("%d of %d models are here", here, len(all))
	}
	if err := Remove(dst, "a"); err != nil {
		t.Fatal(err)
	}
	if err := Remove(dst, "a"); enrol.CodeOf(err) != enrol.CodeNotFound {
		t.Errorf("removing it again: %v", err)
	}
}

func TestInstallSingleFile(t *testing.T) {
	src, dst := mustFolder(t, "some model"), t.TempDir()
	if _, err := Install(context.Background(), filepath.Join(src, "a.onnx"), dst, nil); err != nil {
		t.Fatal(err)
	}
	alone := filepath.Join(t.TempDir(), "a.onnx")
	if err := os.WriteFile(alone, []byte("unknown"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Install(context.Background(), alone, dst, nil); enrol.CodeOf(err) != enrol.CodeBadModel {
		t.Errorf("a file that nothing describes: %v", err)
	}
}

func TestInstallRefusesSwappedFile(t *testing.T) {
	src, dst := mustFolder(t, "some model"), t.TempDir()
	if err := os.WriteFile(filepath.Join(src, "a.onnx"), []byte("another model"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Install(context.Background(), src, dst, nil); enrol.CodeOf(err) != enrol.CodeBadModel {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dst); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// unreachable is a manifest's entry of an embedder whose file is not there and whose address does not answer.
func unreachable(id string) string {
	text := strings.ReplaceAll(goodTOML, `"a`, `"`+id)
	return strings.Replace(text, "input", `url = "https://127.0.0.1:1/x.onnx"`+"\ninput", 1)
}

// TestInstallGoesOn installs what a folder has, around what it has not.
func TestInstallGoesOn(t *testing.T) {
	src := mustFolder(t, "some model")
	path := filepath.Join(src, ManifestName)
	own, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	install := func(manifest string) ([]Installed, error) {
		t.Helper()
		if err := os.WriteFile(path, []byte(manifest), 0o600); err != nil {
			t.Fatal(err)
		}
		return Install(context.Background(), src, t.TempDir(), nil)
	}
	got, err := install(unreachable("first") + string(own) + unreachable("last"))
	if err != nil || len(got) != 3 || got[0].Here || !got[1].Here || got[2].Here {
		t.Fatalf("tried %+v, %v", got, err)
	}
	if enrol.CodeOf(got[0].Err) != enrol.CodeOffline || enrol.CodeOf(got[2].Err) != enrol.CodeOffline {
		t.Errorf("why not: %v, %v", got[0].Err, got[2].Err)
	}
	got, err = install(unreachable("first"))
	if enrol.CodeOf(err) != enrol.CodeOffline || len(got) != 1 {
		t.Errorf("with no embedder at all: %+v, %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(src, "last.onnx"), []byte("swapped"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err = install(string(own) + unreachable("last"))
	if enrol.CodeOf(err) != enrol.CodeBadModel || !got[0].Here || got[1].Here {
		t.Errorf("with a swapped file: %+v, %v", got, err)
	}
}

// A hostile or broken network ends the child that tries it, never the program.
func TestBrokenModelIsLeftOut(t *testing.T) {
	for name, content := range map[string]string{"Text": "not a network", "Empty": "", "Bytes": strings.Repeat("\x08\x07\x12\xff", 4000)} {
		t.Run(name, func(t *testing.T) {
			dir := mustFolder(t, content)
			c, err := New(Config{ModelsDir: dir})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if c.CanMatch() || len(c.Issues()) != 1 || enrol.CodeOf(c.Issues()[0]) != enrol.CodeBadModel {
				t.Errorf("issues: %v", c.Issues())
			}
		})
	}
}

func TestTruncatedAndSwappedRealModels(t *testing.T) {
	src := models(t)
	for name, spoil := range map[string]func([]byte) []byte{
		"Truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"Flipped":   func(b []byte) []byte { b[len(b)/3] ^= 0x10; return b },
	} {
		t.Run(name, func(t *testing.T) {
			m := DefaultManifest().Models[0]
			good, err := os.ReadFile(filepath.Join(src, m.File))
			if err != nil {
				t.Skip("SKIPPED, NOT TESTED: the detector's model is not there")
			}
			dir := t.TempDir()
			bad := spoil(append([]byte(nil), good...))
			if err := os.WriteFile(filepath.Join(dir, m.File), bad, 0o600); err != nil {
				t.Fatal(err)
			}
			c, err := New(Config{ModelsDir: dir})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if c.Detector() != "haar" || len(c.Issues()) != 1 {
				t.Errorf("detector %s, issues %v", c.Detector(), c.Issues())
			}
			sum := sha256.Sum256(bad) // an unknown manifest vouches for it: the child decides
			m.ID, m.SHA256 = "other", hex.EncodeToString(sum[:])
			if err := note(dir, m); err != nil {
				t.Fatal(err)
			}
			c2, err := New(Config{ModelsDir: dir})
			if err != nil {
				t.Fatal(err)
			}
			defer c2.Close()
			if left := c2.Detector() == "haar" && len(c2.Issues()) == 2; !left && name == "Truncated" { // a flipped weight may well run
				t.Errorf("half a network is used: %s, %v", c2.Detector(), c2.Issues())
			}
		})
	}
}

func TestInstalledSharedModelsWork(t *testing.T) {
	dst := t.TempDir()
	src := t.TempDir() // without the addresses, nothing is fetched
	for _, m := range DefaultManifest().Models {
		if data, err := os.ReadFile(filepath.Join(models(t), m.File)); err == nil {
			if err := os.WriteFile(filepath.Join(src, m.File), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := Install(context.Background(), src, dst, nil); err != nil {
		t.Fatal(err)
	}
	all, err := Verify(dst)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		if in.Here && in.Err != nil {
			t.Errorf("%s: %v", in.Model.ID, in.Err)
		}
	}
}
