package ui

import (
	"fmt"
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

// receiptGuard is how long a key that printed the last one's receipt does not take the present one's picture anew:
// the verdict comes by itself, and whoever meant the receipt may press a moment later.
const receiptGuard = 1500 * time.Millisecond

// meantReceipt tells whether a key was pressed for the receipt that it printed until just before.
func meantReceipt(b slotModel, since time.Duration) bool {
	return b.Action == lane.ActionRetake && b.Key == "F5" && since < receiptGuard
}
