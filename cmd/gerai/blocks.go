package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"time"
)

// blocks writes down where the main goroutine stood whenever it kept a sign of life
// waiting for longer than worth, again and again while it waits: what to look for when
// main_max_ms is high. Looking stops the program for a moment, so it is off unless asked
// for.
type blocks struct {
	file  *os.File
	worth time.Duration
	stack []byte
}

// blockWorth is when a wait becomes worth a line, blockEvery how often it is looked.
const (
	blockWorth = 30 * time.Millisecond
	blockEvery = 5 * time.Millisecond
)

func openBlocks(path string) (*blocks, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open list of blocks: %w", err)
	}
	return &blocks{file: f, worth: blockWorth, stack: make([]byte, 1<<20)}, nil
}

// watch looks until ctx ends.
func (b *blocks) watch(ctx context.Context, h *heartbeat) {
	defer b.file.Close()
	tick := time.NewTicker(blockEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if d := h.overdue(); d > b.worth {
			n := runtime.Stack(b.stack, true)
			fmt.Fprintf(b.file, "%s overdue %v\n%s\n", time.Now().Format(time.RFC3339Nano), d.Round(time.Millisecond), mainStack(b.stack[:n]))
		}
	}
}

// arguments are left out of a stack: they may be part of what somebody typed.
var arguments = regexp.MustCompile(`\([^()]*\)\n`)

// mainStack is the first goroutine's part of all stacks, function by function.
func mainStack(all []byte) []byte {
	from := bytes.Index(all, []byte("goroutine 1 "))
	if from < 0 {
		return nil
	}
	one, _, _ := bytes.Cut(all[from:], []byte("\n\n"))
	return arguments.ReplaceAll(append(one, '\n'), []byte("\n"))
}
