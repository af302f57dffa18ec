package registry

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Reference stands for a resident, or something of hers, in the office's forms and
// addresses, where her NIK must not stand: sealed, good for one person of the office and a
// working day, and at every instance.
func (s *Service) Reference(by Admin, about string) string {
	text := fmt.Sprintf("%d %s", s.now().Add(adminLife).Unix(), about)
	return base64.RawURLEncoding.EncodeToString(s.secrets.Seal([]byte(text), referenceOf(by)))
}

func referenceOf(by Admin) string { return "reference for " + by.ID }

// Dereference undoes Reference: CodeNotFound for what is too old or another person's.
func (s *Service) Dereference(by Admin, ref string) (about string, err error) {
	none := enrol.NewError(enrol.CodeNotFound, "follow a reference")
	sealed, err := base64.RawURLEncoding.DecodeString(ref)
	if err != nil {
		return "", none
	}
	text, err := s.secrets.Unseal(sealed, referenceOf(by))
	if err != nil {
		return "", none
	}
	until, about, _ := strings.Cut(string(text), " ")
	var unix int64
	if _, err := fmt.Sscan(until, &unix); err != nil || !s.now().Before(time.Unix(unix, 0)) {
		return "", none
	}
	return about, nil
}
