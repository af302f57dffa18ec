package mailer

import (
	"crypto/tls"
	"net"
	"net/mail"
	"os"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

// Security is how the connection to the mail server is protected.
type Security string

// The kinds of Security. None is accepted for a server on this machine only: a code
// must not cross a network in the clear.
const (
	SecurityDefault  Security = ""         // none on this machine, else starttls
	SecurityNone     Security = "none"     //
	SecurityStartTLS Security = "starttls" // required, port 587 or 25 (RFC 3207)
	SecurityTLS      Security = "tls"      // from the first byte, port 465 (RFC 8314)
)

// Config says where mails go and in whose name.
type Config struct {
	Addr         string      // host:port
	User         string      // "": no log-in
	PasswordFile string      // the first line is the password
	Security     Security    //
	TLS          *tls.Config // nil: the system's certificate authorities
	From         string      // "Name <address>" or an address
	HELO         string      // our name to the server; "": the host name

	PublicURL string         // of the resident pages, "https://…", for the links; no slash at the end
	Office    string         // whose name stands under the mail: "Disdukcapil Kota Depok"
	Zone      *time.Location // of the times in mails; nil: WIB
	Timeout   time.Duration  // for a whole delivery; 0: 30 seconds
}

// settle checks c and fills the defaults.
func (c Config) settle() (Config, error) {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return c, enrol.WrapError(enrol.CodeConfig, "read the mail server's address", err)
	}
	if _, err := mail.ParseAddress(c.From); err != nil {
		return c, enrol.NewError(enrol.CodeConfig, "read the mails' sender").With("field", "from")
	}
	local := loopback(host)
	switch c.Security {
	case SecurityDefault:
		c.Security = SecurityStartTLS
		if local {
			c.Security = SecurityNone
		}
	case SecurityNone:
		if !local {
			return c, enrol.NewError(enrol.CodeConfig, "mail without TLS across a network").With("field", "security")
		}
	case SecurityStartTLS, SecurityTLS:
	default:
		return c, enrol.NewError(enrol.CodeConfig, "read the mail server's security").With("field", "security")
	}
	if c.Zone == nil {
		c.Zone = calendar.West
	}
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return c, nil
}

// password reads the secret anew for every connection, so that a changed file works
// without a restart.
func (c Config) password() (string, error) {
	b, err := os.ReadFile(c.PasswordFile)
	if err != nil {
		return "", enrol.WrapError(enrol.CodeConfig, "read the mail password's file", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimRight(line, "\r"), nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
