package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gerai-ikd/gerai/internal/scripttest"
)

// TestMain lets scripts call the program by its name, and tests start and kill it: the
// test's own binary is then main, in a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("PUSAT_TEST_MAIN") != "" {
		main()
		return
	}
	testscript.Main(m, map[string]func(){"pusat": main})
}

// TestScripts plays the command lines from outside.
func TestScripts(t *testing.T) {
	params := scripttest.Params(nil)
	params.Setup = func(env *testscript.Env) error {
		env.Setenv("PUSAT_DATA", filepath.Join(env.WorkDir, "pusat-data"))
		return nil
	}
	testscript.Run(t, params)
}
