package stage

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Shot saves a picture of the whole screen as PNG, for its owner alone: there may be
// a face on it.
func (d *Display) Shot(ctx context.Context, path string) error {
	if d.pixels == nil {
		return d.shoot(ctx, "root", path)
	}
	return d.cut(ctx, image.Rect(0, 0, d.Width, d.Height), path)
}

// ShotOf saves a picture of the window whose title begins with title; it must lie before
// the others.
func (d *Display) ShotOf(ctx context.Context, title, path string) error {
	out, err := d.answer(ctx, "xdotool", "search", "--onlyvisible", "--name", "^"+title)
	ids := strings.Fields(out)
	if err != nil || len(ids) == 0 {
		return fmt.Errorf("find window %q: %w", title, err)
	}
	if d.pixels == nil {
		return d.shoot(ctx, ids[0], path)
	}
	out, err = d.answer(ctx, "xwininfo", "-id", ids[0])
	if err != nil {
		return fmt.Errorf("find window %q: %w", title, err)
	}
	part, err := placeOf(out)
	if err != nil {
		return fmt.Errorf("find window %q: %w", title, err)
	}
	return d.cut(ctx, part, path)
}

// placeOf is what xwininfo says of a window's inside, in pixels of the screen.
func placeOf(said string) (image.Rectangle, error) {
	n := map[string]int{}
	for line := range strings.Lines(said) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		var v int
		if _, err := fmt.Sscan(value, &v); err == nil {
			n[name] = v
		}
	}
	x, y := n["Absolute upper-left X"], n["Absolute upper-left Y"]
	part := image.Rect(x, y, x+n["Width"], y+n["Height"])
	if part.Empty() {
		return part, fmt.Errorf("xwininfo tells no size")
	}
	return part, nil
}

func (d *Display) answer(ctx context.Context, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Env = d.Env()
	out, err := c.Output()
	return string(out), err
}

// cut keeps a part of the screen.
func (d *Display) cut(ctx context.Context, part image.Rectangle, path string) error {
	img, err := d.pixels.crop(part)
	if err != nil {
		return err
	}
	pic, err := encodeBehind(ctx, img)
	if err != nil {
		return fmt.Errorf("take picture: %w", err)
	}
	return keepPicture(pic, path)
}

// shoot takes the picture of a window, or of the root, of a display that keeps its pixels to itself.
func (d *Display) shoot(ctx context.Context, window, path string) error {
	c := exec.CommandContext(ctx, "import", "-window", window, "png:-")
	c.Env = d.Env()
	var pic, errs bytes.Buffer
	c.Stdout, c.Stderr = &pic, &errs
	if err := c.Start(); err != nil {
		return fmt.Errorf("take picture: %w", err)
	}
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, c.Process.Pid, photographer)
	if err := c.Wait(); err != nil {
		return fmt.Errorf("take picture: %w: %s", err, &errs)
	}
	if pic.Len() == 0 {
		return fmt.Errorf("take picture: nothing came: %s", &errs)
	}
	return keepPicture(pic.Bytes(), path)
}

func keepPicture(pic []byte, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make folder for picture: %w", err)
	}
	_ = os.Remove(path) // whoever could read an older one must not read this
	if err := os.WriteFile(path, pic, 0o600); err != nil {
		return fmt.Errorf("keep picture: %w", err)
	}
	return nil
}
