package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/camera/face"
)

func TestMain(m *testing.M) {
	face.ProbeMain()
	os.Exit(m.Run())
}

// A short run reads, judges and shows, and ends by itself.
func TestSoak(t *testing.T) {
	s := soak{lasts: 4 * time.Second, settle: time.Minute, limit: 20, source: "demo:", models: filepath.Join("..", "..", "..", "shared", "models")}
	if err := s.run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s.shown == 0 || s.read == 0 || s.judged == 0 {
		t.Errorf("shown %d, read %d, judged %d", s.shown, s.read, s.judged)
	}
	if residentSet() <= 0 || mean([]int64{1, 3}) != 2 || mean(nil) != 0 {
		t.Error("memory is not read")
	}
}
