package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// TestEachKindTyped walks every kind that staff can type to its approval: papers where
// the rules ask for them, contact data only where a code follows.
func TestEachKindTyped(t *testing.T) {
	asnOnly := []enrol.Phase{{Category: enrol.CategoryASN, From: time.Unix(0, 0)}}
	open := []enrol.Phase{{Category: enrol.CategoryPublic, From: time.Unix(0, 0)}}
	for _, tt := range []struct {
		name    string
		typed   lane.Typed
		phases  []enrol.Phase
		account enrol.Account
		email   enrol.Email
	}{
		{"New", lane.Typed{Email: "a@gmail.com", Phone: "081234567890"}, open, "", "a@gmail.com"},
		{"LostPhone", lane.Typed{Email: "a@gmail.com", Phone: "081234567890", Kind: enrol.KindReactivate, Purpose: enrol.PurposeLostPhone}, asnOnly, enrol.AccountActive, "a@gmail.com"},
		{"Address", lane.Typed{Kind: enrol.KindChange, Purpose: enrol.PurposeAddress}, asnOnly, enrol.AccountActive, ""},
		{"FirstCard", lane.Typed{Email: "a@gmail.com", Phone: "081234567890", Kind: enrol.KindFirstCard}, open, "", "a@gmail.com"},
		{"Card", lane.Typed{Email: "not asked for", Kind: enrol.KindCard, Purpose: enrol.PurposeNoSignal}, asnOnly, enrol.AccountActive, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, func(w *world) {
				w.books.phases = tt.phases
				w.registry.record = lane.Record{Known: true, Account: tt.account, Resident: enrol.Resident{Name: "BUDI", Category: enrol.CategoryPublic}}
				w.desk.today[budi] = tt.typed.Kind == enrol.KindReactivate
				w.eye.face = true
			}, func(w *world) {
				w.logIn(siti)
				w.until(lane.PhaseReady)
				tt.typed.NIK = string(budi)
				w.do(lane.Command{Action: lane.ActionType, Typed: tt.typed})
				w.expectPapers(tt.typed.Kind)
				w.do(lane.Command{Action: lane.ActionConsent})
				w.until(lane.PhaseDecide)
				w.do(lane.Command{Action: lane.ActionApprove})
				v := w.expect(lane.PhaseSaved, "")
				c := w.approved()[0]
				if v.Saved != c.Kind || v.Args["email"] != "" != (c.Resident.Email != "") {
					t.Errorf("the confirmation is of %q with e-mail %v", v.Saved, v.Args["email"] != "")
				}
				if v = w.until(lane.PhaseReady); v.Saved != "" {
					t.Errorf("still of %q when the next may come", v.Saved)
				}
				if c.Purpose != tt.typed.Purpose || c.Resident.Email != tt.email || tt.typed.Kind != "" && c.Kind != tt.typed.Kind {
					t.Errorf("%s for %q with e-mail %v", c.Kind, c.Purpose, c.Resident.Email != "")
				}
			})
		})
	}
}

// expectPapers ticks off what a kind needs, and ends where consent is asked for.
func (w *world) expectPapers(k enrol.Kind) {
	w.t.Helper()
	for _, d := range enrol.DefaultRules()[k] {
		v := w.expect(lane.PhaseBlocked, enrol.CodeDocuments)
		if v.Missing[0] != d {
			w.t.Fatalf("%s lacks, want %s", v.Missing[0], d)
		}
		w.do(lane.Command{Action: lane.ActionDocument, Document: d})
	}
	w.expect(lane.PhaseConsent, "")
}

func TestPurposeOfAnotherKind(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Kind: enrol.KindCard, Purpose: enrol.PurposeForgotPIN}})
		w.expect(lane.PhaseReady, enrol.CodeReason)
	})
}

// TestLookupIsSaid: a typed resident who could not be looked up is served, and staff
// read why nothing is known.
func TestLookupIsSaid(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*world)
		want   enrol.Code
	}{
		{"Known", func(w *world) { w.registry.record.Known = true }, ""},
		{"Unknown", nil, enrol.CodeNotFound},
		{"Offline", func(w *world) { w.registry.err = enrol.NewError(enrol.CodeOffline, "dial") }, enrol.CodeOffline},
		{"Slow", func(w *world) { w.registry.takes = time.Hour }, enrol.CodeSlow},
		{"Fault", func(w *world) { w.registry.err = enrol.NewError(enrol.CodeServer, "ask") }, enrol.CodeServer},
		{"NoLine", func(w *world) { w.deps.Registry = nil }, enrol.CodeOffline},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.change, func(w *world) {
				w.logIn(siti)
				w.until(lane.PhaseReady)
				w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Email: "a@gmail.com", Phone: "081234567890"}})
				if v := w.until(lane.PhaseConsent); v.Unchecked != tt.want || v.Problem != "" {
					t.Errorf("unchecked %q with problem %q, want %q", v.Unchecked, v.Problem, tt.want)
				}
				w.do(lane.Command{Action: lane.ActionCancel})
				w.reader.hold("QR-ANI")
				if v := w.until(lane.PhaseSelfie); v.Unchecked != "" {
					t.Error("the next resident has the sentence of the one before")
				}
			})
		})
	}
}

// TestSupervisorAtPapers: papers lack, and a supervisor may go on without them.
func TestSupervisorAtPapers(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(agus)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Kind: enrol.KindChange}})
		v := w.until(lane.PhaseBlocked)
		if !v.Can(lane.ActionDocument) || !v.Can(lane.ActionOverride) {
			t.Fatalf("possible: %v", v.Actions)
		}
		w.do(lane.Command{Action: lane.ActionOverride, Text: "KK di kantor"})
		if v := w.expect(lane.PhaseConsent, ""); !v.Case.Overridden(enrol.CodeDocuments) {
			t.Error("the override is not in the case")
		}
	})
}
