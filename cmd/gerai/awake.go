package main

import (
	"context"
	"os/exec"
	"time"
)

// awake keeps an X11 screen from going dark: the toolkit asks the desktop over D-Bus,
// and a bare kiosk has none. Where there is no xset nothing is done. What it answers
// gives the screen back.
func (p *program) awake(ctx context.Context) (giveBack func()) {
	path, err := exec.LookPath("xset")
	if err != nil || p.env("DISPLAY") == "" {
		return func() {}
	}
	set := func(args ...string) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = exec.CommandContext(ctx, path, args...).Run() // a server without the extension says so, and stays lit
	}
	set("s", "off")
	set("-dpms")
	return func() { set("s", "on"); set("+dpms") }
}
