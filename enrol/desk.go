package enrol

import "time"

// SyncStep is one station on the way to the registry, in the order of a first sync.
type SyncStep struct {
	Name    string        // "enrolled", "certificate", "first", or a LinkTask
	Done    bool          // it has worked at least once
	At      time.Time     // when it last worked; zero: never, or not known; of first: when the registry wrote what holds here
	Until   time.Time     // of the certificate: its end
	Soon    bool          // the end is near, and it should long have been renewed
	Took    time.Duration // the last time it worked; 0: unknown
	Failed  Code          // of the last attempt; "": it worked
	Fails   int           // in a row
	FailAt  time.Time
	Running bool
	Count   int64 // of anchor: entries deposited; of deliver: packets answered since the start of the program
}

// SyncReport is what the page about the line shows.
type SyncReport struct {
	Device, Outlet, URL string // "" before enrolment
	Steps               []SyncStep
}

// ShiftOrder closes a shift.
type ShiftOrder struct {
	By       string // who closes it
	Sign     string // the supervisor's log-in name
	PIN      string
	HandOver bool // half-done cases go to the next shift
}
