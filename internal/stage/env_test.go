package stage

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// outside are variables that lead the programs out of a play.
var outside = map[string]string{
	"PUSAT_DSN": "postgres://registry.example/real", "PUSAT_DSN_FILE": "/etc/pusat/dsn", "PUSAT_CONFIG": "/etc/pusat.toml",
	"GERAI_CONFIG": "/etc/gerai.toml", "PGHOST": "registry.example", "HOME": "/home/siti", "XDG_CONFIG_HOME": "/home/siti/c",
	"XDG_DATA_HOME": "/home/siti/d", "XDG_CACHE_HOME": "/home/siti/e", "XDG_STATE_HOME": "/home/siti/f",
}

// printer is a program that prints its environment, and fails, so that it is shown.
func printer(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "printer")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nenv\necho arguments: \"$@\"\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestProgramsStayInThePlay(t *testing.T) {
	for name, value := range outside {
		t.Setenv(name, value)
	}
	bin, dir := printer(t), t.TempDir()
	g := &Gerai{Bin: bin, Dir: filepath.Join(dir, "gerai"), Models: "/models"}
	p := &Pusat{Bin: bin, Dir: filepath.Join(dir, "pusat")}
	said := map[string]string{}
	_, err := g.Tool(t.Context(), "queue", "list")
	said["gerai queue"] = err.Error()
	said["gerai enrol"] = g.Enrol(t.Context(), "https://localhost", "c").Error()
	g.Display = &Display{Name: ":none"}
	said["gerai run"] = g.StartOn(t.Context(), os.Environ()).Error()
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	said["pusat setup"] = p.Setup(t.Context(), "").Error()
	said["pusat serve"] = p.Start(t.Context()).Error()
	for what, text := range said {
		for name, value := range outside {
			if strings.Contains(text, "\n"+name+"="+value) {
				t.Errorf("%s is told %s", what, name)
			}
		}
		for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR"} {
			if !strings.Contains(text, "\n"+name+"="+dir) {
				t.Errorf("%s has no %s of the play:\n%s", what, name, text)
			}
		}
	}
	if !strings.Contains(said["gerai run"], "--models /models") {
		t.Errorf("the window is not told the models: %s", said["gerai run"])
	}
}

func TestOwnEnvKeepsTheDisplay(t *testing.T) {
	real := t.TempDir()
	file := filepath.Join(real, ".Xauthority")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		base []string
		want string // "": no such variable
	}{
		{"a display of the home", []string{"HOME=" + real, "DISPLAY=:0"}, "XAUTHORITY=" + file},
		{"a display of its own", []string{"HOME=" + real, "DISPLAY=:0", "XAUTHORITY=/run/auth"}, "XAUTHORITY=/run/auth"},
		{"no display", []string{"HOME=" + real}, ""},
		{"a home without one", []string{"HOME=" + t.TempDir(), "DISPLAY=:0"}, ""},
	} {
		env, err := ownEnv(append(c.base, "PATH=/bin"), filepath.Join(t.TempDir(), "home"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(env, "PATH=/bin") {
			t.Errorf("%s: the rest is gone: %q", c.name, env)
		}
		var got []string
		for _, kv := range env {
			if strings.HasPrefix(kv, "XAUTHORITY=") {
				got = append(got, kv)
			}
		}
		if c.want == "" && got != nil || c.want != "" && !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
