package enrol

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Mark is what staff say by hand of an expected person.
type Mark string

// The marks.
const (
	MarkNone    Mark = ""        // nothing, or taken back
	MarkPresent Mark = "present" // is here, but not served yet
	MarkAbsent  Mark = "absent"  // does not come
)

// Standing is where an expected person is.
type Standing string

// The standings, in the order in which they are offered.
const (
	StandingWaiting Standing = "waiting"
	StandingPresent Standing = "present" // is here and waits
	StandingDone    Standing = "done"    // approved on the roster's day at its outlet
	StandingAbsent  Standing = "absent"
	StandingBarred  Standing = "barred" // not eligible: see Why
)

// Standings lists every Standing.
var Standings = []Standing{StandingWaiting, StandingPresent, StandingDone, StandingAbsent, StandingBarred}

// Bounds of a roster.
const (
	RosterMost  = 5000 // people
	RosterAhead = 7    // days before its own on which it comes to the counters
	RosterKeep  = 3    // days after its own on which it is erased at the counters
)

// Tick is what can change of an expected person while the roster is worked through.
type Tick struct {
	ID     string    `json:"id"` // of the person on the roster, telling nothing
	DoneAt time.Time `json:"done_at,omitzero"`
	Mark   Mark      `json:"mark,omitempty"`
	MarkAt time.Time `json:"mark_at,omitzero"` // zero: never marked
}

// Expected is a person of a roster as the registry sends it.
type Expected struct {
	Tick
	NIK   NIK    `json:"nik"`
	Name  string `json:"name"`
	Group string `json:"group,omitempty"` // class, unit
	Why   Code   `json:"why,omitempty"`   // not eligible: CodeUnderAge, CodePhase, CodeActive, CodeNotFound
}

// String names nobody.
func (e Expected) String() string { return "expected " + e.ID }

// Roster is a list of people who are expected when the service goes to a school or an
// office.
type Roster struct {
	ID     string     `json:"id"`
	Title  string     `json:"title"` // of the school or office
	From   time.Time  `json:"from"`  // begin of the work, in the outlet's zone; its date is the roster's
	Until  time.Time  `json:"until"` // end, the same day
	People []Expected `json:"people,omitempty"`
}

// EraseAt is when a counter forgets the roster: the midnight after RosterKeep more days.
func (r Roster) EraseAt() time.Time {
	y, m, d := r.From.Date()
	return time.Date(y, m, d+1+RosterKeep, 0, 0, 0, 0, r.From.Location())
}

// RosterNews is the part of a Pull about rosters: all of them, or what was ticked since.
type RosterNews struct {
	Full  bool     `json:"full,omitempty"`  // Lists are all that there are; others are erased
	Lists []Roster `json:"lists,omitempty"` //
	Ticks []Tick   `json:"ticks,omitempty"` // of rosters that came before
}

// RosterMark is a mark on its way to the registry.
type RosterMark struct {
	ID   string    `json:"id"` // of the person on the roster
	Mark Mark      `json:"mark,omitempty"`
	At   time.Time `json:"at"`
	By   string    `json:"by"` // staff id
}

// Entry is what a counter, or the office's page, shows of an expected person.
type Entry struct {
	Tick
	NIKMasked string
	Name      string
	Group     string
	Why       Code
}

// String names nobody.
func (e Entry) String() string { return "expected " + e.ID }

// Standing weighs what is known of the person: what was done counts before everything,
// and a mark more than what the register says.
func (e Entry) Standing() Standing {
	switch {
	case !e.DoneAt.IsZero():
		return StandingDone
	case e.Mark == MarkAbsent:
		return StandingAbsent
	case e.Why != "":
		return StandingBarred
	case e.Mark == MarkPresent:
		return StandingPresent
	}
	return StandingWaiting
}

// RosterDay is the roster of a day as the window shows it.
type RosterDay struct {
	Roster  // without People
	Entries []Entry
}

// SortEntries orders by group, then name, as a class register has it.
func SortEntries(list []Entry) {
	slices.SortFunc(list, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}

// Rosters is what a counter keeps of them.
type Rosters interface {
	// Roster answers the roster of now's day, or the next one that is known;
	// CodeNotFound where there is none.
	Roster(ctx context.Context, now time.Time) (RosterDay, error)
	// MarkExpected keeps a mark by hand; CodeNotFound where nobody has that id.
	MarkExpected(ctx context.Context, id string, m Mark, by string) error
}

// RosterMarks are the marks that the registry has not heard of yet.
type RosterMarks interface {
	// UnsentMarks lists some, the oldest first.
	UnsentMarks(ctx context.Context, limit int) ([]RosterMark, error)
	// MarksSent is told of those that the registry has; one that was changed meanwhile
	// stays unsent.
	MarksSent(ctx context.Context, sent []RosterMark) error
}
