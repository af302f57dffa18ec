package ui

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// Devices are what the page of devices asks about this PC and tries out. All but Listen
// may take long and are never called on the main goroutine.
type Devices interface {
	// Printers are those of CUPS that take documents; standard is its default, "": none.
	Printers(ctx context.Context) (names []string, standard string, err error)
	// TestPage prints a page that says which printer was meant: on A4 as shift sheets are,
	// or as slips are.
	TestPage(ctx context.Context, sheet bool, language string) (enrol.Printed, error)
	// Line asks the registry for a sign of life, and compares the clocks.
	Line(ctx context.Context, language string) []Finding
	// Models are the installed ones that compare faces, in the order in which one is
	// taken where none is chosen.
	Models(ctx context.Context) []string
	// InstallModels installs face models out of a folder, or with "" from their public addresses, each by its
	// SHA-256; hear is told how far it is, now and then and from any goroutine. They are used when the counter
	// is opened next. When ctx ends it stops, and what is there by then stays.
	InstallModels(ctx context.Context, folder string, hear func(ModelStep)) ModelsInstalled
	// Listen has what the camera's reader reads told to hear, from any goroutine, instead
	// of opening a case, until stop is called. Both return at once.
	Listen(hear func(ScanRead)) (stop func())
	// Reads says what a hand scanner's text is.
	Reads(ctx context.Context, text string) ScanRead
}

// ScanRead says what a code is that was read in a test. Nothing of it opens a case, and
// nothing of it is kept.
type ScanRead struct {
	Tone look.Tone
	Key  string            // of the sentence, "scantest.…"; "": Code says it
	Code enrol.Code        // why it is of no use
	Args map[string]string // for the sentence: masked NIK, counter, n letters
	// Until is when the code ends, in the counter's zone; zero: it does not say.
	Until time.Time
}

// Choices of a printer that are none of CUPS's names, which have no stroke in them.
const (
	PrinterStandard = ""      // what gerai.toml says; without it CUPS's default
	PrinterFile     = "/file" // none: a document is kept as a file
)
