package enrol

// Contact is how far e-mail and number were read back to the resident, where that is asked for.
type Contact string

// How far that is.
const (
	ContactUnread  Contact = ""        // not yet
	ContactChanged Contact = "changed" // staff put them right: they are read back as they are now
	ContactRight   Contact = "right"   // the resident said so
)

// AsksContact tells whether e-mail and number are to be read back before the case goes on: staff typed them, or the
// address looks mistyped. Whoever entered them on a phone of their own has read them there.
func (c Case) AsksContact() bool {
	if c.Contact == ContactRight || !c.LeadsToCode() || c.Resident.Email == "" && c.Resident.Phone == "" {
		return false
	}
	return c.Typed || c.Contact == ContactChanged || c.Resident.Email.SuggestDomain() != ""
}
