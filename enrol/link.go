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

// Link is the line to the registry, as staff see it.
type Link struct {
	Online    bool
	Since     time.Time // of the present Online; away: perhaps from before the program was started
	Noticed   time.Time // when this run of the program found it so
	LastError Code      // why it is down, or what the last attempt met; "" none
	Side      string    // with CodeCertificate: "registry" or "device", whose is refused
	Pending   int       // packets that wait
	Sending   bool      // a delivery is under way: Done of Total
	Stalled   bool      // the line has taken nothing of it for a while
	Done      int
	Total     int
	Left      time.Duration // until Total are through, as the line is now; 0: unknown
	PerPacket time.Duration // that a packet took in the last upload; 0: none yet
	Task      LinkTask      // what is being done at the moment
	Attempts  int           // failures in a row
	Next      time.Time     // next attempt; zero: nothing planned
	LastSync  time.Time     // last answer of the registry; zero: never
	Revoked   bool          // this device may no longer report; the queue is kept
}

// LineNote is what is to be known of the line after a restart or a power cut.
type LineNote struct {
	Heard     time.Time     `json:"heard"`      // the registry's last answer; zero: never
	PerPacket time.Duration `json:"per_packet"` // nanoseconds; see Link
	Steps     []SyncStep    `json:"steps"`
}
