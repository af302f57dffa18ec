package camera

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	device := filepath.Join(dir, "video2")
	if err := os.WriteFile(device, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	links := filepath.Join(dir, "by-id")
	if err := os.Mkdir(links, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"usb-Maker_Camera_SN1-video-index0": "../video2", "usb-Gone": "../video9"} {
		if err := os.Symlink(to, filepath.Join(links, name)); err != nil {
			t.Fatal(err)
		}
	}
	real, err := filepath.EvalSymlinks(device)
	if err != nil {
		t.Fatal(err)
	}
	got := linksIn(links)
	if len(got) != 1 || got[real] != filepath.Join(links, "usb-Maker_Camera_SN1-video-index0") {
		t.Errorf("got %v", got)
	}
	if len(linksIn(filepath.Join(dir, "none"))) != 0 {
		t.Error("links in a folder that is not there")
	}
}

func TestNamed(t *testing.T) {
	for source, want := range map[string]Device{
		"7":            {Path: "/dev/video7", Name: "video7"},
		"/dev/video97": {Path: "/dev/video97", Name: "video97"},
		linksDir + "/usb-Away-video-index0": {Path: linksDir + "/usb-Away-video-index0", Name: "usb-Away-video-index0",
			Link: linksDir + "/usb-Away-video-index0"},
	} {
		if got, ok := Named(source); !ok || got != want {
			t.Errorf("%s: %+v, %v", source, got, ok)
		}
	}
	for _, source := range []string{"", "auto", "demo:", "lane.mp4", "rtsp://camera/1"} {
		if d, ok := Named(source); ok {
			t.Errorf("%q is the device %+v", source, d)
		}
	}
	if got := (Device{Path: "/dev/video0", Link: "/dev/v4l/by-id/x"}).Lasting(); got != "/dev/v4l/by-id/x" {
		t.Errorf("lasting address %q", got)
	}
	if got := (Device{Path: "/dev/video0"}).Lasting(); got != "/dev/video0" {
		t.Errorf("lasting address without a link %q", got)
	}
}
