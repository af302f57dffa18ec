package main

import (
	"runtime"
	"syscall"
)

// eyePriority is the niceness of the threads that look for codes and faces (nice(2)):
// on a slow PC an eye looks less often, but the live picture never stutters.
const eyePriority = 10

// eyeThreads is how many goroutines call yieldToPicture, the comparison of faces among
// them.
const eyeThreads = 3

// makeRoomForEyes gives the scheduler a slot more for every thread of low priority. A
// thread that the kernel leaves waiting keeps its slot while it runs Go code: with as
// many slots as processors two such threads kept the live picture from running at all,
// for 15 ms in every tenth picture on two processors.
func makeRoomForEyes() { runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + eyeThreads) }

// yieldToPicture keeps the calling goroutine on a thread of its own and lowers that
// thread's priority. On Linux the niceness belongs to a thread (sched(7)).
func yieldToPicture() {
	runtime.LockOSThread()
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), eyePriority) // lowering needs no right
}
