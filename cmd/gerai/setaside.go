package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// setAside puts a database out of the way that can't be opened any more, since its key is
// gone for good or there is no backup, makes an empty one, and brings over what can still
// be read: the packets that wait, above all, which are sealed to the registry and not to
// this PC.
func (p *program) setAside(ctx context.Context, args []string) int {
	yes := false
	cfg, rest, err := p.parse("set-aside", args, func(fs *flag.FlagSet, _ *Config) {
		fs.BoolVar(&yes, "yes", false, "don't ask")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 0 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "set-aside"))
	}
	if err := haveDatabase(cfg); err != nil {
		return p.fail(err)
	}
	if !yes && !p.agreed(cfg) {
		fmt.Fprintln(p.err, "gerai:", p.text("set-aside.kept", nil))
		return exitNo
	}
	aside, err := store.SetAside(cfg.Data)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, p.text("set-aside.done", map[string]string{"file": aside}))
	return p.startAnew(ctx, cfg, aside)
}

// agreed asks on the terminal for a word that nobody types by mistake.
func (p *program) agreed(cfg Config) bool {
	word := p.text("set-aside.word", nil)
	fmt.Fprintln(p.err, p.text("set-aside.ask", map[string]string{"data": cfg.Data, "word": word}))
	answer, err := readLine(p.in)
	return err == nil && strings.EqualFold(strings.TrimSpace(answer), word)
}

// startAnew makes the empty database and brings over what the old one still holds. When
// that is cut the old one is still there: gerai salvage does the same.
func (p *program) startAnew(ctx context.Context, cfg Config, aside string) int {
	keychain := p.keychain(cfg)
	keychain.Ask = func() (string, error) { return p.twice(cfg) }
	keys, err := keychain.For(cfg.Data, cfg.Key)
	if err != nil {
		return p.fail(err)
	}
	db, err := store.Open(ctx, store.Options{Dir: cfg.Data, Keys: keys})
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	if err := db.Record(ctx, "set-aside", "system", "", map[string]string{"file": filepath.Base(aside)}); err != nil {
		return p.fail(err)
	}
	got, err := db.Salvage(ctx, aside)
	if err != nil && enrol.CodeOf(err) != enrol.CodeDBBroken {
		return p.fail(err)
	}
	if err != nil || got == (store.Salvaged{}) {
		fmt.Fprintln(p.out, p.text("salvage.none", map[string]string{"file": aside}))
	} else {
		p.salvaged(got)
	}
	fmt.Fprintln(p.out, p.text("set-aside.next", nil))
	return exitOK
}
