package lane

import (
	"image"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Phase is what the lane waits for.
type Phase string

// The phases.
const (
	PhaseClosed    Phase = "closed"    // nobody is logged in
	PhaseReady     Phase = "ready"     // for a QR
	PhaseChecking  Phase = "checking"  // a QR is being looked at
	PhaseBlocked   Phase = "blocked"   // a check refuses; staff decide what happens
	PhaseContact   Phase = "contact"   // e-mail and number are read back: are they right?
	PhaseConsent   Phase = "consent"   // the resident did not agree on the phone: ask
	PhaseSelfie    Phase = "selfie"    // for a face that is good enough
	PhaseTurn      Phase = "turn"      // for the head to be turned, where the outlet asks for it
	PhaseComparing Phase = "comparing" //
	PhaseCard      Phase = "card"      // for the portrait on the KTP-el
	PhasePaper     Phase = "paper"     // for a paper under the desk's camera
	PhasePage      Phase = "page"      // for staff's word on the straightened page
	PhaseDecide    Phase = "decide"    // a verdict is there
	PhaseSaving    Phase = "saving"    //
	PhaseSaved     Phase = "saved"     // short confirmation, then Ready
	PhaseStopped   Phase = "stopped"   // a limit is reached: no new case
)

// Action is what staff can do.
type Action string

// The actions.
const (
	// ActionApprove needs Command.Typed.Purpose where the case asks for one, see enrol.Case.AsksPurpose, and where the
	// faces differ Command.Text: reason, and by a supervisor's leave where the outlet is set so: View.Presence.
	ActionApprove Action = "approve"
	ActionReject  Action = "reject"  // Command.Reason
	ActionPark    Action = "park"    // Command.Reason
	ActionCancel  Action = "cancel"  // nothing is kept but the count
	ActionConsent Action = "consent" // the resident agreed aloud; Command.Text: to which text, see enrol.Case.ConsentText

	ActionContactRight Action = "contact-right" // the resident says that e-mail and number are right
	ActionContact      Action = "contact"       // Command.Typed: e-mail and number as they should be

	ActionRetake   Action = "retake"    // another selfie; in PhasePage another picture of the page
	ActionTakeNow  Action = "take-now"  // this picture, as it is; in PhasePaper this page
	ActionSkipTurn Action = "skip-turn" // go on without the turn of the head; recorded
	ActionCard     Action = "card"      // compare with the portrait on the KTP-el
	ActionByEye    Action = "by-eye"    // no: staff's own eyes will do
	// ActionException takes the picture as it is after MaxRefusals that would not do.
	// Command.Text: reason. Where the outlet is set so by a supervisor's leave: View.Presence.
	ActionException Action = "exception"
	ActionType      Action = "type"     // Command.Typed: the resident has no QR
	ActionToken     Action = "token"    // Command.Text: the short token under the QR
	ActionScanText  Action = "scan"     // Command.Text: read by a hand scanner
	ActionScanFile  Action = "file"     // Command.Text: path of a picture
	ActionOverride  Action = "override" // Command.Text: reason; by a supervisor's leave

	// ActionReactivate goes on with a first activation that the registry refuses, because the identity is active, as
	// with a reactivation. Command.Typed.Purpose
	ActionReactivate Action = "reactivate"

	ActionDocument Action = "document" // Command.Document: seen by staff, without a picture; "" in PhasePaper: the one in hand
	ActionPaper    Action = "paper"    // photograph the first paper that lacks

	// ActionUntick takes a paper off the checklist again, with what was photographed of it. Command.Document
	ActionUntick     Action = "untick"
	ActionPaperAgain Action = "paper-again" // the same, and photographs it anew

	ActionOtherPaper Action = "other-paper" // the next one that lacks, instead
	ActionKeepPage   Action = "keep-page"   // the page as it is shown: its paper is ticked
	ActionMorePages  Action = "more-pages"  // the same, and another page of that paper follows
	ActionTurnPage   Action = "turn-page"   // by a quarter
	ActionPaperBack  Action = "paper-back"  // to the checklist

	ActionNext     Action = "next"      // close the confirmation now, and take up the one who waits
	ActionDropNext Action = "drop-next" // nobody waits any more: View.Next
	ActionResume   Action = "resume"    // Command.Text: a slip's QR, a NIK or the id of a parked or half-done case
	ActionPrint    Action = "print"     // the slip of the last case, never of the one on the screen: View.Receipt
	ActionLogIn    Action = "log-in"    // Command.Staff
	ActionLogOut   Action = "log-out"   //
	ActionUnlock   Action = "unlock"    // Command.Staff: who comes back to a locked window
	ActionActive   Action = "active"    // staff touched something; always possible
)

// OfCase tells whether an action is about the case on the screen and nothing else.
func (a Action) OfCase() bool {
	switch a {
	case ActionApprove, ActionReject, ActionPark, ActionCancel, ActionConsent, ActionRetake, ActionTakeNow, ActionSkipTurn, ActionCard, ActionByEye,
		ActionException, ActionOverride, ActionDocument, ActionPaper, ActionOtherPaper, ActionKeepPage, ActionMorePages, ActionTurnPage, ActionPaperBack,
		ActionUntick, ActionPaperAgain, ActionReactivate, ActionContactRight, ActionContact:
		return true
	}
	return false
}

// Command is an Action with what it needs.
type Command struct {
	Action   Action
	Case     string // id of the case that is meant, so that a late key never hits the next one; "": the present
	Reason   enrol.Reason
	Note     string
	Text     string
	Document enrol.Document
	Typed    Typed

	// Staff is who logs in or unlocks. Of what needs a supervisor, see View.Presence, it is the one who
	// stands beside and has proved it; nobody is logged out by that.
	Staff enrol.Staff
}

// Typed is what staff enter for a resident without a QR, as typed.
type Typed struct {
	NIK, Email, Phone, Name string
	Kind                    enrol.Kind
	Follows                 string // id of the earlier case that this one puts right; "" none
	FollowsNIK              string // of that case, masked, for whoever types; "" not known
	Purpose                 enrol.Purpose
}

// StepState is how far a step is.
type StepState uint8

// The states of a step.
const (
	StepTodo StepState = iota
	StepCurrent
	StepDone
	StepFailed
)

// StepView is one station of the step bar.
type StepView struct {
	Name  string // "data", "selfie", "face", "approve"
	State StepState

	Took   time.Duration // so far; of a step that is done all of it
	Median time.Duration // of today's approved cases; 0: none yet
}

// View is all that the screen shows. It is never changed after it was published;
// its pictures and its case are copies.
type View struct {
	Seq    uint64
	Phase  Phase
	Prompt string            // translation key of the one large sentence
	Args   map[string]string // for the sentence

	Problem     enrol.Code // "": none
	ProblemArgs map[string]string

	// Saved is in PhaseSaved what the case that has ended was about: a code follows some kinds only.
	Saved enrol.Kind

	Case     *enrol.Case // nil: none. Its Selfie, Card and what its pages hold are left out; see the fields below
	Warnings []enrol.Warning

	// TakenOver tells that the case comes from a shift that handed it over, and is new to
	// who is logged in.
	TakenOver bool

	Steps   []StepView
	Papers  []enrol.Document // that the kind of case asks for, always in this order
	Missing []enrol.Document // those of them that lack

	// Unchecked is why a typed resident could not be looked up at the registry;
	// CodeNotFound: the registry does not know the NIK. "": nothing to say.
	Unchecked enrol.Code

	Selfie    image.Image // thumbnail, or nil
	Reference image.Image // or nil
	FaceBox   image.Rectangle
	QRBox     [4]image.Point // corners in the frame; zero: none
	CardBox   [4]image.Point // likewise, of the KTP-el or the paper
	FrameW    int            // size that FaceBox and QRBox are in
	FrameH    int
	Countdown float64 // 0…1 while a selfie is about to be taken by itself, or of what PhaseTurn, PhaseCard and PhasePaper wait for

	Face enrol.FaceResult

	Lock LockView // the window after a while without staff

	// LockAfter is how long nobody may touch anything before the window locks; told at the door too.
	LockAfter time.Duration
	Next      NextView // staff's side only

	Page   PageView     // the paper that is being photographed
	Parked []ParkedView // the outlet's, the newest first; for staff alone
	Half   []HalfView   // half-done cases beside the one on the screen, the newest first; for staff alone
	Paper  PaperView    // what became of the last slip

	// Receipt is the number of the receipt that ActionPrint prints: the last decided case's,
	// also with the next one at the counter. 0: what it prints is no receipt.
	Receipt int

	Pages string    // address at which residents' phones begin, https://…; "": unknown
	Offer OfferView // the QR that the outlet shows for phones to open

	Actions []Action // possible now

	// Presence are the actions that need a supervisor beside who is logged in: Command.Staff.
	Presence []Action
	Enter    Action // the obvious next thing; "": none

	OpenedAt    time.Time // of the case; zero: none
	MedianToday time.Duration
	DoneToday   int

	Camera   enrol.CameraStatus
	Link     enrol.Link
	Backlog  enrol.Backlog
	Stops    enrol.Stops   // limits that the registry sets
	KeepDays int           // enrol.Settings.KeepDays: what the resident agrees to says it
	FreeDisk int64         // bytes; -1 unknown
	ClockOff time.Duration // registry's clock minus ours
	Staff    enrol.Staff   // Verifier empty; ID "" when closed
	Outlet   string
	Now      time.Time
}

// NeedsSupervisor tells whether an action needs a supervisor beside who is logged in.
func (v View) NeedsSupervisor(a Action) bool { return slices.Contains(v.Presence, a) }

// Can tells whether an action is possible now.
func (v View) Can(a Action) bool {
	for _, x := range v.Actions {
		if x == a {
			return true
		}
	}
	return false
}
