package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/camera/face"
)

// TestModelsTableSaysWhichIsUsed: the first of a role that is there, or the one that the
// configuration names, and of none that nobody has looked into.
func TestModelsTableSaysWhichIsUsed(t *testing.T) {
	all := []face.Installed{
		{Model: face.Model{ID: "sface", Role: face.RoleEmbedder, Pinned: true}, Here: true},
		{Model: face.Model{ID: "mobile", Role: face.RoleEmbedder, Pinned: true}, Here: true},
		{Model: face.Model{ID: "stray", Role: face.RoleDetector}, Here: true},
		{Model: face.Model{ID: "live-1", Role: face.RoleLiveness, Pinned: true}, Here: true},
		{Model: face.Model{ID: "live-2", Role: face.RoleLiveness, Pinned: true}, Here: true},
	}
	for _, tt := range []struct {
		embedder string
		looked   bool
		want     string
	}{{"", false, "sface live-1 live-2"}, {"mobile", false, "mobile live-1 live-2"}, {"gone", true, "stray live-1 live-2"}} {
		var out bytes.Buffer
		p := &program{out: &out, lang: "en", env: func(string) string { return "" }}
		if status := p.modelsTable(Config{Embedder: tt.embedder}, all, nil, tt.looked); status != exitOK {
			t.Errorf("status %d", status)
		}
		var used []string
		for line := range strings.Lines(out.String()) {
			if strings.Contains(line, "in use") {
				used = append(used, strings.Fields(line)[0])
			}
		}
		if got := strings.Join(used, " "); got != tt.want {
			t.Errorf("embedder %q: %s, want %s", tt.embedder, got, tt.want)
		}
	}
}
