package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

func TestDisplay(t *testing.T) {
	dir := t.TempDir()
	l, err := net.Listen("unix", filepath.Join(dir, "wayland-7"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for name, tt := range map[string]struct {
		env  map[string]string
		want bool
	}{
		"None":         {nil, false},
		"NotOne":       {map[string]string{"DISPLAY": "monitor"}, false},
		"Nobody":       {map[string]string{"DISPLAY": ":98765"}, false},
		"NobodyFar":    {map[string]string{"DISPLAY": "127.0.0.1:59000.0"}, false},
		"Wayland":      {map[string]string{"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": dir}, true},
		"WaylandWhole": {map[string]string{"WAYLAND_DISPLAY": filepath.Join(dir, "wayland-7")}, true},
		"WaylandGone":  {map[string]string{"WAYLAND_DISPLAY": "wayland-8", "XDG_RUNTIME_DIR": dir}, false},
	} {
		p := &program{env: func(k string) string { return tt.env[k] }}
		if got := p.display(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestFaultWindowOnADisplay starts the counter with a broken configuration: a window
// says so, and closing it ends the program with the status that a terminal gets.
func TestFaultWindowOnADisplay(t *testing.T) {
	for _, tool := range []string{"Xvfb", "openbox", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("NOT TESTED: the window of a fault at the start: no %s on this machine", tool)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	d, err := stage.NewDisplay(ctx, 1280, 720)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "gerai")); err != nil {
		t.Fatal(err)
	}
	mustWriteFile(t, filepath.Join(dir, "broken.toml"), []byte("language = \"id\nrotate = 90\n"))
	c := exec.CommandContext(ctx, filepath.Join(dir, "gerai"), "run", "--config", filepath.Join(dir, "broken.toml"), "--lang", "en")
	c.Env = append(d.Env(), "HOME="+dir, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=")
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	if err := d.Focus(ctx, "Gerai IKD"); err != nil {
		t.Fatalf("%v: %s", err, &said)
	}
	select {
	case err := <-ended:
		t.Fatalf("the window was gone by itself: %v: %s", err, &said)
	default:
	}
	if err := d.Shot(ctx, filepath.Join("..", "..", "out", "fault-window.png")); err != nil {
		t.Error(err)
	}
	if err := d.Key(ctx, "Escape"); err != nil {
		t.Fatal(err)
	}
	err = <-ended
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitNo {
		t.Errorf("ended with %v: %s", err, &said)
	}
	if !strings.Contains(said.String(), "The configuration cannot be read.") || !strings.Contains(said.String(), "broken.toml") {
		t.Errorf("the terminal got %s", &said)
	}
}
