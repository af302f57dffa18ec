package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// The pauses between a crash and the next start. The first is short, since a resident
// stands there; after a minute without a crash it is short again.
const (
	firstRestart = 200 * time.Millisecond
	longRestart  = 30 * time.Second
	steadyFor    = time.Minute
)

// supervisor keeps the counter on the screen: it starts it again after a crash, and
// never after a clean end.
type supervisor struct {
	life  func(ctx context.Context) (status int) // from start to end; negative: a signal's
	pause func(ctx context.Context, d time.Duration) bool
	now   func() time.Time
	log   *slog.Logger
}

// run answers the status of the last life.
func (s *supervisor) run(ctx context.Context) int {
	wait := firstRestart
	for {
		began := s.now()
		status := s.life(ctx)
		switch {
		case status == exitOK || ctx.Err() != nil:
			return max(status, exitOK)
		case status == exitWrongStart:
			return exitUsage
		}
		if s.now().Sub(began) > steadyFor {
			wait = firstRestart
		}
		s.log.Warn("the counter ended without being asked; starting it again", "status", status, "in", wait)
		if !s.pause(ctx, wait) {
			return exitOK
		}
		wait = min(2*wait, longRestart)
	}
}

// kioskChild marks, in the environment, the process that has the window.
const kioskChild = "GERAI_KIOSK_CHILD"

// exitWrongStart is how a life ends that can't begin as it was asked to, and would end so
// again (EX_USAGE of sysexits.h). It is not exitUsage: with that status the Go runtime ends a
// program that panicked, or whose C++ part aborted.
const exitWrongStart = 64

// supervise runs this program again as a child with the window, "run" or "train" as it was
// asked to, and watches it. What a crash said is in one of folders: a counter can become a
// training, and the other way round, without its process's end.
func (p *program) supervise(ctx context.Context, command string, args []string, folders ...string) int {
	return p.supervisor(p.logger(false), command, args, folders).run(ctx)
}

func (p *program) supervisor(log *slog.Logger, command string, args, folders []string) *supervisor {
	return &supervisor{now: time.Now, log: log, pause: sleep, life: func(ctx context.Context) int {
		status := p.child(ctx, command, args)
		p.bury(log, status, folders)
		return status
	}}
}

// bury keeps what a life said that did not end well, so that nothing private lies raw until
// the next one: that may be half a minute away, or never come.
func (p *program) bury(log *slog.Logger, status int, folders []string) {
	if status == exitOK {
		return
	}
	for _, folder := range folders {
		if err := p.keepLast(folder); err != nil {
			log.Warn("what a crash said was not kept", "err", p.blot(err.Error()))
		}
	}
}

// child is one life of the window's process. At the end of ctx it is asked to end.
func (p *program) child(ctx context.Context, command string, args []string) int {
	self, err := os.Executable()
	if err != nil {
		return p.fail(err)
	}
	c := exec.CommandContext(ctx, self, append([]string{command}, args...)...)
	c.Env = append(os.Environ(), kioskChild+"=1")
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, p.out, p.err
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 15 * time.Second
	err = c.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &ended):
		return ended.ExitCode()
	}
	return p.fail(err)
}

// sleep answers false when ctx ends.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
