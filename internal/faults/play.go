package faults

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
)

// Options of a run.
type Options struct {
	Seed      uint64
	Approvals int
	Kills     int // of counters, at least
	Pusat     string
	Counter   string // test binary whose TestMain calls CounterMain
	Dir       string
	Log       func(format string, args ...any)
}

// Play is one run.
type Play struct {
	Options
	rng    *rand.Rand
	proxy  *Proxy
	pusat  *stage.Pusat
	small  bool // the counter's folder is a file system that can be filled
	lives  int
	acks   map[int]string // resident → case
	from   int
	barren int // lives in a row in which nobody was served
	Report Report
}

// Report is what happened.
type Report struct {
	Kills         int // of counters
	Named         map[string]int
	RegistryKills int
	Jumps         int // of the clock
	Seconds       int // counters started on a database that was in use
	FullDisks     int
	Refusals      int // of the disk, seen by a counter
	Restores      int
	Salvaged      int
	Lines         map[Mode]int
	Acks          int
	Took          time.Duration
}

// mostBarren is how many lives in a row may pass without anybody being served: a clock
// that is wrong on a line that is down keeps a counter from reading QRs for a while.
const mostBarren = 60

// path is within Options.Dir.
func (p *Play) path(name string) string { return filepath.Join(p.Dir, name) }

// Run plays until everybody is served and enough counters were killed, and looks at
// what is left of it. The error names the first promise that was broken.
func Run(ctx context.Context, o Options) (r Report, err error) {
	p := &Play{Options: o, rng: rand.New(rand.NewPCG(o.Seed, 0)), acks: map[int]string{}}
	p.Report.Named = map[string]int{}
	began := time.Now()
	defer func() { r = p.Report; r.Acks, r.Took = len(p.acks), time.Since(began).Round(time.Second) }()
	if err := p.build(ctx); err != nil {
		return r, err
	}
	defer func() {
		if err != nil && p.small { // what is left of it goes with the file system
			err = errors.Join(err, os.CopyFS(p.path("counter.kept"), os.DirFS(p.path("counter"))))
		}
		p.tearDown()
	}()
	for p.from < p.Approvals || p.Report.Kills < p.Kills {
		if err := p.life(ctx); err != nil {
			return r, fmt.Errorf("life %d: %w", p.lives, err)
		}
	}
	if err := p.end(ctx); err != nil {
		return r, err
	}
	return r, p.check(ctx)
}

// build sets registry, line and counter up.
func (p *Play) build(ctx context.Context) error {
	for _, dir := range []string{"counter", "elsewhere"} {
		if err := os.MkdirAll(p.path(dir), 0o700); err != nil {
			return err
		}
	}
	p.small = syscall.Mount("tmpfs", p.path("counter"), "tmpfs", 0, fmt.Sprintf("size=%d", int64(roomy))) == nil
	if !p.small {
		p.Log("A SMALL FILE SYSTEM CAN'T BE MOUNTED HERE: the disk is never filled in this run")
	}
	qrs, front, err := prepare(ctx, p.path("pusat"), p.Approvals)
	if err != nil {
		return fmt.Errorf("prepare registry: %w", err)
	}
	if err := os.WriteFile(p.path("queue"), []byte(strings.Join(qrs, "\n")), 0o600); err != nil {
		return err
	}
	if p.pusat, err = startRegistry(ctx, p.Pusat, p.path("pusat")); err != nil {
		return fmt.Errorf("start registry: %w", err)
	}
	if p.proxy, err = NewProxy("127.0.0.1:0", p.pusat.Devices, front); err != nil {
		return err
	}
	return p.enrol(ctx)
}

func (p *Play) enrol(ctx context.Context) error {
	code, err := p.pusat.EnrolCode()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{Dir: p.path("counter")})
	if err != nil {
		return err
	}
	id, err := sync.Enrol(ctx, "https://"+p.proxy.Addr(), code, db, "gangguan")
	if err == nil {
		var first *sync.Client
		if first, err = sync.NewClient(id, db, sync.Timeouts{}); err == nil {
			err = firstPull(ctx, first, db)
			first.Close()
		}
	}
	return errors.Join(err, db.Close())
}

func firstPull(ctx context.Context, c *sync.Client, db *store.Store) error {
	pull, err := c.Pull(ctx, "")
	if err != nil {
		return err
	}
	return db.Apply(ctx, pull)
}

func (p *Play) tearDown() {
	p.Report.Lines = p.proxy.Counts()
	p.proxy.Close()
	p.pusat.Kill()
	if p.small {
		_ = syscall.Unmount(p.path("counter"), syscall.MNT_DETACH)
	}
}

// plan draws the next life.
func (p *Play) plan() Plan {
	plan := Plan{Dir: p.path("counter"), Queue: p.path("queue"), From: p.from, Wall: p.path("wall"), Log: p.path("counter.log"),
		Pause: time.Duration(p.rng.IntN(60)) * time.Millisecond, Evidence: 2000 + p.rng.IntN(58_000)}
	fair := (p.Approvals - p.from) / max(1, p.Kills-p.Report.Kills)
	plan.Most = 1 + p.rng.IntN(2*max(1, fair))
	if p.lives%2 == 0 {
		plan.KillAt, plan.KillNth = Steps[p.lives/2%len(Steps)], 1+p.rng.IntN(5)/4
	}
	return plan
}

// life is one counter from its start to its violent end.
func (p *Play) life(ctx context.Context) error {
	p.lives++
	plan := p.plan()
	p.setLine()
	p.setClock()
	if p.lives%9 == 5 {
		if err := p.killRegistry(ctx); err != nil {
			return err
		}
	}
	if p.lives%13 == 7 {
		if err := p.restore(ctx); err != nil {
			return err
		}
	}
	full := p.small && p.lives%8 == 6
	c, err := p.start(plan)
	if err != nil {
		return err
	}
	if p.lives%7 == 3 {
		if err := p.second(ctx, c); err != nil {
			return err
		}
	}
	left := time.Duration(100+p.rng.IntN(900)) * time.Millisecond
	left += time.Duration(p.barren) * 100 * time.Millisecond // a slow machine's lives are longer, until somebody is served
	select {
	case <-c.opened:
	case <-c.done:
	case <-time.After(2 * time.Minute):
		return errors.New("a counter does not open")
	}
	if full {
		p.fill()
		left += 300 * time.Millisecond
	}
	select {
	case <-c.done:
	case <-time.After(left):
	}
	p.Report.Kills += c.kill(plan, p.Report.Named)
	if full {
		if err := p.unfill(); err != nil {
			return err
		}
	}
	return p.learn(c)
}

// setLine draws what the line does in this life; half of the lives have a good one.
func (p *Play) setLine() {
	mode := Pass
	if p.rng.IntN(2) == 0 {
		mode = Modes[p.rng.IntN(len(Modes))]
	}
	p.proxy.Set(mode)
}

// setClock sets the counter's clock by two days, now and then, and back.
func (p *Play) setClock() {
	if p.rng.IntN(6) != 0 {
		return
	}
	p.Report.Jumps++
	by := []string{"0s", "0s", "48h", "-48h"}[p.rng.IntN(4)]
	_ = os.WriteFile(p.path("wall"), []byte(by), 0o600)
}

func (p *Play) killRegistry(ctx context.Context) error {
	p.pusat.Kill()
	p.Report.RegistryKills++
	return p.pusat.Start(ctx)
}

// restore puts the newest backup in the database's place, as after a broken disk, and
// brings over what the file that was set aside still holds.
func (p *Play) restore(ctx context.Context) error {
	dir := p.path("counter")
	all, err := store.Backups(dir)
	if err != nil || len(all) == 0 {
		return err
	}
	aside, err := store.Restore(ctx, dir, all[0])
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	db, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return fmt.Errorf("open what was restored: %w", err)
	}
	got, err := db.Salvage(ctx, aside)
	if err != nil || got.Lost > 0 {
		return errors.Join(fmt.Errorf("salvage: %d rows lost: %w", got.Lost, err), db.Close())
	}
	p.Report.Restores++
	p.Report.Salvaged += got.Cases
	for _, ext := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(aside + ext)
	}
	return db.Close()
}

// second starts another counter on the database in use: it must say so and end.
func (p *Play) second(ctx context.Context, first *process) error {
	select {
	case <-first.opened:
	case <-first.done:
		return nil
	case <-time.After(2 * time.Minute):
		return errors.New("a counter does not open")
	}
	c, err := p.start(Plan{Dir: p.path("counter"), Queue: p.path("queue"), From: p.Approvals, Wall: p.path("wall"), Log: p.path("second.log")})
	if err != nil {
		return err
	}
	defer c.kill(Plan{}, nil)
	select {
	case <-c.done:
	case <-c.opened: // right only where the first one is dead
		select {
		case <-first.done:
			return nil
		case <-time.After(time.Minute):
			return errors.New("two counters work on one database")
		}
	case <-time.After(2 * time.Minute):
		return errors.New("a second counter does not end")
	}
	if c.code != string(enrol.CodeDBInUse) {
		return fmt.Errorf("a second counter says %q", c.code)
	}
	p.Report.Seconds++
	return nil
}

// roomy is the size of the counter's disk while it is not full.
const roomy = 512 << 20

// fill makes the counter's disk as small as what is on it, but for a few kilobytes.
func (p *Play) fill() {
	var fs syscall.Statfs_t
	if syscall.Statfs(p.path("counter"), &fs) != nil {
		return
	}
	used := int64(fs.Blocks-fs.Bfree) * fs.Bsize
	if p.resize(used+int64(p.rng.IntN(160))<<10) == nil {
		p.Report.FullDisks++
	}
}

func (p *Play) unfill() error { return p.resize(roomy) }

func (p *Play) resize(bytes int64) error {
	return syscall.Mount("tmpfs", p.path("counter"), "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", bytes))
}

// learn takes in what a counter acknowledged.
func (p *Play) learn(c *process) error {
	p.Report.Refusals += c.full
	p.barren++
	if len(c.acks) > 0 || p.from == p.Approvals {
		p.barren = 0
	}
	if p.barren > mostBarren {
		return fmt.Errorf("nobody is served any more: %s", c.last)
	}
	for i, id := range c.acks {
		if before, twice := p.acks[i]; twice && before != id {
			return fmt.Errorf("resident %d was approved twice: %s and %s", i, before, id)
		}
		p.acks[i] = id
	}
	for p.from < p.Approvals && (p.acks[p.from] != "" || c.had[p.from]) {
		p.from++
	}
	switch enrol.Code(c.code) {
	case "", enrol.CodeDiskFull:
		return nil
	}
	return fmt.Errorf("a counter ended with %q: %s", c.code, c.why)
}

// end repairs everything and lets a last counter finish.
func (p *Play) end(ctx context.Context) error {
	p.proxy.Set(Pass)
	_ = os.Remove(p.path("wall"))
	plan := p.plan()
	plan.KillAt, plan.Finish, plan.Pause, plan.Most = "", true, 0, 0
	c, err := p.start(plan)
	if err != nil {
		return err
	}
	select {
	case <-c.done:
	case <-time.After(10 * time.Minute):
		c.kill(Plan{}, nil)
		return fmt.Errorf("stuck: not everything is delivered in the end: %s", c.last)
	case <-ctx.Done():
		c.kill(Plan{}, nil)
		return ctx.Err()
	}
	if !c.drained {
		return fmt.Errorf("the last counter ended with %q: %s", c.code, c.why)
	}
	return p.learn(c)
}

// process is a running counter.
type process struct {
	cmd     *exec.Cmd
	opened  chan struct{}
	done    chan struct{}
	acks    map[int]string
	had     map[int]bool
	full    int
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
		close(c.opened)
	case "ack":
		c.acks[n] = f[2]
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
