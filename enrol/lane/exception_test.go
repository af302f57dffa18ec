package lane_test

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// exceptions are who may make one, where the outlet reserves them and elsewhere; by is nobody: who is logged in
// may not.
var exceptions = map[string]struct {
	bySupervisor bool
	staff        enrol.Staff
	beside, by   enrol.Staff
}{
	"Staff": {false, siti, enrol.Staff{}, siti}, "StaffMayNot": {true, siti, enrol.Staff{}, enrol.Staff{}}, "NorWithAnother": {true, siti, dewi, enrol.Staff{}},
	"StaffWithSupervisor": {true, siti, agus, agus}, "Supervisor": {true, agus, enrol.Staff{}, agus},
}

// After three pictures that would not do staff go on with a reason, which is in the
// record.
func TestException(t *testing.T) {
	for name, tt := range exceptions {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) { w.books.settings.ExceptionBySupervisor = tt.bySupervisor }, func(w *world) {
				w.eye.set(func(e *fakeEye) { e.faceless = true })
				w.reader.hold("QR-BUDI")
				w.logIn(tt.staff)
				w.until(lane.PhaseSelfie)
				for range lane.MaxRefusals {
					if w.lane.View().Can(lane.ActionException) {
						t.Fatal("an exception too early")
					}
					w.do(lane.Command{Action: lane.ActionTakeNow})
					w.untilView("refused", func(v lane.View) bool { return v.Problem == enrol.CodeNoFace })
				}
				if v := w.lane.View(); !v.Can(lane.ActionException) || v.NeedsSupervisor(lane.ActionException) != (tt.bySupervisor && tt.staff.ID != "agus") {
					t.Fatalf("possible %v, with a supervisor %v", v.Actions, v.Presence)
				}
				ask := lane.Command{Action: lane.ActionException, Text: "bandaged face", Staff: tt.beside}
				if tt.by.ID == "" {
					w.do(ask)
					w.expect(lane.PhaseSelfie, enrol.CodeForbidden)
					return
				}
				w.do(lane.Command{Action: lane.ActionException, Staff: tt.beside})
				w.expect(lane.PhaseSelfie, enrol.CodeReason)
				w.do(ask)
				w.until(lane.PhaseDecide)
				w.do(lane.Command{Action: lane.ActionApprove})
				w.expect(lane.PhaseSaved, "")
				o := w.approved()[0].Override
				if o == nil || o.Code != enrol.CodePoorPicture || o.By != tt.by.ID || o.Reason != "bandaged face" {
					t.Errorf("override %+v", o)
				}
				if e := w.audit.last("exception"); e.Actor != tt.by.ID || (e.Data["asked"] == "siti") != (tt.by.ID != tt.staff.ID) || w.lane.View().Staff.ID != tt.staff.ID {
					t.Errorf("audit %+v, %s is logged in", e, w.lane.View().Staff.ID)
				}
			})
		})
	}
}

// A refused picture is refused for the key too, with what helps; it counts, through a crash
// as well, and a supervisor's leave cannot be gone round.
func TestKeyDoesNotTakeARefusedPicture(t *testing.T) {
	play(t, func(w *world) { w.books.settings.ExceptionBySupervisor = true }, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face, e.poor = true, true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		for i := range lane.MaxRefusals {
			if i == lane.MaxRefusals-1 {
				w.crash()
				w.logIn(siti)
				w.until(lane.PhaseSelfie)
			}
			w.do(lane.Command{Action: lane.ActionTakeNow})
			v := w.untilView("refused", func(v lane.View) bool { return v.Problem == enrol.CodePoorPicture })
			if v.ProblemArgs["hint"] != "hint.closer" || w.eye.taken() != 0 {
				t.Fatalf("args %v, %d taken", v.ProblemArgs, w.eye.taken())
			}
		}
		w.do(lane.Command{Action: lane.ActionException, Text: "bandaged face"})
		w.expect(lane.PhaseSelfie, enrol.CodeForbidden)
		w.do(lane.Command{Action: lane.ActionException, Text: "bandaged face", Staff: agus})
		w.until(lane.PhaseDecide)
	})
}

// A retake counts as a refusal; the next resident begins at nought.
func TestRetakesLeadToTheException(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		for range lane.MaxRefusals - 1 {
			w.do(lane.Command{Action: lane.ActionRetake})
			w.until(lane.PhaseDecide)
		}
		w.eye.set(func(e *fakeEye) { e.face = false })
		w.do(lane.Command{Action: lane.ActionRetake})
		if v := w.expect(lane.PhaseSelfie, ""); !v.Can(lane.ActionException) {
			t.Fatal("no exception after three retakes")
		}
		w.do(lane.Command{Action: lane.ActionCancel})
		w.until(lane.PhaseReady)
		w.reader.hold("QR-ANI")
		if v := w.until(lane.PhaseSelfie); v.Can(lane.ActionException) {
			t.Error("the next resident inherits it")
		}
	})
}

// Without a picture the key is not kept for whoever comes by when there is one.
func TestTakeNowWithoutACamera(t *testing.T) {
	var mu sync.Mutex
	state := enrol.CameraLive
	set := func(s enrol.CameraState) { mu.Lock(); state = s; mu.Unlock() }
	play(t, func(w *world) {
		w.deps.Camera = func() enrol.CameraStatus { mu.Lock(); defer mu.Unlock(); return enrol.CameraStatus{State: state} }
	}, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.manual = true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		set(enrol.CameraLost)
		w.face.fail(errors.New("gone"))
		w.do(lane.Command{Action: lane.ActionTakeNow})
		w.expect(lane.PhaseSelfie, enrol.CodeNoCamera)
		w.face.fail(nil)
		set(enrol.CameraLive)
		w.pass(3 * time.Second)
		w.expect(lane.PhaseSelfie, enrol.CodeNoCamera)
		w.do(lane.Command{Action: lane.ActionTakeNow})
		w.until(lane.PhaseDecide)
	})
}

// TestHintEndsWithThePicture: advice about a face is not said of a picture that is gone.
func TestHintEndsWithThePicture(t *testing.T) {
	var mu sync.Mutex
	status := enrol.CameraStatus{State: enrol.CameraLive}
	set := func(s enrol.CameraStatus) { mu.Lock(); status = s; mu.Unlock() }
	play(t, func(w *world) {
		w.deps.Camera = func() enrol.CameraStatus { mu.Lock(); defer mu.Unlock(); return status }
	}, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.manual, e.faceless = true, true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		for _, c := range []struct {
			status enrol.CameraStatus
			want   string
		}{
			{enrol.CameraStatus{State: enrol.CameraLive}, "hint.no-face"},
			{enrol.CameraStatus{State: enrol.CameraLost}, "lane.no-picture"},
			{enrol.CameraStatus{State: enrol.CameraLive, Fault: enrol.FaultBlack}, "lane.no-picture"},
			{enrol.CameraStatus{State: enrol.CameraLive}, "hint.no-face"},
		} {
			set(c.status)
			if got := w.pass(3 * time.Second).Prompt; got != c.want {
				t.Errorf("%s %s: says %q, want %q", c.status.State, c.status.Fault, got, c.want)
			}
		}
	})
}

// ableEye can also read cards and see turns.
type ableEye struct {
	*fakeEye
	mu    sync.Mutex
	card  bool // a card is held up
	turn  bool // the head is turned as asked
	sides []enrol.Turn
	other bool // it is not the head of the selfie
	err   error
}

func (e *ableEye) set(f func(*ableEye)) { e.mu.Lock(); f(e); e.mu.Unlock() }

func (e *ableEye) CanCard() bool { return true }
func (e *ableEye) CanTurn() bool { return true }

func (e *ableEye) LookCard(*enrol.Frame) (lane.CardLook, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.card {
		return lane.CardLook{Hint: "hint.card-none"}, nil
	}
	return lane.CardLook{Corners: [4]image.Point{{1, 1}, {9, 1}, {9, 6}, {1, 6}}, Progress: 1,
		Card: &lane.Card{Thumb: image.NewGray(image.Rect(0, 0, 3, 4)), JPEG: []byte{0xFF, 0xD8, 0xFF, 7}, Reference: "portrait"}}, nil
}

func (e *ableEye) CompareCard(_ context.Context, s lane.Selfie, c lane.Card) (enrol.FaceResult, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(s.JPEG) == 0 || c.Reference != "portrait" {
		return enrol.FaceResult{}, errors.New("selfie or card is missing")
	}
	return enrol.FaceResult{Method: enrol.MethodCard, Band: enrol.BandMatch, Score: .6}, e.err
}

func (e *ableEye) LookTurn(_ *enrol.Frame, side enrol.Turn) (lane.TurnLook, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sides = append(e.sides, side)
	return lane.TurnLook{Box: image.Rect(1, 1, 9, 9), Progress: .5, Done: e.turn, Straight: "ahead"}, nil
}

func (e *ableEye) SamePerson(_ context.Context, s lane.Selfie, straight any) (bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.other || len(s.JPEG) == 0 || straight != "ahead", nil
}

func playAble(t *testing.T, change func(*world), f func(*world, *ableEye)) {
	t.Helper()
	var e *ableEye
	play(t, func(w *world) {
		e = &ableEye{fakeEye: w.eye}
		w.deps.Eye = e
		if change != nil {
			change(w)
		}
	}, func(w *world) { f(w, e) })
}

func byStaff(w *world) {
	w.eye.result = enrol.FaceResult{Method: enrol.MethodStaff, Quality: enrol.Quality{Score: .8}, Liveness: enrol.Liveness{Passive: .9, Models: "m"}}
}

// The program dies while the card is waited for: it is waited for again, and the verdict comes with it. Who went
// back to the verdict finds that.
func TestCrashAtTheCard(t *testing.T) {
	for _, byEye := range []bool{false, true} {
		playAble(t, byStaff, func(w *world, e *ableEye) {
			w.logIn(siti)
			w.toDecide("QR-BUDI")
			w.do(lane.Command{Action: lane.ActionCard})
			w.expect(lane.PhaseCard, "")
			if byEye {
				w.do(lane.Command{Action: lane.ActionByEye})
				w.expect(lane.PhaseDecide, "")
			}
			for range 2 {
				w.pass(time.Second)
				w.crash()
				w.logIn(siti)
				if byEye {
					w.expect(lane.PhaseDecide, "")
					continue
				}
				if v := w.until(lane.PhaseCard); v.Case.ID != "case-1" {
					t.Fatal(v.Case)
				}
			}
			if byEye {
				return
			}
			e.set(func(e *ableEye) { e.card = true })
			if v := w.until(lane.PhaseDecide); v.Face.Method != enrol.MethodCard {
				t.Errorf("method %q", v.Face.Method)
			}
		})
	}
}

// The card's portrait stands in for a template that isn't there.
func TestCard(t *testing.T) {
	for name, failing := range map[string]bool{"OK": false, "Error": true} {
		t.Run(name, func(t *testing.T) {
			playAble(t, byStaff, func(w *world, e *ableEye) {
				w.logIn(siti)
				if v := w.toDecide("QR-BUDI"); !v.Can(lane.ActionCard) || v.Reference != nil {
					t.Fatalf("actions %v", v.Actions)
				}
				w.do(lane.Command{Action: lane.ActionCard})
				w.expect(lane.PhaseCard, "")
				w.untilView("coached", func(v lane.View) bool { return v.Prompt == "hint.card-none" })
				w.do(lane.Command{Action: lane.ActionByEye})
				w.expect(lane.PhaseDecide, "")
				w.do(lane.Command{Action: lane.ActionCard})
				e.set(func(e *ableEye) {
					e.card = true
					if failing {
						e.err = errors.New("bad tensor")
					}
				})
				v := w.until(lane.PhaseDecide)
				if v.Reference == nil || v.Selfie == nil {
					t.Fatal("a portrait is missing from the screen")
				}
				w.do(lane.Command{Action: lane.ActionApprove})
				w.expect(lane.PhaseSaved, "")
				kept, f := w.approved()[0].Card, w.approved()[0].Face
				if (len(kept) > 0) == failing || v.Case.Card != nil {
					t.Errorf("%d bytes of the card are kept, %d shown", len(kept), len(v.Case.Card))
				}
				want, by := enrol.MethodCard, "auto"
				if failing {
					want, by = enrol.MethodStaff, "siti"
				}
				if f.Method != want || f.DecidedBy != by || f.Quality.Score != .8 || f.Liveness.Models != "m" {
					t.Errorf("face %+v", f)
				}
				if v := w.lane.View(); v.Reference != nil {
					t.Error("the portrait is still shown")
				}
			})
		})
	}
}

// Where a template leaves it open, or says no, the card may help; and a card deserves a
// second try. The audit keeps what it took the place of.
func TestCardAfterAVerdict(t *testing.T) {
	for _, band := range []enrol.Band{enrol.BandReview, enrol.BandNoMatch} {
		t.Run(string(band), func(t *testing.T) {
			playAble(t, func(w *world) { w.eye.result.Band = band }, func(w *world, e *ableEye) {
				e.set(func(e *ableEye) { e.card = true })
				w.logIn(siti)
				if v := w.toDecide("QR-BUDI"); !v.Can(lane.ActionCard) || !v.Can(lane.ActionApprove) {
					t.Fatalf("actions %v", v.Actions)
				}
				w.do(lane.Command{Action: lane.ActionCard})
				v := w.untilView("card", func(v lane.View) bool { return v.Phase == lane.PhaseDecide && v.Face.Method == enrol.MethodCard })
				if !v.Can(lane.ActionCard) {
					t.Error("no second try")
				}
				last := w.audit.entries[len(w.audit.entries)-1]
				if last.Kind != "card" || last.Data["before"] != "template" || last.Data["before-band"] != string(band) {
					t.Errorf("audit %+v", last)
				}
			})
		})
	}
}

// A template is the better reference; and an eye that can't read cards offers none.
func TestNoCard(t *testing.T) {
	playAble(t, nil, func(w *world, _ *ableEye) {
		w.logIn(siti)
		if v := w.toDecide("QR-BUDI"); v.Can(lane.ActionCard) {
			t.Error("card instead of a template")
		}
	})
	play(t, byStaff, func(w *world) {
		w.logIn(siti)
		if v := w.toDecide("QR-BUDI"); v.Can(lane.ActionCard) {
			t.Error("card without an eye for it")
		}
	})
}

func asksForTurn(w *world) { w.books.settings.Liveness = true }

func TestTurn(t *testing.T) {
	playAble(t, asksForTurn, func(w *world, e *ableEye) {
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		v := w.until(lane.PhaseTurn)
		side := enrol.Turn(strings.TrimPrefix(v.Prompt, "lane.turn."))
		if v.Can(lane.ActionApprove) || !v.Can(lane.ActionSkipTurn) {
			t.Errorf("actions %v", v.Actions)
		}
		w.untilView("seen", func(v lane.View) bool { return v.Countdown > 0 })
		e.set(func(e *ableEye) { e.turn = true })
		if v = w.until(lane.PhaseDecide); v.Face.Liveness.Turn != side || v.Face.Method != enrol.MethodTemplate {
			t.Errorf("face %+v, asked for %q", v.Face, side)
		}
		for _, s := range e.sides {
			if s != side {
				t.Errorf("looked for %q, asked for %q", s, side)
			}
		}
	})
}

// A head that turns and is not that of the selfie is said, and refuses nothing.
func TestAnotherHeadTurns(t *testing.T) {
	playAble(t, asksForTurn, func(w *world, e *ableEye) {
		w.eye.set(func(e *fakeEye) { e.face = true })
		e.set(func(e *ableEye) { e.turn, e.other = true, true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		v := w.until(lane.PhaseDecide)
		if v.Face.Liveness.Turn != enrol.TurnOther || v.Face.Band != enrol.BandMatch || v.Enter != lane.ActionApprove {
			t.Errorf("face %+v, Enter %q", v.Face, v.Enter)
		}
		e.set(func(e *ableEye) { e.other = false })
		w.do(lane.Command{Action: lane.ActionRetake})
		if v = w.until(lane.PhaseDecide); v.Face.Liveness.Turn == enrol.TurnOther {
			t.Error("it sticks to the next selfie")
		}
	})
}

// Who can't turn the head is served too; and a case can end in the middle of it.
func TestTurnSkipped(t *testing.T) {
	playAble(t, asksForTurn, func(w *world, _ *ableEye) {
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseTurn)
		w.do(lane.Command{Action: lane.ActionSkipTurn})
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
		if got := w.approved()[0].Face.Liveness.Turn; got != enrol.TurnSkipped || !slices.Contains(w.audit.kinds, "turn-skipped") {
			t.Errorf("turn %q, audit %v", got, w.audit.kinds)
		}
		w.reader.hold("QR-ANI")
		w.until(lane.PhaseTurn)
		w.do(lane.Command{Action: lane.ActionReject, Reason: enrol.ReasonSuspicious})
		w.expect(lane.PhaseSaved, "")
	})
}

// A crash in the middle of it asks again; an eye that can't see turns does not.
func TestTurnAfterACrash(t *testing.T) {
	playAble(t, asksForTurn, func(w *world, e *ableEye) {
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseTurn)
		w.crash()
		w.logIn(siti)
		w.until(lane.PhaseTurn)
		e.set(func(e *ableEye) { e.turn = true })
		w.until(lane.PhaseDecide)
	})
	play(t, asksForTurn, func(w *world) {
		w.logIn(siti)
		if v := w.toDecide("QR-BUDI"); v.Face.Liveness.Turn != enrol.TurnUnavailable {
			t.Errorf("turn %q: as if nobody had asked", v.Face.Liveness.Turn)
		}
	})
}
