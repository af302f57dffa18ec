package slip

import (
	"path/filepath"
	"testing"
	"time"
)

// TestIsKept: what keep names is known again, and nothing else that may lie there.
func TestIsKept(t *testing.T) {
	p := &Printer{Folder: t.TempDir(), Now: time.Now}
	file, err := p.keep([]byte("%PDF-x"))
	if err != nil || !IsKept(filepath.Base(file)) {
		t.Errorf("%s, %v", filepath.Base(file), err)
	}
	for _, name := range []string{"", "gaji.pdf", "20260309-1.pdf", "20260309-101500-1.csv", "x20260309-101500-1.pdf", "20260309-101500-1.pdf.exe", "20260309-101500-.pdf"} {
		if IsKept(name) {
			t.Errorf("%q is known", name)
		}
	}
}
