package lane_test

import (
	"context"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// withPrinter keeps what was printed.
func withPrinter(w *world) *[]enrol.Slip {
	var slips []enrol.Slip
	w.deps.Print = func(_ context.Context, s enrol.Slip) (enrol.Printed, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		slips = append(slips, s)
		return enrol.Printed{Printer: "loket"}, nil
	}
	return &slips
}

// park parks a change of data that lacks its KK, and answers its slip's QR.
func (w *world) park() string {
	w.t.Helper()
	w.until(lane.PhaseReady)
	w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Kind: enrol.KindFirstCard, Email: "budi@gmail.com", Phone: "081234567890"}})
	w.expect(lane.PhaseBlocked, enrol.CodeDocuments)
	w.do(lane.Command{Action: lane.ActionDocument, Document: enrol.DocBirth})
	w.do(lane.Command{Action: lane.ActionPark, Reason: enrol.ReasonBringPapers})
	w.expect(lane.PhaseSaved, "")
	return enrol.SlipText(w.desk.parked[budi].Slip)
}

// TestParkedIsTakenUpByAnybody: by the slip's QR before the camera or a hand scanner, by
// NIK, and from the list, whoever is logged in; papers that were seen stay seen.
func TestParkedIsTakenUpByAnybody(t *testing.T) {
	for _, how := range []string{"camera", "scanner", "nik", "typed", "list"} {
		t.Run(how, func(t *testing.T) {
			var slips *[]enrol.Slip
			play(t, func(w *world) { slips = withPrinter(w) }, func(w *world) {
				w.logIn(siti)
				qr := w.park()
				w.pass(time.Second)
				if len(*slips) != 1 || enrol.SlipText((*slips)[0].Token) != qr || len((*slips)[0].Missing) != 3 || (*slips)[0].NIK != budi.Masked() {
					t.Fatalf("%d slips: %+v", len(*slips), *slips)
				}
				w.do(lane.Command{Action: lane.ActionLogOut})
				if v := w.expect(lane.PhaseClosed, ""); len(v.Parked) != 0 {
					t.Error("the list stays after the log-out")
				}
				w.pass(time.Minute)
				w.logIn(agus)
				w.until(lane.PhaseReady)
				v := w.pass(time.Second)
				if len(v.Parked) != 1 || v.Parked[0].NIK != budi.Masked() || len(v.Parked[0].Missing) != 3 || !v.Can(lane.ActionResume) {
					t.Fatalf("parked: %+v", v.Parked)
				}
				switch how {
				case "camera":
					w.reader.hold(qr)
				case "scanner":
					w.do(lane.Command{Action: lane.ActionScanText, Text: qr})
				case "nik":
					w.do(lane.Command{Action: lane.ActionResume, Text: string(budi)})
				case "typed":
					w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}})
				case "list":
					w.do(lane.Command{Action: lane.ActionResume, Text: v.Parked[0].ID})
				}
				v = w.until(lane.PhaseBlocked)
				if v.Case.ID != "case-1" || len(v.Missing) != 3 || v.Case.Kind != enrol.KindFirstCard || v.Case.Resident.Email != "budi@gmail.com" {
					t.Errorf("case %s lacks %v", v.Case.ID, v.Missing)
				}
			})
		})
	}
}

func TestSlipsThatLeadNowhere(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		for text, want := range map[string]enrol.Code{
			enrol.SlipText(enrol.NewSlipToken()): enrol.CodeNotFound, string(ani): enrol.CodeNotFound, "12": enrol.CodeNIKLength,
			"0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e": enrol.CodeNotFound,
		} {
			w.do(lane.Command{Action: lane.ActionResume, Text: text})
			w.expect(lane.PhaseReady, want)
		}
	})
}

// TestParkedElsewhere: a slip of another counter says which; one of this counter, and one from before
// slips named any, are not found.
func TestParkedElsewhere(t *testing.T) {
	token := enrol.NewSlipToken()
	for slip, want := range map[string]enrol.Code{"Loket 2": enrol.CodeElsewhere, "Loket 1": enrol.CodeNotFound, "": enrol.CodeNotFound} {
		play(t, func(w *world) { w.deps.Counter = "Loket 1" }, func(w *world) {
			w.logIn(siti)
			w.until(lane.PhaseReady)
			w.do(lane.Command{Action: lane.ActionScanText, Text: enrol.Slip{Token: token, Counter: slip}.Text()})
			v := w.expect(lane.PhaseReady, want)
			if want == enrol.CodeElsewhere && v.ProblemArgs["counter"] != "LOKET-2" {
				t.Errorf("it waits at %q", v.ProblemArgs["counter"])
			}
		})
	}
}

// TestParkedRunsOut: by the registry's rule, and nobody's decision.
func TestParkedRunsOut(t *testing.T) {
	token := enrol.NewSlipToken()
	for days, gone := range map[int]bool{6: false, 8: true} {
		play(t, func(w *world) {
			w.books.settings.ParkDays = 7
			w.pend.LastSync = time.Now()
			w.desk.parked[budi] = enrol.Case{ID: "old", Kind: enrol.KindNew, State: enrol.StateParked, Slip: token,
				DecidedAt: time.Now().AddDate(0, 0, -days), Resident: enrol.Resident{NIK: budi}}
		}, func(w *world) {
			w.pass(time.Second) // the rule is read with the settings
			w.logIn(siti)
			w.until(lane.PhaseReady)
			if v := w.pass(time.Second); (len(v.Parked) == 0) != gone {
				t.Errorf("after %d days %d wait", days, len(v.Parked))
			}
			if n := len(w.desk.decided); gone && (n != 1 || w.desk.decided[0].State != enrol.StateCancelled || w.desk.decided[0].Operator != "system") || !gone && n != 0 {
				t.Errorf("after %d days %d were ended", days, n)
			}
			w.do(lane.Command{Action: lane.ActionScanText, Text: enrol.SlipText(token)})
			want := map[bool]enrol.Code{false: "", true: enrol.CodeNotFound}[gone]
			if v := w.lane.View(); v.Problem != want {
				t.Errorf("after %d days the slip meets %q", days, v.Problem)
			}
		})
	}
}

// TestParkedOutlivesAWrongClock: a time that the registry has not told ends nobody's case for
// good, and does not keep its resident away.
func TestParkedOutlivesAWrongClock(t *testing.T) {
	token := enrol.NewSlipToken()
	play(t, func(w *world) {
		w.books.settings.ParkDays = 7
		w.deps.Trust = func() enrol.ClockTrust { return enrol.ClockGuess }
		w.desk.parked[budi] = enrol.Case{ID: "old", Kind: enrol.KindNew, State: enrol.StateParked, Slip: token,
			DecidedAt: time.Now().AddDate(-1, 0, 0), OpenedAt: time.Now().AddDate(-1, 0, 0), Resident: enrol.Resident{NIK: budi}}
	}, func(w *world) {
		w.pass(time.Second)
		w.logIn(siti)
		w.until(lane.PhaseReady)
		if v := w.pass(time.Second); len(v.Parked) != 1 || len(w.desk.decided) != 0 {
			t.Fatalf("%d wait, %d were ended", len(v.Parked), len(w.desk.decided))
		}
		w.do(lane.Command{Action: lane.ActionScanText, Text: enrol.SlipText(token)})
		if v := w.lane.View(); v.Problem != "" || v.Case == nil || v.Case.ID != "old" {
			t.Errorf("the slip meets %q", v.Problem)
		}
	})
}

// TestParkedAtAnotherCounter: a NIK that nothing waits for here says that it may be elsewhere.
func TestParkedAtAnotherCounter(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionResume, Text: string(ani)})
		if v := w.expect(lane.PhaseReady, enrol.CodeNotFound); v.ProblemArgs["why"] != "parked" {
			t.Errorf("args %v", v.ProblemArgs)
		}
	})
}

// TestReceipt: it is printed when it is asked for, says what is true, and is gone with
// the next resident.
func TestReceipt(t *testing.T) {
	var slips *[]enrol.Slip
	play(t, func(w *world) { slips = withPrinter(w) }, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.reader.hold("")
		v := w.until(lane.PhaseReady)
		if len(*slips) != 0 || !v.Can(lane.ActionPrint) {
			t.Fatalf("%d slips, possible %v", len(*slips), v.Actions)
		}
		w.do(lane.Command{Action: lane.ActionPrint})
		v = w.pass(time.Second)
		want := enrol.Slip{Receipt: true, Kind: enrol.KindNew, NIK: budi.Masked(), Email: "b•••@gmail.com", Number: 1, Outlet: "Depok",
			At: w.approved()[0].DecidedAt, Offline: true}
		if got := (*slips)[0]; got.NIK != want.NIK || got.Email != want.Email || got.Number != 1 || !got.Offline || !got.Receipt || got.Token != "" {
			t.Errorf("printed %+v, want %+v", got, want)
		}
		if v.Paper.State != lane.PaperPrinted || v.Paper.Printer != "loket" {
			t.Errorf("paper %+v", v.Paper)
		}
		w.reader.hold("QR-ANI")
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionCancel})
		w.reader.hold("")
		if v := w.until(lane.PhaseReady); v.Can(lane.ActionPrint) {
			t.Error("the receipt of the one before can still be had")
		}
	})
}

// TestPrinterNeverHoldsUpTheLane: it hangs, and the next resident is served meanwhile.
func TestPrinterNeverHoldsUpTheLane(t *testing.T) {
	play(t, func(w *world) {
		w.deps.Print = func(ctx context.Context, _ enrol.Slip) (enrol.Printed, error) {
			<-ctx.Done()
			return enrol.Printed{File: "/slips/1.pdf"}, enrol.WrapError(enrol.CodePrinter, "print", ctx.Err())
		}
	}, func(w *world) {
		w.logIn(siti)
		w.park()
		began := time.Now()
		w.toDecide("QR-ANI")
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("the next resident waited %v", took)
		}
		if v := w.pass(30 * time.Second); v.Paper.State != lane.PaperFailed || v.Paper.File != "/slips/1.pdf" || v.Phase != lane.PhaseDecide {
			t.Errorf("paper %+v in %s", v.Paper, v.Phase)
		}
	})
}
