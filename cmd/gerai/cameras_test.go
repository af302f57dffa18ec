package main

import (
	"slices"
	"testing"

	"github.com/gerai-ikd/gerai/camera"
)

func TestCameras(t *testing.T) {
	devices := func(paths ...string) func() []camera.Device {
		return func() (out []camera.Device) {
			for _, p := range paths {
				out = append(out, camera.Device{Path: p})
			}
			return out
		}
	}
	for name, tt := range map[string]struct {
		set     []string
		devices []string
		want    []string
	}{
		"Configured": {[]string{"lane.mp4", "/dev/video2"}, nil, []string{"/dev/video2", "lane.mp4", "/dev/video2"}},
		"Devices":    {[]string{""}, []string{"/dev/video0", "/dev/video2"}, []string{"/dev/video2", "/dev/video0"}},
		"Named":      {[]string{"/dev/video2"}, []string{"/dev/video0", "/dev/video2"}, []string{"/dev/video0", "/dev/video2"}},
		"One":        {[]string{""}, []string{"/dev/video0"}, []string{""}},
		"None":       {[]string{"demo:"}, nil, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			var used []string
			c := &cameras{use: func(s string) { used = append(used, s) }, devices: devices(tt.devices...), set: tt.set, now: tt.set[0]}
			var got []string
			for range tt.want {
				got = append(got, c.next())
			}
			if !slices.Equal(got, tt.want) || got[0] != "" && !slices.Equal(used, tt.want) {
				t.Errorf("got %q, used %q", got, used)
			}
		})
	}
}
