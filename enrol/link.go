package enrol

import "time"

// LinkTask is what the outlet is doing with the registry at the moment.
type LinkTask string

// The tasks, in the order in which a first sync goes through them.
const (
	LinkIdle    LinkTask = ""
	LinkPull    LinkTask = "pull"    // settings, staff, phases, keys, statuses
	LinkDeliver LinkTask = "deliver" // packets
	LinkAnchor  LinkTask = "anchor"  // head of the audit chain
	LinkRenew   LinkTask = "renew"   // the device's certificate
)

// Link is one snapshot of the outlet's connection with the registry, for the status
// bar and the sync screen. Nothing in it names anybody.
type Link struct {
	Online    bool      // the last request was answered by the registry
	Since     time.Time // of the present Online; zero: nothing was tried yet
	LastOK    time.Time // last answer that was a success; zero: none since the start
	LastError Code      // of the last request that failed; "" when the last one succeeded
	Side      string    // with CodeCertificate: "registry" or "device", whose is refused
	Stopped   bool      // this device may deliver nothing until a person acts (LastError says why); the queue is kept
	Task      LinkTask
	Pending   int           // packets that wait
	Held      int           // packets that wait for a person
	Next      time.Time     // next attempt by itself; zero: none is planned
	Attempts  int           // failures in a row
	Sending   int           // packets in the request under way
	Done      int           // packets answered in this run of deliveries …
	Total     int           // … of so many
	Left      time.Duration // until they are through, as the line is now; 0: unknown
}
