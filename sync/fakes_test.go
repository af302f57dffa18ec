package sync

import (
	"context"
	"sort"
	"strconv"
	gosync "sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// outbox is an enrol.Outbox in memory.
type outbox struct {
	mu    gosync.Mutex
	items map[string]*entry
	fail  map[string]error // by method, once each
	heard time.Time        // Backlog.LastSync
}

type entry struct {
	enrol.Parcel
	state  enrol.Delivery
	next   time.Time
	code   enrol.Code
	answer enrol.Answer
	why    enrol.Code
}

func newOutbox(n int) *outbox {
	o := &outbox{items: map[string]*entry{}, fail: map[string]error{}}
	for i := range n {
		o.add("p"+strconv.Itoa(1000+i), 1000)
	}
	return o
}

func (o *outbox) add(id string, size int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.items[id] = &entry{Parcel: enrol.Parcel{ID: id, Body: make([]byte, size)}, state: enrol.DeliveryQueued}
}

// stumble answers a planned fault once.
func (o *outbox) stumble(method string) error {
	err := o.fail[method]
	delete(o.fail, method)
	return err
}

func (o *outbox) sorted() []*entry {
	var out []*entry
	for _, e := range o.items {
		out = append(out, e)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func (o *outbox) Due(_ context.Context, now time.Time, maxBytes int) ([]enrol.Parcel, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.stumble("Due"); err != nil {
		return nil, err
	}
	var out []enrol.Parcel
	total := 0
	for _, e := range o.sorted() {
		if e.state != enrol.DeliveryQueued || e.next.After(now) {
			continue
		}
		if total += len(e.Body); len(out) > 0 && total > maxBytes {
			break
		}
		e.state = enrol.DeliverySending
		out = append(out, e.Parcel)
	}
	return out, nil
}

func (o *outbox) Settle(_ context.Context, receipts []enrol.Receipt) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.stumble("Settle"); err != nil {
		return err
	}
	for _, r := range receipts {
		e := o.items[r.ID]
		e.state, e.answer, e.why = enrol.DeliveryAnswered, r.Answer, r.Code
	}
	return nil
}

func (o *outbox) Fail(_ context.Context, failures []enrol.Failure) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.stumble("Fail"); err != nil {
		return err
	}
	for _, f := range failures {
		e := o.items[f.ID]
		e.state, e.next, e.code = enrol.DeliveryQueued, f.Next, f.Code
		e.Attempts++
		if f.Next.IsZero() {
			e.state = enrol.DeliveryHeld
		}
	}
	return nil
}

func (o *outbox) Recover(context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.stumble("Recover"); err != nil {
		return err
	}
	for _, e := range o.items {
		if e.state == enrol.DeliverySending {
			e.state, e.next = enrol.DeliveryQueued, time.Time{}
		}
	}
	return nil
}

func (o *outbox) NextDue(context.Context) (time.Time, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var next time.Time
	for _, e := range o.items {
		if e.state != enrol.DeliveryQueued {
			continue
		}
		at := e.next
		if at.IsZero() {
			at = time.Unix(1, 0)
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, nil
}

func (o *outbox) Backlog(context.Context) (enrol.Backlog, error) {
	return enrol.Backlog{Pending: o.count(enrol.DeliveryQueued) + o.count(enrol.DeliverySending), Held: o.count(enrol.DeliveryHeld), LastSync: o.heard}, nil
}

// item is a copy.
func (o *outbox) item(id string) entry {
	o.mu.Lock()
	defer o.mu.Unlock()
	return *o.items[id]
}

func (o *outbox) count(d enrol.Delivery) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range o.items {
		if e.state == d {
			n++
		}
	}
	return n
}

// books is what the worker uses of an enrol.Books.
type books struct {
	enrol.Books
	mu     gosync.Mutex
	cursor string
	pulls  []enrol.Pull
	fail   error
}

func (b *books) Cursor(context.Context) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cursor, nil
}

func (b *books) Apply(_ context.Context, p enrol.Pull) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return b.fail
	}
	b.cursor, b.pulls = p.Cursor, append(b.pulls, p)
	return nil
}

// kept is a copy of what was applied.
func (b *books) kept() []enrol.Pull {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]enrol.Pull(nil), b.pulls...)
}

func (b *books) set(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

// audit is an enrol.Audit with a head that tests move.
type audit struct {
	enrol.Audit
	mu  gosync.Mutex
	seq int64
}

func (a *audit) move(seq int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seq = seq
}

func (a *audit) Head(context.Context) (int64, string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.seq, "h" + strconv.FormatInt(a.seq, 10), nil
}

// registry is a Registry that keeps every packet once, as the real one does, and does
// what faults says first: one fault a request, nil for none.
type registry struct {
	mu      gosync.Mutex
	known   map[string]int // packet → how often it was accepted anew
	calls   []call
	faults  []func(*registry, []api.Packet) (api.Receipts, error)
	always  func(*registry, []api.Packet) (api.Receipts, error)
	refuse  map[string]enrol.Code
	pullErr func(cursor string) error
	anchors []int64

	anchorErr error
	pins      []enrol.PINChange
	pinErr    error
	marks     []enrol.RosterMark
	markErr   error
	renewed   int
	due       bool
	lapsed    bool
	renewErr  error
}

type call struct {
	at   time.Time
	ids  []string
	what string
}

func newRegistry() *registry {
	return &registry{known: map[string]int{}, refuse: map[string]enrol.Code{}}
}

func (r *registry) Packets(ctx context.Context, items []api.Packet) (api.Receipts, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := call{at: time.Now(), what: "packets"}
	for _, i := range items {
		c.ids = append(c.ids, i.ID)
	}
	r.calls = append(r.calls, c)
	if ctx.Err() != nil {
		return api.Receipts{}, enrol.WrapError(enrol.CodeCancelled, "deliver packets", ctx.Err())
	}
	if len(r.faults) > 0 {
		f := r.faults[0]
		r.faults = r.faults[1:]
		if f != nil {
			return f(r, items)
		}
	} else if r.always != nil {
		return r.always(r, items)
	}
	return r.accept(items)
}

// accept is what a registry does when nothing is wrong.
func (r *registry) accept(items []api.Packet) (out api.Receipts, err error) {
	for _, i := range items {
		receipt := enrol.Receipt{ID: i.ID, Answer: enrol.AnswerAccepted, At: time.Now()}
		switch code, refused := r.refuse[i.ID]; {
		case refused:
			receipt.Answer, receipt.Code = enrol.AnswerRefused, code
		case r.known[i.ID] > 0:
			receipt.Answer = enrol.AnswerDuplicate
		default:
			r.known[i.ID]++
		}
		out.Receipts = append(out.Receipts, receipt)
	}
	return out, nil
}

func (r *registry) Pull(_ context.Context, cursor string) (enrol.Pull, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, call{at: time.Now(), what: "pull " + cursor})
	if r.pullErr != nil {
		if err := r.pullErr(cursor); err != nil {
			return enrol.Pull{}, err
		}
	}
	return enrol.Pull{Cursor: "c" + strconv.Itoa(len(r.calls)), Full: cursor == ""}, nil
}

func (r *registry) Anchor(_ context.Context, seq int64, _ string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.anchorErr != nil {
		return r.anchorErr
	}
	r.anchors = append(r.anchors, seq)
	return nil
}

func (r *registry) SetPIN(_ context.Context, p enrol.PINChange) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pins = append(r.pins, p)
	return r.pinErr
}

func (r *registry) MarkRoster(_ context.Context, marks []enrol.RosterMark) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.marks = append(r.marks, marks...)
	return r.markErr
}

func (r *registry) RenewDue() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.due
}

func (r *registry) Lapsed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lapsed
}

// asked is a copy of the requests so far; anchored of the heads.
func (r *registry) asked() []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]call(nil), r.calls...)
}

func (r *registry) anchored() []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]int64(nil), r.anchors...)
}

// with changes the registry while the worker runs.
func (r *registry) with(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
}

func (r *registry) Renew(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.renewed++
	if r.renewErr != nil {
		return r.renewErr
	}
	r.due, r.lapsed = false, false
	return nil
}

// delivered counts packets; doubled those that were accepted anew twice.
func (r *registry) delivered() (n, doubled int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, times := range r.known {
		n++
		if times > 1 {
			doubled++
		}
	}
	return n, doubled
}

// failing answers a code without having looked at anything.
func failing(code enrol.Code, after time.Duration) func(*registry, []api.Packet) (api.Receipts, error) {
	return func(*registry, []api.Packet) (api.Receipts, error) {
		return api.Receipts{}, &enrol.Error{Code: code, Op: "test", RetryAfter: after}
	}
}

// lost commits and loses the answer.
func lost(code enrol.Code) func(*registry, []api.Packet) (api.Receipts, error) {
	return func(r *registry, items []api.Packet) (api.Receipts, error) {
		_, _ = r.accept(items)
		return api.Receipts{}, enrol.NewError(code, "test")
	}
}
