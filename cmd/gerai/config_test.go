package main

import "testing"

// TestDrawnPeople: only who asks for them, or practises, has drawn people for residents.
func TestDrawnPeople(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg  Config
		want bool
	}{
		"Automatic":     {Config{}, false},
		"Device":        {Config{Camera: "/dev/video0", Camera2: "lane.mp4"}, false},
		"Asked":         {Config{Camera: "demo:"}, true},
		"AskedSecond":   {Config{Camera2: "demo:"}, true},
		"Demonstration": {Config{DemoFeed: "https://127.0.0.1/demo/next"}, true},
		"Training":      {Config{Training: true, Camera: "/dev/video0"}, true},
	} {
		if got := tt.cfg.drawn(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
