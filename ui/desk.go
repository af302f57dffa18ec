package ui

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Desk is what the screens beside the lane ask and do. Its methods may take long and
// are never called on the main goroutine. actor is the id of who is logged in.
type Desk interface {
	enrol.History
	// Export writes waiting packets into a bundle in folder and answers its path; ids name
	// some, none means all.
	Export(ctx context.Context, folder, actor string, ids ...string) (path string, packets int, err error)
	// Import takes a bundle of the registry's receipts, or hands another counter's packets
	// on to the registry. What it answers beside an error has happened.
	Import(ctx context.Context, path, actor string) (enrol.Carried, error)
	// Resend asks the registry for another activation code for a case's resident.
	Resend(ctx context.Context, id, actor string) error
	// Day answers the day's figures, Reached how many identities began at this counter,
	// were acknowledged and are active by now, since the beginning.
	Day(ctx context.Context, now time.Time) (enrol.Day, error)
	Reached(ctx context.Context) (enrol.Reach, error)
	Settings(ctx context.Context) (enrol.Settings, error)
	enrol.Rosters
	// Shift reckons the present shift; CloseShift ends it and answers where its sheet lies.
	Shift(ctx context.Context) (enrol.Sheet, error)
	CloseShift(ctx context.Context, o enrol.ShiftOrder) (sheet enrol.Sheet, files []string, err error)
	// PrintSheet prints a closed shift's sheet out of its files; without a printer it
	// answers the file.
	PrintSheet(ctx context.Context, files []string) (enrol.Printed, error)
	// PrintAgain prints a decided case's slip once more; CodeNotFound: it has none.
	PrintAgain(ctx context.Context, id, actor string) (enrol.Printed, error)
	// Kept lists the papers that lie on this PC, the newest first; PrintKept prints one,
	// SaveKept copies its files into a folder and answers how many.
	Kept(ctx context.Context) ([]enrol.KeptPaper, error)
	PrintKept(ctx context.Context, k enrol.KeptPaper, actor string) (enrol.Printed, error)
	SaveKept(ctx context.Context, k enrol.KeptPaper, folder, actor string) (int, error)
	// Sync tells how the line stands, Retry tries everything now.
	Sync(ctx context.Context) (enrol.SyncReport, error)
	TryNow()
}
