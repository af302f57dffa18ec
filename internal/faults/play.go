package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
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
	Kills     int  // of counters, at least
	Thorough  bool // every named step is killed at, and a case is dated ahead
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
	disk   disk
	pc     machine
	deck   []Mode // what the line does next, where it is not good
	lives  int
	extra  int            // lives for what has not happened by chance
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
	Boots         int // of the PC, with a clock that may be another
	Offline       int // of these without a line
	Ahead         int // counters whose time ran ahead when they began
	Behind        int // counters that knew that their time is wrong
	Dated         int // cases approved while the time ran ahead
	Jumps         int // of the clock while a counter ran, and was seen to notice it
	Seconds       int // counters started on a database that was in use
	FullDisks     int
	Stinted       int // processes whose files could not grow
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
		if err != nil && p.disk.small { // what is left of it goes with the file system
			err = errors.Join(err, os.CopyFS(p.path("counter.kept"), os.DirFS(p.path("counter"))))
		}
		p.tearDown()
	}()
	for p.from < p.Approvals-p.reserve() || p.Report.Kills < p.Kills || len(p.lacking()) > 0 {
		if p.extra > mostExtra {
			return r, fmt.Errorf("these faults never happened: %q", p.lacking())
		}
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
	if p.disk = newDisk(p.path("counter")); !p.disk.small {
		p.Log("no small file system is mounted: a full disk is one on which files may not grow")
	}
	if err := p.pc.keep(p.path("machine")); err != nil {
		return err
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
	p.disk.remove()
}

// reserve is how many residents are left for the lives that are added at the end.
func (p *Play) reserve() int { return p.Approvals / 10 }

// plan draws the next life, which is for want.
func (p *Play) plan(want string) Plan {
	plan := Plan{Dir: p.path("counter"), Queue: p.path("queue"), From: p.from, Machine: p.path("machine"), Log: p.path("counter.log"),
		Pause: time.Duration(p.rng.IntN(60)) * time.Millisecond, Evidence: 2000 + p.rng.IntN(58_000), Page: 1000 + p.rng.IntN(30_000)}
	fair := (p.Approvals - p.reserve() - p.from) / max(1, p.Kills-p.Report.Kills)
	plan.Most = 1 + p.rng.IntN(2*max(1, fair))
	if p.plain() {
		if plan.Most = min(plan.Most, p.Approvals-p.reserve()-p.from); plan.Most <= 0 {
			plan.From = p.Approvals // nobody comes
		}
	}
	if step, ok := strings.CutPrefix(want, wantStep); ok {
		plan.KillAt, plan.KillNth, plan.Most = step, 1, parkEvery
	} else if want == "" && p.lives%2 == 0 {
		plan.KillAt, plan.KillNth = Steps[p.lives/2%len(Steps)], 1+p.rng.IntN(5)/4
	}
	plan.End = plan.KillAt == "close.before"
	return plan
}

// life is one counter from its start to its violent end.
func (p *Play) life(ctx context.Context) error {
	p.lives++
	want := p.direct()
	plan, mode := p.plan(want), p.line(want)
	offline, err := p.boot(want)
	if err != nil {
		return err
	}
	p.proxy.Set(mode)
	if offline {
		p.proxy.Set(Refuse)
	}
	if p.lives%9 == 5 || want == wantRegistry {
		if err := p.killRegistry(ctx); err != nil {
			return err
		}
	}
	if p.lives%13 == 7 || want == wantRestore {
		if err := p.restore(ctx); err != nil {
			return err
		}
	}
	c, err := p.start(plan)
	if err != nil {
		return err
	}
	if p.lives%7 == 3 || want == wantSecond {
		if err := p.second(ctx, c); err != nil {
			return err
		}
	}
	if err := p.awaitOpen(c); err != nil {
		return err
	}
	if err := p.trouble(c, want, mode, offline); err != nil {
		return err
	}
	p.Report.Kills += c.kill(plan, p.Report.Named)
	return p.learn(c, plan)
}

func (p *Play) awaitOpen(c *process) error {
	select {
	case <-c.opened:
	case <-c.done:
	case <-time.After(2 * time.Minute):
		return errors.New("a counter does not open")
	}
	return nil
}

// trouble lets an opened counter live for a while, in which its disk is full, its line
// comes back and its clock is set.
func (p *Play) trouble(c *process, want string, mode Mode, offline bool) error {
	left := time.Duration(100+p.rng.IntN(900)) * time.Millisecond
	left += time.Duration(p.barren) * 100 * time.Millisecond // a slow machine's lives are longer, until somebody is served
	if want != "" {
		left = 3 * time.Second // it is to happen
	}
	room := int64(p.rng.IntN(160)) << 10
	kind := p.lives % 16
	full := p.disk.small && (kind == 6 || want == wantRoom)
	switch {
	case full:
		if err := p.disk.fill(room); err != nil {
			return fmt.Errorf("fill disk: %w", err)
		}
		p.Report.FullDisks++
		left += 300 * time.Millisecond
	case (kind == 14 || kind == 6 || want == wantStint || want == wantRefusal) && p.disk.stint(c.cmd.Process.Pid, room) == nil:
		p.Report.Stinted++ // a process that is gone has no limits
		left += 300 * time.Millisecond
	}
	before := time.Duration(float64(left) * (.2 + .6*p.rng.Float64()))
	c.wait(before)
	if offline {
		p.proxy.Set(mode)
	}
	if err := p.setClock(want); err != nil {
		return err
	}
	c.wait(left - before)
	if full {
		return p.disk.unfill()
	}
	return nil
}

// line draws what the line does in a life: a good one in half of them, and all the others
// one after another, as often as each other.
func (p *Play) line(want string) Mode {
	if mode, ok := lineFor(want); ok {
		return mode
	}
	if p.rng.IntN(2) == 0 {
		return Pass
	}
	if len(p.deck) == 0 {
		p.deck = append(p.deck, Modes...)
		p.rng.Shuffle(len(p.deck), func(i, j int) { p.deck[i], p.deck[j] = p.deck[j], p.deck[i] })
	}
	mode := p.deck[0]
	p.deck = p.deck[1:]
	return mode
}

// boot starts the PC anew in some lives, with a clock that may be another, and answers
// whether it has no line at first.
func (p *Play) boot(want string) (offline bool, err error) {
	switch draw := p.rng.IntN(4); {
	case want == wantBehind:
		p.pc.By, offline = deadBattery, true
	case want == wantAhead, want == wantDated:
		p.pc.By, offline = 48*time.Hour, true
	case want == wantSet:
		return false, nil
	case want != "":
		p.pc.By = 0 // what is wanted needs residents that are served
	case draw == 0:
		p.pc, offline = p.pc.reset(p.rng), p.rng.IntN(2) == 0
	default:
		return false, nil
	}
	p.pc = p.pc.again()
	p.Report.Boots++
	if offline {
		p.Report.Offline++
	}
	return offline, p.pc.keep(p.path("machine"))
}

// setClock sets the PC's clock while a counter runs, now and then.
func (p *Play) setClock(want string) error {
	if set := p.rng.IntN(6) == 0 && want == "" || want == wantSet; !set {
		return nil
	}
	p.pc = p.pc.reset(p.rng)
	return p.pc.keep(p.path("machine"))
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
	db, err := store.Open(ctx, store.Options{Dir: dir, Clocks: readMachine(p.path("machine"))})
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
	c, err := p.start(Plan{Dir: p.path("counter"), Queue: p.path("queue"), From: p.Approvals, Machine: p.path("machine"), Log: p.path("second.log")})
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

// learn takes in what a counter acknowledged.
func (p *Play) learn(c *process, plan Plan) error {
	p.Report.Refusals += c.full
	p.Report.Dated += c.ahead
	text, err := os.ReadFile(plan.Log)
	if err != nil {
		return err
	}
	p.Report.Jumps = bytes.Count(text, []byte("clock was set"))
	if c.early {
		p.Report.Ahead++
	}
	if c.wrong {
		p.Report.Behind++
	}
	p.barren++
	if len(c.acks) > 0 || plan.From == p.Approvals {
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
	p.pc.By = 0
	if err := p.pc.again().keep(p.path("machine")); err != nil {
		return err
	}
	plan := p.plan("")
	plan.KillAt, plan.End, plan.Finish, plan.Pause, plan.Most = "", false, true, 0, 0
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
	return p.learn(c, plan)
}
