package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestDoctorSaysThatAKioskSleeps: a bare X screen is kept lit by xset, and who lacks it is told.
func TestDoctorSaysThatAKioskSleeps(t *testing.T) {
	dir, err := os.MkdirTemp("", "d") // short: a socket's path may have 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "wayland-0")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	bare, equipped := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(equipped, "xset"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	x, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	port := x.Addr().(*net.TCPAddr).Port
	if port < 6000 {
		t.Skipf("SKIP: the system gave port %d, below the displays'", port)
	}
	display := "127.0.0.1:" + strconv.Itoa(port-6000)
	for _, tt := range []struct {
		name, path, wayland string
		kiosk               bool
		level               string
	}{
		{"NoKiosk", bare, "", false, "ok"}, {"Bare", bare, "", true, "warning"}, {"Equipped", equipped, "", true, "ok"}, {"Wayland", bare, socket, true, "ok"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("PATH", tt.path)
			p := testProgram()
			p.env = func(k string) string { return map[string]string{"DISPLAY": display, "WAYLAND_DISPLAY": tt.wayland}[k] }
			if f := p.lookDisplay(context.Background(), Config{Kiosk: tt.kiosk}); len(f) != 1 || f[0].Level != tt.level || f[0].Fact == "" {
				t.Errorf("%+v", f)
			}
		})
	}
}
