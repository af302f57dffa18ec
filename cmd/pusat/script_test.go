package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts plays the command lines from outside. The program is this test's own
// binary under its own name, in a process of its own; see TestMain.
func TestScripts(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			bin := filepath.Join(env.WorkDir, ".bin")
			if err := os.Mkdir(bin, 0o700); err != nil {
				return err
			}
			env.Setenv("PATH", bin+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("PUSAT_TEST_MAIN", "1")
			env.Setenv("PUSAT_DATA", filepath.Join(env.WorkDir, "pusat-data"))
			return os.Symlink(self, filepath.Join(bin, "pusat"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status, "keep": keep, "private": private},
	})
}

// personal is what no command may print of a resident: a NIK, an address, a number.
var personal = regexp.MustCompile(`(^|[^\w.-])(\d{16}|(08|\+?628)\d{8,11})\b|[\w.]+@\w+\.\w`)

// status runs a command and wants its exit status: status 2 pusat import. Whatever the
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

// keep puts the last command's output into a variable: keep NAME.
func keep(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: keep NAME")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}

// private wants that nobody but the owner can look into a file or folder.
func private(ts *testscript.TestScript, _ bool, args []string) {
	for _, path := range args {
		st, err := os.Stat(ts.MkAbs(path))
		ts.Check(err)
		if st.Mode().Perm()&0o077 != 0 {
			ts.Fatalf("%s is open to others: %v", path, st.Mode())
		}
	}
}
