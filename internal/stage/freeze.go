package stage

import (
	"fmt"
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
