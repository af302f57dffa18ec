package ui

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// spoiled is the field that a hand scanner may be typing into, and what stood in it
// before.
type spoiled struct {
	field  *look.Entry
	text   string
	column int
}

// Heard implements look.Keys: a field tells what it is about to take in, and is spared
// what is known to come from a scanner.
func (u *UI) Heard(e *look.Entry, r rune) bool {
	if u.wedge.rune(r, u.now()) {
		u.before = spoiled{e, e.Text, e.CursorColumn}
	}
	return !u.wedge.scanner(leastField)
}

// scan takes Enter as the end of a hand scanner's code, if it is one. A scanner's Enter
// is never the staff's: it approves nobody and sends no form.
func (u *UI) scan() bool {
	least := leastFree
	if _, ok := u.window.Canvas().Focused().(*look.Entry); ok {
		least = leastField
	}
	code := u.wedge.enter(least, u.now())
	if code == "" {
		return false
	}
	if b := u.before; b.field != nil {
		b.field.SetText(b.text)
		b.field.CursorColumn = b.column
		b.field.Refresh()
	}
	u.before = spoiled{}
	u.scanned(code)
	return true
}

// scanned begins a case with a code, where one can begin.
func (u *UI) scanned(code string) {
	if u.testScanned(code) {
		return
	}
	switch {
	case u.where == atLogin || u.gate != nil:
		u.say(look.Info, u.words.Say("scan.log-in"))
		return
	case !u.view.Can(lane.ActionScanText):
		u.say(look.Warn, u.words.Say("scan.busy"))
		return
	}
	u.answer()
	if u.where == atQueue {
		u.toLane()
	}
	u.do(lane.Command{Action: lane.ActionScanText, Text: code})
}

// alone is how long a digit must stay alone before it answers a question: a scanner's
// first character has the second at its heels.
const alone = 60 * time.Millisecond

// whenAlone does f unless another character follows.
func (u *UI) whenAlone(f func()) {
	n := u.runes
	u.jobs.run(func(ctx context.Context) func() {
		select {
		case <-ctx.Done():
		case <-time.After(alone):
		}
		return func() {
			if n == u.runes {
				f()
			}
		}
	})
}
