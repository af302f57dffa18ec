package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/store/secretservice"
)

// keychain is where this PC's key sources come from.
func (p *program) keychain(cfg Config) outlet.Keychain {
	return outlet.Keychain{Keyring: secretservice.Session(p.env), Ask: func() (string, error) { return p.passphrase(cfg, "key.ask") },
		Asks: cfg.PassphraseFile != "" || cfg.AskPass != ""} // at a terminal alone nobody may be there
}

// openStore opens the database for one command.
func (p *program) openStore(ctx context.Context, cfg Config, readOnly bool) (*store.Store, error) {
	keys, err := p.keychain(cfg).For(cfg.Data, cfg.Key)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, store.Options{Dir: cfg.Data, Keys: keys, ReadOnly: readOnly, Keep: cfg.keep()})
}

// passphrase asks where the configuration says, else on the terminal.
func (p *program) passphrase(cfg Config, sentence string) (string, error) {
	switch {
	case cfg.PassphraseFile != "":
		text, err := os.ReadFile(cfg.PassphraseFile)
		return firstLine(string(text)), err
	case cfg.AskPass != "":
		out, err := exec.Command(cfg.AskPass, p.text(sentence, nil)).Output()
		return firstLine(string(out)), err
	}
	fmt.Fprint(p.err, p.text(sentence, nil), " ")
	defer echo(p.in, false)()
	text, err := readLine(p.in)
	fmt.Fprintln(p.err)
	return text, err
}

// readLine reads no further than the line's end: what follows is the next question's.
func readLine(in io.Reader) (string, error) {
	var line []byte
	for b := make([]byte, 1); ; {
		n, err := in.Read(b)
		switch {
		case n == 1 && b[0] == '\n', errors.Is(err, io.EOF) && len(line)+n > 0:
			return firstLine(string(append(line, b[:n]...))), nil
		case err != nil:
			return "", enrol.WrapError(enrol.CodeKeyLocked, "read passphrase", err)
		}
		line = append(line, b[:n]...)
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimRight(line, "\r")
}

// echo switches a terminal's echo, and answers how to put it back. What is no terminal
// is left alone.
func echo(in io.Reader, on bool) (back func()) {
	tty, ok := in.(*os.File)
	if !ok {
		return func() {}
	}
	set := func(word string) error {
		stty := exec.Command("stty", word)
		stty.Stdin = tty
		return stty.Run()
	}
	words := map[bool]string{true: "echo", false: "-echo"}
	if set(words[on]) != nil {
		return func() {}
	}
	return func() { _ = set(words[!on]) }
}

// key shows how the data key is kept, or keeps it another way.
func (p *program) key(ctx context.Context, args []string) int {
	cfg, rest, err := p.parse("key", args, nil)
	if err != nil {
		return p.fail(err)
	}
	kind, err := store.KeyKind(cfg.Data)
	switch {
	case err != nil:
		return p.fail(err)
	case len(rest) == 0:
		fmt.Fprintln(p.out, kind)
		return exitOK
	case len(rest) > 1 || rest[0] == outlet.KeyAuto:
		return p.fail(enrol.NewError(enrol.CodeUsage, "key"))
	}
	fresh := func() (string, error) { return p.twice(cfg) }
	if err := p.keychain(cfg).Rewrap(ctx, cfg.Data, rest[0], fresh); err != nil {
		return p.fail(err)
	}
	db, err := p.openStore(ctx, cfg, false) // that it opens is the proof
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	if err := db.Record(ctx, "key", "system", "", map[string]string{"from": kind, "to": rest[0]}); err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, rest[0])
	return exitOK
}

// twice asks for a new passphrase two times, since a slip locks everybody out.
func (p *program) twice(cfg Config) (string, error) {
	first, err := p.passphrase(cfg, "key.new")
	if err != nil || cfg.PassphraseFile != "" {
		return first, err
	}
	again, err := p.passphrase(cfg, "key.again")
	if err == nil && first != again {
		err = enrol.NewError(enrol.CodeKeyLocked, "ask for passphrase").With("what", "differ")
	}
	return first, err
}
