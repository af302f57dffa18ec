package steal_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/gerai-ikd/gerai/internal/steal"
)

// holds tells a copy of this program to keep a processor to itself, and for how many nanoseconds.
const holds = "STEAL_TEST_HOLDS"

func TestMain(m *testing.M) {
	steal.Main()
	if ns, err := strconv.ParseInt(os.Getenv(holds), 10, 64); err == nil {
		if err := hold(ns); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func watching(t *testing.T) *steal.Watch {
	t.Helper()
	w, err := steal.Start()
	if err != nil {
		t.Skipf("SKIP: processors can't be watched here: %v", err)
	}
	t.Cleanup(w.Stop)
	return w
}

// lost is what the watch says of the time in which f works.
func lost(t *testing.T, w *steal.Watch, f func()) (stood, took time.Duration) {
	t.Helper()
	from := time.Now()
	f()
	to := time.Now()
	if err := w.Await(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	return w.Within(from, to), to.Sub(from)
}

// TestWatchSeesAProcessorThatIsHeld has something of still more priority on one processor.
func TestWatchSeesAProcessorThatIsHeld(t *testing.T) {
	w := watching(t)
	const held = 60 * time.Millisecond
	stood, took := lost(t, w, func() {
		holder := exec.Command(os.Args[0])
		holder.Env = append(os.Environ(), fmt.Sprintf("%s=%d", holds, held), "GODEBUG=asyncpreemptoff=1")
		if said, err := holder.CombinedOutput(); err != nil {
			t.Skipf("SKIP: a processor can't be held here: %v, %s", err, said)
		}
	})
	if stood < held*9/10 || stood > took {
		t.Errorf("it stood still for %v of %v, held for %v", stood, took, held)
	}
}

// hold keeps a processor to itself, before every watcher; past Go's scheduler, which would let go of it.
func hold(ns int64) error {
	runtime.LockOSThread()
	var mine unix.CPUSet
	if err := unix.SchedGetaffinity(0, &mine); err != nil {
		return fmt.Errorf("ask for processors: %w", err)
	}
	for cpu := range 1024 {
		if mine.IsSet(cpu) {
			mine.Zero()
			mine.Set(cpu)
			break
		}
	}
	first := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: 60}
	if err := errors.Join(unix.SchedSetaffinity(0, &mine), unix.SchedSetAttr(0, &first, 0)); err != nil {
		return fmt.Errorf("come first: %w", err)
	}
	var now unix.Timespec
	for from := int64(0); from == 0 || now.Nano()-from < ns; {
		_, _, _ = syscall.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_MONOTONIC, uintptr(unsafe.Pointer(&now)), 0)
		if from == 0 {
			from = now.Nano()
		}
	}
	return nil
}

// TestWatchLeavesPrograms keeps all processors busy as a program does, which is no excuse.
func TestWatchLeavesPrograms(t *testing.T) {
	w := watching(t)
	stood, took := lost(t, w, func() {
		var all sync.WaitGroup
		for range 2 * runtime.NumCPU() {
			all.Go(func() {
				for end := time.Now().Add(500 * time.Millisecond); time.Now().Before(end); {
				}
			})
		}
		all.Wait()
	})
	if stood > took/2 {
		t.Errorf("it stood still for %v of %v", stood, took)
	}
}

// TestAwaitAfterStop says that nothing more is to come.
func TestAwaitAfterStop(t *testing.T) {
	w := watching(t)
	w.Stop()
	if err := w.Await(t.Context(), time.Now().Add(time.Hour)); err == nil {
		t.Error("no error")
	}
}
