package lane_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// lens is a camera whose status a test sets.
type lens struct {
	mu sync.Mutex
	st enrol.CameraStatus
}

func (c *lens) set(st enrol.CameraStatus) { c.mu.Lock(); c.st = st; c.mu.Unlock() }

func (c *lens) status() enrol.CameraStatus { c.mu.Lock(); defer c.mu.Unlock(); return c.st }

var fine = enrol.CameraStatus{State: enrol.CameraLive}

func faulty(f enrol.CameraFault) enrol.CameraStatus {
	return enrol.CameraStatus{State: enrol.CameraLive, Fault: f}
}

var useless = []enrol.CameraFault{enrol.FaultBlack, enrol.FaultGreen, enrol.FaultFrozen}

// A picture that is black, green or frozen gives no selfie, by itself or by a key.
func TestNoSelfieOfAFaultyPicture(t *testing.T) {
	for _, fault := range useless {
		t.Run(string(fault), func(t *testing.T) {
			c := &lens{st: faulty(fault)}
			play(t, func(w *world) { w.deps.Camera = c.status }, func(w *world) {
				w.eye.set(func(e *fakeEye) { e.face = true })
				w.reader.hold("QR-BUDI")
				w.logIn(siti)
				w.until(lane.PhaseSelfie)
				if v := w.pass(10 * time.Second); v.Phase != lane.PhaseSelfie || v.Prompt != "lane.no-picture" || w.eye.taken() != 0 {
					t.Fatalf("%s says %q, %d taken", v.Phase, v.Prompt, w.eye.taken())
				}
				w.do(lane.Command{Action: lane.ActionTakeNow})
				w.expect(lane.PhaseSelfie, enrol.CodeNoPicture)
				resets := w.eye.resets
				c.set(fine)
				w.until(lane.PhaseDecide)
				if w.eye.resets == resets {
					t.Error("what was seen before counts")
				}
			})
		})
	}
}

// Nor does the exception take one.
func TestNoExceptionForAFaultyPicture(t *testing.T) {
	c := &lens{st: fine}
	play(t, func(w *world) { w.deps.Camera = c.status }, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		for range lane.MaxRefusals - 1 {
			w.do(lane.Command{Action: lane.ActionRetake})
			w.until(lane.PhaseDecide)
		}
		w.eye.set(func(e *fakeEye) { e.face = false })
		w.do(lane.Command{Action: lane.ActionRetake})
		c.set(faulty(enrol.FaultGreen))
		before := w.eye.taken()
		w.do(lane.Command{Action: lane.ActionException, Text: "bandaged face"})
		w.expect(lane.PhaseSelfie, enrol.CodeNoPicture)
		if w.pass(3 * time.Second); w.eye.taken() != before || slices.Contains(w.audit.kinds, "exception") {
			t.Errorf("%d taken, audit %v", w.eye.taken()-before, w.audit.kinds)
		}
	})
}

// A turn and a card are not seen in such a picture either.
func TestNoTurnAndNoCardOfAFaultyPicture(t *testing.T) {
	for _, fault := range useless {
		t.Run(string(fault), func(t *testing.T) {
			c := &lens{st: fine}
			blindly := func(w *world) { w.deps.Camera = c.status; asksForTurn(w); byStaff(w) }
			playAble(t, blindly, func(w *world, e *ableEye) {
				w.eye.set(func(e *fakeEye) { e.face = true })
				w.reader.hold("QR-BUDI")
				w.logIn(siti)
				w.until(lane.PhaseTurn)
				c.set(faulty(fault))
				e.set(func(e *ableEye) { e.turn, e.card = true, true })
				w.pass(10 * time.Second)
				w.expect(lane.PhaseTurn, "")
				w.do(lane.Command{Action: lane.ActionSkipTurn})
				w.until(lane.PhaseDecide)
				w.do(lane.Command{Action: lane.ActionCard})
				w.pass(10 * time.Second)
				w.expect(lane.PhaseCard, "")
				c.set(fine)
				if v := w.until(lane.PhaseDecide); v.Face.Method != enrol.MethodCard {
					t.Errorf("method %q", v.Face.Method)
				}
			})
		})
	}
}

// The camera tells a frozen picture after three seconds; the one who stood there before
// is not taken in the meantime.
func TestFrozenPictureIsLookedAtOnce(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.face.freeze(7)
		w.pass(time.Second)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseSelfie)
		w.do(lane.Command{Action: lane.ActionTakeNow})
		w.pass(3 * time.Second)
		if w.expect(lane.PhaseSelfie, ""); w.eye.looks != 0 || w.eye.taken() != 0 {
			t.Fatalf("%d looks, %d taken", w.eye.looks, w.eye.taken())
		}
		w.face.freeze(8)
		w.until(lane.PhaseDecide)
	})
}

// A key pressed just before the fault is known takes nobody when the picture is back.
func TestKeyBeforeTheFaultIsForgotten(t *testing.T) {
	c := &lens{st: fine}
	play(t, func(w *world) { w.deps.Camera = c.status }, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face, e.manual = true, true })
		w.face.freeze(7)
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		w.do(lane.Command{Action: lane.ActionTakeNow})
		c.set(faulty(enrol.FaultFrozen))
		w.pass(time.Second)
		c.set(fine)
		w.face.freeze(0)
		w.pass(3 * time.Second)
		if w.expect(lane.PhaseSelfie, ""); w.eye.taken() != 0 {
			t.Errorf("%d taken", w.eye.taken())
		}
	})
}

// A look that was under way when the picture turned out to be none is dropped, and the
// eye is sent again.
func TestLookUnderWayWhenThePictureFails(t *testing.T) {
	c := &lens{st: fine}
	play(t, func(w *world) { w.deps.Camera = c.status }, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face, e.looks, e.takes = true, 2, time.Second })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		w.pass(200 * time.Millisecond)
		w.eye.set(func(e *fakeEye) { e.looks = 2 }) // this look takes the selfie
		c.set(faulty(enrol.FaultFrozen))
		w.pass(5 * time.Second)
		if w.expect(lane.PhaseSelfie, ""); w.eye.taken() != 1 {
			t.Fatalf("%d taken", w.eye.taken())
		}
		c.set(fine)
		w.until(lane.PhaseDecide)
	})
}

// Drawn people are nobody where real ones are served.
func TestDrawnPeople(t *testing.T) {
	for name, drawn := range map[string]bool{"Outlet": false, "Demonstration": true} {
		t.Run(name, func(t *testing.T) {
			c := &lens{st: enrol.CameraStatus{State: enrol.CameraLive, Demo: true}}
			play(t, func(w *world) { w.deps.Camera, w.deps.Drawn = c.status, drawn }, func(w *world) {
				w.eye.set(func(e *fakeEye) { e.face = true })
				w.reader.hold("QR-BUDI")
				w.logIn(siti)
				if drawn {
					w.until(lane.PhaseDecide)
					return
				}
				w.until(lane.PhaseSelfie)
				if v := w.pass(5 * time.Second); v.Phase != lane.PhaseSelfie || v.Prompt != "lane.no-picture" || v.Camera.Fault != enrol.FaultDrawn {
					t.Errorf("%s says %q, fault %q", v.Phase, v.Prompt, v.Camera.Fault)
				}
				w.do(lane.Command{Action: lane.ActionTakeNow})
				w.expect(lane.PhaseSelfie, enrol.CodeNoPicture)
			})
		})
	}
}
