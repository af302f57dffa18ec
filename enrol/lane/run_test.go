package lane_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// Run ends in every phase, and with it all that it started: the bubble would notice.
func TestRunEndsInEveryPhase(t *testing.T) {
	for _, p := range []lane.Phase{lane.PhaseClosed, lane.PhaseReady, lane.PhaseSelfie, lane.PhaseComparing, lane.PhaseDecide} {
		t.Run(string(p), func(t *testing.T) {
			play(t, func(w *world) { w.eye.hang = p == lane.PhaseComparing }, func(w *world) {
				w.eye.set(func(e *fakeEye) { e.face = p != lane.PhaseSelfie })
				if p != lane.PhaseClosed {
					w.logIn(siti)
					w.until(lane.PhaseReady)
				}
				if p != lane.PhaseClosed && p != lane.PhaseReady {
					w.reader.hold("QR-BUDI")
				}
				w.until(p)
				w.stop()
				if err := w.lane.Do(context.Background(), lane.Command{Action: lane.ActionNext}); err != nil && enrol.CodeOf(err) != enrol.CodeCancelled {
					t.Errorf("Do afterwards: %v", err)
				}
			})
		})
	}
}

// The registry is not waited for at the end.
func TestRunEndsDuringALookup(t *testing.T) {
	play(t, func(w *world) { w.registry.takes = time.Hour }, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}})
		began := time.Now()
		w.stop()
		if took := time.Since(began); took > 100*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}

// Whatever the moment of the end: the draft on the disk is the case on the screen.
func TestDraftIsWrittenAtTheEnd(t *testing.T) {
	for i := range 40 {
		play(t, func(w *world) {
			w.change("QR-BUDI", func(c *enrol.Credential) { c.ConsentAt = time.Time{} })
		}, func(w *world) {
			w.reader.hold("QR-BUDI")
			w.logIn(siti)
			w.until(lane.PhaseConsent)
			go w.lane.Do(context.Background(), lane.Command{Action: lane.ActionConsent})
			if i%2 == 0 {
				time.Sleep(time.Nanosecond)
			}
			w.stop()
			if v, d := w.lane.View(), w.desk.drafts["case-1"]; v.Case.State != d.State {
				t.Errorf("shown %s, saved %s", v.Case.State, d.State)
			}
		})
	}
}

// Keys are taken up at any time, also while the disk and the model are busy.
func TestKeysWhileBusy(t *testing.T) {
	play(t, func(w *world) { w.desk.decideTakes = 10 * time.Second }, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		began := time.Now()
		for range 500 {
			w.do(lane.Command{Action: lane.ActionNext})
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("keys waited %v", took)
		}
		w.desk.set(func(d *fakeDesk) { d.decideTakes = 0 })
		w.until(lane.PhaseSaved)
	})
}

// A watcher that takes long holds the lane up, as promised, but never breaks it.
func TestSlowWatcher(t *testing.T) {
	play(t, nil, func(w *world) {
		first := true // that one is called by Subscribe itself
		w.lane.Subscribe(func(lane.View) {
			if !first {
				time.Sleep(50 * time.Millisecond)
			}
			first = false
		})
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.until(lane.PhaseSaved)
		if len(w.approved()) != 1 {
			t.Error("not approved")
		}
	})
}

// Whoever subscribes while the lane works sees no older view after a newer one.
func TestSubscribeDuringPublish(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				var last uint64
				first := true
				w.lane.Subscribe(func(v lane.View) {
					if v.Seq <= last && !first {
						t.Errorf("view %d after %d", v.Seq, last)
					}
					first, last = false, v.Seq
				})
			})
			wg.Go(func() { w.lane.Changed(context.Background()) })
		}
		wg.Wait()
		synctest.Wait()
	})
}

func TestDoWithAnEndedContext(t *testing.T) {
	l := lane.New(lane.Deps{Now: time.Now}) // never run: its queue fills up
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 1000 {
		if err := l.Do(ctx, lane.Command{Action: lane.ActionNext}); err != nil {
			if enrol.CodeOf(err) != enrol.CodeCancelled {
				t.Errorf("%v", err)
			}
			return
		}
	}
	t.Error("a full queue takes more")
}

// What passes through the lane prints without its content.
func TestNothingPrivateIsPrinted(t *testing.T) {
	typed := lane.Typed{NIK: string(budi), Email: "budi@gmail.com", Name: "BUDI"}
	c := enrol.Case{ID: "c1", Resident: enrol.Resident{NIK: budi, Name: "BUDI", Email: "budi@gmail.com"}}
	for _, v := range []any{typed, lane.Command{Action: lane.ActionType, Typed: typed, Text: "QR-BUDI"},
		lane.Sighting{Text: "QR-BUDI"}, lane.Selfie{JPEG: []byte("BUDI")}, lane.View{Case: &c, Args: map[string]string{"x": "BUDI"}}} {
		var out strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
			fmt.Fprintf(&out, verb, v)
		}
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", &v, "w", v)
		for _, secret := range []string{string(budi), "BUDI", "budi@", "42554449"} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%T shows %q", v, secret)
			}
		}
	}
}
