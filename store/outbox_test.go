package store

import (
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func dueIDs(t *testing.T, s *Store, now time.Time, maxBytes int) []string {
	t.Helper()
	parcels, err := s.Due(t.Context(), now, maxBytes)
	must(t, err)
	var ids []string
	for _, p := range parcels {
		if !strings.HasPrefix(string(p.Body), "sealed "+p.ID) {
			t.Fatalf("parcel %s has another one's body", p.ID)
		}
		ids = append(ids, p.ID)
	}
	return ids
}

// one answers the only item.
func one(t *testing.T, s *Store) enrol.Item {
	t.Helper()
	items, err := s.Items(t.Context(), enrol.Query{})
	must(t, err)
	if len(items) != 1 {
		t.Fatalf("%d items, want 1", len(items))
	}
	return items[0]
}

func TestDue(t *testing.T) {
	c := &clock{t: noon}
	s := MustOpen(t, t.TempDir(), withClock(c))
	var ids []string
	for i := range 3 {
		ids = append(ids, MustDecide(t, s, i).ID)
		c.Advance(time.Second)
	}
	size := 600 + len("sealed  ") + 36
	if got := dueIDs(t, s, c.Now(), 1); len(got) != 1 || got[0] != ids[0] {
		t.Fatalf("a budget of one byte gave %d parcels, want the oldest alone", len(got))
	}
	if got := dueIDs(t, s, c.Now(), 2*size); len(got) != 2 || got[0] != ids[1] || got[1] != ids[2] {
		t.Fatalf("the rest gave %d parcels in the wrong order or number", len(got))
	}
	if got := dueIDs(t, s, c.Now(), 1<<20); len(got) != 0 {
		t.Fatalf("%d parcels were handed out twice", len(got))
	}
	must(t, s.Recover(t.Context()))
	if got := dueIDs(t, s, c.Now(), 1<<20); len(got) != 3 {
		t.Fatalf("%d parcels after recovering, want 3", len(got))
	}
}

func TestSettle(t *testing.T) {
	tests := []struct {
		name     string
		answers  []enrol.Answer
		keepDays int
		want     enrol.Answer
		body     bool
		refused  int
	}{
		{"Accepted", []enrol.Answer{enrol.AnswerAccepted}, 0, enrol.AnswerAccepted, false, 0},
		{"Duplicate", []enrol.Answer{enrol.AnswerDuplicate}, 0, enrol.AnswerDuplicate, false, 0},
		{"Kept", []enrol.Answer{enrol.AnswerAccepted}, 2, enrol.AnswerAccepted, true, 0},
		{"Refused", []enrol.Answer{enrol.AnswerRefused}, 0, enrol.AnswerRefused, true, 1},
		{"AcceptedStays", []enrol.Answer{enrol.AnswerAccepted, enrol.AnswerRefused}, 0, enrol.AnswerAccepted, false, 0},
		{"RefusedThenAccepted", []enrol.Answer{enrol.AnswerRefused, enrol.AnswerAccepted}, 0, enrol.AnswerAccepted, false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, c := t.Context(), &clock{t: noon}
			s := MustOpen(t, t.TempDir(), withClock(c))
			must(t, s.Apply(ctx, enrol.Pull{At: noon, Settings: &enrol.Settings{KeepDays: tt.keepDays}}))
			id := MustDecide(t, s, 1).ID
			dueIDs(t, s, noon, 1)
			for _, a := range tt.answers {
				must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: a, Code: enrol.CodeActive, Account: enrol.AccountCodeSent, At: noon}, {ID: "elsewhere", Answer: a}}))
			}
			it := one(t, s)
			if it.Delivery != enrol.DeliveryAnswered || it.Answer != tt.want || it.Account != enrol.AccountCodeSent {
				t.Errorf("item %+v", it)
			}
			if got := bodies(t, s); (got == 1) != tt.body {
				t.Errorf("%d bodies kept, want kept %v", got, tt.body)
			}
			if b, _ := s.Backlog(ctx); b.Pending != 0 || b.Refused != tt.refused || !b.LastSync.Equal(noon) {
				t.Errorf("backlog %+v", b)
			}
			if tt.keepDays > 0 {
				c.Advance(49 * time.Hour)
				must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerDuplicate}}))
				if got := bodies(t, s); got != 0 {
					t.Errorf("%d bodies after the days to keep", got)
				}
			}
		})
	}
}

func bodies(t *testing.T, s *Store) int {
	t.Helper()
	var n int
	must(t, s.readers.QueryRow(`SELECT count(*) FROM packets`).Scan(&n))
	return n
}

func TestSettleNonsense(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	c, other := MustDecide(t, s, 1), MustDecide(t, s, 2)
	wantCode(t, s.Settle(t.Context(), []enrol.Receipt{{ID: c.ID, Answer: "perhaps"}, {ID: other.ID, Answer: enrol.AnswerAccepted}}), enrol.CodeNonsense)
	items, err := s.Items(t.Context(), enrol.Query{})
	must(t, err)
	if items[1].Delivery != enrol.DeliveryQueued || items[0].Answer != enrol.AnswerAccepted || bodies(t, s) != 1 {
		t.Errorf("an answer that is none changed its item, or undid the other: %+v", items)
	}
}

func TestFail(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	id := MustDecide(t, s, 1).ID
	dueIDs(t, s, noon, 1)
	next := noon.Add(time.Minute)
	must(t, s.Fail(ctx, []enrol.Failure{{ID: id, Code: enrol.CodeOffline, At: noon, Next: next}}))
	it := one(t, s)
	if it.Delivery != enrol.DeliveryQueued || it.Attempts != 1 || it.LastError != enrol.CodeOffline || !it.Next.Equal(next) {
		t.Fatalf("item %+v", it)
	}
	if due, err := s.NextDue(ctx); err != nil || !due.Equal(next) {
		t.Fatalf("next due %v, %v", due, err)
	}
	if got := dueIDs(t, s, next.Add(-time.Nanosecond), 1); len(got) != 0 {
		t.Fatal("due before its time")
	}
	if got := dueIDs(t, s, next, 1); len(got) != 1 {
		t.Fatal("not due at its time")
	}
	must(t, s.Fail(ctx, []enrol.Failure{{ID: id, Code: enrol.CodeRevoked, At: next}}))
	if b, _ := s.Backlog(ctx); b.Held != 1 || b.Pending != 0 {
		t.Fatalf("backlog %+v, want one held", b)
	}
	if due, err := s.NextDue(ctx); err != nil || !due.IsZero() {
		t.Fatalf("a held packet is due at %v, %v", due, err)
	}
	must(t, s.Retry(ctx, "petugas1"))
	if got := dueIDs(t, s, noon, 1); len(got) != 1 {
		t.Fatal("a held packet is not due after retry")
	}
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerAccepted, At: noon}}))
	must(t, s.Fail(ctx, []enrol.Failure{{ID: id, Code: enrol.CodeSlow, At: noon, Next: next}}))
	if it := one(t, s); it.Delivery != enrol.DeliveryAnswered {
		t.Fatalf("a late failure undid the answer: %+v", it)
	}
}

// A pause that was counted while the clock ran two days ahead must not last two days.
func TestDueAfterClockJump(t *testing.T) {
	ctx, c := t.Context(), &clock{t: noon}
	s := MustOpen(t, t.TempDir(), withClock(c))
	id := MustDecide(t, s, 1).ID
	ahead := noon.Add(48 * time.Hour)
	dueIDs(t, s, ahead, 1)
	must(t, s.Fail(ctx, []enrol.Failure{{ID: id, Code: enrol.CodeOffline, At: ahead, Next: ahead.Add(5 * time.Minute)}}))
	if due, err := s.NextDue(ctx); err != nil || due.After(noon) {
		t.Fatalf("next due %v, %v", due, err)
	}
	if got := dueIDs(t, s, noon, 1); len(got) != 1 {
		t.Fatal("not due after the clock was set back")
	}
}

func TestRetryRefused(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	id := MustDecide(t, s, 1).ID
	refuse := []enrol.Receipt{{ID: id, Answer: enrol.AnswerRefused, Code: enrol.CodeActive, At: noon}}
	must(t, s.Settle(ctx, refuse))
	refuse[0].At = noon.Add(time.Minute) // the next time
	must(t, s.Retry(ctx, "petugas1"))
	if got := dueIDs(t, s, noon, 1); len(got) != 0 {
		t.Fatal("a refused packet is sent again without anybody having asked")
	}
	must(t, s.Retry(ctx, "petugas1", id))
	if got := dueIDs(t, s, noon, 1); len(got) != 1 {
		t.Fatal("a refused packet can't be sent again")
	}
	must(t, s.Settle(ctx, refuse))
	must(t, s.Attend(ctx, id, "petugas1"))
	wantCode(t, s.Attend(ctx, id, "petugas1"), enrol.CodeNotFound)
	if b, _ := s.Backlog(ctx); b.Refused != 0 || bodies(t, s) != 0 {
		t.Errorf("backlog %+v, %d bodies after attending", b, bodies(t, s))
	}
	wantCode(t, s.Retry(ctx, "petugas1", id), enrol.CodeNotFound)
	if it := one(t, s); it.Delivery != enrol.DeliveryAnswered {
		t.Errorf("a packet without a body was queued: %+v", it)
	}
}

// A file of receipts that is brought again undoes nothing that a person did since; a new
// refusal counts.
func TestOldReceiptsAgain(t *testing.T) {
	ctx, c := t.Context(), &clock{t: noon.Add(48 * time.Hour)}
	s := MustOpen(t, t.TempDir(), withClock(c))
	id := MustDecide(t, s, 1).ID
	entries := func() int64 { n, err := s.Verify(ctx); must(t, err); return n }
	refuse := func(at time.Time) {
		t.Helper()
		must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerRefused, Code: enrol.CodeActive, At: at}}))
	}
	refuse(noon)
	must(t, s.Retry(ctx, "petugas1", id))
	before := entries()
	refuse(noon)
	refuse(noon.Add(-time.Hour))
	if it := one(t, s); it.Delivery != enrol.DeliveryQueued || entries() != before {
		t.Fatalf("an old refusal took a packet out of the outbox that is to be sent again: %+v", it)
	}
	refuse(noon.Add(time.Hour))
	if b, _ := s.Backlog(ctx); b.Refused != 1 || entries() != before+1 {
		t.Fatalf("backlog %+v after a new refusal", b)
	}
	must(t, s.Attend(ctx, id, "petugas1"))
	before = entries()
	refuse(noon)
	refuse(noon.Add(time.Hour))
	if it := one(t, s); !it.Attended || entries() != before {
		t.Errorf("an old refusal is back on the list: %+v", it)
	}
}

// A refusal that answers a packet which is being sent counts, although the registry's
// instance that gives it has a clock behind the one that refused it before.
func TestRefusalByAClockBehind(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	id := MustDecide(t, s, 1).ID
	for i, at := range []time.Time{noon, noon.Add(-time.Minute), noon.Add(-time.Minute)} {
		if got := dueIDs(t, s, noon.Add(time.Hour), 1); len(got) != 1 {
			t.Fatalf("refusal %d: %d packets are due", i, len(got))
		}
		must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerRefused, Code: enrol.CodeActive, At: at}}))
		if it := one(t, s); it.Delivery != enrol.DeliveryAnswered || it.Answer != enrol.AnswerRefused {
			t.Fatalf("refusal %d: %+v", i, it)
		}
		must(t, s.Retry(ctx, "petugas1", id))
	}
}

// A counter without a line hears of an account by receipts alone.
func TestReceiptsTellOfTheAccount(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	id := MustDecide(t, s, 1).ID
	for i, r := range []struct {
		a    enrol.Answer
		acc  enrol.Account
		at   time.Duration
		want enrol.Account
	}{
		{enrol.AnswerAccepted, enrol.AccountCodeSent, 0, enrol.AccountCodeSent},
		{enrol.AnswerDuplicate, enrol.AccountActive, 48 * time.Hour, enrol.AccountActive},
		{enrol.AnswerDuplicate, enrol.AccountBounced, 24 * time.Hour, enrol.AccountActive}, // carried in late
	} {
		must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: r.a, Account: r.acc, At: noon.Add(r.at)}}))
		if it := one(t, s); it.Account != r.want || it.Answer != enrol.AnswerAccepted {
			t.Errorf("receipt %d: %+v, want the account %s", i, it, r.want)
		}
	}
}

// A held packet, also one whose body is lost, leaves the list by a person's hand or by the
// case that puts it right; an answer that comes after all is taken.
func TestHeldLeavesTheQueue(t *testing.T) {
	for name, c := range map[string]struct {
		lost bool
		hold enrol.Code
		by   func(s *Store, id string) error
	}{
		"LostAttended":     {true, enrol.CodeDBBroken, func(s *Store, id string) error { return s.Attend(t.Context(), id, "petugas1") }},
		"LostFollowed":     {true, enrol.CodeDBBroken, func(s *Store, id string) error { return s.Decide(t.Context(), following(t, id)) }},
		"TooLargeAttended": {false, enrol.CodeRefused, func(s *Store, id string) error { return s.Attend(t.Context(), id, "petugas1") }},
		"TooLargeFollowed": {false, enrol.CodeRefused, func(s *Store, id string) error { return s.Decide(t.Context(), following(t, id)) }},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, s := t.Context(), MustOpen(t, t.TempDir())
			held := MustDecide(t, s, 1)
			id := held.ID
			if c.lost {
				_, err := s.writer.Exec(`DELETE FROM packets`)
				must(t, err)
				if got := dueIDs(t, s, noon, 1); len(got) != 0 {
					t.Fatal("a packet without a body was handed out")
				}
				wantCode(t, s.Retry(ctx, "petugas1", id), enrol.CodeNotFound)
			} else {
				dueIDs(t, s, noon, 1)
				must(t, s.Fail(ctx, []enrol.Failure{{ID: id, Code: c.hold, At: noon}}))
			}
			if b, _ := s.Backlog(ctx); b.Held != 1 {
				t.Fatalf("backlog %+v, want one held", b)
			}
			if twice, err := s.DecidedToday(ctx, held.Resident.NIK, noon); twice || err != nil {
				t.Errorf("the resident can't be approved anew: %v %v", twice, err)
			}
			must(t, c.by(s, id))
			b, err := s.Backlog(ctx)
			must(t, err)
			it := item(t, s, id)
			if b.Held+b.Refused != 0 || !it.Attended || it.Answer != enrol.AnswerRefused || it.Code != c.hold {
				t.Errorf("backlog %+v, item %+v", b, it)
			}
			wantCode(t, s.Attend(ctx, id, "petugas1"), enrol.CodeNotFound)
			must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerAccepted, At: noon.Add(time.Hour)}}))
			if it := item(t, s, id); it.Answer != enrol.AnswerAccepted {
				t.Errorf("the answer that came after all is lost: %+v", it)
			}
			if _, err := s.Verify(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

// following is the approval of a case that puts the first one right, of the same resident.
func following(t *testing.T, id string) enrol.Case {
	t.Helper()
	c := approved(t, 2)
	c.Follows, c.Resident.NIK = id, newCase(1).Resident.NIK
	return c
}

func item(t *testing.T, s *Store, id string) enrol.Item {
	t.Helper()
	items, err := s.Items(t.Context(), enrol.Query{Text: id})
	must(t, err)
	if len(items) != 1 {
		t.Fatalf("%d items of one id", len(items))
	}
	return items[0]
}

// TestBacklogOfAnEarlierDevice: what waits for the office's word about an earlier device is counted apart, so
// that it stops no case of this one.
func TestBacklogOfAnEarlierDevice(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	for i, code := range []enrol.Code{enrol.CodeOtherDevice, enrol.CodeOtherDevice, enrol.CodeRefused, ""} {
		if c := MustDecide(t, s, i); code != "" {
			must(t, s.Fail(ctx, []enrol.Failure{{ID: c.ID, Code: code, At: noon}}))
		}
	}
	b, err := s.Backlog(ctx)
	must(t, err)
	if b.Pending != 1 || b.Held != 3 || b.Earlier != 2 || b.Waiting() != 2 {
		t.Errorf("backlog %+v", b)
	}
	must(t, enrol.Stops{MaxPending: 3}.CheckStops(b, -1, noon))
	wantCode(t, enrol.Stops{MaxPending: 2}.CheckStops(b, -1, noon), enrol.CodeHardStop)
}
