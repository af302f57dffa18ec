package main

import (
	"bytes"
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// TestMemoryIsHidden asks a process of its own, since it can't be taken back.
func TestMemoryIsHidden(t *testing.T) {
	if os.Getenv("GERAI_TEST_HIDE") != "" {
		hideMemory()
		var core unix.Rlimit
		if err := unix.Getrlimit(unix.RLIMIT_CORE, &core); err != nil || core.Cur != 0 {
			t.Errorf("core of %d bytes, %v", core.Cur, err)
		}
		if n, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || n != 0 {
			t.Errorf("dumpable: %d, %v", n, err)
		}
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "-test.run=^TestMemoryIsHidden$", "-test.v")
	c.Env = append(os.Environ(), "GERAI_TEST_HIDE=1")
	if out, err := c.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("PASS: TestMemoryIsHidden")) {
		t.Errorf("%v: %s", err, out)
	}
}

func TestOpenSwap(t *testing.T) {
	const heading = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
	idOf := func(dev string) string {
		return map[string]string{"/dev/dm-1": "CRYPT-PLAIN-swap", "/dev/dm-2": "LVM-abc"}[dev]
	}
	for _, tt := range []struct{ swaps, want string }{
		{"", ""},
		{heading, ""},
		{heading + "/dev/zram0 partition 8 0 100\n", ""},
		{heading + "/dev/dm-1 partition 8 0 -2\n", ""},
		{heading + "/dev/zram0 partition 8 0 100\n/swapfile file 8 0 -2\n", "/swapfile"},
		{heading + "/dev/dm-2 partition 8 0 -2\n", "/dev/dm-2"},
		{heading + "/dev/sda2 partition 8 0 -2\n", "/dev/sda2"},
	} {
		if got := openSwap(tt.swaps, idOf); got != tt.want {
			t.Errorf("%q: %q", tt.swaps, got)
		}
	}
}
