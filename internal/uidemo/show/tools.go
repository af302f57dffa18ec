package main

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui"
	"github.com/gerai-ikd/gerai/ui/look"
)

// addTools gives the window what a program has behind the settings.
func addTools(d *ui.Deps) {
	d.Facts = func(context.Context) []ui.Fact {
		return []ui.Fact{{Key: "fact.version", Value: "demo"}, {Key: "fact.models", Value: "yunet, sface"}, {Key: "fact.key", Value: "tpm"},
			{Key: "fact.data", Value: "~/.local/share/gerai"}}
	}
	d.Devices = devices{}
}

// devices has a printer for slips and one for sheets, and nothing to read.
type devices struct{}

func (devices) Printers(context.Context) ([]string, string, error) {
	return []string{"kantor", "struk"}, "struk", nil
}

func (devices) TestPage(context.Context, bool, string) (enrol.Printed, error) {
	return enrol.Printed{Printer: "struk"}, nil
}

func (devices) Line(context.Context, string) []ui.Finding {
	return []ui.Finding{{Name: "Pusat", Tone: look.OK, Fact: "pusat.example:8444"}}
}

func (devices) Models(context.Context) []string { return []string{"sface"} }

func (devices) Listen(func(ui.ScanRead)) func() { return func() {} }

func (devices) Reads(context.Context, string) ui.ScanRead {
	return ui.ScanRead{Tone: look.Warn, Code: enrol.CodeQRForeign}
}
