package main

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/enrol"
)

// shelf is a vault in memory.
type shelf map[string][]byte

func (s shelf) Get(_ context.Context, name string) ([]byte, error) {
	if b, ok := s[name]; ok {
		return b, nil
	}
	return nil, enrol.NewError(enrol.CodeNotFound, "read vault")
}

func (s shelf) Put(_ context.Context, name string, secret []byte) error {
	s[name] = slices.Clone(secret)
	return nil
}

// plugged are webcams at these paths.
func plugged(paths ...string) func() []camera.Device {
	return func() (out []camera.Device) {
		for _, p := range paths {
			out = append(out, camera.Device{Path: p, Name: "Webcam"})
		}
		return out
	}
}

// MustCameras makes cameras that note what is used.
func MustCameras(tb testing.TB, cfg Config, vault enrol.Vault, devices func() []camera.Device) (*cameras, *[]string) {
	tb.Helper()
	var used []string
	c := newCameras(context.Background(), cfg, vault, slog.New(slog.DiscardHandler))
	c.devices, c.use = devices, func(s string) { used = append(used, s) }
	return c, &used
}

func TestCameras(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg     Config
		devices []string
		want    []string
	}{
		"Configured": {Config{Camera: "lane.mp4", Camera2: "/dev/video92"}, nil, []string{"/dev/video92", "lane.mp4", "/dev/video92"}},
		"Devices":    {Config{}, []string{"/dev/video90", "/dev/video92"}, []string{"/dev/video92", "/dev/video90"}},
		"Named":      {Config{Camera: "/dev/video92"}, []string{"/dev/video90", "/dev/video92"}, []string{"/dev/video90", "/dev/video92"}},
		"One":        {Config{}, []string{"/dev/video90"}, nil},
		"None":       {Config{Camera: "demo:"}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c, used := MustCameras(t, tt.cfg, shelf{}, plugged(tt.devices...))
			for range max(1, len(tt.want)) {
				if name := c.next(); (name == "") != (len(tt.want) == 0) {
					t.Errorf("said %q", name)
				}
			}
			if !slices.Equal(*used, tt.want) {
				t.Errorf("used %q, want %q", *used, tt.want)
			}
		})
	}
}

func TestCamerasForgetWhatIsBroken(t *testing.T) {
	c, _ := MustCameras(t, Config{Rotate: 90}, shelf{camerasKey: []byte(`{"sources":["/dev/video9`)}, plugged())
	if c.now != "" || c.setup("/dev/video9").Rotate != 90 {
		t.Errorf("starts with %q, rotated by %d", c.now, c.setup("/dev/video9").Rotate)
	}
}
