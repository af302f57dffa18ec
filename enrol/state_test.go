package enrol_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// legal is the table of moves written a second time, as the sentence that staff would
// use: what may happen in each state.
var legal = map[enrol.State]map[enrol.Event]enrol.State{
	"opened":    {"admit": "eligible", "reject": "rejected", "park": "parked", "cancel": "cancelled"},
	"eligible":  {"consent": "consented", "reopen": "opened", "reject": "rejected", "park": "parked", "cancel": "cancelled"},
	"consented": {"capture": "captured", "reopen": "opened", "reject": "rejected", "park": "parked", "cancel": "cancelled"},
	"captured":  {"compare": "compared", "retake": "consented", "reopen": "opened", "reject": "rejected", "park": "parked", "cancel": "cancelled"},
	"compared":  {"approve": "approved", "retake": "consented", "reopen": "opened", "reject": "rejected", "park": "parked", "cancel": "cancelled"},
	"parked":    {"resume": "opened", "cancel": "cancelled"},
}

func TestNextWalksTheWholeTable(t *testing.T) {
	for _, s := range append(enrol.States, "", "unheard-of") {
		for _, e := range append(enrol.Events, "", "unheard-of") {
			want, ok := legal[s][e]
			got, err := enrol.Next(s, e)
			if !ok {
				want = s
			}
			if got != want || (err == nil) != ok {
				t.Errorf("%s on %s: %s, %v; want %s", e, s, got, err, want)
			}
			if err != nil && (enrol.CodeOf(err) != enrol.CodeMove || asError(t, err).Details["event"] != string(e)) {
				t.Errorf("%s on %s: error %v", e, s, err)
			}
		}
	}
}

// Apply follows the same table for a case that has all that any move needs.
func TestApplyWalksTheWholeTable(t *testing.T) {
	at := day(2026, 5, 4)
	for _, s := range enrol.States {
		for _, e := range enrol.Events {
			c := enrol.Case{State: s, Reason: enrol.ReasonOther, Selfie: []byte{1},
				Face: enrol.FaceResult{Method: enrol.MethodStaff}}
			got, err := c.Apply(e, at)
			want, ok := legal[s][e]
			if !ok {
				want = s
			}
			if got.State != want || (err == nil) != ok || len(got.Steps) != map[bool]int{true: 1}[ok] {
				t.Errorf("%s on %s: %s with %d steps, %v", e, s, got.State, len(got.Steps), err)
			}
		}
	}
}

func TestFinalStatesLeadNowhere(t *testing.T) {
	for _, s := range enrol.States {
		if got, want := s.Final(), len(legal[s]) == 0; got != want {
			t.Errorf("%s: final %v, want %v", s, got, want)
		}
	}
}

// Every state can be reached from the first, and every event is of some use.
func TestTableHasNoDeadEnds(t *testing.T) {
	reached, used := map[enrol.State]bool{enrol.StateOpened: true}, map[enrol.Event]bool{}
	for range enrol.States {
		for s := range reached {
			for _, e := range enrol.Events {
				if to, err := enrol.Next(s, e); err == nil {
					reached[to], used[e] = true, true
				}
			}
		}
	}
	if len(reached) != len(enrol.States) || len(used) != len(enrol.Events) {
		t.Errorf("reached %v, used %v", reached, used)
	}
}

// Nobody is approved without checks, consent, selfie and comparison, in this order.
func TestApprovedOnlyOneWay(t *testing.T) {
	c := enrol.Case{State: enrol.StateOpened, Selfie: []byte{1}, Face: enrol.FaceResult{Method: enrol.MethodStaff}}
	want := []enrol.State{"eligible", "consented", "captured", "compared", "approved"}
	var err error
	for i, e := range []enrol.Event{"admit", "consent", "capture", "compare", "approve"} {
		if _, early := c.Apply(enrol.EventApprove, time.Time{}); i < 4 && early == nil {
			t.Fatalf("approved from %s", c.State)
		}
		if c, err = c.Apply(e, day(2026, 5, 4)); err != nil || c.State != want[i] {
			t.Fatalf("%s: %s, %v", e, c.State, err)
		}
	}
}
