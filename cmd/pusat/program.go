package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/metrics"
	"github.com/gerai-ikd/gerai/registry/postgres"
	"github.com/gerai-ikd/gerai/registry/secrets"
	"github.com/gerai-ikd/gerai/registry/sqlite"
)

// version is set when the program is built.
var version = "dev"

// Main is the program: the tests run it as main does.
type Main struct {
	Config Config
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Clock  func() time.Time

	command  string
	args     []string
	readTime time.Duration // of a request as a whole
	db       *db.DB
	secrets  *secrets.Secrets
	counted  *metrics.Metrics // nil: not serving
	// portraits makes templates of uploaded pictures; nil: not serving.
	portraits *portraits
	publicAt  string // what publicURL answered, while serving
	log       *slog.Logger
}

// NewMain is the program with its defaults.
func NewMain() *Main {
	return &Main{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Clock: time.Now, readTime: readTime}
}

// command is one thing that the program can do.
type command struct {
	short string
	flags func(*Config, *flag.FlagSet)
	run   func(*Main, context.Context) error
}

func commands() map[string]command {
	return map[string]command{
		"serve":         {"serve residents' pages and the outlets' interface", serveFlags, (*Main).serve},
		"import":        {"import residents from a CSV file", importFlags, (*Main).importResidents},
		"setup":         {"write outlets, staff and phases of a TOML file into the registry", nil, (*Main).setup},
		"devices":       {"list the outlets' PCs", enrolFlags, (*Main).devices},
		"revoke":        {"end a PC's right to report, by its id", nil, (*Main).revoke},
		"replace":       {"record that a PC took another one's place, with its queue: OLD NEW --reason WHY", replaceFlags, (*Main).replace},
		"enrol-device":  {"print a one-time code for a new PC of an outlet", enrolFlags, (*Main).enrolDevice},
		"import-bundle": {"take in the packets of a bundle from a USB stick, and write the receipts", bundleFlags, (*Main).importBundle},
		"admin":         {"make a person of the office known, or list them", adminFlags, (*Main).admin},
		"backup":        {"write database and keys into a new folder, while others serve", nil, (*Main).backup},
		"evidence":      {"open a case's sealed evidence, with a reason that is recorded", evidenceFlags, (*Main).evidence},
		"stats":         {"print figures", nil, (*Main).stats},
		"migrate":       {"bring the database's schema up to date", nil, (*Main).migrate},
		"version":       {"print the version", nil, func(m *Main, _ context.Context) error { fmt.Fprintln(m.Stdout, version); return nil }},
	}
}

func usageError(format string, args ...any) error {
	return &enrol.Error{Code: enrol.CodeUsage, Op: fmt.Sprintf(format, args...)}
}

// ParseFlags reads the command line.
func (m *Main) ParseFlags(args []string) error {
	all := commands()
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		m.help(all)
		return flag.ErrHelp
	}
	c, ok := all[args[0]]
	if !ok {
		return usageError("no command %q; see pusat help", args[0])
	}
	m.command = args[0]
	fs := flag.NewFlagSet("pusat "+m.command, flag.ContinueOnError)
	fs.SetOutput(m.Stderr)
	m.Config.common(fs)
	if c.flags != nil {
		c.flags(&m.Config, fs)
	}
	var err error
	m.args, err = parseMixed(fs, args[1:])
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return usageError("%v", err)
	}
	if err != nil {
		return err
	}
	if err := settle(fs, m.Config.File); err != nil {
		return err
	}
	return m.Config.check(fs)
}

// parseMixed allows flags after the arguments too.
func parseMixed(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

func (m *Main) help(all map[string]command) {
	fmt.Fprintln(m.Stdout, "pusat is the central registry of Gerai IKD.\n\nusage: pusat COMMAND [FLAGS]")
	names := make([]string, 0, len(all))
	for n := range all {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(m.Stdout, "  %-13s %s\n", n, all[n].short)
	}
	fmt.Fprintln(m.Stdout, "\npusat COMMAND --help lists a command's flags.")
}

// Run does what the command line asks for.
func (m *Main) Run(ctx context.Context) error {
	m.log = slog.New(slog.NewJSONHandler(m.Stderr, nil))
	return commands()[m.command].run(m, ctx)
}

// Close lets go of the database.
func (m *Main) Close() error {
	if m.db == nil {
		return nil
	}
	return m.db.Close()
}

// open opens the database, with its schema brought up to date.
func (m *Main) open(ctx context.Context) error {
	if err := privateFolder(m.Config.Data); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	dsn, err := m.Config.dsn()
	if err != nil {
		return err
	}
	if dsn != "" {
		m.db, err = postgres.Open(dsn)
	} else {
		m.db, err = sqlite.Open(filepath.Join(m.Config.Data, databaseFile))
	}
	if err != nil {
		return err
	}
	from, to, err := m.db.Migrate(ctx)
	if err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	if from != to {
		m.log.Info("database migrated", "from", from, "to", to, "engine", m.db.Engine())
	}
	return nil
}

// privateFolder makes a folder, and one that was there before, its owner's alone.
func privateFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm()&0o077 == 0 {
		return err
	}
	return os.Chmod(path, 0o700)
}

// service opens everything that a Service needs.
func (m *Main) service(ctx context.Context, mailer registry.Mailer) (*registry.Service, error) {
	if err := m.open(ctx); err != nil {
		return nil, err
	}
	var err error
	if m.secrets, err = secrets.Open(filepath.Join(m.Config.Data, keysFolder), m.Clock()); err != nil {
		return nil, err
	}
	o := registry.Options{Clock: m.Clock, Log: m.log, CodeDigits: m.Config.CodeDigits, CodeLife: m.Config.CodeLife,
		CredentialLife: m.Config.QRLife, KeepEvidence: m.Config.KeepEvidence, LookupsADay: m.Config.LookupsADay, Pages: phonePages(cmp.Or(m.publicAt, m.Config.PublicURL))}
	if m.counted != nil {
		o.Hashed = m.counted.Hashed
	}
	s := registry.New(m.db, m.secrets, mailer, o)
	return s, s.Prepare(ctx)
}

// readSecret reads a file's first line.
func readSecret(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSpace(line), nil
}
