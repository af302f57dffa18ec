package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui"
)

// mustModels writes a folder with two models and the manifest that describes them.
func mustModels(t *testing.T) string {
	t.Helper()
	dir, manifest := t.TempDir(), ""
	for _, id := range []string{"pertama", "kedua"} {
		content := []byte("a model " + id)
		sum := sha256.Sum256(content)
		manifest += "[[model]]\nid = \"" + id + "\"\nrole = \"embedder\"\nfile = \"" + id + ".onnx\"\nsha256 = \"" + hex.EncodeToString(sum[:]) +
			"\"\nbytes = 15\ninput = [112, 112]\ncolor = \"RGB\"\ndimension = 128\nmetric = \"cosine\"\nmatch_at = 0.4\nreview_at = 0.3\n"
		if err := os.WriteFile(filepath.Join(dir, id+".onnx"), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, face.ManifestName), []byte(manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// there are the models whose files are in a folder.
func there(t *testing.T, folder string) (ids []string) {
	t.Helper()
	all, err := face.List(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		if in.Here {
			ids = append(ids, in.Model.ID)
		}
	}
	return ids
}

// TestInstallModelsInTheWindow installs out of a folder as the window does: what is there is found, a file that
// was changed is named and not installed, and what is stopped leaves nothing half done.
func TestInstallModelsInTheWindow(t *testing.T) {
	data := t.TempDir()
	c := mustTrain(t, data)
	c.cfg.Models = filepath.Join(t.TempDir(), "models")
	d := devices{c, testProgram()}
	heard := map[string]ui.ModelStep{}
	hear := func(s ui.ModelStep) { heard[s.ID] = s }

	stick := mustModels(t)
	ctx, stop := context.WithCancel(t.Context())
	got := d.InstallModels(ctx, stick, func(ui.ModelStep) { stop() })
	if left, err := os.ReadDir(c.cfg.Models); enrol.CodeOf(got.Err) != enrol.CodeCancelled || err != nil || len(left) != 0 {
		t.Errorf("stopped: %+v, left %v, %v", got, left, err)
	}

	if err := os.WriteFile(filepath.Join(stick, "kedua.onnx"), []byte("a model changed"), 0o600); err != nil {
		t.Fatal(err)
	}
	got = d.InstallModels(t.Context(), stick, hear)
	if enrol.CodeOf(got.Err) != enrol.CodeBadModel || got.Failed != "kedua" || !slices.Equal(got.Done, []string{"pertama"}) {
		t.Errorf("with a changed file: %+v", got)
	}
	if all := there(t, c.cfg.Models); !slices.Equal(all, []string{"pertama"}) {
		t.Errorf("installed: %v", all)
	}

	got = d.InstallModels(t.Context(), mustModels(t), hear)
	if got.Err != nil || !slices.Equal(got.Done, []string{"pertama", "kedua"}) {
		t.Errorf("as they should be: %+v", got)
	}
	if all := there(t, c.cfg.Models); len(all) != 2 {
		t.Errorf("installed: %v", all)
	}
	if s := heard["kedua"]; s.At != 2 || s.Of != 2 || s.Size != 15 {
		t.Errorf("heard of the second: %+v", s)
	}
	got = d.InstallModels(t.Context(), filepath.Join(stick, "not-there"), hear)
	if enrol.CodeOf(got.Err) != enrol.CodeNotFound || len(got.Done) != 0 {
		t.Errorf("a folder that is gone: %+v", got)
	}
	c.Close() // waits for what is being written
	chain := keptInChain(t, filepath.Join(data, trainingFolder), "models")
	if all := strings.Join(chain, "\n"); len(chain) != 2 || strings.Count(all, "pertama") != 2 || strings.Count(all, "kedua") != 1 ||
		!strings.Contains(all, digest(hexOf("a model kedua"))) {
		t.Errorf("the chain has %q", chain)
	}
}

func hexOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// TestDigestIsNoNIK: no built-in model's digest is blotted out of the audit chain.
func TestDigestIsNoNIK(t *testing.T) {
	many := regexp.MustCompile(`\d{9}`)
	for _, m := range face.DefaultManifest().Models {
		got := digest(m.SHA256)
		if strings.ReplaceAll(got, "-", "") != m.SHA256 || many.MatchString(got) {
			t.Errorf("%s: %q for %q", m.ID, got, m.SHA256)
		}
	}
}
