package registry

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestTurns: one after the other; who would wait behind too many is told to come again, and
// who gives up leaves the line.
func TestTurns(t *testing.T) {
	turns := newTurns(1, 2)
	if err := turns.take(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	waited := make(chan error, 2)
	for range 2 {
		go func() { waited <- turns.take(ctx) }()
	}
	for turns.waiting.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	err := turns.take(t.Context())
	var e *enrol.Error
	if !errors.As(err, &e) || e.Code != enrol.CodeTooOften || e.RetryAfter != deskPause {
		t.Fatalf("the third in line: %v", err)
	}
	turns.leave()
	if err := <-waited; err != nil {
		t.Error(err)
	}
	cancel()
	if err := <-waited; enrol.CodeOf(err) != enrol.CodeCancelled {
		t.Errorf("who gave up: %v", err)
	}
	turns.leave()
	if err := turns.take(t.Context()); err != nil || turns.waiting.Load() != 0 {
		t.Errorf("%v, %d wait", err, turns.waiting.Load())
	}
}
