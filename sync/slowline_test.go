package sync

import (
	"testing"
	"time"
)

// TestSlowestLine: a packet of 1.6 MB has the time that it needs at 1 KB/s, the slowest
// that a metered line can be set to; with less it would be begun anew for ever.
func TestSlowestLine(t *testing.T) {
	const packet, line = 1_600_000, 1 << 10
	d := Timeouts{}.withDefaults()
	if got, need := d.Upload+time.Duration(packet/d.MinRate)*time.Second, time.Duration(packet/line)*time.Second; got < need {
		t.Errorf("%s for what takes %s", got, need)
	}
}
