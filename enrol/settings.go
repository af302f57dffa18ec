package enrol

import "time"

// Stops are the limits that the registry sets: checked before a case begins, never in
// its middle. A zero limit is off.
type Stops struct {
	MaxPending   int           `json:"max_pending,omitempty"`
	MaxAge       time.Duration `json:"max_age,omitempty"`        // of the oldest pending packet
	MaxSinceSync time.Duration `json:"max_since_sync,omitempty"` //
	MinFreeDisk  int64         `json:"min_free_disk,omitempty"`  // bytes
}

// Settings are an outlet's, as the registry last sent them.
type Settings struct {
	Outlet     string        `json:"outlet"`      // id
	OutletName string        `json:"outlet_name"` // as shown
	Region     string        `json:"region"`      // NIK prefix of the district, for warnings
	Stops      Stops         `json:"stops"`
	IdleLock   time.Duration `json:"idle_lock"`           // 0: 15 minutes
	ParkDays   int           `json:"park_days,omitempty"` // a parked case ends after so many; 0: DefaultParkDays
	KeepDays   int           `json:"keep_days"`           // evidence after the acknowledgement; 0: erased at once
	ShowQR     bool          `json:"show_qr"`             // the outlet shows the QR, the phone scans it
	Liveness   bool          `json:"liveness"`            // ask for a turn of the head
	Categories []Category    `json:"categories"`          // those whose phase is open, for the status line

	Pages string `json:"pages,omitempty"` // address at which residents' phones begin, https://…; "": none that a phone could open

	Opening Opening `json:"opening,omitzero"` // what the programme had reached before the registry began to count

	// MatchRaise makes a match rarer: hundredths that are added to the similarity from which the face
	// model itself speaks of one. 0: the model's own; at most MaxMatchRaise.
	MatchRaise int `json:"match_raise,omitempty"`

	// ExceptionBySupervisor: a picture that won't do, and an approval in spite of a face that differs, need
	// a supervisor's leave. Otherwise staff answer for both themselves, with a reason.
	ExceptionBySupervisor bool `json:"exception_by_supervisor,omitempty"`
}

// MaxMatchRaise bounds Settings.MatchRaise: beyond it hardly anybody would match herself.
const MaxMatchRaise = 30

// idleLock is how long nobody may touch a window before it locks, where the registry
// does not say otherwise.
const idleLock = 15 * time.Minute

// LockAfter is how long nobody may touch the window before it locks.
func (s Settings) LockAfter() time.Duration {
	if s.IdleLock <= 0 {
		return idleLock
	}
	return s.IdleLock
}

// Opening is a balance that was published, never counted here.
type Opening struct {
	Count int       `json:"count"`
	Since time.Time `json:"since"` // first day that it covers
}

// Pull is what came down in one sync: full, or what changed since Cursor.
type Pull struct {
	Cursor    string      `json:"cursor"`
	Full      bool        `json:"full"` // replaces everything of the parts that are present
	At        time.Time   `json:"at"`   // the registry's clock when it answered
	Settings  *Settings   `json:"settings,omitempty"`
	Staff     []Staff     `json:"staff,omitempty"`
	Phases    []Phase     `json:"phases,omitempty"`
	Rules     Rules       `json:"rules,omitempty"`
	Keys      []VerifyKey `json:"keys,omitempty"`
	Recipient string      `json:"recipient,omitempty"` // age recipient that packets are sealed to
	Statuses  []Status    `json:"statuses,omitempty"`
	Roster    *RosterNews `json:"roster,omitempty"` // nil: nothing new

	Age time.Duration `json:"-"` // how long ago At was, as measured here
}

// Status is news about a case's resident account.
type Status struct {
	ID      string    `json:"id"` // case id
	Account Account   `json:"account"`
	At      time.Time `json:"at"`
}

// CheckStops answers CodeHardStop with the detail "which" (pending, age, sync, disk)
// for the first limit that is reached.
func (s Stops) CheckStops(b Backlog, freeDisk int64, now time.Time) error {
	stop := func(which string) error { return NewError(CodeHardStop, "check limits").With("which", which) }
	switch {
	case s.MaxPending > 0 && b.Waiting() >= s.MaxPending:
		return stop("pending")
	case s.MaxAge > 0 && !b.Oldest.IsZero() && now.Sub(b.Oldest) > s.MaxAge:
		return stop("age")
	case s.MaxSinceSync > 0 && !b.Synced().IsZero() && now.Sub(b.Synced()) > s.MaxSinceSync:
		return stop("sync")
	case s.MinFreeDisk > 0 && freeDisk >= 0 && freeDisk < s.MinFreeDisk:
		return stop("disk")
	}
	return nil
}
