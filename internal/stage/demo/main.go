// Command demo is what make run starts: a registry on loopback, an outlet enrolled by
// itself, demonstration residents, and the counter's window. Without a display it
// plays staff and resident on a virtual one and keeps a picture of each step.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// Who works at the demonstration's outlet; pusat serve --demo seeds the same.
const (
	staffName = "siti"
	staffPIN  = "246810"
)

func main() {
	bin := flag.String("bin", "bin", "`folder` of gerai and pusat")
	out := flag.String("out", "out", "`folder` of data and pictures")
	cam := flag.String("camera", "", "camera; empty: the first webcam, otherwise the demonstration camera")
	lang := flag.String("lang", "id", "language of the window: id or en")
	residents := flag.Int("residents", 2, "without a display: how many residents to serve")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := play{bin: *bin, out: *out, camera: *cam, lang: *lang, residents: *residents}
	if err := p.run(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "make run:", err)
		os.Exit(1)
	}
}

// Where the demonstration's registry listens: below the range that the system gives
// out by itself, so that they stay free.
const (
	residentsAt = "127.0.0.1:18443"
	outletsAt   = "127.0.0.1:18444"
)

type play struct {
	bin, out, camera, lang string
	residents              int
	pusat                  *stage.Pusat
	gerai                  *stage.Gerai
}

func (p *play) run(ctx context.Context) error {
	if err := p.startPusat(ctx); err != nil {
		return err
	}
	defer func() { _ = p.pusat.Stop() }() // ended by force at worst
	headless := os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == ""
	if headless && p.camera == "" {
		p.camera = "demo:" // nobody sits in front of a webcam here
	}
	p.gerai = &stage.Gerai{Bin: filepath.Join(p.bin, "gerai"), Dir: filepath.Join(p.out, "demo", "gerai"),
		Camera: p.camera, Models: stage.UserModels(), Args: []string{"--lang", p.lang, "--demo-feed", p.pusat.URL() + "/demo/next"}}
	if err := p.enrol(ctx); err != nil {
		return err
	}
	fmt.Printf("log-in     %s, PIN %s\n", staffName, staffPIN)
	if headless {
		return p.headless(ctx)
	}
	return p.headed(ctx)
}

func (p *play) startPusat(ctx context.Context) error {
	dir := filepath.Join(p.out, "demo", "pusat")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	var err error
	if p.pusat, err = stage.NewPusat(filepath.Join(p.bin, "pusat"), dir, ""); err != nil {
		return err
	}
	// The counter remembers where it enrolled: the same doors each time.
	p.pusat.Listen, p.pusat.Devices = residentsAt, outletsAt
	p.pusat.Models = stage.UserModels()
	for _, at := range []string{residentsAt, outletsAt} {
		l, err := net.Listen("tcp", at)
		if err != nil {
			return fmt.Errorf("another program, perhaps another make run, has %s: end it first", at)
		}
		_ = l.Close()
	}
	if err := p.pusat.Start(ctx); err != nil {
		return err
	}
	fmt.Printf("registry   %s (residents), %s (outlets)\n", p.pusat.URL(), p.pusat.DeviceURL())
	fmt.Printf("mailbox    %s\n", p.pusat.MailboxURL())
	return nil
}

// enrol makes the counter known; where it is already, nothing happens.
func (p *play) enrol(ctx context.Context) error {
	if err := os.MkdirAll(p.gerai.Dir, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	code, err := p.pusat.EnrolCode()
	if err != nil {
		return err
	}
	return p.gerai.Enrol(ctx, p.pusat.DeviceURL(), code)
}

// headed shows the window on the display that there is, until it is closed.
func (p *play) headed(ctx context.Context) error {
	if err := p.gerai.StartOn(ctx, os.Environ()); err != nil {
		return err
	}
	p.sayCamera(ctx)
	fmt.Println("close the window, or press Ctrl-C, to end")
	select {
	case <-ctx.Done():
		return p.gerai.Stop()
	case <-p.gerai.Done():
		return p.ended("gerai", p.gerai.Process)
	case <-p.pusat.Done():
		_ = p.gerai.Stop()
		return p.ended("pusat", p.pusat.Process)
	}
}

// ended tells a closed window from a program that failed.
func (p *play) ended(name string, program *stage.Process) error {
	if err := program.Err(); err != nil {
		return fmt.Errorf("%s ended: %w\n%s", name, err, program.Output())
	}
	return nil
}

// patience is how long each step may take without a display.
const patience = 2 * time.Minute

func (p *play) sayCamera(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	e, err := p.gerai.AwaitEvent(ctx, "the camera", func(e stage.Event) bool { return e.Kind == "camera" })
	if err != nil {
		fmt.Println("camera     none gives a picture yet; the window says why")
		return
	}
	fmt.Printf("camera     %s\n", e.Camera)
}

// headless plays the main job and keeps pictures.
func (p *play) headless(ctx context.Context) error {
	fmt.Println("display    none here: playing the job on a virtual one")
	p.gerai.Args = append(p.gerai.Args, "--full-screen")
	d, err := stage.NewDisplay(ctx, 1280, 720)
	if err != nil {
		return err
	}
	defer d.Close()
	p.gerai.Display = d
	if err := p.gerai.Start(ctx); err != nil {
		return err
	}
	defer func() { _ = p.gerai.Stop() }()
	p.sayCamera(ctx)
	if err := p.shot(ctx, "1-log-in"); err != nil {
		return err
	}
	if err := p.gerai.LogIn(ctx, staffName, staffPIN); err != nil {
		return err
	}
	from := 0
	for i := range p.residents {
		if from, err = p.serve(ctx, i+1, from); err != nil {
			return err
		}
	}
	return p.delivered(ctx, from)
}

// serve waits for what the camera brings, and presses Enter once.
func (p *play) serve(ctx context.Context, n, from int) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	phases := []string{"ready", "selfie", "decide"}
	for i, phase := range phases {
		// A case that the last run left half done goes on where it was: phases may be missing.
		_, at, err := p.gerai.Await(ctx, p.gerai.Process, phase, from, func(e stage.Event) bool {
			return e.Kind == "phase" && slices.Contains(phases[i:], e.Phase)
		})
		if err != nil {
			return 0, err
		}
		from = at
		if n == 1 && phase != "decide" {
			if err := p.shot(ctx, fmt.Sprintf("%d-%s", i+2, phase)); err != nil {
				return 0, err
			}
		}
	}
	_, from, err := p.gerai.AwaitPhase(ctx, "decide", from)
	if err != nil {
		return 0, err
	}
	if n == 1 {
		if err := p.shot(ctx, "4-decide"); err != nil {
			return 0, err
		}
	}
	if err := p.gerai.Display.Key(ctx, "Return"); err != nil {
		return 0, err
	}
	_, at, err := p.gerai.AwaitPhase(ctx, "saved", from)
	if err != nil {
		return 0, err
	}
	fmt.Printf("resident %d approved with one key press\n", n)
	if n == 1 {
		return at, p.shot(ctx, "5-saved")
	}
	return at, nil
}

// delivered waits until the registry has everything.
func (p *play) delivered(ctx context.Context, from int) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, _, err := p.gerai.Await(ctx, p.gerai.Process, "delivery", from, func(e stage.Event) bool {
		return e.Kind == "phase" && e.Online && e.Pending == 0
	})
	if err != nil {
		return err
	}
	fmt.Println("delivered to the registry; the codes are in its mailbox")
	if err := p.gerai.OpenQueue(ctx, 0); err != nil { // nothing waits
		return err
	}
	if err := p.gerai.Display.Key(ctx, "F7"); err != nil { // all that was decided
		return err
	}
	if err := p.shot(ctx, "6-queue"); err != nil {
		return err
	}
	return stage.SaveMailbox(ctx, p.pusat.MailboxURL(), filepath.Join(p.out, "7-mailbox.html"))
}

func (p *play) shot(ctx context.Context, name string) error {
	if err := stage.Settle(ctx); err != nil {
		return err
	}
	path := filepath.Join(p.out, name+".png")
	fmt.Println("picture   ", path)
	return p.gerai.Display.Shot(ctx, path)
}
