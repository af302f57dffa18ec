package main

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// hideMemory keeps what is in this process's memory, keys and residents among it, out of
// files and from the user's other programs: no core is dumped after a crash, and nobody but
// root may attach to it or read it (prctl(2), PR_SET_DUMPABLE). Errors leave it as it was.
func hideMemory() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// lookSwap warns of swap that memory goes to in the clear: it is still there when the PC is
// stolen.
func (p *program) lookSwap(context.Context, Config) []finding {
	b, err := os.ReadFile("/proc/swaps")
	if err != nil {
		return nil // no Linux, or no swap
	}
	open := openSwap(string(b), func(dev string) string {
		id, _ := os.ReadFile(filepath.Join("/sys/block", filepath.Base(dev), "dm/uuid"))
		return string(id)
	})
	if open == "" {
		return p.good("swap", p.text("doctor.swap-none", nil))
	}
	return []finding{{What: "swap", Level: "warning", Fact: p.text("doctor.swap-open", map[string]string{"swap": open}),
		Do: p.text("doctor.swap-open.do", nil)}}
}

// openSwap names the first swap of a /proc/swaps that is neither in memory (zram) nor
// encrypted (dm-crypt); "": there is none. idOf answers a device mapper's name for a device.
func openSwap(swaps string, idOf func(dev string) string) string {
	lines := bufio.NewScanner(strings.NewReader(swaps))
	lines.Scan() // the heading
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) == 0 || strings.Contains(f[0], "zram") || strings.HasPrefix(idOf(f[0]), "CRYPT-") {
			continue
		}
		return f[0]
	}
	return ""
}
