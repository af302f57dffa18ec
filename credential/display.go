package credential

import (
	"crypto/ed25519"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// DisplayLife is how long a display QR holds: a photograph of it is soon worth nothing.
const DisplayLife = 90 * time.Second

// hidden stands for a digit of a NIK that is not shown.
const hidden = "********"

// show leaves of the claims what a display QR is for: who somebody is, to anybody who may photograph it.
// The NIK keeps the digits that the pages show of it, and no more.
func (c *claims) show(of enrol.Credential) {
	n := string(of.Resident.NIK)
	full := c.Identity
	c.Identity = identity{ID: n[:4] + hidden + n[12:], Name: full.Name, Birth: full.Birth}
	c.Kind, c.Category, c.Subject = "", "", of.Subject
}

// nik reads the number, whole or as a display QR has it.
func (i identity) nik(u use) (enrol.NIK, error) {
	if u != useDisplay {
		n, err := enrol.ParseNIK(i.ID)
		if err == nil && string(n) != i.ID {
			err = errField
		}
		return n, err
	}
	if len(i.ID) != 16 || i.ID[4:12] != hidden || strings.Trim(i.ID[:4]+i.ID[12:], "0123456789") != "" {
		return "", errField
	}
	return enrol.NIK(i.ID), nil
}

// IssueDisplay signs a QR with which a resident shows to others who she or he is. It
// has the form of Issue's, but another use: no counter opens a case with it. Of the resident it carries
// name, birth and a masked NIK; Subject is for the registry.
func IssueDisplay(key ed25519.PrivateKey, kid string, c enrol.Credential) (string, error) {
	return issue(key, kid, c, useDisplay)
}

// VerifyDisplay is Verify for the QR of IssueDisplay. The NIK that it answers is one to be shown
// (enrol.NIK.Masked), since most of its digits are hidden.
func (v *Verifier) VerifyDisplay(text string, now time.Time) (enrol.Credential, error) {
	return v.verify(text, now, useDisplay)
}
