package lane_test

import (
	"context"
	"image"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// fakeFrames gives thirty frames a second of the bubble's time, or an error.
type fakeFrames struct {
	mu      sync.Mutex
	err     error
	picture uint64 // of every frame; 0: not told
}

func (f *fakeFrames) freeze(n uint64) { f.mu.Lock(); f.picture = n; f.mu.Unlock() }

func (f *fakeFrames) fail(err error) { f.mu.Lock(); f.err = err; f.mu.Unlock() }

func (f *fakeFrames) Next(ctx context.Context) (*enrol.Frame, error) {
	f.mu.Lock()
	err, picture := f.err, f.picture
	f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(33 * time.Millisecond):
		r := image.Rect(0, 0, 64, 48)
		return &enrol.Frame{Picture: picture, Gray: image.NewGray(r), RGBA: image.NewRGBA(r)}, nil
	}
}

// fakeReader sees what is held up.
type fakeReader struct {
	mu            sync.Mutex
	text, hint    string
	reads, resets int
}

func (r *fakeReader) hold(text string) { r.mu.Lock(); r.text = text; r.mu.Unlock() }

func (r *fakeReader) Read(*image.Gray) lane.Sighting {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads++
	return lane.Sighting{Text: r.text, Hint: r.hint}
}

func (r *fakeReader) Reset() { r.mu.Lock(); r.resets++; r.mu.Unlock() }

// fakeEye takes a selfie with the third look at a face.
type fakeEye struct {
	mu       sync.Mutex
	face     bool          // somebody is in front of the camera
	looks    int           // since the last reset
	lookErr  error         //
	takes    time.Duration // one look
	empty    bool          // the selfie has no picture
	manual   bool          // never by itself
	faceless bool          // nor by key: no face is found
	poor     bool          // a face, in a picture that is refused
	warns    string        // a hint with a picture that is good enough
	shots    int
	resets   int
	result   enrol.FaceResult
	err      error
	hang     bool // Compare returns with its context only
	refs     []*enrol.FaceTemplate
}

func (e *fakeEye) taken() int { e.mu.Lock(); defer e.mu.Unlock(); return e.shots }

func (e *fakeEye) set(f func(*fakeEye)) { e.mu.Lock(); f(e); e.mu.Unlock() }

func (e *fakeEye) Look(_ *enrol.Frame, takeNow bool) (lane.Look, error) {
	e.mu.Lock()
	takes := e.takes
	e.mu.Unlock()
	time.Sleep(takes)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lookErr != nil {
		return lane.Look{}, e.lookErr
	}
	if e.faceless || !e.face && !takeNow {
		return lane.Look{Hint: "hint.no-face"}, nil
	}
	if e.poor {
		return lane.Look{Box: image.Rect(1, 1, 9, 9), Hint: "hint.closer"}, nil
	}
	e.looks++
	look := lane.Look{Box: image.Rect(1, 1, 9, 9), Progress: float64(e.looks) / 3, Hint: e.warns}
	if e.looks >= 3 && !e.manual || takeNow {
		e.shots++
		look.Selfie = &lane.Selfie{JPEG: []byte{byte(e.shots)}, Thumb: image.NewGray(image.Rect(0, 0, 2, 2)), Probe: e.shots}
		if e.empty {
			look.Selfie.JPEG, e.empty, e.looks = nil, false, 0
		}
	}
	return look, nil
}

func (e *fakeEye) Keep(*enrol.Frame) (lane.Selfie, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.shots++
	return lane.Selfie{JPEG: []byte{byte(e.shots)}, Thumb: image.NewGray(image.Rect(0, 0, 2, 2))}, nil
}

func (e *fakeEye) Reset() { e.mu.Lock(); e.looks = 0; e.resets++; e.mu.Unlock() }

func (e *fakeEye) Compare(ctx context.Context, s lane.Selfie, ref *enrol.FaceTemplate) (enrol.FaceResult, error) {
	e.mu.Lock()
	hang := e.hang
	e.refs = append(e.refs, ref)
	result, err := e.result, e.err
	e.mu.Unlock()
	if hang {
		<-ctx.Done()
		return enrol.FaceResult{}, ctx.Err()
	}
	return result, err
}

// fakeDesk is a desk in memory; its fields may be set to make it fail.
type fakeDesk struct {
	mu                                      sync.Mutex
	drafts                                  map[string]enrol.Case
	order                                   []string
	parked                                  map[enrol.NIK]enrol.Case
	decided                                 []enrol.Case
	saves                                   int
	spent                                   map[string]bool
	today                                   map[enrol.NIK]bool
	saveErr, decideErr, draftsErr, spentErr error
	decideTakes                             time.Duration
}

func newFakeDesk() *fakeDesk {
	return &fakeDesk{drafts: map[string]enrol.Case{}, parked: map[enrol.NIK]enrol.Case{},
		spent: map[string]bool{}, today: map[enrol.NIK]bool{}}
}

func (w *world) tried(text string) int { w.mu.Lock(); defer w.mu.Unlock(); return w.tries[text] }

func (d *fakeDesk) set(f func(*fakeDesk)) { d.mu.Lock(); f(d); d.mu.Unlock() }

func (d *fakeDesk) SaveDraft(_ context.Context, c enrol.Case) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.saveErr != nil {
		return d.saveErr
	}
	d.saves++
	if !slices.Contains(d.order, c.ID) {
		d.order = append([]string{c.ID}, d.order...)
	}
	d.drafts[c.ID] = c
	delete(d.parked, c.Resident.NIK)
	return nil
}

func (d *fakeDesk) Drafts(context.Context) ([]enrol.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []enrol.Case
	for _, id := range d.order {
		if c, ok := d.drafts[id]; ok {
			out = append(out, c)
		}
	}
	return out, d.draftsErr
}

func (d *fakeDesk) Parked(_ context.Context, n enrol.NIK) (enrol.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c, ok := d.parked[n]; ok {
		return c, nil
	}
	return enrol.Case{}, enrol.NewError(enrol.CodeNotFound, "find parked case")
}

func (d *fakeDesk) ParkedCases(context.Context) ([]enrol.Case, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []enrol.Case
	for _, c := range d.parked {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b enrol.Case) int { return strings.Compare(b.ID, a.ID) })
	return out, nil
}

func (d *fakeDesk) Decide(_ context.Context, c enrol.Case) error {
	d.mu.Lock()
	takes := d.decideTakes
	d.mu.Unlock()
	time.Sleep(takes)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.decideErr != nil {
		return d.decideErr
	}
	d.decided = append(d.decided, c)
	delete(d.drafts, c.ID)
	switch c.State {
	case enrol.StateParked:
		d.parked[c.Resident.NIK] = c
	case enrol.StateCancelled:
		delete(d.parked, c.Resident.NIK)
	case enrol.StateApproved:
		d.today[c.Resident.NIK] = true
		fallthrough
	case enrol.StateRejected:
		if c.Credential != nil {
			d.spent[c.Credential.ID] = true
		}
	}
	return nil
}

func (d *fakeDesk) Spent(_ context.Context, id string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.spent[id], d.spentErr
}

func (d *fakeDesk) DecidedToday(_ context.Context, n enrol.NIK, _ time.Time) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.today[n], nil
}

func (d *fakeDesk) OtherResident(_ context.Context, id string, n enrol.NIK) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.decided {
		if c.ID == id {
			return c.Resident.NIK != n, nil
		}
	}
	return false, nil
}

// fakeBooks are what the registry sent. Methods that the lane has no use for panic.
type fakeBooks struct {
	enrol.Books
	mu       sync.Mutex
	settings enrol.Settings
	phases   []enrol.Phase
	rules    enrol.Rules
	offset   time.Duration
	staff    []enrol.Staff
	err      error
	reads    int
	takes    time.Duration
}

func (b *fakeBooks) set(f func(*fakeBooks)) { b.mu.Lock(); f(b); b.mu.Unlock() }

func (b *fakeBooks) Settings(context.Context) (enrol.Settings, error) {
	b.mu.Lock()
	takes := b.takes
	b.mu.Unlock()
	time.Sleep(takes)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reads++
	return b.settings, b.err
}

func (b *fakeBooks) Phases(context.Context) ([]enrol.Phase, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.phases, b.err
}

func (b *fakeBooks) Rules(context.Context) (enrol.Rules, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rules, b.err
}

func (b *fakeBooks) ClockOffset(context.Context) (time.Duration, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.offset, b.err
}

func (b *fakeBooks) Staff(context.Context) ([]enrol.Staff, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.staff), b.err
}

// fakeAudit keeps the kinds of what was recorded.
type fakeAudit struct {
	enrol.Audit
	mu      sync.Mutex
	kinds   []string
	entries []enrol.AuditEntry
}

func (a *fakeAudit) Record(_ context.Context, kind, actor, caseID string, data map[string]string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kinds = append(a.kinds, kind)
	a.entries = append(a.entries, enrol.AuditEntry{Kind: kind, Actor: actor, Case: caseID, Data: data})
	return nil
}

// last is the newest entry of a kind; the zero one where there is none.
func (a *fakeAudit) last(kind string) (e enrol.AuditEntry) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, x := range a.entries {
		if x.Kind == kind {
			e = x
		}
	}
	return e
}

// fakeRegistry answers after a while, or never.
type fakeRegistry struct {
	mu     sync.Mutex
	takes  time.Duration
	record lane.Record
	qr     string
	err    error

	lookups int

	standing  lane.Standing
	standsFor time.Duration // until the answer about a standing
	asked     []string      // the QRs with which it was asked
}

func (r *fakeRegistry) set(f func(*fakeRegistry)) { r.mu.Lock(); f(r); r.mu.Unlock() }

func (r *fakeRegistry) Standing(ctx context.Context, _ enrol.NIK, qr string) (lane.Standing, error) {
	r.mu.Lock()
	r.asked = append(r.asked, qr)
	takes := r.standsFor
	r.mu.Unlock()
	select {
	case <-ctx.Done():
		return lane.Standing{}, ctx.Err()
	case <-time.After(takes):
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.standing, r.err
}

func (r *fakeRegistry) wait(ctx context.Context) error {
	r.mu.Lock()
	takes := r.takes
	r.mu.Unlock()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(takes):
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *fakeRegistry) Token(ctx context.Context, _ string) (string, error) {
	err := r.wait(ctx)
	return r.qr, err
}

func (r *fakeRegistry) Lookup(ctx context.Context, _ enrol.NIK) (lane.Record, error) {
	r.mu.Lock()
	r.lookups++
	r.mu.Unlock()
	err := r.wait(ctx)
	return r.record, err
}
