package ui

import (
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/words"
)

// notesMost is how many cases are named on the screen; the sheet's table has them all.
const notesMost = 8

// newShiftNotes says what has to be looked at, what is half-done, and of a closed shift
// where its sheet lies and what the audit chain's head is.
func newShiftNotes(w *words.Words, s enrol.Sheet, files []string) string {
	var out []string
	if s.Seq > 0 {
		out = append(out, w.Say("shift.signed", "by", s.Who(s.By), "sign", s.Who(s.Sign)), w.Say("sheet.head", "seq", w.Count(int(s.Seq))), inEights(s.Hash), "")
		return strings.Join(append(out, files...), "\n")
	}
	for i, o := range s.Odd {
		if i == notesMost {
			out = append(out, "…")
			break
		}
		out = append(out, w.Say("sheet.odd-"+string(o.Fault))+": "+o.ID)
	}
	for i, o := range s.Open {
		if i == notesMost {
			out = append(out, "…")
			break
		}
		out = append(out, w.Say("shift.open-case", "nik", o.NIKMasked, "state", w.State(o.State), "by", s.Who(o.Operator)))
	}
	if len(out) == 0 {
		out = append(out, w.Say("shift.nothing-open"))
	}
	out = append(out, "", w.Say("shift.what"))
	return strings.Join(out, "\n")
}

// inEights groups a hash so that it can be compared by eye.
func inEights(hash string) string {
	var out []string
	for len(hash) > 8 {
		out, hash = append(out, hash[:8]), hash[8:]
	}
	return strings.Join(append(out, hash), " ")
}

// sheetMoment is a time of the shift.
func sheetMoment(w *words.Words, t, now time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return w.Moment(t.In(now.Location()))
}
