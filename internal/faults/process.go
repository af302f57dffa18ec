package faults

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// process is a running counter.
type process struct {
	cmd     *exec.Cmd
	opened  chan struct{}
	done    chan struct{}
	acks    map[int]string
	had     map[int]bool
	full    int
	ahead   int  // acknowledged while this counter's time ran ahead
	wrong   bool // it knew that its time was wrong
	early   bool // its time ran ahead when it began
	drained bool
	code    string
	why     string
	last    string
}

func (p *Play) start(plan Plan) (*process, error) {
	text, err := json.Marshal(plan)
	if err != nil {
		return nil, err
	}
	c := &process{cmd: exec.Command(p.Counter), opened: make(chan struct{}), done: make(chan struct{}), acks: map[int]string{}, had: map[int]bool{}}
	c.cmd.Env = append(os.Environ(), PlanVariable+"="+string(text), "GOMAXPROCS=2")
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	errs, err := os.OpenFile(plan.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer errs.Close()
	c.cmd.Stderr = errs
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { // ends with the process
		lines(bufio.NewScanner(out), c.hear)
		_ = c.cmd.Wait() // how it ended is told by its words
		close(c.done)
	}()
	return c, nil
}

// hear takes one line; only the goroutine that reads calls it, and done is closed after.
func (c *process) hear(f []string) {
	c.last = strings.Join(f, " ")
	switch n, _ := strconv.Atoi(f[min(1, len(f)-1)]); f[0] {
	case "open":
		c.wrong, c.early = f[1] == string(enrol.ClockWrong), f[2] == aheadWord
		close(c.opened)
	case "ack":
		c.acks[n] = f[2]
		if f[3] == aheadWord {
			c.ahead++
		}
	case "had":
		c.had[n] = true
	case "wait":
		if len(f) > 1 && f[1] == string(enrol.CodeDiskFull) {
			c.full++
		}
	case "drained":
		c.drained = true
	case "error":
		c.code, c.why = f[1], c.last
	}
}

// wait lasts so long, or until it ends.
func (c *process) wait(d time.Duration) {
	select {
	case <-c.done:
	case <-time.After(d):
	}
}

func (c *process) ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// kill is the power cut; it answers 1 where the counter was killed, by this or by itself.
func (c *process) kill(plan Plan, named map[string]int) int {
	byItself := c.ended()
	_ = c.cmd.Process.Kill() // it may be dead already
	<-c.done
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return 0
	}
	if byItself && named != nil {
		named[plan.KillAt]++
	}
	return 1
}
