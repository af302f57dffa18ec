package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/slip"
	"github.com/gerai-ikd/gerai/ui"
	"github.com/gerai-ikd/gerai/ui/look"
)

// devices is what the page of devices works with.
type devices struct {
	*counter
	p *program
}

// askPrinters is how long CUPS may take to say what it has.
const askPrinters = 5 * time.Second

// Printers asks CUPS.
func (d devices) Printers(ctx context.Context) ([]string, string, error) {
	ctx, cancel := context.WithTimeout(ctx, askPrinters)
	defer cancel()
	names, standard, err := slip.Printers(ctx)
	if err != nil {
		err = enrol.WrapError(enrol.CodePrinter, "ask for printers", err)
	}
	return names, cmp.Or(d.cfg.Paper.Printer, standard), err
}

// TestPage prints as a shift's sheet, or as a slip, is printed.
func (d devices) TestPage(ctx context.Context, sheet bool, language string) (enrol.Printed, error) {
	printer, size := d.slipPrinter(), d.slipSize()
	if sheet {
		printer, size = d.sheetPrinter(), slip.A4
	}
	printer.Folder = d.testFolder()
	m, err := slip.NewMaker(slipFonts(), language, size)
	if err != nil {
		return enrol.Printed{}, enrol.WrapError(enrol.CodeConfig, "make test page", err)
	}
	ctx, cancel := context.WithTimeout(ctx, sheetWait)
	defer cancel()
	name := printer.Name
	if name == "" && !printer.ToFile {
		_, name, _ = slip.Printers(ctx)
	}
	pdf, err := m.TestPage(cmp.Or(name, "–"), time.Now())
	if err != nil {
		return enrol.Printed{}, enrol.WrapError(enrol.CodeInternal, "make test page", err)
	}
	return printer.Print(ctx, pdf)
}

// Line looks at the registry as the doctor does.
func (d devices) Line(ctx context.Context, language string) []ui.Finding {
	aside := *d.p
	aside.lang = language
	return aside.shownAs(aside.findings(ctx, d.cfg, []looker{func(ctx context.Context, _ Config) []finding {
		return aside.lookRegistry(ctx, d.store)
	}}))
}

// Models are those that compare faces.
func (d devices) Models(context.Context) []string { return embedders(d.cfg.Models) }

// hearEvery is how often a window is told how far an installation is.
const hearEvery = 300 * time.Millisecond

// InstallModels installs as gerai models install does, into the folder that this counter reads.
func (d devices) InstallModels(ctx context.Context, folder string, hear func(ui.ModelStep)) ui.ModelsInstalled {
	var told time.Time
	var at int
	actor := d.actor() // who pressed the key: somebody else may be logged in when it ends
	tried, err := face.Install(ctx, folder, d.cfg.Models, func(s face.Step) {
		if s.At == at && time.Since(told) < hearEvery {
			return
		}
		at, told = s.At, time.Now()
		hear(ui.ModelStep{ID: s.Model.ID, At: s.At, Of: s.Of, Bytes: s.Bytes, Size: s.Model.Bytes})
	})
	out := ui.ModelsInstalled{Err: err}
	kept := map[string]string{}
	for _, in := range tried {
		switch {
		case in.Err == nil:
			out.Done = append(out.Done, in.Model.ID)
			kept[in.Model.ID] = digest(in.Model.SHA256)
		case errors.Is(err, in.Err) && out.Failed == "":
			out.Failed = in.Model.ID
		}
	}
	if len(kept) > 0 {
		d.keepEventOf(actor, "models", kept) // what judges faces from the next start on
	}
	return out
}

// digest writes a file's SHA-256 in groups of eight: sixteen digits in a row the audit chain takes for a NIK, and
// blots them out.
func digest(hex string) string {
	var groups []string
	for part := range slices.Chunk([]byte(hex), 8) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, "-")
}

// embedders are the installed models that compare faces, the first one taken first.
func embedders(folder string) (ids []string) {
	all, err := face.Verify(folder)
	if err != nil {
		return nil // the doctor says why
	}
	for _, m := range all {
		if m.Here && m.Err == nil && m.Model.Role == face.RoleEmbedder {
			ids = append(ids, m.Model.ID)
		}
	}
	return ids
}

// scanTest is a test of the scanner that is under way, if any: it takes what was read away
// from the lane.
type scanTest struct{ hear atomic.Pointer[func(string)] }

// isOn tells whether a test is under way; any goroutine may ask.
func (s *scanTest) isOn() bool { return s.hear.Load() != nil }

// took tells whether a test has taken a text that was read.
func (s *scanTest) took(text string) bool {
	hear := s.hear.Load()
	if hear == nil {
		return false
	}
	(*hear)(text)
	return true
}

// Listen begins a test of the camera's reader.
func (d devices) Listen(hear func(ui.ScanRead)) (stop func()) {
	f := func(text string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		hear(d.Reads(ctx, text))
	}
	d.scanTest.hear.Store(&f)
	return func() { d.scanTest.hear.CompareAndSwap(&f, nil) }
}

// Reads says what a code is, without opening a case.
func (d devices) Reads(ctx context.Context, text string) ui.ScanRead {
	letters := strconv.Itoa(len([]rune(text)))
	if _, ok := enrol.ParseSlip(text); ok {
		return ui.ScanRead{Tone: look.OK, Key: "scantest.slip", Args: map[string]string{"counter": cmp.Or(enrol.SlipCounter(text), "–"), "n": letters}}
	}
	now := d.works.Now()
	c, err := d.verify(ctx, text, now)
	if err == nil {
		return ui.ScanRead{Tone: look.OK, Key: "scantest.credential", Args: proved(c, letters), Until: c.Expires.Local()}
	}
	if keys, kerr := d.store.Keys(ctx); kerr == nil {
		if c, err := credential.NewVerifier(keys, credential.Options{}).VerifyDisplay(text, now); err == nil {
			return ui.ScanRead{Tone: look.OK, Key: "scantest.shown", Args: proved(c, letters), Until: c.Expires.Local()}
		}
	}
	return ui.ScanRead{Tone: look.Warn, Code: enrol.CodeOf(err), Args: map[string]string{"n": letters}}
}

// proved is what of a code a test shows.
func proved(c enrol.Credential, letters string) map[string]string {
	return map[string]string{"nik": c.Resident.NIK.Masked(), "n": letters}
}

// divert keeps from the lane what a scanner's test takes.
func (r *reader) divert(s lane.Sighting) lane.Sighting {
	if s.Text != "" && r.test != nil && r.test.took(s.Text) {
		return lane.Sighting{Corners: s.Corners}
	}
	return s
}
