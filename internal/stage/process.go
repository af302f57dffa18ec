package stage

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Process is one of the programs, started for real.
type Process struct {
	cmd  *exec.Cmd
	out  *tail
	done chan struct{}
	err  error
}

// start runs a program in a process group of its own, so that Kill reaches all of it.
func start(cmd *exec.Cmd) (*Process, error) { return startBy(cmd, (*exec.Cmd).Start) }

// startBy is start by another way to start.
func startBy(cmd *exec.Cmd, begin func(*exec.Cmd) error) (*Process, error) {
	p := &Process{cmd: cmd, out: &tail{}, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := begin(cmd); err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Kill is the power cut: SIGKILL, no warning.
func (p *Process) Kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

// Stop asks politely and waits; after ten seconds it kills and says so.
func (p *Process) Stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
		return nil
	case <-time.After(10 * time.Second):
		p.Kill()
		return fmt.Errorf("%s did not stop within ten seconds", p.cmd.Path)
	}
}

// Pid is the program's process.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Done is closed when the program has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is how the program ended; nil while it runs, and for exit status 0.
func (p *Process) Err() error {
	select {
	case <-p.done:
		return p.err
	default:
		return nil
	}
}

// Output is the end of what the program printed.
func (p *Process) Output() string { return p.out.String() }

// tail keeps the last part of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const tailBytes = 64 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(b)
	if over := t.buf.Len() - tailBytes; over > 0 {
		t.buf.Next(over)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}

// poll asks f every 50 ms until it is true, ctx ends or p does.
func poll(ctx context.Context, p *Process, what string, f func() bool) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !f() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w\n%s", what, ctx.Err(), p.Output())
		case <-p.done:
			return fmt.Errorf("wait for %s: the program ended\n%s", what, p.Output())
		case <-tick.C:
		}
	}
	return nil
}

// fileExists tells whether there is something at path.
func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
