package enrol

import "time"

// Link is the line to the registry, as staff see it.
type Link struct {
	Online    bool
	Since     time.Time // of the present Online
	LastError Code      // why it is down, or what the last attempt met; "" none
	Pending   int       // packets that wait
	Sending   bool      // a delivery is under way: Done of Total
	Done      int
	Total     int
	Next      time.Time // next attempt; zero: nothing planned
	LastSync  time.Time // last answer of the registry; zero: never
	Revoked   bool      // this device may no longer report; the queue is kept
}
