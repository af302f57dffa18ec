package store

import (
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// Reading is what a PC's clocks show at one moment.
type Reading struct {
	Wall time.Time     // as anybody may have set it
	Boot string        // which run of the machine this is; "": unknown
	Up   time.Duration // how long that run lasts, asleep or not: nobody can set it
}

// SystemReading reads this PC's own clocks.
func SystemReading() Reading {
	return Reading{Wall: time.Now().Round(0), Boot: bootID(), Up: uptime()}
}

// bootTime is CLOCK_BOOTTIME (clock_gettime(2)): it counts while the PC sleeps, which
// Go's monotonic clock does not, so that a night's sleep is no jump.
const bootTime = 7

func uptime() time.Duration {
	var t syscall.Timespec
	// Raw: it never waits, and the window asks in every turn. Go gives the place of a thread in an ordinary call away.
	if _, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, bootTime, uintptr(unsafe.Pointer(&t)), 0); errno != 0 {
		return time.Since(processStart)
	}
	return time.Duration(t.Nano())
}

// processStart stands in on a kernel without that clock.
var processStart = time.Now()

// bootID is the kernel's name for this run of the machine (random(4)); it does not change
// while a program lives.
var bootID = sync.OnceValue(func() string {
	text, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil || uptime() < time.Millisecond {
		return ""
	}
	return strings.TrimSpace(string(text))
})
