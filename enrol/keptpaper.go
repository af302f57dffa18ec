package enrol

import "time"

// KeptPaper is a document that lies on this PC: a closed shift's sheet with its tables, or
// a slip that no printer took.
type KeptPaper struct {
	Name  string // of its files, without what they end with
	Slip  bool   // otherwise a shift's sheet
	At    time.Time
	Files []string // paths
}
