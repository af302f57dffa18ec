package credential

import (
	"crypto/ed25519"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// DisplayLife is how long a display QR holds: a photograph of it is soon worth nothing.
const DisplayLife = 90 * time.Second

// IssueDisplay signs a QR with which a resident shows to others who she or he is. It
// has the form of Issue's, but another use: no counter opens a case with it.
func IssueDisplay(key ed25519.PrivateKey, kid string, c enrol.Credential) (string, error) {
	return issue(key, kid, c, useDisplay)
}

// VerifyDisplay is Verify for the QR of IssueDisplay.
func (v *Verifier) VerifyDisplay(text string, now time.Time) (enrol.Credential, error) {
	return v.verify(text, now, useDisplay)
}
