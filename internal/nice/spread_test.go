package nice_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/gerai-ikd/gerai/internal/nice"
)

// runs counts them.
var runs atomic.Int64

// TestSpread: as many threads as processors get one each; fewer, more or none stay as they are.
func TestSpread(t *testing.T) {
	var may unix.CPUSet
	if err := unix.SchedGetaffinity(0, &may); err != nil {
		t.Skip("SKIP: this system tells no thread's processors")
	}
	if n := nice.Spread("nobody"); n != 0 {
		t.Errorf("%d of none", n)
	}
	run := strconv.FormatInt(runs.Add(1), 10) // threads of the run before may not have ended
	few := startNamed(t, "few-"+run+"-", max(1, may.Count()-1))
	if may.Count() > 1 {
		if n := nice.Spread("few-" + run + "-"); n != 0 {
			t.Errorf("%d of too few", n)
		}
		for _, id := range few {
			if at := processors(t, id); at.Count() != may.Count() {
				t.Errorf("one of too few may use %d processors", at.Count())
			}
		}
	}
	all := startNamed(t, "all-"+run+"-", may.Count())
	if n := nice.Spread("all-" + run + "-"); n != may.Count() {
		t.Errorf("%d spread, want %d", n, may.Count())
	}
	var used unix.CPUSet
	for _, id := range all {
		at := processors(t, id)
		if at.Count() != 1 {
			t.Errorf("one of all may use %d processors", at.Count())
		}
		for i := range used {
			used[i] |= at[i]
		}
	}
	if used != may {
		t.Error("not every processor has one")
	}
}

func processors(t *testing.T, thread int) (at unix.CPUSet) {
	t.Helper()
	if err := unix.SchedGetaffinity(thread, &at); err != nil {
		t.Fatal(err)
	}
	return at
}

// startNamed starts n threads of a name, and keeps them to the test's end.
func startNamed(t *testing.T, name string, n int) (ids []int) {
	t.Helper()
	up, end := make(chan int), make(chan struct{})
	var work sync.WaitGroup
	for range n {
		work.Go(func() {
			runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
			if err := os.WriteFile(fmt.Sprintf("/proc/self/task/%d/comm", unix.Gettid()), []byte(name), 0); err != nil {
				t.Error(err)
			}
			up <- unix.Gettid()
			<-end
		})
		ids = append(ids, <-up)
	}
	t.Cleanup(func() { close(end); work.Wait() })
	return ids
}
