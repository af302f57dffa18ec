package main

import (
	"bytes"
	"sync"
)

// recent keeps the last lines of the log, for a support file.
type recent struct {
	mu    sync.Mutex
	lines [][]byte // a ring
	next  int
	most  int
}

func newRecent(most int) *recent { return &recent{most: most} }

// Write takes one or more whole lines, as a log handler writes them.
func (r *recent) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for line := range bytes.Lines(p) {
		line = bytes.Clone(line)
		if len(r.lines) < r.most {
			r.lines = append(r.lines, line)
			continue
		}
		r.lines[r.next] = line
		r.next = (r.next + 1) % r.most
	}
	return len(p), nil
}

// Bytes are the lines, the oldest first.
func (r *recent) Bytes() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []byte
	for i := range r.lines {
		out = append(out, r.lines[(r.next+i)%len(r.lines)]...)
	}
	return out
}
