package face

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestInstallIsHeardAndStopped: how far it is is told until the end of each file, and when it is stopped nothing
// half done is left.
func TestInstallIsHeardAndStopped(t *testing.T) {
	const content = "some model"
	src := mustFolder(t, content)
	var last Step
	if _, err := Install(t.Context(), src, t.TempDir(), func(s Step) { last = s }); err != nil {
		t.Fatal(err)
	}
	if last.Model.ID != "a" || last.Bytes != int64(len(content)) || last.At != 1 || last.Of != 1 {
		t.Errorf("heard at last: %s, %d bytes, %d of %d", last.Model.ID, last.Bytes, last.At, last.Of)
	}
	dst := filepath.Join(t.TempDir(), "models")
	ctx, stop := context.WithCancel(t.Context())
	tried, err := Install(ctx, src, dst, func(Step) { stop() })
	if enrol.CodeOf(err) != enrol.CodeCancelled {
		t.Errorf("stopped: %v, %v", tried, err)
	}
	left, err := os.ReadDir(dst)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
