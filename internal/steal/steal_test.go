package steal_test

import (
	"errors"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gerai-ikd/gerai/internal/steal"
)

func TestMain(m *testing.M) {
	steal.Main()
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
	if err := w.Await(to); err != nil {
		t.Fatal(err)
	}
	return w.Within(from, to), to.Sub(from)
}

// TestWatchSeesAProcessorThatIsHeld has something of still more priority on one processor, which Go stops for a
// moment now and then.
func TestWatchSeesAProcessorThatIsHeld(t *testing.T) {
	w := watching(t)
	const held = 60 * time.Millisecond
	stood, took := lost(t, w, func() {
		if err := hold(held); err != nil {
			t.Skipf("SKIP: a processor can't be held here: %v", err)
		}
	})
	if stood < held/2 || stood > took {
		t.Errorf("it stood still for %v of %v, held for %v", stood, took, held)
	}
}

// hold keeps a processor to itself, before every watcher.
func hold(d time.Duration) error {
	runtime.LockOSThread() // for good: the thread ends with the goroutine's test
	var mine unix.CPUSet
	if err := unix.SchedGetaffinity(0, &mine); err != nil {
		return err
	}
	for cpu := range 1024 {
		if mine.IsSet(cpu) {
			mine.Zero()
			mine.Set(cpu)
			break
		}
	}
	first := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: 60}
	err := errors.Join(unix.SchedSetaffinity(0, &mine), unix.SchedSetAttr(0, &first, 0))
	for end := time.Now().Add(d); err == nil && time.Now().Before(end); {
	}
	last := unix.SchedAttr{Size: unix.SizeofSchedAttr}
	return errors.Join(err, unix.SchedSetAttr(0, &last, 0))
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
	if err := w.Await(time.Now().Add(time.Hour)); err == nil {
		t.Error("no error")
	}
}
