// Package steal tells for how long a machine's processors themselves stood still: because the host of a
// virtual machine gave them to somebody else (steal time, proc(5)), or the kernel had them and let nobody
// in. On each processor a watcher with real-time priority (SCHED_FIFO, sched(7)), before which no other
// program of this machine comes, sleeps for a millisecond again and again; how much later than that it
// runs is how long the processor ran nothing of ours. What a program does in such a time it can't help.
package steal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// Watch is a watch over all processors that this program may use.
type Watch struct {
	watchers []*watcher
}

// watcher is one processor's.
type watcher struct {
	cmd *exec.Cmd

	mu    sync.Mutex
	known time.Time // all until then was told
	lost  []Stall
	err   error
}

// Stall is a time in which a processor stood still.
type Stall struct{ From, To time.Time }

// errNone is a system on which processors can't be watched.
var errNone = errors.New("this system does not tell which processors there are")

// errMain is a program that was started as a watcher and has become one more that watches.
var errMain = errors.New("this program does not call steal.Main")

// Start begins to watch. Its errors say that real-time priority is not allowed here (CAP_SYS_NICE,
// RLIMIT_RTPRIO), or not known.
func Start() (*Watch, error) {
	if os.Getenv(watcherCPU) != "" {
		return nil, errMain
	}
	w := &Watch{}
	for _, cpu := range processors() {
		one, err := startWatcher(cpu)
		if err != nil {
			w.Stop()
			return nil, err
		}
		w.watchers = append(w.watchers, one)
	}
	if len(w.watchers) == 0 {
		return nil, errNone
	}
	return w, nil
}

// startWatcher answers once the watcher has given its first sign of life.
func startWatcher(cpu int) (*watcher, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	w := &watcher{cmd: exec.Command(self)}
	w.cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", watcherCPU, cpu), "GODEBUG=asyncpreemptoff=1")
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("hear a watcher: %w", err)
	}
	said := &tail{}
	w.cmd.Stderr = said
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a watcher: %w", err)
	}
	lines := bufio.NewReader(out)
	if err := w.hear(lines); err != nil {
		_ = w.cmd.Process.Kill()
		_ = w.cmd.Wait()
		return nil, fmt.Errorf("watch processors: %s", said.text)
	}
	go w.listen(lines)
	return w, nil
}

// listen goes on until the watcher ends.
func (w *watcher) listen(lines *bufio.Reader) {
	for {
		if err := w.hear(lines); err != nil {
			w.mu.Lock()
			w.err = err
			w.mu.Unlock()
			return
		}
	}
}

// hear takes one line: a time and for how long the processor had stood still then, in nanoseconds.
func (w *watcher) hear(lines io.Reader) error {
	var at, late int64
	if _, err := fmt.Fscanln(lines, &at, &late); err != nil {
		return fmt.Errorf("hear a watcher: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.known = time.Unix(0, at)
	if late > 0 {
		w.lost = append(w.lost, Stall{w.known.Add(-time.Duration(late)), w.known})
	}
	return nil
}

// Await answers once everything until t is known, or ctx ends.
func (w *Watch) Await(ctx context.Context, t time.Time) error {
	for _, one := range w.watchers {
		for known := false; !known; time.Sleep(5 * time.Millisecond) {
			if ctx.Err() != nil {
				return fmt.Errorf("await a watcher: %w", ctx.Err())
			}
			one.mu.Lock()
			known = one.known.After(t)
			err := one.err
			one.mu.Unlock()
			if err != nil && !known {
				return err
			}
		}
	}
	return nil
}

// Within is for how long, from one time to another, that processor stood still which stood still longest. Who
// needed two of them may have lost more.
func (w *Watch) Within(from, to time.Time) time.Duration {
	var most time.Duration
	for _, one := range w.watchers {
		one.mu.Lock()
		most = max(most, within(one.lost, from, to))
		one.mu.Unlock()
	}
	return most
}

func within(lost []Stall, from, to time.Time) time.Duration {
	var sum time.Duration
	for _, s := range lost {
		a, b := s.From, s.To
		if a.Before(from) {
			a = from
		}
		if b.After(to) {
			b = to
		}
		sum += max(0, b.Sub(a))
	}
	return sum
}

// Stop ends the watch; what is known stays.
func (w *Watch) Stop() {
	for _, one := range w.watchers {
		_ = one.cmd.Process.Kill()
		_ = one.cmd.Wait()
	}
}

// tail keeps the beginning of what a watcher says of itself.
type tail struct{ text string }

func (t *tail) Write(p []byte) (int, error) {
	if len(t.text) < 200 {
		t.text += string(p)
	}
	return len(p), nil
}
