package lane

import (
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
)

// checked goes on with a case whose checks are passed: what staff typed is read back, then the resident agrees.
func (l *Lane) checked() {
	switch {
	case l.cas.AsksContact():
		l.setPhase(PhaseContact)
	case l.cas.ConsentAt.IsZero():
		l.setPhase(PhaseConsent)
	default:
		l.consented()
		return
	}
	l.saveDraft()
}

// contactRight notes that the resident said so.
func (l *Lane) contactRight() {
	c := *l.cas
	c.Contact = enrol.ContactRight
	l.cas = &c
	l.record("contact-right", c.ID, nil)
	l.checked()
}

// correctContact takes what staff typed over. It is read back as it is now.
func (l *Lane) correctContact(t Typed) {
	email, err := enrol.ParseEmail(t.Email)
	if err != nil {
		l.setProblem(err)
		return
	}
	phone, err := enrol.ParsePhone(t.Phone)
	if err != nil {
		l.setProblem(err)
		return
	}
	var changed []string
	c := *l.cas
	if email != c.Resident.Email {
		changed = append(changed, "email")
	}
	if phone != c.Resident.Phone {
		changed = append(changed, "phone")
	}
	if len(changed) == 0 {
		return
	}
	c.Resident.Email, c.Resident.Phone, c.Contact = email, phone, enrol.ContactChanged
	l.cas = &c
	l.record("contact", c.ID, map[string]string{"changed": strings.Join(changed, ",")})
	l.saveDraft()
}
