package faults

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMain lets the test binary be a counter, so that it can be killed.
func TestMain(m *testing.M) {
	if plan := os.Getenv(PlanVariable); plan != "" {
		os.Exit(CounterMain(plan))
	}
	var err error
	if programs, err = os.MkdirTemp("", "faults-bin-"); err != nil {
		fmt.Fprintln(os.Stderr, "make folder for programs:", err)
		os.Exit(1)
	}
	status := m.Run()
	_ = os.RemoveAll(programs)
	os.Exit(status)
}

// programs is the folder of those that the tests build, from TestMain on.
var programs string

// builtPusat makes the registry's program as it is now, once for all tests.
var builtPusat = sync.OnceValues(func() (string, error) {
	bin := filepath.Join(programs, "pusat")
	if out, err := exec.Command("go", "build", "-o", bin, "github.com/gerai-ikd/gerai/cmd/pusat").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build pusat: %w: %s", err, out)
	}
	return bin, nil
})

func mustBuild(tb testing.TB) string {
	tb.Helper()
	bin, err := builtPusat()
	if err != nil {
		tb.Fatal(err)
	}
	return bin
}

func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func mustRun(t *testing.T, pusat string, seed uint64, approvals, kills int) {
	t.Helper()
	dir, err := os.MkdirTemp(os.Getenv("GERAI_FAULTS_DIR"), "faults-") // kept when it fails
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), Options{Seed: seed, Approvals: approvals, Kills: kills, Thorough: kills >= 200,
		Pusat: pusat, Counter: os.Args[0], Dir: dir, Log: t.Logf})
	t.Logf("seed %d: %+v", seed, r)
	if err != nil {
		t.Fatalf("seed %d: %v; what is left of it: %s", seed, err, dir)
	}
	if r.Kills < kills {
		t.Errorf("seed %d: only %d kills", seed, r.Kills)
	}
	_ = os.RemoveAll(dir)
}

// TestFaults is the short run; GERAI_FAULTS_SEEDS ("1 2 3"), GERAI_FAULTS_APPROVALS and
// GERAI_FAULTS_KILLS make it the long one of make faults.
func TestFaults(t *testing.T) {
	t.Parallel()
	pusat := mustBuild(t)
	seeds := strings.Fields(os.Getenv("GERAI_FAULTS_SEEDS"))
	if len(seeds) == 0 {
		seeds = []string{strconv.FormatInt(time.Now().UnixNano()%1e6, 10)}
	}
	for _, text := range seeds {
		t.Run("Seed"+text, func(t *testing.T) {
			seed, err := strconv.ParseUint(text, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			mustRun(t, pusat, seed, number("GERAI_FAULTS_APPROVALS", 60), number("GERAI_FAULTS_KILLS", 25))
		})
	}
}
