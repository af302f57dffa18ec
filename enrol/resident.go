package enrol

import "time"

// Category is the group a resident belongs to in the programme's phases.
type Category string

// The categories, in the order in which the programme admits them.
const (
	CategoryASN     Category = "asn"     // civil servants
	CategoryStudent Category = "student" // pupils and students
	CategoryPublic  Category = "public"  // everybody
)

// Resident is what a counter knows of the person in front of it. Only NIK is always
// there; the rest comes from the resident's QR or is typed.
type Resident struct {
	NIK      NIK       `json:"nik"`
	Name     string    `json:"name,omitempty"`
	Birth    time.Time `json:"birth,omitzero"` // date, UTC midnight
	Sex      Sex       `json:"sex,omitempty"`
	Married  bool      `json:"married,omitempty"`
	Email    Email     `json:"email,omitempty"`
	Phone    Phone     `json:"phone,omitempty"`
	Category Category  `json:"category,omitempty"`
}

// Age is full years at now, 0 where the birth date is unknown.
func (r Resident) Age(now time.Time) int {
	if r.Birth.IsZero() {
		return 0
	}
	years := now.Year() - r.Birth.Year()
	if now.Month() < r.Birth.Month() || (now.Month() == r.Birth.Month() && now.Day() < r.Birth.Day()) {
		years--
	}
	return years
}

// String masks: a Resident in a log line or an error names nobody.
func (r Resident) String() string { return "resident " + r.NIK.Masked() }

// MinAge is the age from which a KTP-el, and so an IKD, may be had without being
// married (UU 23/2006 article 63).
const MinAge = 17

// CheckAge refuses who is under 17 and not married (CodeUnderAge). Where the record
// has no birth date the NIK's is taken.
func CheckAge(r Resident, now time.Time) error {
	if r.Birth.IsZero() {
		r.Birth = r.NIK.Birth(now)
	}
	if r.Married || r.Birth.IsZero() || r.Age(now) >= MinAge {
		return nil
	}
	return NewError(CodeUnderAge, "check age")
}

// Phase opens the programme for a category at an outlet between two dates.
type Phase struct {
	Category Category  `json:"category"`
	From     time.Time `json:"from"`             // first day, inclusive
	Until    time.Time `json:"until,omitzero"`   // last day, inclusive; zero: open end
	Outlet   string    `json:"outlet,omitempty"` // "" for every outlet
}

// Open tells whether the phase is on at an outlet on the day of now.
func (p Phase) Open(outlet string, now time.Time) bool {
	if p.Outlet != "" && p.Outlet != outlet {
		return false
	}
	day := dayNumber(now)
	return day >= dayNumber(p.From) && (p.Until.IsZero() || day <= dayNumber(p.Until))
}

// dayNumber orders calendar days, each in its own location: a phase begins at the
// outlet's midnight, not at Greenwich's.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return y*10000 + int(m)*100 + d
}

// CheckPhase refuses a category that is not open at outlet now (CodePhase). Where the
// public phase is open everybody may come; without any phase configured too.
func CheckPhase(phases []Phase, outlet string, c Category, now time.Time) error {
	known := false
	for _, p := range phases {
		if p.Outlet != "" && p.Outlet != outlet {
			continue
		}
		known = true
		if p.Open(outlet, now) && (p.Category == c || p.Category == CategoryPublic) {
			return nil
		}
	}
	if !known {
		return nil
	}
	return NewError(CodePhase, "check phase").With("category", string(c))
}
