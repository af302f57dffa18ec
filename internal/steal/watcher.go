package steal

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// watcherCPU tells a copy of this program which processor it is to watch.
const watcherCPU = "STEAL_WATCHES_CPU"

// How a watcher watches: it sleeps for a period, tells what came later than worth, and gives a sign of
// life in between.
const (
	period   = int64(1e6) // nanoseconds
	worth    = int64(1e6)
	lifeSign = int64(200e6)
)

// Main is called first thing in the main function of a program that uses Watch: where the program was
// started as a watcher it does not come back.
func Main() {
	cpu, err := strconv.Atoi(os.Getenv(watcherCPU))
	if err != nil {
		return
	}
	if err := watch(cpu); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(1)
}

// watch has a processor to itself whenever it wants it. The loop makes system calls only, past Go's own
// scheduler: whoever waited for that would take it for a processor that stands still.
func watch(cpu int) error {
	runtime.LockOSThread()
	var one unix.CPUSet
	one.Set(cpu)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return fmt.Errorf("watch processor %d: %w", cpu, err)
	}
	first := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: 50}
	if err := unix.SchedSetAttr(0, &first, 0); err != nil {
		return fmt.Errorf("watch processor %d: %w", cpu, err)
	}
	out := bufio.NewWriter(os.Stdout)
	nap := unix.NsecToTimespec(period)
	var now unix.Timespec
	last, told := int64(0), int64(0)
	for {
		_, _, _ = syscall.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&nap)), 0, 0)
		_, _, _ = syscall.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_REALTIME, uintptr(unsafe.Pointer(&now)), 0)
		at := now.Sec*1e9 + now.Nsec
		late := at - last - period
		if last != 0 && late < worth && at-told < lifeSign {
			last = at
			continue
		}
		if last == 0 || late < worth {
			late = 0
		}
		fmt.Fprintln(out, at, late)
		if err := out.Flush(); err != nil {
			return fmt.Errorf("tell of processor %d: %w", cpu, err)
		}
		_, _, _ = syscall.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_REALTIME, uintptr(unsafe.Pointer(&now)), 0)
		last = now.Sec*1e9 + now.Nsec
		told = last
	}
}

// processors are those that this program may use.
func processors() []int {
	var may unix.CPUSet
	if err := unix.SchedGetaffinity(0, &may); err != nil {
		return nil
	}
	var out []int
	for cpu := 0; len(out) < may.Count(); cpu++ {
		if may.IsSet(cpu) {
			out = append(out, cpu)
		}
	}
	return out
}
