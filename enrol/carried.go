package enrol

import "time"

// Carried is what came of a file that was brought on a stick: receipts for this outlet,
// or packets of another one that has no line.
type Carried struct {
	Receipts int // for this outlet, kept here

	// Settings is when the registry wrote what it says to this PC beside the receipts:
	// settings, staff, keys. Zero: nothing of the kind was there.
	Settings time.Time
	Stale    bool // what holds here is as new as Settings, or newer: they changed nothing

	Packets  int      // handed to the registry; each of them is one of the next five
	Accepted int      // new there
	Known    int      // were there already
	Refused  int      // with a reason, for their outlet
	Foreign  int      // of no outlet of this registry
	Failed   []string // ids of those that the registry stumbled over: to be brought again
	Files    []string // receipts and settings that go back with the stick
	Asked    bool     // the packets' PC asks for settings
	Answered bool     // they are in Files, and nobody but that PC can read them
}
