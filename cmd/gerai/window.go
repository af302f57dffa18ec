package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/surface"
	"github.com/gerai-ikd/gerai/ui"
)

func init() {
	runtime.LockOSThread() // the window lives on the program's first thread
	putWindowFirst()
}

// prepareOpenCV keeps OpenCV from starting a thread a processor: two of them compete
// with the window. It reads the variable at its first use.
func prepareOpenCV() {
	for name, value := range map[string]string{"OPENCV_FOR_THREADS_NUM": "1", "OPENCV_LOG_LEVEL": "ERROR"} {
		if os.Getenv(name) == "" {
			_ = os.Setenv(name, value) // fails only for names that can't be
		}
	}
}

// runWindow opens the counter.
func (p *program) runWindow(ctx context.Context, args []string) int { return p.open(ctx, "run", args) }

// open is "run" and "train", each of which can leave its place to the other.
func (p *program) open(ctx context.Context, command string, args []string) int {
	status, next := p.openAs(ctx, command, args)
	if next == "" || ctx.Err() != nil {
		return status
	}
	return p.become(next, args)
}

// become puts another command in this process's place, as if it had been started so: the
// toolkit opens windows once a process.
//
// A training that is gone to from the counter has the demonstration's camera: its invented
// residents stand before no other.
func (p *program) become(command string, args []string) int {
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == demoCamera })
	if command == "train" {
		args = append(args, demoCamera)
	}
	self, err := os.Executable()
	if err == nil {
		err = syscall.Exec(self, append([]string{self, command}, args...), os.Environ())
	}
	return p.fail(enrol.WrapError(enrol.CodeInternal, "start "+command, err))
}

// demoCamera is the flag of a training that was gone to from a counter.
const demoCamera = "--demo-camera"

// openAs works until the window is closed, and answers the command that comes next.
func (p *program) openAs(ctx context.Context, command string, args []string) (status int, next string) {
	var debug, noResident bool
	cfg, _, err := p.parse(command, args, func(fs *flag.FlagSet, c *Config) {
		fs.StringVar(&c.Camera, "camera", c.Camera, "`source`: a device, file, folder, http://… or rtsp://… stream, or demo:")
		fs.StringVar(&c.Camera2, "camera2", c.Camera2, "the other `source`, that the Home key switches to; empty: all webcams take turns")
		fs.BoolVar(&c.Loop, "loop", c.Loop, "a recording starts over at its end")
		fs.BoolVar(&c.Mirror, "mirror", c.Mirror, "undo a device that mirrors")
		fs.IntVar(&c.Rotate, "rotate", c.Rotate, "clockwise `degrees`: 0, 90, 180, 270")
		fs.BoolVar(&c.Full, "full-screen", c.Full, "fill the screen")
		fs.BoolVar(&c.Kiosk, "kiosk", c.Kiosk, "nothing but the counter: full screen, started again after a crash, ended by the technician's PIN")
		fs.BoolVar(&c.Resident, "resident-window", c.Resident, "a window for the resident, also where there is one screen only")
		fs.BoolVar(&noResident, "no-resident-window", false, "no window for the resident, also where there is a second screen")
		fs.StringVar(&c.Trace, "trace", c.Trace, "`file` that records what the screen shows; nothing personal")
		fs.StringVar(&c.DemoFeed, "demo-feed", c.DemoFeed, "`address` where the demonstration's phones get their QR; this machine only")
		fs.DurationVar(&c.TraceEvery, "trace-every", time.Second, "how often the trace has figures of the live picture")
		fs.StringVar(&c.TraceBlocks, "trace-blocks", "", "`file` that records where the window's work stood when a key had to wait; slows down")
		fs.BoolVar(&c.BothEyes, "both-eyes", false, "look for codes and faces all the time, for measurements")
		fs.Bool(strings.TrimLeft(demoCamera, "-"), false, "train before the demonstration's camera, whatever --camera says")
		fs.BoolVar(&debug, "debug", false, "log more")
	})
	if err != nil {
		status, _ = p.failWindow(ctx, cfg, err)
		return status, ""
	}
	folders := []string{cfg.Data, filepath.Join(cfg.Data, trainingFolder)}
	if command == "train" {
		cfg.toTraining(args)
	}
	cfg.Resident, cfg.NoResident = cfg.Resident && !noResident, cfg.NoResident || noResident
	cfg.Full = cfg.Full || cfg.Kiosk
	if cfg.Kiosk && p.env(kioskChild) == "" {
		return p.supervise(ctx, command, args, folders...), ""
	}
	none := enrol.NewError(enrol.CodeNoDisplay, "open window")
	if p.env("DISPLAY") == "" && p.env("WAYLAND_DISPLAY") == "" {
		return p.fail(none), ""
	}
	prefs := readPrefs(cfg, flagGiven(args))
	if !flagGiven(args)("embedder") {
		cfg.useModel(prefs.Embedder)
	}
	c, err := p.openCounter(ctx, cfg, p.logger(debug))
	if enrol.CodeOf(err) == enrol.CodeDBInUse && callFirst(cfg.Data) {
		fmt.Fprintln(p.err, "gerai:", p.text("run.shown", nil))
		return exitOK, ""
	}
	if err != nil {
		if status, again := p.failWindow(ctx, cfg, err); !again {
			return status, ""
		}
		return exitOK, command
	}
	defer c.Close()
	if err := p.keepCrashes(cfg.Data); err != nil { // a full disk is no reason not to open
		c.log.Warn("what a crash says won't be kept", "err", p.blot(err.Error()))
	}
	if cfg.Kiosk {
		defer p.awake(ctx)()
	}
	if !p.display() {
		return p.fail(none), ""
	}
	if err := p.work(ctx, c, prefs); err != nil {
		return p.fail(err), ""
	}
	return exitOK, c.next
}

// warmWithin bounds the wait for everything to have been drawn once: a window that nobody sees may never be painted.
const warmWithin = 30 * time.Second

// recentLines is how much of the log a support file has.
const recentLines = 2000

func (p *program) logger(debug bool) *slog.Logger {
	level := slog.LevelInfo
	if debug {
		level = slog.LevelDebug
	}
	p.recent = newRecent(recentLines)
	return slog.New(slog.NewTextHandler(io.MultiWriter(p.err, p.recent), &slog.HandlerOptions{Level: level}))
}

// work runs counter and window until the window is closed.
func (p *program) work(ctx context.Context, c *counter, prefs ui.Prefs) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	opened := c.memory.room()
	defer opened()
	w, err := c.window(p.toolkit(), p.tools(c, prefs))
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { defer stop(); return c.run(ctx) })
	group.Go(func() error { c.measure(ctx, w); return nil })
	group.Go(func() error {
		warm, stop := context.WithTimeout(ctx, warmWithin)
		defer stop()
		await(warm, w.Warm)
		opened()
		return nil
	})
	group.Go(func() error { spreadRenderer(ctx, w.Warm); return nil })
	group.Go(func() error { return answerCalls(ctx, c.cfg.Data, w.ToFront, c.log) })
	surface.Flat()
	err = w.Run(ctx)
	stop()
	if werr := group.Wait(); err == nil {
		err = werr
	}
	return err
}

// window makes the windows over the counter.
func (c *counter) window(a fyne.App, d ui.Deps) (*ui.UI, error) {
	d.App, d.Lane, d.Queue, d.Desk = a, c.lane, queueDesk{c}, newDesk(c)
	d.LogIn, d.Vouch, d.SetPIN = c.memory.logIn(c.store.LogIn), c.memory.vouch(c.store.Vouch), c.memory.setPIN(c.store.SetPIN)
	d.Frames = func() ui.FrameSource { return c.seen(c.stream.Subscribe(camera.RGBA | camera.First)) }
	d.SwitchCamera, d.Draw = c.cameras.next, drawLink
	d.Cameras = c.cameraDesk()
	d.Full, d.Kiosk = c.cfg.Full, c.cfg.Kiosk
	if !c.cfg.NoResident {
		d.Screens = new(monitors).rectangles
	}
	d.Now, d.Log, d.Training = c.works.Now, c.log, c.practise()
	d.Enrol = c.enrolment()
	d.Swap = func() { c.next = map[bool]string{true: "run", false: "train"}[c.cfg.Training] }
	d.Shown, d.Drawn = c.trace.shown, c.trace.drawn
	return ui.New(d)
}

// queueDesk is the queue screen's: a retry by hand ends every pause of the worker.
type queueDesk struct{ *counter }

// Items reads a page of the queue.
func (q queueDesk) Items(ctx context.Context, query enrol.Query) ([]enrol.Item, error) {
	return q.store.Items(ctx, query)
}

// Backlog reads the outbox in one glance.
func (q queueDesk) Backlog(ctx context.Context) (enrol.Backlog, error) { return q.store.Backlog(ctx) }

// Looked takes failed codes off what is to be looked at, and the lane's sign with them.
func (q queueDesk) Looked(ctx context.Context, ids ...string) error {
	defer q.nudgeLane()
	return q.store.Looked(ctx, ids...)
}

// Retry makes packets due now; the store keeps who asked for it.
func (q queueDesk) Retry(ctx context.Context, actor string, ids ...string) error {
	if err := q.store.Retry(ctx, actor, ids...); err != nil {
		return err
	}
	if q.worker != nil {
		q.worker.Retry()
	}
	return nil
}
