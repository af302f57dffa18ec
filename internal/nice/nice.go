// Package nice says which of a process's threads the kernel shall serve first, and where: on Linux niceness and
// processors belong to a thread, not to the process (sched(7)), and a thread that is started later has those of
// the one which starts it.
package nice

import (
	"os"
	"strconv"
	"syscall"
)

// Most is the greatest niceness there is (nice(2)).
const Most = 19

// Others gives all threads of this process but the kept one a niceness; it can't be taken back
// without a right that ordinary users lack. Where threads can't be listed (not Linux) all of them stay alike.
func Others(kept, niceness int) {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil && id != kept {
			_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, min(Most, niceness)) // lowering needs no right
		}
	}
}

// Of is a thread's niceness (getpriority(2) answers 20 minus it); false where it can't be had.
func Of(thread int) (niceness int, known bool) {
	kernels, err := syscall.Getpriority(syscall.PRIO_PROCESS, thread)
	return 20 - kernels, err == nil
}
