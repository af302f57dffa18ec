package lane

import (
	"errors"
	"image"
	"maps"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Prompts lists every key that View.Prompt can be, but for the hints of the eyes, so
// that a translation can't be forgotten.
var Prompts = []string{
	"lane.closed", "lane.show-qr", "lane.offer", "lane.offer-away", "lane.checking", "lane.blocked", "lane.contact", "lane.consent", "lane.selfie", "lane.hold",
	"lane.turn.left", "lane.turn.right", "lane.card", "lane.paper", "lane.paper-more", "lane.page", "lane.no-picture",
	"lane.comparing", "lane.decide.match", "lane.decide.review", "lane.decide.nomatch", "lane.decide.staff",
	"lane.saving", "lane.saved.approved", "lane.saved.waiting", "lane.technician", "lane.saved.rejected", "lane.saved.parked", "lane.saved.cancelled",
	"lane.stopped",
}

// publish hands out a new snapshot.
func (l *Lane) publish() {
	v := l.build()
	l.seq++
	v.Seq = l.seq
	l.mu.Lock()
	defer l.mu.Unlock()
	l.view.Store(&v)
	for _, f := range l.watchers {
		f(v)
	}
}

// build makes the view of the present state.
func (l *Lane) build() View {
	v := View{
		Phase: l.phase, FrameW: l.frameSize.X, FrameH: l.frameSize.Y,
		MedianToday: l.figures.Median, DoneToday: l.figures.Done,
		Backlog: l.backlog, Stops: l.settings.Stops, KeepDays: l.settings.KeepDays, FreeDisk: l.free, ClockOff: l.clockOff(), Staff: l.staff, Outlet: l.settings.OutletName, Pages: l.settings.Pages,
		Now: l.now(), Selfie: l.selfie, Reference: l.acuan, Warnings: l.warnings,
	}
	v.Camera, _ = l.camera()
	if l.deps.Link != nil {
		v.Link = l.deps.Link()
	}
	v.Offer, v.Lock, v.LockAfter, v.Next = l.offerView(), l.lockView(), l.lockAfter(), l.nextView()
	v.Paper, v.Receipt, v.Parked, v.Half, v.Page = l.paper, l.receipt(), l.parked, l.halfView(), l.pageView()
	v.Presence = l.presence()
	if l.phase == PhaseSaved {
		v.Saved = l.lastOf
	}
	l.addCase(&v)
	l.addSight(&v)
	v.Prompt, v.Args = l.prompt()
	err := l.worst()
	v.Problem, v.ProblemArgs = enrol.CodeOf(err), detailsOf(err)
	v.Actions, v.Enter = l.actions()
	v.Steps = l.steps()
	return v
}

// worst is the one problem that is shown: what was just met before what lasts.
func (l *Lane) worst() error {
	if l.phase == PhaseStopped && l.stopped != nil {
		return l.stopped
	}
	blocked := l.blocked
	if l.phase != PhaseBlocked {
		blocked = nil // a decision is being saved
	}
	for _, err := range []error{l.problem, blocked, l.draftErr, l.eyeErr, l.booksErr} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *Lane) clockOff() time.Duration {
	if l.offset > clockWarnFrom || l.offset < -clockWarnFrom {
		return l.offset
	}
	return 0
}

func (l *Lane) addCase(v *View) {
	if l.cas == nil {
		return
	}
	c := *l.cas
	c.Selfie, c.Card = nil, nil
	c.Pages = slices.Clone(c.Pages)
	for i := range c.Pages {
		c.Pages[i].Sealed = nil
	}
	v.Case, v.OpenedAt, v.Face = &c, c.OpenedAt, c.Face
	v.Papers = slices.Clone(l.rules[c.Kind])
	v.Missing, v.Unchecked = l.rules.Missing(c.Kind, c.Documents), c.Unchecked
	v.TakenOver = c.ID == l.takenOver
}

func (l *Lane) addSight(v *View) {
	if l.blind() {
		return
	}
	switch l.phase {
	case PhaseSelfie:
		v.FaceBox, v.Countdown = l.look.Box, l.look.Progress
	case PhaseTurn:
		v.FaceBox, v.Countdown = l.look.Box, l.look.Progress
	case PhaseCard, PhasePaper:
		v.CardBox, v.Countdown = l.card, l.look.Progress
		return
	case PhaseReady, PhaseSaved:
		v.QRBox = l.sight.Corners
	}
	if v.FaceBox == (image.Rectangle{}) {
		v.Countdown = 0
	}
}

func (l *Lane) prompt() (string, map[string]string) {
	if l.blind() {
		switch l.phase {
		case PhaseReady:
			return l.readyPrompt(), nil
		case PhaseSelfie, PhaseTurn, PhaseCard, PhasePaper:
			return "lane.no-picture", nil
		default:
		}
	}
	switch l.phase {
	case PhaseReady:
		if l.hint.shown != "" {
			return l.hint.shown, nil
		}
		return l.readyPrompt(), nil
	case PhaseSelfie:
		if l.look.Progress > 0 {
			return "lane.hold", nil // also with a warning that is no reason to wait: "closer" would spoil the picture
		}
		if l.hint.shown != "" {
			return l.hint.shown, nil
		}
		return "lane.selfie", nil
	case PhaseTurn:
		if l.hint.shown != "" {
			return l.hint.shown, nil
		}
		return "lane.turn." + string(l.turn), nil
	case PhaseCard:
		if l.hint.shown != "" {
			return l.hint.shown, nil
		}
		return "lane.card", nil
	case PhasePaper, PhasePage:
		if l.hint.shown != "" {
			return l.hint.shown, nil
		}
		return l.pagePrompt()
	case PhaseDecide:
		return l.verdictPrompt(), nil
	case PhaseSaved:
		kind := l.lastKind
		if kind == string(enrol.StateApproved) && l.wasOffline {
			kind = "waiting" // for the line: no code comes before
		}
		return "lane.saved." + kind, map[string]string{"email": l.lastMail}
	case PhaseSaving, PhaseChecking, PhaseBlocked, PhaseContact, PhaseConsent, PhaseComparing, PhaseStopped, PhaseClosed:
		return "lane." + string(l.phase), nil
	}
	return "lane.show-qr", nil
}

func (l *Lane) verdictPrompt() string {
	switch l.cas.Face.Band {
	case enrol.BandMatch:
		return "lane.decide.match"
	case enrol.BandReview:
		return "lane.decide.review"
	case enrol.BandNoMatch:
		return "lane.decide.nomatch"
	}
	return "lane.decide.staff"
}

// actions lists what is possible now, and which of it Enter does.
func (l *Lane) actions() ([]Action, Action) { return l.forRole(l.possible()) }

// possible is what the phase has, whoever is logged in.
func (l *Lane) possible() ([]Action, Action) {
	entry := []Action{ActionType, ActionResume, ActionToken, ActionScanText, ActionScanFile, ActionLogOut}
	ends := []Action{ActionReject, ActionPark, ActionCancel, ActionLogOut}
	if l.canPrint() {
		entry, ends = append(entry, ActionPrint), append(ends, ActionPrint)
	}
	if l.closing {
		return nil, ""
	}
	if l.idle.locked {
		return []Action{ActionUnlock}, ""
	}
	if l.next.text != "" {
		entry, ends = append(entry, ActionDropNext), append(ends, ActionDropNext)
	}
	switch l.phase {
	case PhaseClosed:
		return []Action{ActionLogIn}, ""
	case PhaseReady:
		if l.next.text != "" {
			return append(entry, ActionNext), ActionNext
		}
		return entry, ""
	case PhaseSaved:
		if l.stopped != nil {
			return []Action{ActionNext, ActionLogOut}, ActionNext
		}
		return append(entry, ActionNext), ActionNext
	case PhaseBlocked:
		ways := append(append(ends, l.ways()...), l.unticks()...)
		if enrol.CodeOf(l.blocked) == enrol.CodeDocuments && l.canPhotograph() {
			return append(ways, ActionPaper), ActionPaper
		}
		return ways, ""
	case PhasePaper, PhasePage:
		return l.pageActions(ends)
	case PhaseContact:
		return append(append(ends, l.unticks()...), ActionContactRight, ActionContact), ActionContactRight
	case PhaseConsent:
		return append(append(ends, l.unticks()...), ActionConsent), ActionConsent
	case PhaseSelfie:
		ways := append(append(ends, l.unticks()...), ActionTakeNow)
		if l.canExcept() {
			ways = append(ways, ActionException)
		}
		return ways, ""
	case PhaseTurn:
		return append(ends, ActionSkipTurn), ""
	case PhaseCard:
		return append(ends, ActionByEye), ""
	case PhaseDecide:
		enter := ActionApprove
		if l.cas.Face.Band == enrol.BandNoMatch {
			enter = ActionRetake // approving in spite of it takes its own key
		}
		ways := append(ends, ActionApprove, ActionRetake)
		if l.canCard() {
			ways = append(ways, ActionCard)
		}
		return ways, enter
	case PhaseStopped, PhaseComparing, PhaseChecking:
		return []Action{ActionLogOut}, ""
	}
	return nil, ""
}

// ways out of a check that refuses.
func (l *Lane) ways() []Action {
	var out []Action
	if enrol.CodeOf(l.blocked) == enrol.CodeDocuments {
		out = append(out, ActionDocument)
	}
	if enrol.CodeOf(l.blocked) == enrol.CodeActive { // the registry takes no leave for it
		if l.canReactivate() {
			out = append(out, ActionReactivate)
		}
		return out
	}
	return append(out, ActionOverride)
}

// steps is the bar over the case: data (of a QR or typed) and what they are checked for, selfie, face, approval.
func (l *Lane) steps() []StepView {
	current := map[Phase]int{PhaseClosed: 0, PhaseReady: 0, PhaseChecking: 0, PhaseStopped: 0, PhaseBlocked: 0, PhasePaper: 0, PhasePage: 0, PhaseContact: 0,
		PhaseConsent: 1, PhaseSelfie: 1, PhaseTurn: 1, PhaseComparing: 2, PhaseCard: 2, PhaseDecide: 3, PhaseSaving: 3, PhaseSaved: 4}[l.phase]
	names := []string{"data", "selfie", "face", "approve"}
	out := make([]StepView, len(names))
	for i, n := range names {
		s := StepTodo
		switch {
		case i < current:
			s = StepDone
		case i == current:
			s = StepCurrent
		}
		out[i] = StepView{Name: n, State: s, Median: l.pace.median[i]}
	}
	if l.cas != nil {
		for i, took := range stationTimes(*l.cas, l.now()) {
			out[i].Took = took
		}
	}
	if l.phase == PhaseBlocked {
		out[0].State = StepFailed
	}
	if l.cas != nil && l.cas.Face.Band == enrol.BandNoMatch && current >= 2 {
		out[2].State = StepFailed
	}
	return out
}

func detailsOf(err error) map[string]string {
	var e *enrol.Error
	if errors.As(err, &e) {
		return maps.Clone(e.Details)
	}
	return nil
}
