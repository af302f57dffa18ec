package main

import (
	"flag"
	"os"
	"time"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/mailer"
	"github.com/gerai-ikd/gerai/registry/pages"
)

// Config is everything that can be set.
type Config struct {
	File string // configuration file

	Data    string // folder of database and secrets
	DSN     string // PostgreSQL; "": SQLite in Data
	DSNFile string // file whose first line is the DSN

	Listen         string
	ListenDevices  string
	ListenMetrics  string // "": none
	Proxies        string // trusted, comma-separated
	LimitBurst     int
	LimitEvery     time.Duration
	ListenOffice   string // "": no staff pages, but in the demonstration
	OfficeNetworks string // comma-separated
	OfficeFactor   bool
	Hosts          string // names and addresses in the certificate, comma-separated
	PublicURL      string
	TLSCert        string // PEM, of pages and office; "": the registry's own authority's
	TLSKey         string
	Office         string
	Demo           bool
	CodeDigits     int
	CodeLife       time.Duration
	QRLife         time.Duration
	KeepEvidence   time.Duration
	LookupsADay    int
	Drain          time.Duration

	SMTP             string
	SMTPUser         string
	SMTPPasswordFile string
	SMTPSecurity     string
	MailFrom         string

	DryRun   bool   // import
	Models   string // folder of the face models: import, demonstration
	Embedder string // model that makes the templates; "": the first installed one
	Receipts string // import-bundle
	Reason   string // evidence, replace
	Out      string // evidence
	Outlet   string // enrol-device
	Replaces string // enrol-device
	Name     string // enrol-device, admin
	Role     string // admin
	First    bool   // admin
}

func (c *Config) common(fs *flag.FlagSet) {
	fs.StringVar(&c.File, "config", os.Getenv("PUSAT_CONFIG"), "TOML `file` with any of these flags as keys")
	fs.StringVar(&c.Data, "data", envOr("PUSAT_DATA", "pusat-data"), "`folder` of database and secrets")
	fs.StringVar(&c.DSN, "dsn", "", "PostgreSQL `connection string`; empty: PUSAT_DSN, or else SQLite in the data folder")
	fs.StringVar(&c.DSNFile, "dsn-file", os.Getenv("PUSAT_DSN_FILE"), "`file` whose first line is the connection string")
}

func serveFlags(c *Config, fs *flag.FlagSet) {
	fs.StringVar(&c.Listen, "listen", "127.0.0.1:8443", "`address` of the resident pages (HTTPS)")
	fs.StringVar(&c.ListenDevices, "listen-devices", "127.0.0.1:8444", "`address` of the outlets' interface (mutual TLS)")
	fs.StringVar(&c.ListenOffice, "listen-office", "", "`address` of the office's own pages (HTTPS), not for the public; empty: none, but in the demonstration on this machine")
	fs.StringVar(&c.OfficeNetworks, "office-networks", "", "`networks` from which the office's pages may be opened, separated by commas; empty: from everywhere")
	fs.BoolVar(&c.OfficeFactor, "office-second-factor", false, "everybody at the office must set a second factor before anything else")
	fs.StringVar(&c.ListenMetrics, "listen-metrics", "", "`address` of /metrics for Prometheus (HTTP), not for the public; empty: none")
	fs.StringVar(&c.Proxies, "trusted-proxies", "", "`networks` of balancers whose X-Forwarded-For is believed, separated by commas")
	fs.IntVar(&c.LimitBurst, "limit-burst", pages.DefaultLimit.Burst, "forms that one address may send at once")
	fs.DurationVar(&c.LimitEvery, "limit-every", pages.DefaultLimit.Every, "after which `time` one more")
	fs.StringVar(&c.Hosts, "host", "localhost,127.0.0.1,::1", "`names` and addresses in the certificate, separated by commas")
	fs.StringVar(&c.PublicURL, "public-url", "", "`URL` under which residents reach the pages; empty: the first public name of --host, with the port of --listen")
	fs.StringVar(&c.TLSCert, "tls-cert", "", "`file` with the pages' and the office's certificate and those up to its authority (PEM), read again when it changes; empty: of the registry's own authority, which no browser knows")
	fs.StringVar(&c.TLSKey, "tls-key", "", "`file` with the key of --tls-cert (PEM)")
	fs.StringVar(&c.Office, "office", "Disdukcapil", "`name` of the office in pages and mails")
	fs.BoolVar(&c.Demo, "demo", false, "seed invented residents, an outlet and its staff; without --smtp catch the mails")
	modelsFlag(c, fs)
	fs.IntVar(&c.CodeDigits, "code-digits", 6, "digits of an activation code")
	fs.DurationVar(&c.CodeLife, "code-life", 72*time.Hour, "life of an activation code")
	fs.DurationVar(&c.QRLife, "qr-life", 30*time.Minute, "life of a resident's QR")
	fs.IntVar(&c.LookupsADay, "lookups-a-day", registry.DefaultLookups, "residents that one PC of an outlet may ask about in a day without their QR")
	fs.DurationVar(&c.Drain, "drain", 0, "`time` from the word that this instance is not ready any more until it takes no new connections, for a balancer")
	keepFlag(c, fs)
	fs.StringVar(&c.SMTP, "smtp", "", "mail server, `host:port`")
	fs.StringVar(&c.SMTPUser, "smtp-user", "", "log-in `name` at the mail server")
	fs.StringVar(&c.SMTPPasswordFile, "smtp-password-file", "", "`file` whose first line is the password")
	fs.StringVar(&c.SMTPSecurity, "smtp-security", "", "none, starttls or tls; empty: starttls, but none on this machine")
	fs.StringVar(&c.MailFrom, "mail-from", "Pusat IKD <ikd@localhost.example>", "sender of the mails")
}

// keepFlag is for every command that takes packets in.
func keepFlag(c *Config, fs *flag.FlagSet) {
	fs.DurationVar(&c.KeepEvidence, "keep-evidence", registry.DefaultKeep, "`time` for which a case's sealed evidence is kept after it came, 8760h is a year; it holds for what comes from now on")
}

// shortestKeep is the least that --keep-evidence may say: less would sweep what came before
// anybody could ask for it.
const shortestKeep = 24 * time.Hour

// check refuses what can't be meant, of the flags that the command has.
func (c *Config) check(fs *flag.FlagSet) error {
	if fs.Lookup("keep-evidence") != nil && c.KeepEvidence < shortestKeep {
		return usageError("--keep-evidence must be 24h or more: what came before that would be erased at once")
	}
	if fs.Lookup("lookups-a-day") != nil && c.LookupsADay < 1 {
		return usageError("--lookups-a-day must be 1 or more: with less no counter could ask about anybody")
	}
	return nil
}

func modelsFlag(c *Config, fs *flag.FlagSet) {
	fs.StringVar(&c.Models, "models", "", "`folder` of the face models, for portraits; empty: the user's data folder")
	fs.StringVar(&c.Embedder, "embedder", "", "`model` that makes the portraits' templates, the same as at the counters; empty: the first installed one")
}

func importFlags(c *Config, fs *flag.FlagSet) {
	fs.BoolVar(&c.DryRun, "dry-run", false, "check the file and change nothing")
	modelsFlag(c, fs)
}

func enrolFlags(c *Config, fs *flag.FlagSet) {
	fs.StringVar(&c.Outlet, "outlet", "", "`id` of the outlet")
	fs.StringVar(&c.Name, "name", "", "`name` of the PC in the registry's list; empty: as the PC calls itself")
	fs.StringVar(&c.Replaces, "replaces", "", "`id` of the device whose place the new one takes, with its queue; see pusat devices")
}

func replaceFlags(c *Config, fs *flag.FlagSet) {
	fs.StringVar(&c.Reason, "reason", "", "`why`, for the record")
}

func adminFlags(c *Config, fs *flag.FlagSet) {
	fs.StringVar(&c.Name, "name", "", "the person's `name`; empty: the log-in name")
	fs.StringVar(&c.Role, "role", "admin", "admin, clerk or viewer")
	fs.BoolVar(&c.First, "first", false, "the password must be changed at the first log-in")
}

func envOr(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

// dsn prefers the file, so that a password need not stand on a command line. The
// environment comes last, and not as the flag's default, which help would print.
func (c *Config) dsn() (string, error) {
	switch {
	case c.DSNFile != "":
		return readSecret(c.DSNFile)
	case c.DSN != "":
		return c.DSN, nil
	}
	return os.Getenv("PUSAT_DSN"), nil
}

// outside tells whether a database was named that is not the data folder's own, wherever
// it was named.
func (c *Config) outside() bool {
	return c.DSNFile != "" || c.DSN != "" || os.Getenv("PUSAT_DSN") != ""
}

func (c *Config) mail(addr, publicURL string) mailer.Config {
	return mailer.Config{Addr: addr, User: c.SMTPUser, PasswordFile: c.SMTPPasswordFile, Security: mailer.Security(c.SMTPSecurity),
		From: c.MailFrom, PublicURL: publicURL, Office: c.Office}
}
