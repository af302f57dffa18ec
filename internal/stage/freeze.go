package stage

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Freeze stops a program in the middle of whatever it does, like a machine that hangs:
// its sockets stay open and take requests in, and nobody answers.
func (p *Process) Freeze() error { return p.signal(syscall.SIGSTOP) }

// Thaw lets it go on.
func (p *Process) Thaw() error { return p.signal(syscall.SIGCONT) }

func (p *Process) signal(s syscall.Signal) error {
	if err := syscall.Kill(-p.cmd.Process.Pid, s); err != nil {
		return fmt.Errorf("signal %v to %s: %w", s, p.cmd.Path, err)
	}
	return nil
}

// Processors are those that each thread with such a name may run on, as proc(5) writes them ("0-3", "1").
func (p *Process) Processors(thread string) (lists []string, err error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", p.cmd.Process.Pid))
	if err != nil {
		return nil, fmt.Errorf("list threads: %w", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		if name, rest, _ := strings.Cut(string(text), "\n"); strings.HasPrefix(name, "Name:\t"+thread) {
			_, list, _ := strings.Cut(rest, "Cpus_allowed_list:\t")
			list, _, _ = strings.Cut(list, "\n")
			lists = append(lists, list)
		}
	}
	return lists, nil
}
