package enrol

// Role is what a member of staff may do.
type Role string

// The roles.
const (
	RoleStaff      Role = "staff"
	RoleSupervisor Role = "supervisor"
	RoleTechnician Role = "technician"
	RoleAdmin      Role = "admin" // at the registry only
)

// Staff is a person who may log in at an outlet, offline too.
type Staff struct {
	ID       string `json:"id"` // log-in name
	Name     string `json:"name"`
	Role     Role   `json:"role"`
	Verifier string `json:"verifier"` // argon2id in PHC string form; never the PIN
	Revoked  bool   `json:"revoked,omitempty"`
	MustSet  bool   `json:"must_set,omitempty"` // must choose a new PIN at the next log-in
}

// StaffNames are what staff are called, by their log-in names.
func StaffNames(staff []Staff) map[string]string {
	names := make(map[string]string, len(staff))
	for _, s := range staff {
		names[s.ID] = s.Name
	}
	return names
}

// String leaves the verifier out.
func (s Staff) String() string { return s.ID + " (" + string(s.Role) + ")" }

// MayAct tells whether s, whose PIN was just checked, may give leave as a role; otherwise
// it is CodeForbidden, with the role for the detail "why", or "own-pin" while the PIN is still the one
// that somebody else handed over: whoever knows that one could act in this name.
func (s Staff) MayAct(as Role) error {
	switch {
	case s.Role != as:
		return NewError(CodeForbidden, "act as "+string(as)).With("why", string(as))
	case s.MustSet:
		return NewError(CodeForbidden, "act as "+string(as)).With("why", "own-pin")
	}
	return nil
}
