package main

import (
	"runtime"
	"syscall"
)

// eyePriority is the niceness of the threads that look for codes and faces (nice(2)):
// on a slow PC an eye looks less often, but the live picture never stutters.
const eyePriority = 10

// yieldToPicture keeps the calling goroutine on a thread of its own and lowers that
// thread's priority. On Linux the niceness belongs to a thread (sched(7)).
func yieldToPicture() {
	runtime.LockOSThread()
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), eyePriority) // lowering needs no right
}
