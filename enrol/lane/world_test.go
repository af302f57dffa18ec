package lane_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

const (
	budi = enrol.NIK("3276011708750001")
	ani  = enrol.NIK("3276015708750002")
)

var (
	siti  = enrol.Staff{ID: "siti", Role: enrol.RoleStaff, Verifier: "$argon2id$"}
	agus  = enrol.Staff{ID: "agus", Role: enrol.RoleSupervisor}
	tono  = enrol.Staff{ID: "tono", Role: enrol.RoleTechnician}
	match = enrol.FaceResult{Method: enrol.MethodTemplate, Band: enrol.BandMatch, Score: 0.7}
)

// world is a lane with everything around it made of fakes, on the bubble's clock.
type world struct {
	t        *testing.T
	desk     *fakeDesk
	books    *fakeBooks
	audit    *fakeAudit
	reader   *fakeReader
	eye      *fakeEye
	registry *fakeRegistry
	qr, face *fakeFrames
	deps     lane.Deps
	lane     *lane.Lane
	stop     func()

	mu     sync.Mutex
	creds  map[string]enrol.Credential // by QR text
	codes  map[string]enrol.Code       // of texts that are refused
	tries  map[string]int
	views  []lane.View
	cases  []string // of the views, as they were when published
	nudges int
	pend   enrol.Backlog
	doubts bool // the test itself says whether e-mail and number are right; otherwise they always are
}

// play runs f in a bubble with a lane that works; change may put other fakes in.
func play(t *testing.T, change func(*world), f func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if change != nil {
			change(w)
		}
		w.start()
		defer w.stop()
		f(w)
		w.stop()
		w.checkViews()
	})
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, desk: newFakeDesk(), books: &fakeBooks{settings: enrol.Settings{Outlet: "o1", OutletName: "Depok"}, staff: []enrol.Staff{siti, agus, dewi, tono}},
		audit: &fakeAudit{}, reader: &fakeReader{}, eye: &fakeEye{result: match}, registry: &fakeRegistry{},
		qr: &fakeFrames{}, face: &fakeFrames{}, creds: map[string]enrol.Credential{}, codes: map[string]enrol.Code{},
		tries: map[string]int{}}
	ids := 0
	w.deps = lane.Deps{QRFrames: w.qr, FaceFrames: w.face, Reader: w.reader, Eye: w.eye, Verify: w.verify,
		ReadFile: func(_ context.Context, path string) (string, error) { return strings.TrimSuffix(path, ".png"), nil },
		Desk:     w.desk, Books: w.books, Audit: w.audit, Registry: w.registry, Device: "d1", Now: time.Now,
		Backlog: func(context.Context) (enrol.Backlog, error) { w.mu.Lock(); defer w.mu.Unlock(); return w.pend, nil },
		Figures: func(context.Context, time.Time) (lane.Figures, error) {
			return lane.Figures{Done: len(w.approved())}, nil
		},
		Nudge: func() { w.mu.Lock(); w.nudges++; w.mu.Unlock() },
		NewID: func() string { ids++; return fmt.Sprintf("case-%d", ids) },
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	w.issue("QR-BUDI", budi)
	w.issue("QR-ANI", ani)
	return w
}

// issue makes a QR that is in order: consent given on the phone, a template inside.
func (w *world) issue(text string, n enrol.NIK) {
	w.creds[text] = enrol.Credential{ID: "id-" + text, Kind: enrol.KindNew, Text: text, ConsentAt: time.Now().Add(-time.Minute),
		Resident: enrol.Resident{NIK: n, Email: "budi@gmail.com", Category: enrol.CategoryPublic},
		Template: &enrol.FaceTemplate{Model: "m1", Data: []byte{1}}}
}

func (w *world) change(text string, f func(*enrol.Credential)) {
	c := w.creds[text]
	f(&c)
	w.creds[text] = c
}

func (w *world) verify(_ context.Context, text string, _ time.Time) (enrol.Credential, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tries[text]++
	if c, ok := w.creds[text]; ok {
		return c, nil
	}
	if code, ok := w.codes[text]; ok {
		return enrol.Credential{}, enrol.NewError(code, "verify qr")
	}
	return enrol.Credential{}, enrol.NewError(enrol.CodeQRForeign, "verify qr")
}

func (w *world) start() {
	ctx, cancel := context.WithCancel(context.Background())
	l, ended := lane.New(w.deps), make(chan error, 1)
	w.lane = l
	l.Subscribe(w.see)
	go func() { ended <- l.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			w.t.Errorf("Run answered %v", err)
		}
	})
}

// crash ends the lane and starts another one on the same desk.
func (w *world) crash() {
	w.t.Helper()
	w.stop()
	w.checkViews()
	w.views, w.cases = nil, nil
	w.start()
}

func (w *world) see(v lane.View) {
	text, err := json.Marshal(v.Case)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.t.Error(err)
	}
	w.views, w.cases = append(w.views, v), append(w.cases, string(text))
}

func (w *world) do(c lane.Command) {
	w.t.Helper()
	if err := w.lane.Do(context.Background(), c); err != nil {
		w.t.Fatalf("%s: %v", c.Action, err)
	}
	synctest.Wait()
}

func (w *world) logIn(s enrol.Staff) {
	w.t.Helper()
	w.do(lane.Command{Action: lane.ActionLogIn, Staff: s})
}

// until lets time pass until the lane waits for p.
func (w *world) until(p lane.Phase) lane.View {
	w.t.Helper()
	return w.untilView(string(p), func(v lane.View) bool { return v.Phase == p })
}

func (w *world) untilView(what string, is func(lane.View) bool) lane.View {
	w.t.Helper()
	for range 2000 {
		synctest.Wait()
		w.agreeToContact()
		if v := w.lane.View(); is(v) {
			return v
		}
		time.Sleep(10 * time.Millisecond)
	}
	v := w.lane.View()
	w.t.Fatalf("never %s; %s with problem %q", what, v.Phase, v.Problem)
	return v
}

// agreeToContact says that what is read back is right.
func (w *world) agreeToContact() {
	w.t.Helper()
	if v := w.lane.View(); !w.doubts && v.Phase == lane.PhaseContact && v.Can(lane.ActionContactRight) {
		w.do(lane.Command{Action: lane.ActionContactRight})
	}
}

// pass lets time pass and answers the view then.
func (w *world) pass(d time.Duration) lane.View {
	time.Sleep(d)
	synctest.Wait()
	return w.lane.View()
}

// expect checks the present view.
func (w *world) expect(p lane.Phase, problem enrol.Code) lane.View {
	w.t.Helper()
	synctest.Wait()
	w.agreeToContact()
	v := w.lane.View()
	if v.Phase != p || v.Problem != problem {
		w.t.Fatalf("%s with problem %q, want %s with %q", v.Phase, v.Problem, p, problem)
	}
	return v
}

// toDecide brings a resident in order before the decision.
func (w *world) toDecide(text string) lane.View {
	w.t.Helper()
	w.reader.hold(text)
	w.eye.set(func(e *fakeEye) { e.face = true })
	return w.until(lane.PhaseDecide)
}

func (w *world) approved() []enrol.Case {
	w.desk.mu.Lock()
	defer w.desk.mu.Unlock()
	var out []enrol.Case
	for _, c := range w.desk.decided {
		if c.State == enrol.StateApproved {
			out = append(out, c)
		}
	}
	return out
}

// checkViews looks at everything that was ever shown.
func (w *world) checkViews() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, v := range w.views {
		if i > 0 && v.Seq <= w.views[i-1].Seq {
			w.t.Fatalf("view %d comes after %d", v.Seq, w.views[i-1].Seq)
		}
		if v.Enter != "" && !v.Can(v.Enter) {
			w.t.Fatalf("%s: Enter is %s, which is not possible", v.Phase, v.Enter)
		}
		if !slices.Contains(lane.Prompts, v.Prompt) && !strings.HasPrefix(v.Prompt, "hint.") {
			w.t.Fatalf("%s: prompt %q is not listed", v.Phase, v.Prompt)
		}
		if v.Staff.Verifier != "" || (v.Case != nil && v.Case.Selfie != nil) || len(v.Steps) != 4 {
			w.t.Fatalf("%s: a verifier, a selfie or not four steps", v.Phase)
		}
		if text, _ := json.Marshal(v.Case); string(text) != w.cases[i] {
			w.t.Fatalf("%s: the case changed after it was shown", v.Phase)
		}
	}
}
