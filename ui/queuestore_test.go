package ui

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	_ "github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/store"
)

// MustStore is a counter's own database with these cases in it, as they are.
func MustStore(tb testing.TB, items ...enrol.Item) *store.Store {
	tb.Helper()
	dir := tb.TempDir()
	open := func() *store.Store {
		s, err := store.Open(tb.Context(), store.Options{Dir: dir})
		if err != nil {
			tb.Fatal(err)
		}
		return s
	}
	if err := open().Close(); err != nil { // with its schema
		tb.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, "gerai.db"))
	if err != nil {
		tb.Fatal(err)
	}
	at := func(t time.Time) int64 {
		if t.IsZero() {
			return 0
		}
		return t.UnixNano()
	}
	for _, it := range items {
		_, err := db.Exec(`INSERT INTO cases VALUES (NULL, ?, ?, randomblob(16), ?, ?, ?, ?, ?, ?, ?, 9000, ?, ?, ?, 900, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
			it.ID, it.NIKMasked, it.Kind, it.State, it.Reason, it.Operator, it.Training, at(it.OpenedAt), at(it.DecidedAt), it.Delivery, at(it.Since),
			at(it.DecidedAt), it.Attempts, it.LastError, at(it.Next), it.Answer, it.Code, it.Attended, it.Account, at(it.AccountAt))
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		tb.Fatal(err)
	}
	s := open()
	tb.Cleanup(func() { _ = s.Close() })
	return s
}

// demoItems are n of uidemo's.
func demoItems(n int) (out []enrol.Item) {
	for i := range n {
		out = append(out, uidemo.Item(i))
	}
	return out
}

func ids(items []enrol.Item) (out string) {
	for _, it := range items {
		out += it.ID + " "
	}
	return out
}

// TestDemoQueueIsLikeTheStore: what the window is tested with answers as the database does.
func TestDemoQueueIsLikeTheStore(t *testing.T) {
	books, demo := MustStore(t, demoItems(40)...), &uidemo.Queue{N: 40}
	for _, f := range append([]enrol.Filter{enrol.FilterHeld}, enrol.Filters...) {
		q := enrol.Query{Filter: f, Operator: "siti", Now: uidemo.Now, Limit: 30}
		want, err := books.Items(t.Context(), q)
		if err != nil || len(want) == 0 {
			t.Fatal(f, len(want), err)
		}
		got, err := demo.Items(t.Context(), q)
		if err != nil || ids(got) != ids(want) {
			t.Errorf("%q: %s, the store has %s %v", f, ids(got), ids(want), err)
		}
	}
	for text, n := range map[string]int{" ": 40, "0007": 1, "0041": 0, "3276": 0, "32760012": 1, "3276 •••• •••• 0012": 1, "327601": 0,
		uidemo.Item(3).ID: 1, "0195794A-0000008999": 39, "3": 0, "00": 0, "327601450399000123": 0, "%": 0} {
		want, err := books.Items(t.Context(), enrol.Query{Text: text})
		if err != nil || len(want) != n {
			t.Errorf("%q finds %d cases %v", text, len(want), err)
		}
		if got, err := demo.Items(t.Context(), enrol.Query{Text: text}); err != nil || ids(got) != ids(want) {
			t.Errorf("%q: %s, the store has %s %v", text, ids(got), ids(want), err)
		}
	}
}

// MustRealRig is a window before a counter's own database.
func MustRealRig(t *testing.T, items ...enrol.Item) *rig {
	t.Helper()
	s := MustStore(t, items...)
	r := MustRig(t, "id", false)
	r.deps.Queue = s
	r.scene("02-ready")
	b, err := s.Backlog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.backlog(b)
	return r
}

// backlog has the lane say so.
func (r *rig) backlog(b enrol.Backlog) {
	v := r.view
	v.Backlog = b
	r.arrived(v)
}

// TestQueueKeyOpensWhatItSays: a case that the registry refused is not forgotten behind a key that
// counts it.
func TestQueueKeyOpensWhatItSays(t *testing.T) {
	r := MustRealRig(t, uidemo.Item(3), uidemo.Item(7))
	if got := r.screen.(*laneScreen).bar.queue.Label(); got != "1 perlu dilihat" {
		t.Errorf("the key says %q", got)
	}
	r.queueQuery = enrol.Query{Filter: enrol.FilterToday, Text: "3276"} // as it was left
	r.press(fyne.KeyF9)
	s := r.screen.(*queueScreen)
	if it, ok := s.current(); !ok || it.ID != uidemo.Item(3).ID || len(s.list.items) != 1 {
		t.Errorf("F9 opens %q with %s", s.query.Filter, ids(s.list.items))
	}
	s.filterBy(0)
	if got := ids(s.list.items); s.query.Filter != enrol.FilterPending || got != uidemo.Item(3).ID+" " {
		t.Errorf("what is not finished: %s", got)
	}
	r.backlog(enrol.Backlog{})
	s.filterBy(4)
	r.press(fyne.KeyF9)
	r.press(fyne.KeyF9)
	if got := r.screen.(*queueScreen).query.Filter; got != enrol.FilterPending {
		t.Errorf("with nothing to look at F9 opens %q", got)
	}
}

// TestSearchIsOverAll: a resident whose case is finished is found whatever filter was chosen; that all
// are looked through is shown, and the filter rules again without a text.
func TestSearchIsOverAll(t *testing.T) {
	r := MustRealRig(t, demoItems(40)...)
	r.queueQuery = enrol.Query{Filter: enrol.FilterRefused}
	r.open(atQueue)
	s := r.screen.(*queueScreen)
	stands := func(when string, lit enrol.Filter, items ...int) {
		t.Helper()
		var want []enrol.Item
		for _, i := range items {
			want = append(want, uidemo.Item(i))
		}
		if got := ids(s.list.items); got != ids(want) {
			t.Errorf("%s: %s", when, got)
		}
		for i, f := range enrol.Filters {
			if s.filters[i+1].Lit() != (f == lit) {
				t.Errorf("%s: %q is lit: %v", when, f, s.filters[i+1].Lit())
			}
		}
	}
	refused := []int{3, 11, 19, 27, 35}
	stands("before", enrol.FilterRefused, refused...)
	r.press(fyne.KeyF3)
	r.typeText("0008") // which the registry accepted
	stands("with a text", enrol.FilterAll, 7)
	if _, ok := s.current(); !ok {
		t.Error("nothing is chosen")
	}
	r.press(fyne.KeyEscape)
	stands("emptied", enrol.FilterRefused, refused...)
	s.search.SetText("3276 0008")
	s.filterBy(4)
	if s.search.Text != "" || s.query.Text != "" {
		t.Errorf("a filter leaves the text %q", s.search.Text)
	}
	s.search.SetText("0008")
	s.turnFilter()
	stands("turned on", enrol.FilterToday, s.numbers()...)
}

// numbers are those of uidemo's items in the list.
func (s *queueScreen) numbers() (out []int) {
	for i := range 40 {
		if s.list.find(uidemo.Item(i).ID) >= 0 {
			out = append(out, i)
		}
	}
	return out
}

// TestEmptySaysWhy: that nothing was found is said when it is known, and why.
func TestEmptySaysWhy(t *testing.T) {
	r := MustRealRig(t, demoItems(4)...)
	r.open(atQueue)
	s := r.screen.(*queueScreen)
	says := func(text, want string) {
		t.Helper()
		if got := s.table.empty[0].Text(); s.table.count != 0 || got != want {
			t.Errorf("%q: %d rows, %q, want %q", text, s.table.count, got, want)
		}
	}
	for text, want := range map[string]string{"3": "NIK ada 16 angka, kurang 15", "327601450399000": "NIK ada 16 angka, kurang 1",
		"32760145039900010": "NIK ada 16 angka, lebih 1", "0099": "Tidak ada NIK yang berakhir 0099", "0195zz": "Tidak ditemukan"} {
		s.search.SetText(text)
		says(text, want)
	}
	later := &jobsLater{}
	r.jobs = later
	s.search.SetText("0088")
	says("0088", r.words.Say("queue.loading"))
	later.work()
	says("0088", "Tidak ada NIK yang berakhir 0088")
	s.arrived(pageNewest, nil, enrol.NewError(enrol.CodeDBBroken, "list queue"))
	says("0088", r.words.Say("queue.empty-failed"))
}

// TestFailedCodesAreASign: a code that bounced or expired shows at the lane until somebody has looked at it,
// once for all, and again when it fails again.
func TestFailedCodesAreASign(t *testing.T) {
	bounced, expired, unused := uidemo.Item(4), uidemo.Item(12), uidemo.Item(7)
	expired.Account = enrol.AccountExpired
	for _, it := range []*enrol.Item{&bounced, &expired, &unused} {
		it.AccountAt = time.Now().Add(-time.Hour)
	}
	r := MustRealRig(t, bounced, expired, unused)
	r.clock = time.Now()
	s := r.deps.Queue.(*store.Store)
	sign := func(when, want string) {
		t.Helper()
		b, err := s.Backlog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		r.backlog(b)
		if got := r.screen.(*laneScreen).bar.queue.Label(); got != want {
			t.Errorf("%s the key says %q, want %q", when, got, want)
		}
	}
	sign("at first", "2 perlu dilihat")
	r.press(fyne.KeyF9)
	q := r.screen.(*queueScreen)
	if got, want := ids(q.list.items), ids([]enrol.Item{bounced, expired}); got != want {
		t.Errorf("the key opens %s, want %s", got, want)
	}
	if obvious(q.list.items[0], r.view.Staff) != doAddress || obvious(q.list.items[1], r.view.Staff) != doResend {
		t.Error("Enter does not help")
	}
	r.press(fyne.KeyEnd)
	q.load(pageNewest)
	if len(q.list.items) != 2 {
		t.Errorf("%d are left while somebody looks", len(q.list.items))
	}
	r.press(fyne.KeyEscape)
	sign("looked at,", r.words.Say("bar.queue")+" "+r.words.Say("bar.queue-empty"))
	if err := s.Settle(t.Context(), []enrol.Receipt{{ID: expired.ID, Answer: enrol.AnswerAccepted, Account: enrol.AccountBounced, At: time.Now()}}); err != nil {
		t.Fatal(err)
	}
	sign("failed again,", "1 perlu dilihat")
	r.press(fyne.KeyF9)
	r.screen.(*queueScreen).filterBy(0)
	r.press(fyne.KeyF9)
	sign("looked at by another filter,", r.words.Say("bar.queue")+" "+r.words.Say("bar.queue-empty"))
}
