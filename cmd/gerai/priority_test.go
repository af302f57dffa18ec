package main

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

// TestPutWindowFirst: the window's thread keeps its priority, all others have less, also
// those that Go starts afterwards. In a process of its own: nobody raises it again.
func TestPutWindowFirst(t *testing.T) {
	if os.Getenv("GERAI_TEST_PRIORITY") == "" {
		c := exec.Command(os.Args[0], "-test.run", "^TestPutWindowFirst$", "-test.v")
		c.Env = append(os.Environ(), "GERAI_TEST_PRIORITY=1")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	runtime.LockOSThread()
	before := niceOf(t, syscall.Gettid())
	putWindowFirst()
	startThreads(20)
	own, others := syscall.Gettid(), 0
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Skipf("SKIPPED, NOT TESTED: no list of threads: %v", err)
	}
	for _, task := range tasks {
		id, _ := strconv.Atoi(task.Name())
		switch n := niceOf(t, id); {
		case id == own && n != before:
			t.Errorf("the window's thread went from %d to %d", before, n)
		case id != own && n != min(19, before+workPriority):
			t.Errorf("another thread is at %d", n)
		case id != own:
			others++
		}
	}
	if others < 20 {
		t.Errorf("%d other threads", others)
	}
}

// startThreads makes Go start n threads, and keeps them.
func startThreads(n int) {
	var up sync.WaitGroup
	for range n {
		up.Add(1)
		go func() {
			runtime.LockOSThread()
			up.Done()
			select {} // the process ends soon
		}()
	}
	up.Wait()
}

// niceOf is a thread's niceness. The system call answers 20 minus it (getpriority(2)).
func niceOf(t *testing.T, id int) int {
	t.Helper()
	n, err := syscall.Getpriority(syscall.PRIO_PROCESS, id)
	if err != nil {
		t.Fatal(err)
	}
	return 20 - n
}
