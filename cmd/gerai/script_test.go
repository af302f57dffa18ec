package main

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts call the program by its name: the test's own binary is then
// main, in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gerai": main})
}

// sharedModels is a folder of real face models beside the project, which scripts use
// where it is; see [models].
func sharedModels() string {
	if env := os.Getenv("GERAI_MODELS"); env != "" {
		return env
	}
	dir, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "models"))
	if err != nil {
		return ""
	}
	return dir
}

// TestScripts plays the command lines from outside. Every script starts on a machine
// that never saw the program: no language, no display, an empty home.
func TestScripts(t *testing.T) {
	screen := answeringScreen(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			for name, value := range map[string]string{"HOME": home, "DATA": filepath.Join(home, ".local", "share", "gerai"),
				"CONFIG": filepath.Join(home, ".config", "gerai"), "SHARED_MODELS": sharedModels(), "SCREEN": screen,
				"OPENCV_FOR_THREADS_NUM": "1", "OPENCV_LOG_LEVEL": "ERROR"} {
				env.Setenv(name, value)
			}
			running := &servers{}
			env.Values[serverKey{}] = running
			env.Defer(func() { _ = running.stop() })
			return os.MkdirAll(home, 0o700)
		},
		Condition: func(name string) (bool, error) {
			if name != "models" {
				return false, errors.New("unknown condition")
			}
			for _, file := range []string{"models.toml", "face_detection_yunet_2023mar.onnx", "mobilefacenet_foamliu_cv46.onnx"} {
				if _, err := os.Stat(filepath.Join(sharedModels(), file)); err != nil {
					t.Log("NOT TESTED: no face models beside the project (set GERAI_MODELS to their folder)")
					return false, nil
				}
			}
			return true, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "unused": unused, "draw-face": drawFace, "draw-qr": drawQR, "png-header": pngHeader, "cut": cut,
			"sum": sum, "sql": runSQL, "hold": hold, "cases": cases, "registry": startRegistry,
		},
	})
}

// answeringScreen answers the name of an X display that takes connections and does no
// more; enough for whoever asks whether there is one.
func answeringScreen(t *testing.T) string {
	t.Helper()
	for n := range 100 {
		name := strconv.Itoa(900 + n)
		l, err := net.Listen("unix", "@/tmp/.X11-unix/X"+name)
		if err != nil {
			continue // another run has it
		}
		t.Cleanup(func() { _ = l.Close() })
		return ":" + name
	}
	t.Fatal("no number free for a display")
	return ""
}

// personal is what no command may print of a resident: a NIK, an address, a number.
var personal = regexp.MustCompile(`(^|[^\w.-])(\d{16}|(08|\+?628)\d{8,11})\b|[\w.]+@\w+\.\w`)

// status runs a command and wants its exit status: status 2 gerai scan. Whatever the
// command prints must hold nothing personal.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("run: %v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
	for _, from := range []string{"stdout", "stderr"} {
		if found := personal.FindString(ts.ReadFile(from)); found != "" {
			ts.Fatalf("%s holds something personal: %q", from, found)
		}
	}
}

// unused wants that a path was never made.
func unused(ts *testscript.TestScript, _ bool, args []string) {
	for _, path := range args {
		if _, err := os.Lstat(ts.MkAbs(path)); err == nil {
			ts.Fatalf("%s is there", path)
		}
	}
}
