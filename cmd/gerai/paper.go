package main

import (
	"context"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2/theme"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/slip"
)

// paper is what slips and receipts are printed on.
type paper struct {
	Printer  string `toml:"printer"`  // of CUPS; "": its default
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
	language, folder := c.cfg.Paper.Language, c.cfg.Paper.Folder
	if language == "" {
		language = "id"
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
