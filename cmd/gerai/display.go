package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui"
)

// displayWait is how long a display may take to answer.
const displayWait = 2 * time.Second

// display tells whether there is a screen to open windows on: one is named, and somebody
// answers there. The toolkit itself ends badly where nobody does.
func (p *program) display() bool {
	if name := p.env("WAYLAND_DISPLAY"); name != "" {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.env("XDG_RUNTIME_DIR"), name)
		}
		if answers("unix", name) {
			return true
		}
	}
	host, number, found := strings.Cut(p.env("DISPLAY"), ":")
	number, _, _ = strings.Cut(number, ".") // the screen of that display
	n, err := strconv.Atoi(number)
	switch {
	case !found || err != nil:
		return false
	case host == "" || host == "unix":
		path := "/tmp/.X11-unix/X" + number
		return answers("unix", path) || answers("unix", "@"+path)
	}
	return answers("tcp", net.JoinHostPort(host, strconv.Itoa(6000+n)))
}

func answers(network, address string) bool {
	c, err := net.DialTimeout(network, address, displayWait)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// toolkit makes the application that windows belong to; once a process.
func (p *program) toolkit() fyne.App {
	if p.env("LC_ALL") == "" {
		_ = os.Setenv("LC_ALL", "C.UTF-8") // the toolkit logs an error without a locale
	}
	return app.NewWithID("id.go.gerai.ikd")
}

// failWindow is fail for a counter that does not open: who clicked on an icon sees no
// terminal, and gets a window that says why, and mends what the program can mend by itself.
// It answers whether to try again.
func (p *program) failWindow(ctx context.Context, cfg Config, err error) (status int, again bool) {
	status = p.fail(err)
	if errors.Is(err, flag.ErrHelp) || ctx.Err() != nil || !p.display() {
		return status, false
	}
	var said bytes.Buffer
	aside := *p
	aside.err = &said
	aside.details(err)
	fault := ui.Fault{Full: cfg.Kiosk, Stays: cfg.Kiosk && status != exitUsage, Prefs: readPrefs(cfg, func(string) bool { return false })}
	fault.Sentence, fault.Do = p.say(err)
	for line := range strings.Lines(said.String()) {
		fault.Details = append(fault.Details, strings.TrimSpace(line))
	}
	if backup := detailsOf(err)["backup"]; enrol.CodeOf(err) == enrol.CodeDBBroken && backup != "" {
		fault.Mend = (&mend{program: p, cfg: cfg, backup: backup}).run
		fault.Sure = p.text("fault.mend-sure", map[string]string{"backup": backup})
	}
	w, err := ui.NewFaultWindow(p.toolkit(), p.language(), fault)
	if err != nil {
		return status, false
	}
	w.Run(ctx)
	return status, w.Again()
}
