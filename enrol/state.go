package enrol

// State is where a case stands.
type State string

// The states of a case. Approved, Rejected and Cancelled are final.
const (
	StateOpened    State = "opened"    // it is known who it is about
	StateEligible  State = "eligible"  // phase, age and documents are in order, or overridden
	StateConsented State = "consented" // the resident agreed to the face check
	StateCaptured  State = "captured"  // the selfie is taken
	StateCompared  State = "compared"  // a verdict on the face is there
	StateApproved  State = "approved"
	StateRejected  State = "rejected"
	StateParked    State = "parked" // something lacks; resumed by NIK
	StateCancelled State = "cancelled"
)

// Event is what happens to a case.
type Event string

// The events of a case.
const (
	EventAdmit   Event = "admit"   // the checks before the camera are passed
	EventConsent Event = "consent" //
	EventCapture Event = "capture" //
	EventCompare Event = "compare" //
	EventRetake  Event = "retake"  // the selfie is thrown away
	EventReopen  Event = "reopen"  // what the checks before the camera went by was wrong: they are made again
	EventApprove Event = "approve" //
	EventReject  Event = "reject"  //
	EventPark    Event = "park"    //
	EventResume  Event = "resume"  // a parked case starts again, its data kept
	EventCancel  Event = "cancel"  //
)

// States lists every State, Events every Event, in their natural order.
var (
	States = []State{StateOpened, StateEligible, StateConsented, StateCaptured, StateCompared,
		StateApproved, StateRejected, StateParked, StateCancelled}
	Events = []Event{EventAdmit, EventConsent, EventCapture, EventCompare, EventRetake, EventReopen,
		EventApprove, EventReject, EventPark, EventResume, EventCancel}
)

// moves is the whole table; what is not in it is illegal.
var moves = map[State]map[Event]State{
	StateOpened: {
		EventAdmit: StateEligible, EventReject: StateRejected, EventPark: StateParked, EventCancel: StateCancelled,
	},
	StateEligible: {
		EventConsent: StateConsented, EventReopen: StateOpened,
		EventReject: StateRejected, EventPark: StateParked, EventCancel: StateCancelled,
	},
	StateConsented: {
		EventCapture: StateCaptured, EventReopen: StateOpened,
		EventReject: StateRejected, EventPark: StateParked, EventCancel: StateCancelled,
	},
	StateCaptured: {
		EventCompare: StateCompared, EventRetake: StateConsented, EventReopen: StateOpened,
		EventReject: StateRejected, EventPark: StateParked, EventCancel: StateCancelled,
	},
	StateCompared: {
		EventApprove: StateApproved, EventRetake: StateConsented, EventReopen: StateOpened,
		EventReject: StateRejected, EventPark: StateParked, EventCancel: StateCancelled,
	},
	StateParked: {EventResume: StateOpened, EventCancel: StateCancelled},
}

// Next answers where event e leads from s. An illegal move answers s itself and
// CodeMove.
func Next(s State, e Event) (State, error) {
	if to, ok := moves[s][e]; ok {
		return to, nil
	}
	return s, NewError(CodeMove, "move case").With("state", string(s)).With("event", string(e))
}

// Final tells whether nothing can follow.
func (s State) Final() bool { return s == StateApproved || s == StateRejected || s == StateCancelled }
