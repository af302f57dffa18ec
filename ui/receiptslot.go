package ui

import (
	"fmt"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/words"
)

// printSlot says whose paper it is by its number alone: where the next one stands before
// this window nothing on it tells who came before. The key prints wherever there is nothing
// to decide; before a decision it takes the picture anew.
func printSlot(w *words.Words, v lane.View, button slotMaker) slotModel {
	s := button("F5", "print", lane.ActionPrint, askAtOnce)
	if v.Receipt > 0 {
		s.Label = w.Say("action.print-number", "n", fmt.Sprintf("%03d", v.Receipt))
	}
	return s
}

// receiptSlot puts the last one's receipt in the sixth place while the next one is at the
// counter, or waits, and the place has nothing of theirs; where it has, the queue prints it.
// The fourth place, whose key is then not free, shows dimmed what follows there.
func receiptSlot(w *words.Words, v lane.View, button slotMaker, fourth, sixth slotModel) (slotModel, slotModel) {
	waits := v.Case == nil && v.Can(lane.ActionDropNext)
	if v.Receipt == 0 || !v.Can(lane.ActionPrint) || !waits && (v.Case == nil || sixth.Enabled) {
		return fourth, sixth
	}
	if fourth.Key == "F5" {
		fourth = button("F8", "take", lane.ActionTakeNow, askAtOnce)
	}
	return fourth, printSlot(w, v, button)
}

// otherPaper is how long F5 does nothing after it was the key for something else: the verdict comes by
// itself, and whoever meant the last one's receipt may press a moment later; and who has the present one's
// picture taken anew may press twice, and would have the last one's paper before somebody else.
const otherPaper = 1500 * time.Millisecond

// fifth is what F5 was for.
type fifth struct {
	receipt time.Time // when it last printed a receipt, had it been pressed, beside the next one's case
	retake  time.Time // when it last took a picture anew
}

// offered notes that the key is on a receipt beside a case.
func (f *fifth) offered(slots []slotModel, of bool, now time.Time) {
	if of && slices.ContainsFunc(slots, func(b slotModel) bool { return b.Enabled && b.Key == "F5" && b.Action == lane.ActionPrint }) {
		f.receipt = now
	}
}

// meantOther tells whether a press was for what the key did until just before, and notes it otherwise. The
// registry may put the clock back meanwhile.
func (f *fifth) meantOther(b slotModel, now time.Time) bool {
	switch {
	case b.Key != "F5":
		return false
	case b.Action == lane.ActionRetake && now.Sub(f.receipt).Abs() < otherPaper, b.Action == lane.ActionPrint && now.Sub(f.retake).Abs() < otherPaper:
		return true
	case b.Action == lane.ActionRetake:
		f.retake = now
	}
	return false
}
