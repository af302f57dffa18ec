package ui

import (
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/words"
)

// slotCount is how many buttons stand under the lane. Each keeps its place; what is
// not possible now is dimmed rather than taken away, so that nothing jumps; but a case that is stopped shows what can be
// done alone.
const slotCount = 7

// ask is what a button begins: an action at once, or a question first.
type ask uint8

const (
	askNothing    ask = iota
	askAtOnce         // the action needs no more
	askReject         // reason from a list
	askPark           // reason from a list
	askCancel         // sure?
	askAnyway         // approve in spite of the verdict: the reason, and a supervisor where the outlet asks for one
	askOverride       // the reason, and a supervisor
	askTyped          // NIK, e-mail, number
	askKinds          // what for?
	askParked         // which case goes on
	askToken          // the short code under the QR
	askDocuments      // which papers were seen
	askException      // why the picture is taken as it is
	askReveal         // read the contact data back
	askFile           // the picture of a QR
	askApprove        // why again, where the case asks for that
	askReactivate     // why again
	askContact        // e-mail and number as they should be
)

// slotModel is one button under the lane.
type slotModel struct {
	Key     string // as printed: "Enter", "F4"
	Label   string
	Icon    string
	Enabled bool
	Primary bool
	Ask     ask
	Action  lane.Action
}

// slotsOf says what the buttons do for a snapshot.
func slotsOf(w *words.Words, v lane.View) [slotCount]slotModel {
	button := func(key, icon string, a lane.Action, q ask) slotModel {
		return slotModel{Key: key, Label: w.Say("action." + string(a)), Icon: icon, Enabled: v.Can(a), Ask: q, Action: a}
	}
	out := [slotCount]slotModel{
		enterSlot(w, v),
		rejectSlot(w, v, button),
		parkSlot(w, v, button),
		pictureSlot(v, button),
		dataSlot(w, v, button),
		extraSlot(w, v, button),
		lastSlot(w, v, button),
	}
	out[3], out[5] = receiptSlot(w, v, button, out[3], out[5])
	switch v.Phase {
	case lane.PhasePaper:
		out[3] = button("F8", "eye", lane.ActionDocument, askAtOnce)
		out[3].Label = w.Say("action.paper-seen")
		out[5] = button("F7", "document", lane.ActionOtherPaper, askAtOnce)
		out[6] = button("Esc", "back", lane.ActionPaperBack, askAtOnce)
	case lane.PhasePage:
		out[3] = button("F5", "retake", lane.ActionRetake, askAtOnce)
		out[4] = button("F8", "retry", lane.ActionTurnPage, askAtOnce)
		out[5] = button("F7", "document", lane.ActionMorePages, askAtOnce)
		out[6] = button("Esc", "back", lane.ActionPaperBack, askAtOnce)
	case lane.PhaseContact:
		out[4] = button("F2", "type", lane.ActionContact, askContact)
	case lane.PhaseBlocked:
		return onlyWays(out)
	default:
	}
	return out
}

// onlyWays leaves of a case that is stopped only what can be done. Where Enter does nothing the way on that anybody can
// take has its place.
func onlyWays(all [slotCount]slotModel) (out [slotCount]slotModel) {
	for i, s := range all {
		switch way := s.Action == lane.ActionReactivate || s.Action == lane.ActionDocument; {
		case !s.Enabled:
		case way && !all[0].Enabled:
			s.Primary = true
			out[0] = s
		default:
			out[i] = s
		}
	}
	return out
}

type slotMaker func(key, icon string, a lane.Action, q ask) slotModel

// enterSlot is the obvious next thing. Where nothing is, it shows approval, dimmed.
func enterSlot(w *words.Words, v lane.View) slotModel {
	icons := map[lane.Action]string{lane.ActionApprove: "approve", lane.ActionConsent: "consent", lane.ActionContactRight: "approve",
		lane.ActionRetake: "retake", lane.ActionNext: "keyboard-next", lane.ActionTakeNow: "take",
		lane.ActionPaper: "camera", lane.ActionKeepPage: "approve"}
	a := v.Enter
	if a == "" {
		a = lane.ActionApprove
	}
	s := slotModel{Key: w.Say("key.enter"), Label: w.Say("action." + string(a)), Icon: icons[a],
		Enabled: v.Enter != "" && v.Can(a), Primary: v.Enter != "" && v.Can(a), Ask: askAtOnce, Action: a}
	if a == lane.ActionApprove {
		s.Ask = askApprove
	}
	return s
}

// rejectSlot: without a case there is nothing to reject, and the key asks what a
// resident without a QR comes for.
func rejectSlot(w *words.Words, v lane.View, button slotMaker) slotModel {
	if v.Case == nil && v.Can(lane.ActionType) {
		s := button("F4", "person", lane.ActionType, askKinds)
		s.Label = w.Say("action.kinds")
		return s
	}
	return button("F4", "reject", lane.ActionReject, askReject)
}

// parkSlot: without a case the key leads to those that wait.
func parkSlot(w *words.Words, v lane.View, button slotMaker) slotModel {
	if v.Case == nil && v.Can(lane.ActionResume) {
		s := button("F6", "park", lane.ActionResume, askParked)
		s.Label = w.Say("action.parked", "n", strconv.Itoa(len(v.Half)+len(v.Parked)))
		return s
	}
	return button("F6", "park", lane.ActionPark, askPark)
}

// lastSlot goes back one step: the one who waits first, then the case. Without either
// it prints the slip of the last.
func lastSlot(w *words.Words, v lane.View, button slotMaker) slotModel {
	if v.Can(lane.ActionDropNext) {
		return button("Esc", "back", lane.ActionDropNext, askAtOnce)
	}
	if v.Case == nil && v.Can(lane.ActionPrint) {
		return printSlot(w, v, button)
	}
	return button("Esc", "back", lane.ActionCancel, askCancel)
}

func pictureSlot(v lane.View, button slotMaker) slotModel {
	if v.Can(lane.ActionReactivate) {
		return button("F8", "phone", lane.ActionReactivate, askReactivate)
	}
	if v.Can(lane.ActionTakeNow) {
		return button("F8", "take", lane.ActionTakeNow, askAtOnce)
	}
	if v.Can(lane.ActionSkipTurn) {
		return button("F8", "keyboard-next", lane.ActionSkipTurn, askAtOnce)
	}
	if v.Can(lane.ActionByEye) {
		return button("F8", "eye", lane.ActionByEye, askAtOnce)
	}
	if v.Can(lane.ActionOverride) && v.Can(lane.ActionDocument) {
		return button("F1", "person", lane.ActionOverride, askOverride) // its other place has the papers
	}
	if v.Enter == lane.ActionRetake { // which needs no second button
		return button("F7", "document", lane.ActionCard, askAtOnce) // its other place lets approve anyway
	}
	if v.Can(lane.ActionScanFile) {
		return button("F8", "document", lane.ActionScanFile, askFile)
	}
	return button("F5", "retake", lane.ActionRetake, askAtOnce)
}

func dataSlot(w *words.Words, v lane.View, button slotMaker) slotModel {
	if v.Case == nil {
		return button("F2", "type", lane.ActionType, askTyped)
	}
	s := slotModel{Key: "F3", Label: w.Say("action.reveal"), Icon: "eye", Ask: askReveal}
	s.Enabled = v.Case.Resident.Email != "" || v.Case.Resident.Phone != ""
	return s
}

// papersSlot opens the checklist, to tick what lacks or to take a wrong tick off.
func papersSlot(v lane.View, button slotMaker) slotModel {
	s := button("F7", "document", lane.ActionDocument, askDocuments)
	s.Enabled = v.Can(lane.ActionDocument) || v.Can(lane.ActionUntick)
	return s
}

func extraSlot(w *words.Words, v lane.View, button slotMaker) slotModel {
	switch {
	case v.Can(lane.ActionDocument):
		return papersSlot(v, button)
	case v.Can(lane.ActionOverride):
		return button("F1", "person", lane.ActionOverride, askOverride)
	case v.Can(lane.ActionException):
		return button("F1", "warning", lane.ActionException, askException)
	case v.Can(lane.ActionUntick):
		return papersSlot(v, button)
	case v.Can(lane.ActionCard) && v.Face.Band != enrol.BandNoMatch:
		return button("F7", "document", lane.ActionCard, askAtOnce)
	case v.Face.Band == enrol.BandNoMatch && v.Can(lane.ActionApprove):
		s := button("F1", "approve", lane.ActionApprove, askAnyway)
		s.Label = w.Say("action.anyway")
		return s
	}
	return button("F7", "qr", lane.ActionToken, askToken)
}
