package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestCallFirst(t *testing.T) {
	dir := t.TempDir()
	if callFirst(dir) {
		t.Fatal("nobody is there, and somebody answers")
	}
	if err := os.WriteFile(filepath.Join(dir, socketName), nil, 0o600); err != nil { // of one that was killed
		t.Fatal(err)
	}
	if callFirst(dir) {
		t.Fatal("a dead socket answers")
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	ctx, cancel := context.WithCancel(context.Background())
	var shown atomic.Int32
	ended := make(chan error, 1)
	go func() { ended <- answerCalls(ctx, dir, func() { shown.Add(1) }, log) }()
	for began := time.Now(); !callFirst(dir); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal("never answered")
		}
	}
	before := shown.Load()                                                   // a call that gave up too early may have been heard all the same
	for _, text := range []string{"", "quit\n", strings.Repeat("x", 4096)} { // nothing else is understood
		c, err := net.Dial("unix", filepath.Join(dir, socketName))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write([]byte(text))
		_ = c.Close()
	}
	if !callFirst(dir) || shown.Load() != before+1 {
		t.Errorf("shown %d times, and %d before", shown.Load(), before)
	}
	cancel()
	if err := <-ended; err != nil || callFirst(dir) {
		t.Error("it goes on answering")
	}
	if err := answerCalls(context.Background(), filepath.Join(dir, strings.Repeat("long", 60)), nil, log); err != nil {
		t.Errorf("no socket: %v", err)
	}
}
