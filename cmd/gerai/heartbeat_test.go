package main

import (
	"testing"
	"time"
)

// The longest wait stays until it is taken, whatever shorter ones follow.
func TestHeartbeatKeepsTheLongest(t *testing.T) {
	var h heartbeat
	for _, d := range []time.Duration{3, 41, 7, 40} {
		h.took(d * time.Millisecond)
	}
	if got, _ := h.take(); got != 41*time.Millisecond {
		t.Errorf("longest %v", got)
	}
	if got, _ := h.take(); got != 0 {
		t.Errorf("then %v", got)
	}
}
