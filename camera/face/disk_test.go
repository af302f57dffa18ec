package face

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestFullDiskIsNoLine: a disk that takes no more is told apart from a source that ends.
func TestFullDiskIsNoLine(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0) // full(4): every write fails for want of room
	if err != nil {
		t.Skip("SKIP: this system has no /dev/full")
	}
	defer full.Close()
	out := &disk{to: full}
	if _, err := io.Copy(out, strings.NewReader("a model")); err == nil || out.err == nil {
		t.Fatalf("a full disk took it: %v, %v", err, out.err)
	}
	if code := enrol.CodeOf(diskFault("write model", out.err)); code != enrol.CodeDiskFull {
		t.Errorf("a full disk is %q", code)
	}
	if code := enrol.CodeOf(diskFault("write model", errors.New("input/output error"))); code != enrol.CodeInternal {
		t.Errorf("a broken disk is %q", code)
	}
	kept := &disk{to: io.Discard}
	if _, err := io.Copy(kept, io.MultiReader(strings.NewReader("half"), broken{})); err == nil || kept.err != nil {
		t.Errorf("a source that ends is the disk's fault: %v, %v", err, kept.err)
	}
}

// broken is a source whose line drops.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

// TestInstallSweepsWhatAPowerCutLeft: what an earlier one left half done goes; what one writes now, and
// whatever else lies there, stays.
func TestInstallSweepsWhatAPowerCutLeft(t *testing.T) {
	dst, long := t.TempDir(), time.Now().Add(-2*abandoned)
	for name, stays := range map[string]bool{".model-123": false, ".manifest-9": false, ".download-7": false, ".model-now": true, "yunet.onnx": true, ".hidden": true} {
		path := filepath.Join(dst, name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if name == ".model-now" {
			continue
		}
		if err := os.Chtimes(path, long, long); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if _, err := os.Lstat(path); (err == nil) != stays {
				t.Errorf("%s: %v, stays: %v", name, err, stays)
			}
		}()
	}
	if _, err := Install(t.Context(), filepath.Join(dst, "no-such-stick"), dst, nil); enrol.CodeOf(err) != enrol.CodeNotFound {
		t.Errorf("install: %v", err)
	}
}
