package main

import (
	"context"
	"flag"
	"fmt"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
)

// export writes what waits for the registry into a bundle for a USB stick, or the cases
// that are named, or those that the registry refused.
func (p *program) export(ctx context.Context, args []string) int {
	refused := false
	flags := func(fs *flag.FlagSet, _ *Config) {
		fs.BoolVar(&refused, "refused", false, "what the registry refused, and nobody has looked after")
	}
	return p.carry(ctx, "export", args, flags, func(works *outlet.Outlet, file string, ids ...string) error {
		if refused && len(ids) > 0 {
			return enrol.NewError(enrol.CodeUsage, "export")
		}
		export := works.ExportBy
		if refused {
			export = works.ExportRefused
		}
		n, err := export(ctx, "system", file, ids...)
		if err == nil {
			fmt.Fprintln(p.out, p.text("export.done", map[string]string{"n": strconv.Itoa(n), "file": file}))
			if works.Device != "" {
				fmt.Fprintln(p.out, p.text("export.asks", nil))
			}
		}
		return err
	})
}

// imports takes a bundle of the registry's receipts, or hands another counter's packets
// on to the registry. What was handed on is said even where the rest was not.
func (p *program) imports(ctx context.Context, args []string) int {
	folder := ""
	flags := func(fs *flag.FlagSet, _ *Config) {
		fs.StringVar(&folder, "receipts", "", "`folder` for the receipts of another counter's packets; empty: beside them")
	}
	return p.carry(ctx, "import", args, flags, func(works *outlet.Outlet, file string, more ...string) error {
		if len(more) > 0 {
			return enrol.NewError(enrol.CodeUsage, "import")
		}
		got, err := works.Import(ctx, file, folder)
		p.brought(got, file, err)
		return err
	})
}

func (p *program) brought(got enrol.Carried, file string, err error) {
	if got.Packets > 0 {
		fmt.Fprintln(p.out, p.text("import.relayed", map[string]string{"packets": strconv.Itoa(got.Packets), "accepted": strconv.Itoa(got.Accepted),
			"known": strconv.Itoa(got.Known), "refused": strconv.Itoa(got.Refused), "foreign": strconv.Itoa(got.Foreign)}))
		for _, id := range got.Failed {
			fmt.Fprintln(p.err, "gerai:", p.text("import.failed", map[string]string{"case": id}))
		}
	}
	for _, f := range got.Files {
		fmt.Fprintln(p.out, p.text("import.receipts", map[string]string{"file": f}))
	}
	switch {
	case got.Answered:
		fmt.Fprintln(p.out, p.text("import.answered", nil))
	case got.Asked && err == nil:
		fmt.Fprintln(p.out, p.text("import.unanswered", nil))
	}
	if own := got.Packets == 0 && !got.Asked; got.Receipts > 0 || own && (err == nil || !got.Settings.IsZero()) {
		fmt.Fprintln(p.out, p.text("import.done", map[string]string{"n": strconv.Itoa(got.Receipts), "file": file}))
		if own {
			p.settled(got, err)
		}
	}
}

// settled says what became of the settings that came back with receipts.
func (p *program) settled(got enrol.Carried, err error) {
	at := map[string]string{"at": p.moment(got.Settings)}
	switch {
	case got.Stale:
		fmt.Fprintln(p.out, p.text("import.stale", at))
	case !got.Settings.IsZero():
		fmt.Fprintln(p.out, p.text("import.settings", at))
	case err == nil:
		fmt.Fprintln(p.out, p.text("import.no-settings", nil))
	}
}

// carry needs the database for itself, since what it does is recorded.
func (p *program) carry(ctx context.Context, what string, args []string, flags func(*flag.FlagSet, *Config), do func(works *outlet.Outlet, file string, more ...string) error) int {
	cfg, rest, err := p.parse(what, args, flags)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) == 0 {
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
	err = do(works, rest[0], rest[1:]...)
	if enrol.CodeOf(err) == enrol.CodeConfig { // the name on the command line, not the configuration
		sentence, file := what+".file", rest[0]
		if folder := detailsOf(err)["folder"]; folder != "" {
			sentence, file = "import.folder", folder
		}
		fmt.Fprintln(p.err, "gerai:", p.text(sentence, map[string]string{"file": file}))
		return exitUsage
	}
	if err != nil {
		return p.fail(err)
	}
	return exitOK
}
