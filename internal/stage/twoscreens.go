package stage

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Sizes of the two monitors of NewTwoScreens, pixels. The second is to the right.
const (
	FirstWide, FirstHigh   = 1280, 720
	SecondWide, SecondHigh = 1024, 768
)

// dummy is the X server's driver without a graphics card. Unlike Xvfb's its monitors
// are RandR outputs, each on its own, as those of a PC are.
const dummy = `Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 32768
EndSection
Section "Monitor"
  Identifier "any"
  HorizSync 5-1000
  VertRefresh 5-200
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "any"
  DefaultDepth 24
EndSection
`

// NewTwoScreens starts a display with two monitors. PlugSecond takes the second away
// and brings it back.
func NewTwoScreens(ctx context.Context) (*Display, error) {
	d := &Display{Width: FirstWide + SecondWide, Height: max(FirstHigh, SecondHigh)}
	dir, err := os.MkdirTemp("", "gerai-screens-")
	if err != nil {
		return nil, fmt.Errorf("make folder of display: %w", err)
	}
	d.folders = append(d.folders, dir)
	conf := filepath.Join(dir, "xorg.conf")
	if err := os.WriteFile(conf, []byte(dummy), 0o600); err != nil {
		return nil, fmt.Errorf("write display's configuration: %w", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	defer r.Close()
	var errs bytes.Buffer
	x := exec.CommandContext(ctx, "Xorg", "-displayfd", "3", "-config", conf, "-noreset", "-nolisten", "tcp",
		"-novtswitch", "-sharevts", "-logfile", filepath.Join(dir, "log"))
	x.ExtraFiles, x.Stderr = []*os.File{w}, &errs
	if err := x.Start(); err != nil {
		w.Close()
		return nil, fmt.Errorf("start Xorg: %w", err)
	}
	w.Close()
	d.procs = append(d.procs, x)
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		d.Close()
		return nil, fmt.Errorf("learn Xorg's display: %w: %s", err, &errs)
	}
	d.Name = ":" + strings.TrimSpace(line)
	for _, args := range [][]string{
		{"--output", "DUMMY0", "--mode", fmt.Sprintf("%dx%d", FirstWide, FirstHigh), "--primary"},
		{"--addmode", "DUMMY1", fmt.Sprintf("%dx%d", SecondWide, SecondHigh)},
	} {
		if err := d.run(ctx, "xrandr", args...); err != nil {
			d.Close()
			return nil, err
		}
	}
	if err := d.PlugSecond(ctx, true); err != nil {
		d.Close()
		return nil, err
	}
	if err := d.manageWindows(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// PlugSecond brings the second monitor of NewTwoScreens, or takes it away.
func (d *Display) PlugSecond(ctx context.Context, on bool) error {
	if !on {
		return d.run(ctx, "xrandr", "--output", "DUMMY1", "--off")
	}
	err := d.run(ctx, "xrandr", "--output", "DUMMY1", "--mode", fmt.Sprintf("%dx%d", SecondWide, SecondHigh), "--right-of", "DUMMY0")
	if err != nil {
		return err
	}
	return d.run(ctx, "xrandr", "--query") // this driver calls a monitor connected when asked only
}

// Place is where a visible window whose title begins with title stands, pixels; an
// error where there is none.
func (d *Display) Place(ctx context.Context, title string) (x, y, w, h int, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "xdotool", "search", "--onlyvisible", "--name", "^"+title, "getwindowgeometry", "--shell")
	c.Env = d.Env()
	out, err := c.Output()
	if err != nil {
		return 0, 0, 0, 0, fmt.Errorf("find window %q: %w", title, err)
	}
	for line := range strings.Lines(string(out)) {
		for name, to := range map[string]*int{"X": &x, "Y": &y, "WIDTH": &w, "HEIGHT": &h} {
			if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+"="); ok {
				_, _ = fmt.Sscan(value, to)
			}
		}
	}
	return x, y, w, h, nil
}

// run runs one of the display's tools.
func (d *Display) run(ctx context.Context, name string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	c.Env = d.Env()
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, args[0], err, out)
	}
	return nil
}
