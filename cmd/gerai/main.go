// Command gerai is the counter's program: it serves residents from the QR on their
// phone to the approval in the outbox, and has the tools for whoever supports it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sort"
	"strings"
	"syscall"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
)

// version is set by the build.
var version = "dev"

// Exit statuses. Those of scan are 0 read, 1 nothing read, 2 unusable file.
const (
	exitOK    = 0
	exitNo    = 1 // the answer is no: nothing read, something doesn't work
	exitUsage = 2
)

// program is what a command gets: no globals, so that tests run it in their process.
type program struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	lang     string  // "id" or "en" once flags and configuration are read, else ""
	data     string  // folder of the database, once they are read
	recent   *recent // the log's last lines; nil: none are kept
}

// command is one of gerai's verbs.
type command struct {
	name, args, help string
	run              func(p *program, ctx context.Context, args []string) int
}

func commands() []command {
	return []command{
		{"run", "[flags]", "open the counter's window (the default)", (*program).runWindow},
		{"train", "[flags]", "practise with invented residents; nothing is ever sent", (*program).train},
		{"enrol", "--registry URL --code CODE [--again]", "make this PC known to the registry, once", (*program).enrol},
		{"scan", "FILE… [--json]", "read QR codes from picture files", (*program).scan},
		{"face", "FILE [FILE] [--json]", "judge a face picture; compare two", (*program).face},
		{"models", "list|install [DIR|FILE|URL]|verify|remove ID", "face models", (*program).models},
		{"doctor", "[flags]", "what works, what doesn't, what to do", (*program).doctor},
		{"support", "[FOLDER]", "save a file for whoever helps, without personal data", (*program).support},
		{"queue", "list|retry [ID…]", "what waits to be delivered", (*program).queue},
		{"audit", "verify", "check the audit chain", (*program).audit},
		{"backup", "FILE", "copy the database while the counter works", (*program).backup},
		{"restore", "FILE", "put a backup in the database's place", (*program).restore},
		{"salvage", "FILE", "bring what can be read of a database set aside into this one", (*program).salvage},
		{"set-aside", "[--yes]", "begin with an empty database where the key is lost; what waits is kept", (*program).setAside},
		{"export", "FILE [--refused|ID…]", "write what waits into a bundle, for a USB stick", (*program).export},
		{"import", "FILE [--receipts FOLDER]", "take receipts in, or hand another counter's packets on", (*program).imports},
		{"key", "[tpm|keyring|passphrase|file]", "show, or change, how the data key is kept", (*program).key},
		{"version", "", "print the version", (*program).version},
	}
}

func main() {
	face.ProbeMain() // a child process that tries a model ends here
	hideMemory()
	prepareOpenCV()
	makeRoomForEyes()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := &program{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv}
	status := p.main(ctx, os.Args[1:])
	if status == exitUsage && os.Getenv(kioskChild) != "" {
		status = exitWrongStart
	}
	stop()
	os.Exit(status)
}

// main finds the command and runs it.
func (p *program) main(ctx context.Context, args []string) int {
	if len(args) == 0 || strings.HasPrefix(args[0], "--") && args[0] != "--help" {
		args = append([]string{"run"}, args...)
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(p, ctx, args[1:])
		}
	}
	p.usage()
	if args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		return exitOK
	}
	return p.fail(enrol.NewError(enrol.CodeUsage, "find command").With("what", args[0]))
}

func (p *program) usage() {
	fmt.Fprintln(p.err, "gerai: the counter of Identitas Kependudukan Digital")
	for _, c := range commands() {
		fmt.Fprintf(p.err, "  gerai %-9s %-42s %s\n", c.name, c.args, c.help)
	}
}

func (p *program) version(context.Context, []string) int {
	fmt.Fprintln(p.out, version)
	return exitOK
}

// fail prints an error as a sentence, and answers the exit status. Whoever asked for
// help got it from the flags, and has not failed.
func (p *program) fail(err error) int {
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	sentence, do := p.say(err)
	fmt.Fprintln(p.err, "gerai:", sentence, do)
	p.details(err)
	if enrol.CodeOf(err) == enrol.CodeUsage {
		return exitUsage
	}
	return exitNo
}

// say is an error's sentence and what to do.
func (p *program) say(err error) (sentence, do string) {
	args := detailsOf(err)
	key := p.codeKey(enrol.CodeOf(err), args)
	return p.text(key, args), p.text(key+".do", args)
}

// details prints what the sentence has no place for.
func (p *program) details(err error) {
	code := enrol.CodeOf(err)
	p.explain(code, detailsOf(err))
	if why := detailsOf(err)["keyring"]; why != "" {
		fmt.Fprintln(p.err, "      ", p.text("keyring."+why, nil))
	}
	if code == enrol.CodeDBBroken {
		p.wayOut(detailsOf(err))
	}
	if code == enrol.CodeKeyLocked {
		fmt.Fprintln(p.err, "      ", p.text("way-out.key", nil))
	}
	if code == enrol.CodeInternal {
		fmt.Fprintln(p.err, "      ", err)
	}
}

func detailsOf(err error) map[string]string {
	var e *enrol.Error
	if errors.As(err, &e) {
		return e.Details
	}
	return nil
}

// sorted answers a map's keys in order.
func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
