// Command bench measures the lane on the real programs: a network camera whose picture
// it changes, a window on a virtual display with software OpenGL, one key. It prints
// machine, versions and method with the figures, and ends with status 1 where a limit
// is not met.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// Limits that the lane has to keep.
const (
	limitCase  = 5.0  // seconds from QR in view to queued
	limitFPS   = 29.0 // painted frames a second
	limitCores = 1.5  // of everything in gerai
	limitPaint = 25.0 // milliseconds from read to paint, 95th percentile
	limitStart = 2.0  // seconds from start to live picture
	limitKeys  = 1.0  // a case
)

func main() {
	bin := flag.String("bin", "bin", "`folder` of gerai and pusat")
	models := flag.String("models", "", "`folder` of installed face models; empty: the cascade")
	residents := flag.Int("residents", 5, "cases to measure")
	seconds := flag.Int("seconds", 15, "how long each preview is measured")
	report := flag.String("report", "", "`file` to write the table to as well")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Minute)
	defer cancel()
	out := io.Writer(os.Stdout)
	if *report != "" {
		f, err := os.Create(*report)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		defer f.Close()
		out = io.MultiWriter(os.Stdout, f)
	}
	b := &bench{bin: *bin, models: *models, residents: *residents, window: time.Duration(*seconds) * time.Second, out: out}
	ok, err := b.run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

type bench struct {
	bin, models string
	residents   int
	window      time.Duration
	out         io.Writer

	dir     string
	pusat   *stage.Pusat
	gerai   *stage.Gerai
	camera  *stage.Camera
	display *stage.Display
	missed  bool
}

func (b *bench) run(ctx context.Context) (bool, error) {
	var err error
	if b.dir, err = os.MkdirTemp("", "gerai-bench-"); err != nil {
		return false, fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(b.dir)
	stop, err := b.build(ctx)
	defer stop()
	if err != nil {
		return false, err
	}
	stage.PrintMachine(b.out)
	fmt.Fprintf(b.out, "Method: real gerai and pusat; network camera 1280x720 at %d fps over loopback (MJPEG through VideoCapture); Xvfb, software\n"+
		"OpenGL; times from the programs' trace. Faces: %s. A case ends when the approval is committed in SQLite.\n\n", stage.FrameRate, b.detector())
	fmt.Fprintln(b.out, "| what | figure | limit | |\n|---|---|---|---|")
	for _, step := range []func(context.Context) error{b.start, b.cases, b.previews} {
		if err := step(ctx); err != nil {
			return false, err
		}
	}
	return !b.missed, nil
}

func (b *bench) detector() string {
	if b.models == "" {
		return "Haar cascade"
	}
	return "those in the folder \"" + filepath.Base(b.models) + "\""
}

// build puts the stage up; the answer takes it down.
func (b *bench) build(ctx context.Context) (stop func(), err error) {
	var undo []func()
	stop = func() {
		for i := len(undo) - 1; i >= 0; i-- {
			undo[i]()
		}
	}
	if b.pusat, err = stage.NewPusat(filepath.Join(b.bin, "pusat"), filepath.Join(b.dir, "pusat"), ""); err != nil {
		return stop, err
	}
	if err = os.MkdirAll(b.pusat.Dir, 0o700); err != nil {
		return stop, fmt.Errorf("make folder: %w", err)
	}
	if err = b.pusat.Start(ctx); err != nil {
		return stop, err
	}
	undo = append(undo, b.pusat.Kill)
	if b.camera, err = stage.NewCamera(); err != nil {
		return stop, err
	}
	undo = append(undo, b.camera.Close)
	if b.display, err = stage.NewDisplay(ctx, 1366, 820); err != nil {
		return stop, err
	}
	undo = append(undo, b.display.Close)
	b.gerai = &stage.Gerai{Bin: filepath.Join(b.bin, "gerai"), Dir: filepath.Join(b.dir, "gerai"), Camera: b.camera.URL(),
		Display: b.display, Args: []string{"--no-resident-window"}}
	if b.models != "" {
		b.gerai.Args = append(b.gerai.Args, "--models", b.models)
	}
	if err = os.MkdirAll(b.gerai.Dir, 0o700); err != nil {
		return stop, fmt.Errorf("make folder: %w", err)
	}
	code, err := b.pusat.EnrolCode()
	if err != nil {
		return stop, err
	}
	return stop, b.gerai.Enrol(ctx, b.pusat.DeviceURL(), code)
}

// row prints one line of the table.
func (b *bench) row(what string, value float64, unit string, limit float64, atLeast bool) {
	ok, sign := value <= limit, "≤"
	if atLeast {
		ok, sign = value >= limit, "≥"
	}
	mark := "met"
	if !ok {
		mark, b.missed = "**missed**", true
	}
	fmt.Fprintf(b.out, "| %s | %.2f %s | %s %.3g %s | %s |\n", what, value, unit, sign, limit, unit, mark)
}

// start measures three starts, the first of which may have a cold disk.
func (b *bench) start(ctx context.Context) error {
	var times []float64
	for i := range 3 {
		t0 := time.Now()
		if err := b.gerai.Start(ctx); err != nil {
			return err
		}
		live, err := b.gerai.AwaitEvent(ctx, "live picture", func(e stage.Event) bool { return e.Kind == "live" })
		if err != nil {
			return err
		}
		times = append(times, live.At.Sub(t0).Seconds())
		if i < 2 {
			if err := b.gerai.Stop(); err != nil {
				return err
			}
		}
	}
	sort.Float64s(times)
	b.row("start to live picture, median of 3", times[1], "s", limitStart, false)
	return b.logIn(ctx)
}

// logIn keeps a picture of what staff would have seen where it fails.
func (b *bench) logIn(ctx context.Context) error {
	err := b.gerai.LogIn(ctx, "siti", "246810")
	if err != nil {
		_ = b.display.Shot(ctx, filepath.Join("out", "bench-failed.png"))
	}
	return err
}

// cases serves residents, each with one key press.
func (b *bench) cases(ctx context.Context) error {
	var machine []float64
	from, before := 0, b.display.Keys()
	for i := range b.residents {
		limit, cancel := context.WithTimeout(ctx, 45*time.Second)
		t, at, err := b.one(limit, int64(i+1), from)
		cancel()
		if err != nil {
			_ = b.display.Shot(ctx, filepath.Join("out", "bench-failed.png"))
			return fmt.Errorf("case %d: %w", i+1, err)
		}
		machine, from = append(machine, t), at
	}
	sort.Float64s(machine)
	b.row(fmt.Sprintf("QR in view to queued, machine time, median of %d", len(machine)), machine[len(machine)/2], "s", limitCase, false)
	b.row("the same, slowest", machine[len(machine)-1], "s", limitCase, false)
	b.row("keys that staff press a case", float64(b.display.Keys()-before)/float64(len(machine)), "", limitKeys, false)
	return nil
}

// one serves a resident and answers the machine's time, seconds: all but the time that
// the verdict waited for the key.
func (b *bench) one(ctx context.Context, seed int64, from int) (float64, int, error) {
	_, at, err := b.gerai.AwaitPhase(ctx, "ready", from)
	if err != nil {
		return 0, 0, err
	}
	qr, err := b.pusat.NextQR(ctx)
	if err != nil {
		return 0, 0, err
	}
	phone, err := stage.PhoneScene(qr, 1)
	if err != nil {
		return 0, 0, err
	}
	face := stage.FaceScene(seed, 1)
	if err := b.camera.Show(phone); err != nil {
		return 0, 0, err
	}
	if err := b.camera.Wait(ctx); err != nil {
		return 0, 0, err
	}
	inView := b.camera.ShownAt()
	if _, at, err = b.gerai.AwaitPhase(ctx, "selfie", at); err != nil {
		return 0, 0, err
	}
	if err := b.camera.Show(face); err != nil {
		return 0, 0, err
	}
	verdict, at, err := b.gerai.AwaitPhase(ctx, "decide", at)
	if err != nil {
		return 0, 0, err
	}
	if err := b.display.Key(ctx, "Return"); err != nil {
		return 0, 0, err
	}
	saving, at, err := b.gerai.AwaitPhase(ctx, "saving", at)
	if err != nil {
		return 0, 0, err
	}
	saved, at, err := b.gerai.AwaitPhase(ctx, "saved", at)
	if err != nil {
		return 0, 0, err
	}
	return saved.At.Sub(inView).Seconds() - saving.At.Sub(verdict.At).Seconds(), at, b.camera.Show(stage.EmptyScene(1))
}

// previews measures the picture with both eyes at work all the time, which is more
// than the lane ever asks for at once.
func (b *bench) previews(ctx context.Context) error {
	if err := b.gerai.Stop(); err != nil {
		return err
	}
	b.gerai.Args = append(b.gerai.Args, "--both-eyes", "--trace-every", b.window.String())
	if err := b.camera.Show(stage.FaceScene(1, 1)); err != nil {
		return err
	}
	if err := b.gerai.Start(ctx); err != nil {
		return err
	}
	if err := b.logIn(ctx); err != nil {
		return err
	}
	_, at, err := b.gerai.AwaitPhase(ctx, "ready", 0)
	if err != nil {
		return err
	}
	// The window of figures that is under way has the log-in in it: the next one counts.
	stats := func(e stage.Event) bool { return e.Kind == "stats" }
	_, at, err = b.gerai.Await(ctx, b.gerai.Process, "figures", at, stats)
	if err != nil {
		return err
	}
	e, _, err := b.gerai.Await(ctx, b.gerai.Process, "figures", at+1, stats)
	if err != nil {
		return err
	}
	b.summary(*e.Stats)
	return b.gerai.Stop()
}

// summary prints the preview's figures, all frames of the window together.
func (b *bench) summary(s stage.Stats) {
	per := func(n int) float64 { return float64(n) / s.Seconds }
	b.row(fmt.Sprintf("preview 1280x720 of %.1f pictures a second; %.0f scans and %.0f looks for faces at the same time", per(s.Read), per(s.Scans), per(s.FaceLooks)), per(s.Painted), "fps", limitFPS, true)
	b.row("processor time of all of gerai", s.CPU, "cores", limitCores, false)
	b.row(fmt.Sprintf("read to paint, 95th percentile of %d pictures (median %.1f ms)", s.Painted, s.PaintP50), s.PaintP95, "ms", limitPaint, false)
}
