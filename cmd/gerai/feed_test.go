package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// The next resident comes when the one before is done with, whatever became of it, and
// also after the registry was away.
func TestFeed(t *testing.T) {
	ready := lane.View{Phase: lane.PhaseReady}
	open := lane.View{Phase: lane.PhaseSelfie, Case: &enrol.Case{}}
	refused := lane.View{Phase: lane.PhaseReady, Problem: enrol.CodeQRExpired}
	for name, views := range map[string][]lane.View{
		"OK":      {ready, open, ready},
		"Refused": {ready, refused, refused},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFeed("https://127.0.0.1:1/")
			tries := 0
			next := f.nextFrom(func(context.Context) (string, error) {
				if tries++; tries == 1 {
					return "", errors.New("the registry is away")
				}
				return "qr", nil
			}, time.Millisecond)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if text, err := next(ctx); text != "qr" || err != nil || tries != 2 {
				t.Fatalf("first resident: %q, %v after %d tries", text, err, tries)
			}
			for _, v := range views {
				f.view(v)
			}
			if text, err := next(ctx); text != "qr" || err != nil {
				t.Fatalf("second resident: %q, %v", text, err)
			}
			short, stop := context.WithTimeout(ctx, 20*time.Millisecond)
			defer stop()
			if _, err := next(short); err == nil {
				t.Fatal("a third resident came before the second was served")
			}
		})
	}
}
