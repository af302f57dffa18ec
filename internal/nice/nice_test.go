package nice_test

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"testing"

	"github.com/gerai-ikd/gerai/internal/nice"
)

// inChild tells a copy of this test program to lower its own threads: it can't be taken back.
const inChild = "NICE_TEST_CHILD"

// TestOthers: all threads but the kept one give way, and only as far as there is room.
func TestOthers(t *testing.T) {
	if os.Getenv(inChild) != "" {
		lowerAndLook(t)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestOthers$", "-test.v")
	child.Env = append(os.Environ(), inChild+"=1")
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func lowerAndLook(t *testing.T) {
	runtime.LockOSThread()
	own := syscall.Gettid()
	before, known := nice.Of(own)
	if !known {
		t.Skip("SKIP: this system tells no thread's priority")
	}
	for _, tt := range []struct{ ask, want int }{{before + 1, before + 1}, {99, nice.Most}} {
		nice.Others(own, tt.ask)
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			t.Skip("SKIP: this system lists no threads")
		}
		lowered := 0
		for _, d := range threads {
			id, _ := strconv.Atoi(d.Name())
			switch got, known := nice.Of(id); {
			case !known: // ended meanwhile
			case id == own && got != before:
				t.Errorf("the kept thread has %d, had %d", got, before)
			case id != own && got == min(tt.want, nice.Most):
				lowered++
			}
		}
		if lowered == 0 {
			t.Errorf("asked for %d: no thread has it", tt.ask)
		}
	}
}
