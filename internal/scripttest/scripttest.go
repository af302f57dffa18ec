// Package scripttest is what the scripts that play command lines from outside share: how
// they are run, and commands that every program's scripts may use.
package scripttest

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// Command is a command of scripts, as testscript wants them.
type Command = func(ts *testscript.TestScript, neg bool, args []string)

// Params are those of the scripts in testdata/script, with the commands that all have
// (status, keep, private, unused) and a program's own. Scripts call programs by exec or
// status alone, and no two have one name.
func Params(own map[string]Command) testscript.Params {
	all := map[string]Command{"status": status, "keep": keep, "private": private, "unused": unused}
	maps.Copy(all, own)
	return testscript.Params{Dir: filepath.Join("testdata", "script"), RequireExplicitExec: true, RequireUniqueNames: true, Cmds: all}
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

// unused wants that a path was never made.
func unused(ts *testscript.TestScript, _ bool, args []string) {
	for _, path := range args {
		if _, err := os.Lstat(ts.MkAbs(path)); err == nil {
			ts.Fatalf("%s is there", path)
		}
	}
}
