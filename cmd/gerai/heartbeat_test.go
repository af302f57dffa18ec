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

// What was long is told with its end, once.
func TestHeartbeatListsLongBlocks(t *testing.T) {
	var h heartbeat
	began := time.Unix(1_700_000_000, 0)
	for _, ms := range []int{0, 10, 55, 60, 100} { // 10, 45, 5 and 40 between them
		h.look(began.Add(time.Duration(ms) * time.Millisecond))
	}
	got := h.figure().Blocks
	if len(got) != 2 || got[0].MS != 45 || got[1].MS != 40 || !got[1].Until.Equal(began.Add(100*time.Millisecond)) {
		t.Errorf("%+v", got)
	}
	if again := h.figure().Blocks; again != nil {
		t.Errorf("then %+v", again)
	}
}
