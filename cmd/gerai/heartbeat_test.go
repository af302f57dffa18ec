package main

import (
	"testing"
	"time"
)

// The longest wait stays until it is taken, whatever shorter ones follow.
func TestHeartbeatKeepsTheLongest(t *testing.T) {
	var h heartbeat
	now := time.Unix(1_700_000_000, 0)
	h.look(now)
	for _, d := range []time.Duration{3, 41, 7, 40} {
		now = now.Add(d * time.Millisecond)
		h.look(now)
		h.took(2 * d * time.Millisecond)
	}
	if block, handed, _ := h.take(); block != 41*time.Millisecond || handed != 82*time.Millisecond {
		t.Errorf("block %v, handed %v", block, handed)
	}
	if block, handed, _ := h.take(); block != 0 || handed != 0 {
		t.Errorf("then %v, %v", block, handed)
	}
}
