package stage

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// Display is a virtual screen (Xvfb) with a small window manager, without which the
// keyboard focus gets lost between two windows.
type Display struct {
	Name    string // ":57"
	Width   int    // pixels
	Height  int
	pixels  *framebuffer // nil where the display keeps them to itself
	home    string       // of the window manager, which must not go by the user's own settings
	procs   []*exec.Cmd
	folders []string // taken away with it
	keys    atomic.Int64
}

// NewDisplay starts one. Close ends it.
func NewDisplay(ctx context.Context, width, height int) (*Display, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	defer r.Close()
	pixels, err := framebuffers()
	if err != nil {
		w.Close()
		return nil, err
	}
	x := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0",
		fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-dpi", "96", "-nocursor", "-fbdir", pixels)
	x.ExtraFiles = []*os.File{w}
	d := &Display{Width: width, Height: height, folders: []string{pixels}}
	var errs bytes.Buffer
	x.Stderr = &errs
	if err := startInFront(x); err != nil {
		w.Close()
		d.Close()
		return nil, fmt.Errorf("start Xvfb: %w", err)
	}
	w.Close()
	d.procs = append(d.procs, x)
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		d.Close()
		return nil, fmt.Errorf("learn Xvfb's display: %w: %s", err, &errs)
	}
	d.Name = ":" + strings.TrimSpace(line)
	if d.pixels, err = openFramebuffer(pixels); err != nil {
		d.Close()
		return nil, err
	}
	if err := d.manageWindows(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *Display) manageWindows(ctx context.Context) error {
	var err error
	if d.home, err = os.MkdirTemp("", "gerai-display-"); err != nil {
		return fmt.Errorf("make home of openbox: %w", err)
	}
	wm := exec.CommandContext(ctx, "openbox", "--sm-disable")
	if wm.Env, err = ownEnv(d.Env(), d.home); err != nil {
		return err
	}
	if err := startInFront(wm); err != nil {
		return fmt.Errorf("start openbox: %w", err)
	}
	d.procs = append(d.procs, wm)
	return nil
}

// Env is this process's environment with the display, for programs on it.
func (d *Display) Env() []string {
	env := []string{}
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "DISPLAY=") && !strings.HasPrefix(kv, "WAYLAND_DISPLAY=") {
			env = append(env, kv)
		}
	}
	return append(env, "DISPLAY="+d.Name)
}

// Key presses keys by their X names, one after the other: "Return", "F4".
func (d *Display) Key(ctx context.Context, keys ...string) error {
	for _, k := range keys {
		if err := d.xdotool(ctx, "key", "--clearmodifiers", k); err != nil {
			return err
		}
		d.keys.Add(1)
	}
	return nil
}

// Keys is how many keys were pressed so far.
func (d *Display) Keys() int { return int(d.keys.Load()) }

// Type types text as a person would.
func (d *Display) Type(ctx context.Context, text string) error {
	d.keys.Add(int64(utf8.RuneCountInString(text)))
	return d.xdotool(ctx, "type", "--delay", "15", text)
}

// Focus brings the window whose title begins with title to the front.
func (d *Display) Focus(ctx context.Context, title string) error {
	return d.xdotool(ctx, "search", "--sync", "--onlyvisible", "--name", "^"+title, "windowactivate", "--sync")
}

// Active is the title of the window that has the keyboard.
func (d *Display) Active(ctx context.Context) (string, error) {
	c := exec.CommandContext(ctx, "xdotool", "getactivewindow", "getwindowname")
	c.Env = d.Env()
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("ask for the active window: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

func (d *Display) xdotool(ctx context.Context, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "xdotool", args...)
	c.Env = d.Env()
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("xdotool %s: %w: %s", args[0], err, out)
	}
	return nil
}

// Close ends the display and everything on it.
func (d *Display) Close() {
	for i := len(d.procs) - 1; i >= 0; i-- {
		if p := d.procs[i]; p.Process != nil {
			_ = p.Process.Kill()
			_ = p.Wait()
		}
	}
	if d.pixels != nil {
		d.pixels.file.Close()
	}
	for _, dir := range append(d.folders, d.home) {
		if dir != "" {
			_ = os.RemoveAll(dir)
		}
	}
}
