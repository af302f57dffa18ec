package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
)

// export writes what waits for the registry into a bundle for a USB stick.
func (p *program) export(ctx context.Context, args []string) int {
	return p.carry(ctx, "export", args)
}

// imports takes a bundle of the registry's receipts.
func (p *program) imports(ctx context.Context, args []string) int {
	return p.carry(ctx, "import", args)
}

// carry needs the database for itself, since what it does is recorded.
func (p *program) carry(ctx context.Context, what string, args []string) int {
	cfg, rest, err := p.parse(what, args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.fail(enrol.NewError(enrol.CodeUsage, what))
	}
	if err := haveDatabase(cfg); err != nil {
		return p.fail(err)
	}
	works, err := p.works(ctx, cfg, nil, nil)
	if err != nil {
		return p.fail(err)
	}
	defer works.Close()
	do := works.Export
	if what == "import" {
		do = works.Import
	}
	n, err := do(ctx, rest[0])
	if enrol.CodeOf(err) == enrol.CodeConfig { // the name on the command line, not the configuration
		fmt.Fprintln(p.err, "gerai:", p.text(what+".file", map[string]string{"file": rest[0]}))
		return exitUsage
	}
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, p.text(what+".done", map[string]string{"n": strconv.Itoa(n), "file": rest[0]}))
	return exitOK
}
