package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2/theme"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/slip"
	"github.com/gerai-ikd/gerai/ui"
)

// paper is what slips and receipts are printed on.
type paper struct {
	Printer  string `toml:"printer"`  // of CUPS; "": its default
	Sheets   string `toml:"sheets"`   // the printer of CUPS for shift sheets, on A4; "": Printer
	Size     string `toml:"size"`     // "a6", or "80mm" for a roll; "": a6
	Language string `toml:"language"` // of the slips; "": id
	Folder   string `toml:"folder"`   // where slips are kept without a printer; "": beside the database
}

// paperSizes are those that a slip can be set on.
var paperSizes = map[string]slip.Size{"": slip.A6, "a6": slip.A6, "80mm": slip.Roll80}

// slipFonts are the window's own: they are in the program already.
func slipFonts() slip.Fonts {
	return slip.Fonts{Regular: theme.DefaultTextFont().Content(), Bold: theme.DefaultTextBoldFont().Content()}
}

// choosePrinter is what staff chose, or what the configuration says.
func choosePrinter(chosen, configured string) string { return cmp.Or(chosen, configured) }

// chooseSheets is the printer of sheets: where nobody says anything, that of slips.
func chooseSheets(chosen ui.Prefs, cfg Config) string {
	return cmp.Or(choosePrinter(chosen.Sheets, cfg.Paper.Sheets), choosePrinter(chosen.Printer, cfg.Paper.Printer))
}

// prefs are what staff chose; before the window is there nothing.
func (c *counter) prefs() ui.Prefs {
	if p := c.chosen.Load(); p != nil {
		return *p
	}
	return ui.Prefs{}
}

// toPrinter is a printer by its name, or none.
func toPrinter(name string) slip.Printer {
	if name == ui.PrinterFile {
		return slip.Printer{ToFile: true, Now: time.Now}
	}
	return slip.Printer{Name: name, Now: time.Now}
}

// slipPrinter is that of slips and receipts.
func (c *counter) slipPrinter() *slip.Printer {
	p := toPrinter(choosePrinter(c.prefs().Printer, c.cfg.Paper.Printer))
	p.Folder = c.slipFolder()
	return &p
}

// sheetPrinter is that of shift sheets, on A4.
func (c *counter) sheetPrinter() *slip.Printer {
	p := toPrinter(chooseSheets(c.prefs(), c.cfg))
	p.Media, p.Folder = "A4", c.sheetFolder()
	return &p
}

// slipSize is the paper of slips.
func (c *counter) slipSize() slip.Size { return paperSizes[cmp.Or(c.prefs().Paper, c.cfg.Paper.Size)] }

// print makes a slip and hands it to the printer; see lane.Deps.
func (c *counter) print(ctx context.Context, s enrol.Slip) (enrol.Printed, error) {
	language := cmp.Or(c.prefs().Slips, c.cfg.Paper.Language, "id")
	m, err := slip.NewMaker(slipFonts(), language, c.slipSize())
	if err != nil {
		return enrol.Printed{}, enrol.WrapError(enrol.CodeConfig, "make slip", err)
	}
	s.At, s.Until = s.At.In(time.Local), s.Until.In(time.Local)
	pdf, err := m.PDF(s)
	if err != nil {
		return enrol.Printed{}, enrol.WrapError(enrol.CodeInternal, "make slip", err)
	}
	return c.slipPrinter().Print(ctx, pdf)
}

// sheetWait is how long the printer of shift sheets may take.
const sheetWait = 20 * time.Second

// printSheet hands a closed shift's sheet to the printer on A4; where there is none the
// file that it was read from is the answer.
func (c *counter) printSheet(ctx context.Context, files []string) (enrol.Printed, error) {
	return c.printFile(ctx, files, c.sheetPrinter())
}

// printFile prints the document among files.
func (c *counter) printFile(ctx context.Context, files []string, to *slip.Printer) (enrol.Printed, error) {
	at := slices.IndexFunc(files, func(f string) bool { return filepath.Ext(f) == ".pdf" })
	if at < 0 {
		return enrol.Printed{}, enrol.NewError(enrol.CodeNotFound, "print sheet")
	}
	pdf, err := os.ReadFile(files[at])
	if err != nil {
		return enrol.Printed{}, enrol.WrapError(enrol.CodePrinter, "read sheet", err)
	}
	ctx, cancel := context.WithTimeout(ctx, sheetWait)
	defer cancel()
	to.Kept = files[at]
	return to.Print(ctx, pdf)
}
