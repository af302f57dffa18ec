package pages

import (
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

var (
	fieldNewEmail = field{Name: "email", Key: "email.new", Type: "email", Mode: "email", Max: 254, Complete: "email", Optional: true}
	fieldNewPhone = field{Name: "phone", Key: "phone.new", Type: "tel", Mode: "tel", Max: 24, Complete: "tel", Optional: true}
	fieldProof    = field{Name: "code", Key: "proof", Type: "text", Mode: "numeric", Max: 16, Complete: "one-time-code"}
)

// contactData is what both pages of a change of contact show: what is in use now, and
// what was asked for.
type contactData struct {
	registry.Identity
	Change registry.ContactChange
	Left   string // how long its code works
}

func (v *visit) contactForm() error { return v.contactPage(nil) }

func (v *visit) contactPage(pr *problem) error {
	_, who, err := v.inside()
	if err != nil {
		return err
	}
	return v.show("contact", view{Title: v.say("contact.title"), Form: true, LogOut: true, Problem: pr,
		Fields: v.filled(pr, fieldNewEmail, fieldNewPhone, fieldPIN), Data: contactData{Identity: who}})
}

// contact asks for another address or number; the page with the code comes next.
func (v *visit) contact() error {
	if v.switching {
		return v.contactPage(nil)
	}
	s, err := v.session()
	if err != nil {
		return err
	}
	pr := v.askContact(s)
	if pr != nil {
		return v.contactPage(pr)
	}
	return v.redirect("/ganti-kontak/kode")
}

func (v *visit) askContact(s registry.SessionID) *problem {
	var email enrol.Email
	var phone enrol.Phone
	var err error
	if v.value("email") != "" {
		if email, err = enrol.ParseEmail(v.value("email")); err != nil {
			return v.problem(err)
		}
	}
	if v.value("phone") != "" {
		if phone, err = enrol.ParsePhone(v.value("phone")); err != nil {
			return v.problem(err)
		}
	}
	switch {
	case email == "" && phone == "":
		return v.ours("contact-none", "email")
	case v.value("pin") == "":
		return v.ours("empty", "pin")
	}
	if _, err := v.Residents.ChangeContact(v.r.Context(), s, v.value("pin"), email, phone); err != nil {
		return v.refusedContact(err)
	}
	return nil
}

// refusedContact reads a refusal: a wrong PIN belongs to its field.
func (v *visit) refusedContact(err error) *problem {
	v.failure = err
	pr := v.problem(err)
	switch pr.Code {
	case enrol.CodeLogin:
		pr.Field, pr.Text, pr.Do = "pin", v.say("error.pin"), v.say("error.pin.do")
	case enrol.CodeField:
		return v.ours("contact-same", "email")
	}
	return pr
}

func (v *visit) proofForm() error { return v.proofPage(nil) }

func (v *visit) proofPage(pr *problem) error {
	s, who, err := v.inside()
	if err != nil {
		return err
	}
	c, err := v.Residents.PendingContact(v.r.Context(), s)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return v.redirect("/ganti-kontak")
	}
	if err != nil {
		return err
	}
	return v.show("proof", view{Title: v.say("proof.title"), Form: true, LogOut: true, Problem: pr, Fields: v.filled(pr, fieldProof),
		Data: contactData{Identity: who, Change: c, Left: v.span(c.Expires.Sub(v.Now()))}})
}

// proof ends the change with the code out of the new mailbox.
func (v *visit) proof() error {
	if v.switching {
		return v.proofPage(nil)
	}
	s, err := v.session()
	if err != nil {
		return err
	}
	code := strings.Map(digit, v.value("code"))
	if code == "" {
		return v.proofPage(v.ours("code-empty", "code"))
	}
	if err := v.Residents.ConfirmContact(v.r.Context(), s, code); err != nil {
		if enrol.CodeOf(err) == enrol.CodeSession {
			return err
		}
		v.failure = err
		pr := v.problem(err)
		if pr.Code == enrol.CodeCode || pr.Code == enrol.CodeCodeOld {
			pr.Do = v.say("proof.again")
		}
		return v.proofPage(pr)
	}
	return v.redirect("/beranda?kabar=kontak")
}
