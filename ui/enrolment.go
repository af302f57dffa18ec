package ui

import "context"

// Enrolment makes this PC known to the registry, which is done once in its life.
type Enrolment struct {
	Host string // what this PC is called, as a proposal for its name; may be ""
	// Do asks the registry, and spends the one-time code; it may take half a minute. The code is in no
	// error of it. The same order after a failure, or after ctx ended, does no harm. See enrolFault
	// for the codes of its errors.
	Do func(ctx context.Context, o EnrolOrder) (Enrolled, error)
	// Reopen has the counter open anew, as what it is then, when the windows are closed.
	Reopen func()
}

// EnrolOrder is what a technician enters. The code is a secret until it is spent.
type EnrolOrder struct {
	Registry string // its address for outlets, https://host:port; without https:// it is added
	Code     string // in groups, with or without what separates them, in any case of letters
	Name     string // of this PC, for the registry's list
}

// Enrolled is what this PC has become.
type Enrolled struct {
	Device, Outlet string // ids
	Queued         int    // cases that wait since an earlier enrolment
}
