package store

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestSaveDraft(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	a, b := newCase(1), newCase(2)
	a.State = enrol.StateConsented
	must(t, s.SaveDraft(ctx, a))
	must(t, s.SaveDraft(ctx, b))
	a.Note = "second save"
	must(t, s.SaveDraft(ctx, a))

	got, err := s.Drafts(ctx)
	must(t, err)
	if len(got) != 2 {
		t.Fatalf("%d drafts, want 2", len(got))
	}
	for _, want := range []enrol.Case{a, b} {
		found := false
		for _, g := range got {
			found = found || asJSON(t, g) == asJSON(t, want)
		}
		if !found {
			t.Errorf("draft %s did not come back as it was saved", want.ID)
		}
	}
	wantCode(t, s.SaveDraft(ctx, enrol.Case{}), enrol.CodeField)
	must(t, s.Decide(ctx, MustMove(t, b, enrol.EventApprove, noon)))
	wantCode(t, s.SaveDraft(ctx, b), enrol.CodeMove)
}

// asJSON compares cases by what they say; times lose only the name of their zone.
func asJSON(t *testing.T, c enrol.Case) string {
	t.Helper()
	text, err := json.Marshal(c)
	must(t, err)
	return string(text)
}

func TestDecide(t *testing.T) {
	tests := []struct {
		name                              string
		event                             enrol.Event
		training                          bool
		drafts, items, pending, cancelled int
		spent                             bool
	}{
		{"Approve", enrol.EventApprove, false, 0, 1, 1, 0, true},
		{"Reject", enrol.EventReject, false, 0, 1, 1, 0, true},
		{"Park", enrol.EventPark, false, 0, 1, 0, 0, false},
		{"Cancel", enrol.EventCancel, false, 0, 0, 0, 1, false},
		{"Training", enrol.EventApprove, true, 0, 1, 0, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, s := t.Context(), MustOpen(t, t.TempDir())
			c := newCase(1)
			c.Training, c.Reason = tt.training, enrol.ReasonOther
			must(t, s.SaveDraft(ctx, c))
			c = MustMove(t, c, tt.event, noon)
			must(t, s.Decide(ctx, c))
			must(t, s.Decide(ctx, c)) // asked again by one who did not see the answer

			drafts, err := s.Drafts(ctx)
			must(t, err)
			items, err := s.Items(ctx, enrol.Query{})
			must(t, err)
			backlog, err := s.Backlog(ctx)
			must(t, err)
			figures, err := s.Today(ctx, noon)
			must(t, err)
			spent, err := s.Spent(ctx, c.Credential.ID)
			must(t, err)
			if len(drafts) != tt.drafts || len(items) != tt.items || backlog.Pending != tt.pending ||
				figures.Counts[enrol.StateCancelled] != tt.cancelled || spent != tt.spent {
				t.Fatalf("drafts %d, items %d, pending %d, cancelled %d, spent %v", len(drafts), len(items),
					backlog.Pending, figures.Counts[enrol.StateCancelled], spent)
			}
			if len(items) == 1 && (items[0].State != c.State || items[0].NIKMasked != "3276 •••• •••• 0002") {
				t.Errorf("item is %+v", items[0])
			}
			if n, err := s.Verify(ctx); err != nil || n < 2 {
				t.Errorf("audit: %d entries, %v", n, err)
			}
		})
	}
}

func TestDecideRefused(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	first := MustDecide(t, s, 1)

	t.Run("ErrQRUsed", func(t *testing.T) {
		c := approved(t, 2)
		c.Credential = first.Credential
		must(t, s.SaveDraft(ctx, newCaseLike(c)))
		wantCode(t, s.Decide(ctx, c), enrol.CodeQRUsed)
		if drafts, _ := s.Drafts(ctx); len(drafts) != 1 {
			t.Errorf("%d drafts after a refused decision, want 1", len(drafts))
		}
		if b, _ := s.Backlog(ctx); b.Pending != 1 {
			t.Errorf("%d packets, want the first only", b.Pending)
		}
	})
	t.Run("ErrMoveUndecided", func(t *testing.T) { wantCode(t, s.Decide(ctx, newCase(3)), enrol.CodeMove) })
	t.Run("ErrMoveOtherDecision", func(t *testing.T) {
		other := first
		other.State = enrol.StateRejected
		wantCode(t, s.Decide(ctx, other), enrol.CodeMove)
	})
	t.Run("ErrNotEnrolled", func(t *testing.T) {
		s.SetSealer(nil)
		c := newCase(4)
		must(t, s.SaveDraft(ctx, c))
		done := MustMove(t, c, enrol.EventApprove, noon)
		wantCode(t, s.Decide(ctx, done), enrol.CodeNotEnrolled)
		s.SetSealer(testSealer{})
		must(t, s.Decide(ctx, done))
	})
	t.Run("ErrSealer", func(t *testing.T) {
		s.SetSealer(testSealer{err: enrol.NewError(enrol.CodeCertificate, "seal")})
		wantCode(t, s.Decide(ctx, approved(t, 5)), enrol.CodeCertificate)
	})
}

func newCaseLike(c enrol.Case) enrol.Case {
	c.State, c.DecidedAt = enrol.StateCompared, time.Time{}
	return c
}

func TestParked(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	c := newCase(1)
	_, err := s.Parked(ctx, c.Resident.NIK)
	wantCode(t, err, enrol.CodeNotFound)
	c.Reason = enrol.ReasonBringPapers
	must(t, s.Decide(ctx, MustMove(t, c, enrol.EventPark, noon)))

	got, err := s.Parked(ctx, c.Resident.NIK)
	must(t, err)
	if got.ID != c.ID || got.Resident != c.Resident || len(got.Selfie)+len(got.Card) != 0 {
		t.Fatalf("parked case came back with id %v, same resident %v, %d bytes of selfie, %d of card",
			got.ID == c.ID, got.Resident == c.Resident, len(got.Selfie), len(got.Card))
	}
	if used, _ := s.Spent(ctx, c.Credential.ID); used {
		t.Error("parking spent the credential")
	}
	back := MustMove(t, got, enrol.EventResume, noon.Add(time.Hour))
	must(t, s.SaveDraft(ctx, back))
	_, err = s.Parked(ctx, c.Resident.NIK)
	wantCode(t, err, enrol.CodeNotFound)
	for _, e := range []enrol.Event{enrol.EventAdmit, enrol.EventConsent} {
		back = MustMove(t, back, e, noon.Add(time.Hour))
	}
	back.Selfie, back.Face = c.Selfie, c.Face
	for _, e := range []enrol.Event{enrol.EventCapture, enrol.EventCompare, enrol.EventApprove} {
		back = MustMove(t, back, e, noon.Add(time.Hour+20*time.Second))
	}
	must(t, s.Decide(ctx, back))
	f, err := s.Today(ctx, noon)
	must(t, err)
	if f.Counts[enrol.StateApproved] != 1 || f.Counts[enrol.StateParked] != 0 || f.Median != 20*time.Second {
		t.Errorf("figures %+v, want one approval after 20 s from resuming", f)
	}
}

func TestDecidedToday(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	c := MustDecide(t, s, 1)
	tests := []struct {
		name string
		nik  enrol.NIK
		now  time.Time
		want bool
	}{
		{"SameDay", c.Resident.NIK, noon.Add(11 * time.Hour), true},
		{"SameDayEarlier", c.Resident.NIK, noon.Add(-11 * time.Hour), true},
		{"NextDay", c.Resident.NIK, noon.Add(12 * time.Hour), false},
		{"OtherZone", c.Resident.NIK, noon.Add(20 * time.Hour).In(time.FixedZone("", -12*3600)), false},
		{"OtherResident", "3276014101901234", noon, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := s.DecidedToday(ctx, tt.nik, tt.now)
			must(t, err)
			if got != tt.want {
				t.Errorf("DecidedToday = %v", got)
			}
		})
	}
}

func TestToday(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	f, err := s.Today(ctx, noon)
	must(t, err)
	if len(f.Counts) != 0 || f.Median != 0 {
		t.Fatalf("figures of an empty day: %+v", f)
	}
	for i, sec := range []int{30, 8, 10, 12} {
		c := newCase(i)
		c.OpenedAt = noon.Add(-time.Duration(sec) * time.Second)
		must(t, s.Decide(ctx, MustMove(t, c, enrol.EventApprove, noon)))
	}
	c := approved(t, 9)
	c.Training = true
	must(t, s.Decide(ctx, c))
	f, err = s.Today(ctx, noon)
	must(t, err)
	if f.Counts[enrol.StateApproved] != 4 || f.Median != 10*time.Second {
		t.Fatalf("figures %+v, want 4 approved, median 10 s", f)
	}
}
