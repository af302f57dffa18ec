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

// print makes a slip and hands it to the printer; see lane.Deps.
func (c *counter) print(ctx context.Context, s enrol.Slip) (enrol.Printed, error) {
	folder := c.cfg.Paper.Folder
	language, _ := c.slipLanguage.Load().(string) // as chosen in the window
	if language == "" {
		language = cmp.Or(c.cfg.Paper.Language, "id")
	}
	if folder == "" {
		folder = filepath.Join(c.cfg.Data, "slips")
	}
	m, err := slip.NewMaker(slipFonts(), language, paperSizes[c.cfg.Paper.Size])
	if err != nil {
		return enrol.Printed{}, enrol.WrapError(enrol.CodeConfig, "make slip", err)
	}
	s.At, s.Until = s.At.In(time.Local), s.Until.In(time.Local)
	pdf, err := m.PDF(s)
	if err != nil {
		return enrol.Printed{}, enrol.WrapError(enrol.CodeInternal, "make slip", err)
	}
	return (&slip.Printer{Name: c.cfg.Paper.Printer, Folder: folder, Now: time.Now}).Print(ctx, pdf)
}

// sheetWait is how long the printer of shift sheets may take.
const sheetWait = 20 * time.Second

// printSheet hands a closed shift's sheet to the printer on A4; where there is none the
// file that it was read from is the answer.
func (c *counter) printSheet(ctx context.Context, files []string) (enrol.Printed, error) {
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
	name := cmp.Or(c.cfg.Paper.Sheets, c.cfg.Paper.Printer)
	return (&slip.Printer{Name: name, Media: "A4", Kept: files[at], Now: time.Now}).Print(ctx, pdf)
}
