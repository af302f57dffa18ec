package main

import (
	"context"
	"runtime"
	"syscall"

	"github.com/gerai-ikd/gerai/internal/nice"
)

// eyePriority is the niceness of the threads that look for codes and faces (nice(2)):
// on a slow PC an eye looks less often, but the live picture never stutters.
const eyePriority = 15

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
	own := syscall.Gettid()
	if now, known := nice.Of(own); known {
		behind := max(eyePriority, now+eyePriority-workPriority)                   // the work, wherever the program began
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, own, min(nice.Most, behind)) // lowering needs no right
	}
}

// The eyes come after the work.
const _ = uint(eyePriority - workPriority - 1)

// workPriority is how much less priority (nice(2)) than the window's thread has everything else
// in this program but its renderer: saving, sealing, delivering and collecting garbage fall
// together with the moment at which a new screen is painted, and a key must not wait
// for them.
const workPriority = 12

// putWindowFirst lowers the priority of all threads but the calling one, which has to be
// the main thread before the window is made: threads that are started later have the
// priority of the one that starts them, so the renderer's have the window's, and those
// of Go, which never starts one from a thread that is locked, the others'.
func putWindowFirst() {
	own := syscall.Gettid()
	if mine, known := nice.Of(own); known {
		nice.Others(own, mine+workPriority)
	}
}

// rendererThreads are what Mesa's software renderer names its threads; it starts as many as there are
// processors. On a graphics card there are none.
const rendererThreads = "llvmpipe-"

// spreadRenderer gives each of the renderer's threads a processor of its own, once the window has been
// painted. The window waits for all of them in every frame, and two were seen to share one processor for
// 35 ms while an eye had the other.
func spreadRenderer(ctx context.Context, painted func() bool) {
	if await(ctx, painted) {
		nice.Spread(rendererThreads)
	}
}
