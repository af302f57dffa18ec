package lane_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

func TestRefusedQR(t *testing.T) {
	for _, code := range []enrol.Code{enrol.CodeQRForeign, enrol.CodeQRDamaged, enrol.CodeQRForged, enrol.CodeQRExpired,
		enrol.CodeQRNotYet, enrol.CodeQRUsed, enrol.CodeQRUnknownKey, enrol.CodeQRRevokedKey, enrol.CodeQRNewer, enrol.CodeQRTooLarge} {
		t.Run(string(code), func(t *testing.T) {
			play(t, func(w *world) { w.codes["BAD"] = code }, func(w *world) {
				w.logIn(siti)
				w.reader.hold("BAD")
				w.untilView("refused", func(v lane.View) bool { return v.Phase == lane.PhaseReady && v.Problem == code })
				if v := w.pass(30 * time.Second); v.Problem != code || w.tried("BAD") != 1 {
					t.Errorf("still in view: problem %q, tried %d times", v.Problem, w.tried("BAD"))
				}
				w.reader.hold("QR-BUDI") // another one is read at once
				if v := w.until(lane.PhaseSelfie); v.Problem != "" {
					t.Errorf("problem %q", v.Problem)
				}
			})
		})
	}
}

func TestRefusedQRIsForgottenOnceItIsGone(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.reader.hold("WIFI:...")
		w.untilView("refused", func(v lane.View) bool { return v.Problem == enrol.CodeQRForeign })
		w.reader.hold("")
		if v := w.pass(7 * time.Second); v.Problem != "" {
			t.Errorf("problem %q stays", v.Problem)
		}
		w.reader.hold("WIFI:...")
		w.untilView("refused again", func(v lane.View) bool { return v.Problem == enrol.CodeQRForeign })
		if w.tried("WIFI:...") != 2 {
			t.Errorf("tried %d times", w.tried("WIFI:..."))
		}
		if got := fmt.Sprint(w.audit.kinds); got != "[qr-refused qr-refused]" {
			t.Errorf("audit %s", got)
		}
	})
}

func TestSpentQR(t *testing.T) {
	play(t, func(w *world) { w.desk.spent["id-QR-BUDI"] = true }, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.untilView("used", func(v lane.View) bool { return v.Problem == enrol.CodeQRUsed && v.Phase == lane.PhaseReady })
	})
}

func TestDeskThatCannotTell(t *testing.T) {
	play(t, func(w *world) { w.desk.spentErr = enrol.NewError(enrol.CodeDBBroken, "look up qr") }, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.untilView("refused", func(v lane.View) bool { return v.Problem == enrol.CodeDBBroken })
	})
}

func TestDuplicateToday(t *testing.T) {
	play(t, func(w *world) { w.desk.today[budi] = true }, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.untilView("duplicate", func(v lane.View) bool { return v.Problem == enrol.CodeDuplicate })
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}})
		w.expect(lane.PhaseReady, enrol.CodeDuplicate)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Kind: enrol.KindReactivate}})
		w.expect(lane.PhaseConsent, "") // a new phone on the same day is no duplicate
	})
}

// One QR may be handed over by camera, hand scanner, file or token.
func TestOtherWaysIn(t *testing.T) {
	for _, c := range []lane.Command{
		{Action: lane.ActionScanText, Text: "QR-BUDI"},
		{Action: lane.ActionScanFile, Text: "QR-BUDI.png"},
		{Action: lane.ActionToken, Text: " ABC-123 "},
	} {
		t.Run(string(c.Action), func(t *testing.T) {
			play(t, func(w *world) { w.registry.qr = "QR-BUDI" }, func(w *world) {
				w.logIn(siti)
				w.until(lane.PhaseReady)
				w.do(c)
				if v := w.until(lane.PhaseSelfie); v.Case.Resident.NIK != budi {
					t.Errorf("case of %v", v.Case.Resident)
				}
			})
		})
	}
}

func TestWaysInThatFail(t *testing.T) {
	offline := enrol.NewError(enrol.CodeOffline, "dial")
	for _, tt := range []struct {
		name   string
		change func(*world)
		c      lane.Command
		want   enrol.Code
	}{
		{"TokenOffline", func(w *world) { w.registry.err = offline }, lane.Command{Action: lane.ActionToken}, enrol.CodeOffline},
		{"TokenWithoutLine", func(w *world) { w.deps.Registry = nil }, lane.Command{Action: lane.ActionToken}, enrol.CodeOffline},
		{"TokenSlow", func(w *world) { w.registry.takes = time.Hour }, lane.Command{Action: lane.ActionToken}, enrol.CodeSlow},
		{"File", func(w *world) {
			w.deps.ReadFile = func(context.Context, string) (string, error) {
				return "", enrol.NewError(enrol.CodePictureFile, "open picture")
			}
		}, lane.Command{Action: lane.ActionScanFile}, enrol.CodePictureFile},
		{"NotANIK", nil, lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: "12"}}, enrol.CodeNIKLength},
		{"NotAnEmail", nil, lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Email: "b"}}, enrol.CodeEmail},
		{"NotAPhone", nil, lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Phone: "b"}}, enrol.CodePhone},
		{"Active", func(w *world) { w.registry.record.Account = enrol.AccountActive },
			lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}}, enrol.CodeActive},
		{"ApprovedElsewhere", func(w *world) { w.registry.record.ApprovedToday = true },
			lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}}, enrol.CodeDuplicate},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.change, func(w *world) {
				w.logIn(siti)
				w.until(lane.PhaseReady)
				w.do(tt.c)
				v := w.untilView("answered", func(v lane.View) bool { return v.Phase != lane.PhaseChecking })
				if v.Phase != lane.PhaseReady || v.Problem != tt.want {
					t.Fatalf("%s, problem %q, want %q", v.Phase, v.Problem, tt.want)
				}
				w.reader.hold("QR-BUDI") // and the lane goes on
				w.until(lane.PhaseSelfie)
			})
		})
	}
}

// A genuine QR that has run out may be the PC's clock's fault, where nobody has told it the time; where the registry
// has, it is the QR's.
func TestExpiredUnderAGuess(t *testing.T) {
	for trust, why := range map[enrol.ClockTrust]string{enrol.ClockGuess: "clock", enrol.ClockSure: ""} {
		t.Run(string(trust), func(t *testing.T) {
			play(t, func(w *world) {
				w.codes["QR-OLD"] = enrol.CodeQRExpired
				w.deps.Trust = func() enrol.ClockTrust { return trust }
			}, func(w *world) {
				w.logIn(siti)
				w.until(lane.PhaseReady)
				w.reader.hold("QR-OLD")
				v := w.untilView("said", func(v lane.View) bool { return v.Problem == enrol.CodeQRExpired })
				if v.ProblemArgs["why"] != why {
					t.Errorf("said with %v", v.ProblemArgs)
				}
			})
		})
	}
}

func TestTypedResident(t *testing.T) {
	typed := lane.Command{Action: lane.ActionType,
		Typed: lane.Typed{NIK: string(budi), Email: "New@Gmail.com", Phone: "+62 812 3456 7890", Name: " Budi "}}
	known := lane.Record{Known: true, Template: &enrol.FaceTemplate{Model: "m1"},
		Resident: enrol.Resident{Name: "BUDI SANTOSO", Married: true, Email: "old@gmail.com"}}
	for _, tt := range []struct {
		name, person string
		template     bool
		change       func(*world)
	}{
		{"Known", "BUDI SANTOSO", true, func(w *world) { w.registry.record = known }},
		{"Slow", "Budi", false, func(w *world) { w.registry.record, w.registry.takes = known, time.Hour }},
		{"NoLine", "Budi", false, func(w *world) { w.deps.Registry = nil }},
		{"Offline", "Budi", false, func(w *world) { w.registry.err = enrol.NewError(enrol.CodeOffline, "dial") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.change, func(w *world) {
				w.logIn(siti)
				w.until(lane.PhaseReady)
				began := time.Now()
				w.do(typed)
				c := w.until(lane.PhaseConsent).Case
				if wait := time.Since(began); wait > 2100*time.Millisecond {
					t.Errorf("the counter waited %v", wait)
				}
				r := c.Resident
				if r.NIK != budi || r.Email != "new@gmail.com" || r.Phone != "081234567890" || r.Name != tt.person ||
					!c.Typed || (c.Reference != nil) != tt.template {
					t.Errorf("case %s: name %q, typed %v, template %v", c, r.Name, c.Typed, c.Reference)
				}
			})
		})
	}
}

// Staff log out while the registry is asked: its answer finds nobody to serve.
func TestAnswerForAnEarlierCaseIsDropped(t *testing.T) {
	play(t, func(w *world) { w.registry.takes = time.Second }, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}})
		w.expect(lane.PhaseChecking, "")
		w.do(lane.Command{Action: lane.ActionLogOut})
		w.logIn(agus)
		w.pass(3 * time.Second)
		if v := w.expect(lane.PhaseReady, ""); v.Case != nil {
			t.Errorf("case %v", v.Case)
		}
	})
}
