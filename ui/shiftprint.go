package ui

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// print hands the closed shift's sheet to the printer once more.
func (s *shiftScreen) print() {
	if s.sheet.Seq > 0 && len(s.files) > 0 {
		s.ui.printSheet(s.files)
	}
}

// printSheet hands a closed shift's sheet to the printer: by itself when it was signed, and
// again for whoever wants a second one. A printer may take its time, and says so over
// whatever screen is open by then.
func (u *UI) printSheet(files []string) {
	if len(files) == 0 {
		return
	}
	u.slow.run(func(ctx context.Context) func() {
		done, err := u.deps.Desk.PrintSheet(ctx, files)
		return func() {
			key, tone := "shift.printed", look.OK
			switch code := enrol.CodeOf(err); {
			case code == enrol.CodeDiskFull || code == enrol.CodeConfig: // it could not be made again
				u.say(look.Bad, u.unwritten(err))
				return
			case err != nil:
				key, tone = "shift.print-failed", look.Warn
				u.deps.Log.Warn("print sheet", "code", enrol.CodeOf(err))
			case done.Printer == "":
				key, tone = "shift.written", look.Info
			}
			if s, ok := u.screen.(*shiftScreen); ok && s.lacks && slices.Equal(s.files, files) {
				s.lacks = false
				s.paint()
			}
			u.say(tone, u.words.Say(key, "printer", done.Printer, "folder", filepath.Dir(files[0])))
		}
	})
}

// unwritten says of a closed shift that its sheet is not on the disk, and what helps.
func (u *UI) unwritten(err error) string {
	if enrol.CodeOf(err) == enrol.CodeDiskFull {
		return u.words.Say("shift.unwritten-full")
	}
	return u.words.Say("shift.unwritten")
}
