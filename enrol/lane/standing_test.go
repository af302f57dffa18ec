package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

var (
	servedElsewhere = lane.Standing{Account: enrol.AccountCodeSent, ApprovedToday: true}
	activeAlready   = lane.Standing{Account: enrol.AccountActive}
)

// standing makes a registry that answers after a while.
func standing(s lane.Standing, after time.Duration) func(*world) {
	return func(w *world) {
		w.registry.standing, w.registry.standsFor = s, after
		w.eye.face = true
	}
}

// untilStopped lets time pass until the registry's word stops the case.
func (w *world) untilStopped(want enrol.Code) lane.View {
	w.t.Helper()
	return w.untilView("stopped by "+string(want), func(v lane.View) bool {
		return v.Phase == lane.PhaseBlocked && v.Problem == want && v.ProblemArgs["why"] == "registry"
	})
}

// A resident with a QR who was approved elsewhere today is stopped before Enter approves, whenever the
// registry says so, and goes on by a supervisor's leave from the step that was reached.
func TestServedElsewhere(t *testing.T) {
	for name, tt := range map[string]struct {
		after time.Duration
		at    lane.Phase // where the answer meets the case; "": at once
	}{"Early": {0, ""}, "Late": {3 * time.Second, lane.PhaseDecide}, "VeryLate": {12 * time.Second, lane.PhaseDecide}} {
		t.Run(name, func(t *testing.T) {
			play(t, standing(servedElsewhere, tt.after), func(w *world) {
				w.logIn(siti)
				w.reader.hold("QR-BUDI")
				if tt.at != "" {
					w.until(tt.at)
				}
				v := w.untilStopped(enrol.CodeDuplicate)
				if v.Enter != "" || v.Can(lane.ActionApprove) || !v.Can(lane.ActionOverride) || !v.NeedsSupervisor(lane.ActionOverride) || !v.Can(lane.ActionReject) {
					t.Fatalf("Enter %q, possible %v", v.Enter, v.Actions)
				}
				w.do(lane.Command{Action: lane.ActionApprove})
				w.do(lane.Command{Action: lane.ActionOverride, Text: "because"})
				w.expect(lane.PhaseBlocked, enrol.CodeForbidden)
				w.do(lane.Command{Action: lane.ActionOverride, Text: "printed wrongly", Staff: agus})
				pictures := w.eye.taken()
				v = w.until(lane.PhaseDecide)
				if tt.at == lane.PhaseDecide && w.eye.taken() != pictures {
					t.Error("the resident was photographed once more")
				}
				if v.Enter != lane.ActionApprove {
					t.Errorf("Enter %q", v.Enter)
				}
				w.do(lane.Command{Action: lane.ActionApprove})
				w.expect(lane.PhaseSaved, "")
				if c := w.approved()[0]; !c.Overridden(enrol.CodeDuplicate) || c.Override.By != agus.ID {
					t.Errorf("override %+v", c.Override)
				}
				if got := w.registry.asked; len(got) != 1 || got[0] != "QR-BUDI" {
					t.Errorf("asked with %d QRs", len(got))
				}
			})
		})
	}
}

// An identity that is active nobody gives leave for: the registry would refuse it all the same. The next
// resident has nothing of it.
func TestActiveAlready(t *testing.T) {
	for name, after := range map[string]time.Duration{"Early": 0, "Late": 3 * time.Second} {
		t.Run(name, func(t *testing.T) {
			play(t, standing(activeAlready, after), func(w *world) {
				w.logIn(agus)
				w.reader.hold("QR-BUDI")
				v := w.untilStopped(enrol.CodeActive)
				if v.Can(lane.ActionOverride) || v.Enter != "" {
					t.Fatalf("possible %v", v.Actions)
				}
				w.registry.set(func(r *fakeRegistry) { r.standing = lane.Standing{} })
				w.reader.hold("")
				w.do(lane.Command{Action: lane.ActionCancel})
				w.reader.hold("QR-ANI")
				w.until(lane.PhaseDecide)
				w.pass(20 * time.Second)
				w.expect(lane.PhaseDecide, "")
				if len(w.approved()) != 0 {
					t.Error("approved")
				}
			})
		})
	}
}

// What the registry has nothing against, or is not asked about, goes on as if nobody had asked; so does
// everything where it does not answer. Nobody waits.
func TestStandingThatStopsNothing(t *testing.T) {
	for name, tt := range map[string]struct {
		kind     enrol.Kind
		standing lane.Standing
		after    time.Duration
		err      error
		asked    int
	}{
		"InOrder":     {enrol.KindNew, lane.Standing{Account: enrol.AccountExpired}, 0, nil, 1},
		"Never":       {enrol.KindNew, servedElsewhere, 30 * time.Second, nil, 1},
		"Offline":     {enrol.KindNew, servedElsewhere, 0, enrol.NewError(enrol.CodeOffline, "dial"), 1},
		"LostPhone":   {enrol.KindReactivate, lane.Standing{Account: enrol.AccountActive, ApprovedToday: true}, 0, nil, 0},
		"ChangeOfOne": {enrol.KindChange, lane.Standing{Account: enrol.AccountActive, ApprovedToday: true}, 0, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				standing(tt.standing, tt.after)(w)
				w.registry.err = tt.err
				w.books.rules = enrol.Rules{}
				w.change("QR-BUDI", func(c *enrol.Credential) { c.Kind = tt.kind })
			}, func(w *world) {
				why := append(enrol.Purposes(tt.kind), enrol.PurposeNone)[0]
				w.logIn(siti)
				w.until(lane.PhaseReady)
				began := time.Now()
				w.reader.hold("QR-BUDI")
				w.until(lane.PhaseDecide)
				if took := time.Since(began); took > 2*time.Second {
					t.Errorf("the lane waited %v", took)
				}
				w.pass(time.Minute)
				w.expect(lane.PhaseDecide, "")
				w.do(lane.Command{Action: lane.ActionApprove, Typed: lane.Typed{Purpose: why}})
				w.expect(lane.PhaseSaved, "")
				if len(w.registry.asked) != tt.asked {
					t.Errorf("asked %d times, want %d", len(w.registry.asked), tt.asked)
				}
			})
		})
	}
}

// A question that hangs is dropped with its case: the next resident's is asked at once.
func TestHangingQuestionKeepsNobodyWaiting(t *testing.T) {
	play(t, standing(servedElsewhere, time.Hour), func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
		w.registry.set(func(r *fakeRegistry) { r.standsFor = 0 })
		w.reader.hold("QR-ANI")
		began := time.Now()
		if v := w.untilStopped(enrol.CodeDuplicate); v.Case.Resident.NIK != ani || time.Since(began) > 10*time.Second {
			t.Errorf("case %v after %v", v.Case, time.Since(began))
		}
	})
}

// A case that is taken up again is asked about anew; its word stops it while papers are looked for too.
func TestStandingOfACaseTakenUp(t *testing.T) {
	play(t, func(w *world) { w.registry.err = enrol.NewError(enrol.CodeOffline, "dial") }, func(w *world) {
		w.logIn(siti)
		qr := w.park()
		w.pass(time.Second)
		w.registry.set(func(r *fakeRegistry) { r.err, r.standing, r.standsFor = nil, servedElsewhere, time.Second })
		w.reader.hold(qr)
		w.untilView("papers asked for", func(v lane.View) bool { return v.Phase == lane.PhaseBlocked && v.Problem == enrol.CodeDocuments })
		w.untilStopped(enrol.CodeDuplicate)
		w.do(lane.Command{Action: lane.ActionOverride, Text: "because", Staff: agus})
		w.expect(lane.PhaseBlocked, enrol.CodeDocuments)
	})
}

// A word that comes while the turn of the head is asked for: the turn was never made, and is asked for again.
func TestStandingDuringATurn(t *testing.T) {
	playAble(t, func(w *world) {
		standing(servedElsewhere, 3*time.Second)(w)
		w.books.settings.Liveness = true
	}, func(w *world, e *ableEye) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseTurn)
		w.untilStopped(enrol.CodeDuplicate)
		w.do(lane.Command{Action: lane.ActionOverride, Text: "because", Staff: agus})
		w.until(lane.PhaseTurn)
		e.set(func(e *ableEye) { e.turn = true })
		if v := w.until(lane.PhaseDecide); !v.Case.Overridden(enrol.CodeDuplicate) {
			t.Error("the leave is not in the case")
		}
	})
}

// What the registry said against a case is kept with it: whoever takes it up without a line meets the same block,
// and no Enter that approves, until the registry says something else.
func TestRegistrysWordIsKept(t *testing.T) {
	for how, leave := range map[string]func(*world){
		"Crash":  func(w *world) { w.crash() },
		"LogOut": func(w *world) { w.do(lane.Command{Action: lane.ActionLogOut}) },
		"Park": func(w *world) {
			w.do(lane.Command{Action: lane.ActionPark, Reason: enrol.ReasonComesBack})
			w.expect(lane.PhaseSaved, "")
			w.crash()
		},
	} {
		for _, word := range []lane.Standing{servedElsewhere, activeAlready} {
			t.Run(how+string(word.Account), func(t *testing.T) {
				play(t, standing(word, 3*time.Second), func(w *world) {
					w.logIn(siti)
					w.toDecide("QR-BUDI")
					want := w.untilView("stopped", func(v lane.View) bool { return v.Phase == lane.PhaseBlocked }).Problem
					w.reader.hold("")
					w.registry.set(func(r *fakeRegistry) { r.err = enrol.NewError(enrol.CodeOffline, "dial") })
					leave(w)
					w.logIn(siti)
					if how == "Park" {
						w.until(lane.PhaseReady)
						w.do(lane.Command{Action: lane.ActionResume, Text: string(budi)})
					}
					w.untilStopped(want)
					if v := w.pass(20 * time.Second); v.Phase != lane.PhaseBlocked || v.Enter != "" || v.Can(lane.ActionApprove) {
						t.Fatalf("%s, Enter %q", v.Phase, v.Enter)
					}
					w.registry.set(func(r *fakeRegistry) { r.err, r.standing = nil, lane.Standing{} })
					w.crash()
					w.logIn(siti)
					w.until(lane.PhaseDecide)
				})
			})
		}
	}
}

// That the registry does not know a typed NIK is said again after a crash without a line, until it is known.
func TestUnknownNIKIsKept(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Email: "b@gmail.com", Phone: "081298761234"}})
		if v := w.expect(lane.PhaseConsent, ""); v.Unchecked != enrol.CodeNotFound {
			t.Fatalf("unchecked %q", v.Unchecked)
		}
		w.registry.set(func(r *fakeRegistry) { r.err = enrol.NewError(enrol.CodeOffline, "dial") })
		w.crash()
		w.logIn(siti)
		w.until(lane.PhaseConsent)
		if v := w.pass(10 * time.Second); v.Unchecked != enrol.CodeNotFound {
			t.Errorf("unchecked %q after a crash", v.Unchecked)
		}
		w.registry.set(func(r *fakeRegistry) {
			r.err, r.record = nil, lane.Record{Known: true, Resident: enrol.Resident{NIK: budi, Name: "BUDI"}}
		})
		w.crash()
		w.logIn(siti)
		w.untilView("known", func(v lane.View) bool { return v.Case != nil && v.Unchecked == "" && v.Case.Resident.Name == "BUDI" })
	})
}

// Whoever comes for a first activation and has an active identity goes on as a reactivation, with the data of the QR:
// staff choose why, what the registry had against the case is gone with the errand, also after a crash, and the phone's
// consent holds.
func TestReactivateActive(t *testing.T) {
	for name, after := range map[string]time.Duration{"Early": 0, "Late": 3 * time.Second} {
		t.Run(name, func(t *testing.T) {
			play(t, standing(activeAlready, after), func(w *world) {
				w.logIn(siti)
				w.reader.hold("QR-BUDI")
				if v := w.untilStopped(enrol.CodeActive); !v.Can(lane.ActionReactivate) {
					t.Fatalf("possible %v", v.Actions)
				}
				w.reader.hold("")
				w.do(lane.Command{Action: lane.ActionReactivate})
				w.expect(lane.PhaseBlocked, enrol.CodeReason)
				w.do(lane.Command{Action: lane.ActionReactivate, Typed: lane.Typed{Purpose: enrol.PurposeCardLost}})
				w.expect(lane.PhaseBlocked, enrol.CodeReason)
				pictures := w.eye.taken()
				w.do(lane.Command{Action: lane.ActionReactivate, Typed: lane.Typed{Purpose: enrol.PurposeLostPhone}})
				w.crash()
				w.logIn(siti)
				v := w.until(lane.PhaseDecide)
				if after > 0 && w.eye.taken() != pictures {
					t.Error("the resident was photographed once more")
				}
				if v.Enter != lane.ActionApprove {
					t.Fatalf("Enter %q", v.Enter)
				}
				w.do(lane.Command{Action: lane.ActionApprove})
				w.expect(lane.PhaseSaved, "")
				c := w.approved()[0]
				if c.Kind != enrol.KindReactivate || c.Purpose != enrol.PurposeLostPhone || c.Credential == nil || c.Resident.Email == "" ||
					c.ConsentBy != "resident" || c.Objection.Code != "" || c.Override != nil {
					t.Errorf("approved as %s, %s, consent by %q, objection %q", c.Kind, c.Purpose, c.ConsentBy, c.Objection.Code)
				}
				if e := w.audit.last("reactivate"); e.Data["from"] != string(enrol.KindNew) || e.Data["purpose"] != string(enrol.PurposeLostPhone) {
					t.Errorf("the chain has %v", e.Data)
				}
			})
		})
	}
}

// The checks of a reactivation are made: its papers lack, and what was agreed to at the counter was another errand.
func TestReactivateChecksAnew(t *testing.T) {
	play(t, func(w *world) {
		standing(activeAlready, 3*time.Second)(w)
		w.books.rules = enrol.Rules{enrol.KindReactivate: {enrol.DocKK}}
		w.change("QR-BUDI", func(c *enrol.Credential) { c.ConsentAt = time.Time{} })
	}, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseConsent)
		w.do(lane.Command{Action: lane.ActionConsent, Text: "2/id/new"})
		w.untilStopped(enrol.CodeActive)
		w.do(lane.Command{Action: lane.ActionReactivate, Typed: lane.Typed{Purpose: enrol.PurposeForgotPIN}})
		if v := w.expect(lane.PhaseBlocked, enrol.CodeDocuments); !v.Case.ConsentAt.IsZero() || v.Selfie != nil {
			t.Fatalf("consent %v", v.Case.ConsentAt)
		}
		w.do(lane.Command{Action: lane.ActionDocument, Document: enrol.DocKK})
		w.expect(lane.PhaseConsent, "")
		w.do(lane.Command{Action: lane.ActionConsent, Text: "2/id/reactivate"})
		w.until(lane.PhaseDecide)
	})
}

// A QR for a reactivation does not say why: the approval does.
func TestReactivationAsksWhy(t *testing.T) {
	play(t, func(w *world) {
		w.change("QR-BUDI", func(c *enrol.Credential) { c.Kind = enrol.KindReactivate })
		w.registry.record = lane.Record{Known: true, Account: enrol.AccountActive, Resident: enrol.Resident{Name: "BUDI"}}
	}, func(w *world) {
		w.logIn(siti)
		if v := w.toDecide("QR-BUDI"); !v.Case.AsksPurpose() {
			t.Fatal("nothing is asked")
		}
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseDecide, enrol.CodeReason)
		w.do(lane.Command{Action: lane.ActionApprove, Typed: lane.Typed{Purpose: enrol.PurposeNewContact}})
		w.expect(lane.PhaseSaved, "")
		if c := w.approved()[0]; c.Purpose != enrol.PurposeNewContact {
			t.Errorf("approved for %q", c.Purpose)
		}
	})
}
