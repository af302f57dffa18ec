// Command gallery takes a picture of every screen in one language, on a virtual display,
// with made-up cases of nobody: bin/show moves the lane, keys do the rest.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

func main() {
	show := flag.String("show", "bin/show", "the `program` that shows made-up snapshots")
	lang := flag.String("lang", "id", "language of the window: id or en")
	out := flag.String("out", "out/screenshots", "`folder` of the pictures")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	for _, r := range rooms() {
		g := gallery{show: *show, lang: *lang, out: *out}
		if err := g.walk(ctx, r); err != nil {
			fmt.Fprintln(os.Stderr, "gallery:", err)
			os.Exit(1)
		}
	}
}

// room is one run of the window with its own settings, and the pictures that are taken there.
type room struct {
	flags    []string
	resident bool // the resident's window is the one to look at
	views    []view
}

// view is one picture: a snapshot, keys, and its name; without a name they only lead on.
type view struct {
	scene, name string
	keys        []string
}

func rooms() []room {
	return []room{
		{[]string{"--full", "--role", "supervisor"}, false, []view{
			{"01-closed", "log-in", nil}, {"02-ready", "ready", nil}, {"23-turn", "turn", nil}, {"10-hold", "selfie", nil},
			{"12-match", "decide", nil}, {"57-locked", "lock", nil}, {"16-saved", "done", nil}, {"07-blocked-papers", "papers", nil}, {"36-page", "page", nil}, {"08-consent", "consent", nil},
			{"31-parked", "parked", []string{"F6"}}, {"", "", []string{"Escape"}},
			{"58-waiting", "queue", []string{"F9", "2", "Down", "Down", "Down"}}, {"", "story", []string{"F6"}}, {"", "", []string{"Escape"}},
			{"56-outage", "sync", []string{"F2"}}, {"", "outage", []string{"F9"}},
			{"58-waiting", "dashboard", []string{"F9", "F8"}}, {"", "shift", []string{"F6"}},
			{"", "signature", []string{"Return", "Return"}}, {"", "", []string{"Escape"}},
			{"", "kept", []string{"F7"}}, {"", "", []string{"Escape", "F9"}}, {"", "roster", []string{"Prior"}}, {"", "", []string{"Escape"}},
			{"02-ready", "camera", []string{"End"}}, {"", "", []string{"End"}},
			{"", "settings", []string{"F11"}}, {"", "devices", []string{"F7"}}, {"", "", []string{"Escape"}}, {"", "technician", []string{"F8"}},
		}},
		{[]string{"--resident"}, true, []view{{"02-ready", "resident-idle", nil}, {"10-hold", "resident-coaching", nil},
			{"08-consent", "resident-consent", nil}, {"16-saved", "resident-done", nil}}},
		{[]string{"--full", "--training"}, false, []view{{"01-closed", "", nil}, {"02-ready", "", nil}, {"09-selfie", "", nil}, {"15-staff", "training", nil}}},
		{[]string{"--full", "--kiosk"}, false, []view{{"02-ready", "kiosk-end", []string{"F11", "F4"}}}},
		{[]string{"--fault"}, false, []view{{"", "fault", nil}}},
		{[]string{"--full", "--dark"}, false, []view{{"12-match", "dark", nil}}},
		{[]string{"--full", "--text", "175"}, false, []view{{"12-match", "text-175", nil}}},
	}
}

// gallery is one room that is open.
type gallery struct {
	show, lang, out string
	display         *stage.Display
	scenes          io.Writer
}

// titles of the windows, by language.
var residentTitles = map[string]string{"id": "Layar penduduk", "en": "Resident's screen"}

func (g *gallery) walk(ctx context.Context, r room) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	high := 720
	if r.resident {
		high = 800 // that window is higher
	}
	var err error
	if g.display, err = stage.NewDisplay(ctx, 1280, high); err != nil {
		return err
	}
	defer g.display.Close()
	c := exec.CommandContext(ctx, g.show, append([]string{"--lang", g.lang}, r.flags...)...)
	c.Env, c.Stderr = g.display.Env(), os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		return fmt.Errorf("speak to %s: %w", g.show, err)
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("start %s: %w", g.show, err)
	}
	defer func() {
		_ = c.Process.Kill() // it has nothing to keep
		_ = c.Wait()
	}()
	g.scenes = in
	if err := g.awaitWindow(ctx); err != nil {
		return err
	}
	if err := g.awaitFull(ctx, r, high); err != nil {
		return err
	}
	time.Sleep(settleFirst)
	for _, v := range r.views {
		if err := g.take(ctx, r, v); err != nil {
			return fmt.Errorf("picture %q: %w", v.name, err)
		}
	}
	return nil
}

// awaitWindow brings the window to the front once it is there; on a machine that has much
// else to do that may take a while.
func (g *gallery) awaitWindow(ctx context.Context) error {
	for {
		err := g.display.Focus(ctx, stage.WindowTitle)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(settleStep):
		}
	}
}

// awaitFull waits until the window fills the display; the resident's room has two that don't.
func (g *gallery) awaitFull(ctx context.Context, r room, high int) error {
	for !r.resident {
		_, _, w, h, err := g.display.Place(ctx, stage.WindowTitle) // where it was before it was filled is told of some
		if err == nil && w == 1280 && h == high {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the window is %dx%d and does not fill the display: %w", w, h, ctx.Err())
		case <-time.After(settleStep):
		}
	}
	return nil
}

// How long a window needs until it stands: at its start, after a snapshot or a key, and
// before its picture is taken.
const (
	settleFirst = 4 * time.Second
	settleStep  = 500 * time.Millisecond
	settleShot  = 1500 * time.Millisecond
)

func (g *gallery) take(ctx context.Context, r room, v view) error {
	if v.scene != "" {
		if _, err := fmt.Fprintln(g.scenes, v.scene); err != nil {
			return fmt.Errorf("show %s: %w", v.scene, err)
		}
		time.Sleep(settleStep)
	}
	for _, k := range v.keys {
		if err := g.display.Key(ctx, k); err != nil {
			return err
		}
		time.Sleep(settleStep)
	}
	if v.name == "" {
		return nil
	}
	time.Sleep(settleShot)
	path := filepath.Join(g.out, v.name+".png")
	fmt.Println("picture   ", path)
	if !r.resident {
		return g.display.Shot(ctx, path)
	}
	title := residentTitles[g.lang]
	if err := g.display.Focus(ctx, title); err != nil {
		return err
	}
	time.Sleep(settleStep)
	return g.display.ShotOf(ctx, title, path)
}
