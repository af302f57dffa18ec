package main

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gerai-ikd/gerai/internal/scripttest"
)

// TestMain lets scripts call the program by its name: the test's own binary is then
// main, in a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv(kioskChild) != "" { // a life that the supervisor's tests began
		die(os.Getenv(dies))
		main()
	}
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
	params := scripttest.Params(map[string]scripttest.Command{
		"draw-face": drawFace, "draw-qr": drawQR, "png-header": pngHeader, "cut": cut,
		"sum": sum, "sql": runSQL, "hold": hold, "chained": chained, "cases": cases, "registry": startRegistry,
	})
	params.Setup = func(env *testscript.Env) error {
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
	}
	params.Condition = func(name string) (bool, error) {
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
	}
	testscript.Run(t, params)
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
