package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/slip"
	"github.com/gerai-ikd/gerai/ui"
)

// lookPrinter looks whether the printers that are asked for are there; what staff chose in
// the window holds here too.
func (p *program) lookPrinter(ctx context.Context, cfg Config) []finding {
	chosen := readPrefs(cfg, func(string) bool { return false })
	return p.printers(ctx, choosePrinter(chosen.Printer, cfg.Paper.Printer), chooseSheets(chosen, cfg))
}

// lookPrinter is the same of a counter that is open.
func (c *counter) lookPrinter(p *program) looker {
	return func(ctx context.Context, _ Config) []finding {
		return p.printers(ctx, choosePrinter(c.prefs().Printer, c.cfg.Paper.Printer), chooseSheets(c.prefs(), c.cfg))
	}
}

// printers is a warning at most: without a printer slips and sheets are kept as files.
func (p *program) printers(ctx context.Context, asked ...string) []finding {
	ctx, cancel := context.WithTimeout(ctx, askPrinters)
	defer cancel()
	names, standard, err := slip.Printers(ctx)
	if err != nil {
		return p.bad("printer", "warning", enrol.WrapError(enrol.CodePrinter, "ask for printers", err))
	}
	for _, name := range asked {
		switch name = cmp.Or(name, standard); {
		case name == ui.PrinterFile:
			continue
		case name == "":
			return []finding{{What: "printer", Level: "warning", Fact: p.text("doctor.no-printer", nil), Do: p.text("doctor.no-printer.do", nil)}}
		case !slices.Contains(names, name):
			return []finding{{What: "printer", Level: "warning", Code: enrol.CodePrinter, Fact: p.text("doctor.printer-gone", map[string]string{"printer": name}),
				Do: p.text("doctor.printer-gone.do", nil)}}
		}
		if stopped, err := slip.Stopped(ctx, name); err == nil && stopped {
			return []finding{{What: "printer", Level: "warning", Code: enrol.CodePrinter, Fact: p.text("doctor.printer-stopped", map[string]string{"printer": name}),
				Do: p.text("doctor.printer-stopped.do", nil)}}
		}
	}
	if len(names) == 0 {
		return p.good("printer", p.text("devices.file", nil))
	}
	return p.good("printer", strings.Join(names, ", "))
}
