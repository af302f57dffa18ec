package faults

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be a counter, so that it can be killed.
func TestMain(m *testing.M) {
	if plan := os.Getenv(PlanVariable); plan != "" {
		os.Exit(CounterMain(plan))
	}
	os.Exit(m.Run())
}

// mustBuild makes the registry's program as it is now.
func mustBuild(tb testing.TB) string {
	tb.Helper()
	bin := filepath.Join(tb.TempDir(), "pusat")
	out, err := exec.Command("go", "build", "-o", bin, "github.com/gerai-ikd/gerai/cmd/pusat").CombinedOutput()
	if err != nil {
		tb.Fatalf("build pusat: %v: %s", err, out)
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
	r, err := Run(context.Background(), Options{Seed: seed, Approvals: approvals, Kills: kills, Pusat: pusat, Counter: os.Args[0], Dir: dir, Log: t.Logf})
	t.Logf("seed %d: %d approvals acknowledged, %d kills of counters (named %v), %d of the registry, %d clocks set, %d second counters, "+
		"%d full disks (%d refusals), %d restores (%d cases salvaged), lines %v, %v",
		seed, r.Acks, r.Kills, r.Named, r.RegistryKills, r.Jumps, r.Seconds, r.FullDisks, r.Refusals, r.Restores, r.Salvaged, r.Lines, r.Took)
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
