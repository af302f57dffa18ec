package face

import (
	"os"
	"path/filepath"
	"testing"
)

// models is the folder of models beside the project, for tests that need a network.
func models(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "models")
	if env := os.Getenv("GERAI_MODELS"); env != "" {
		dir = env
	}
	if _, err := os.Stat(filepath.Join(dir, ManifestName)); err != nil {
		tb.Skipf("SKIPPED, NOT TESTED: no face models beside the project (set GERAI_MODELS to a folder with %s)", ManifestName)
	}
	return dir
}

func mustNew(tb testing.TB, cfg Config) *Checker {
	tb.Helper()
	c, err := New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	for _, i := range c.Issues() {
		tb.Errorf("model not used: %v", i)
	}
	tb.Cleanup(func() { c.Close() })
	return c
}
