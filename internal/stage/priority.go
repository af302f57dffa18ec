package stage

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"

	"github.com/gerai-ikd/gerai/internal/nice"
)

// behind is how much less priority (nice(2)) the play has than the counter's program and
// its display once StepBack was called.
const behind = 10

// front starts programs from the one thread that kept its priority; nil: all threads are
// alike.
var front struct {
	once sync.Once
	jobs chan func()
}

// StepBack gives the play less priority than the counter's program: what it does in this
// machine is done by other machines at an outlet (the registry, the resident's phone), by a
// piece of hardware (the camera) or by nobody (drawing faces, taking pictures of the screen), and
// must not be taken for the window's slowness. It can't be taken back.
func StepBack() { front.once.Do(stepBack) }

func stepBack() {
	front.jobs = make(chan func())
	ready := make(chan int)
	go func() {
		runtime.LockOSThread() // for good: a program's life hangs on the thread that started it (Pdeathsig)
		ready <- syscall.Gettid()
		for f := range front.jobs {
			f()
		}
	}()
	nice.Others(<-ready, behind)
}

// startInFront starts a program with the priority that the play had before it stepped back.
func startInFront(c *exec.Cmd) error {
	if front.jobs == nil {
		return c.Start()
	}
	err := make(chan error)
	front.jobs <- func() { err <- c.Start() }
	return <-err
}
