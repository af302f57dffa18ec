package enrol_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestApplyLeavesTheEarlierValueAlone(t *testing.T) {
	steps := make([]enrol.Step, 1, 8) // room behind it, which an append would write into
	before := enrol.Case{State: enrol.StateOpened, Steps: steps}
	a, err := before.Apply(enrol.EventAdmit, day(2026, 5, 4))
	if err != nil {
		t.Fatal(err)
	}
	before.Reason = enrol.ReasonLeft
	b, err := before.Apply(enrol.EventReject, day(2026, 5, 5))
	if err != nil {
		t.Fatal(err)
	}
	if before.State != enrol.StateOpened || len(before.Steps) != 1 || steps[:2][1] != (enrol.Step{}) {
		t.Error("the case before has changed")
	}
	if a.Steps[1].State != enrol.StateEligible || b.Steps[1].State != enrol.StateRejected {
		t.Errorf("two moves share their steps: %v, %v", a.Steps, b.Steps)
	}
}

func TestApplyNeedsWhatTheMoveIsAbout(t *testing.T) {
	for _, tt := range []struct {
		name  string
		c     enrol.Case
		event enrol.Event
		code  enrol.Code
	}{
		{"RejectWithoutReason", enrol.Case{State: enrol.StateOpened}, enrol.EventReject, enrol.CodeReason},
		{"ParkWithoutReason", enrol.Case{State: enrol.StateOpened}, enrol.EventPark, enrol.CodeReason},
		{"CancelWithoutReason", enrol.Case{State: enrol.StateOpened}, enrol.EventCancel, ""},
		{"CaptureWithoutSelfie", enrol.Case{State: enrol.StateConsented}, enrol.EventCapture, enrol.CodeMove},
		{"CompareWithoutVerdict", enrol.Case{State: enrol.StateCaptured}, enrol.EventCompare, enrol.CodeMove},
		{"FromFinal", enrol.Case{State: enrol.StateApproved}, enrol.EventCancel, enrol.CodeMove},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.c.Apply(tt.event, day(2026, 5, 4))
			if enrol.CodeOf(err) != tt.code {
				t.Fatalf("code %q, want %q", enrol.CodeOf(err), tt.code)
			}
			if err != nil && !reflect.DeepEqual(got, tt.c) {
				t.Error("a refused move changed the case")
			}
		})
	}
}

func TestApplyKeepsTimes(t *testing.T) {
	at := day(2026, 5, 4)
	agreed, _ := enrol.Case{State: enrol.StateEligible}.Apply(enrol.EventConsent, at)
	onPhone, _ := enrol.Case{State: enrol.StateEligible, ConsentAt: day(2026, 5, 3)}.Apply(enrol.EventConsent, at)
	if !agreed.ConsentAt.Equal(at) || !onPhone.ConsentAt.Equal(day(2026, 5, 3)) {
		t.Errorf("consent at %v and %v", agreed.ConsentAt, onPhone.ConsentAt)
	}
	ended, _ := enrol.Case{State: enrol.StateOpened}.Apply(enrol.EventCancel, at)
	if !ended.DecidedAt.Equal(at) || !agreed.DecidedAt.IsZero() {
		t.Errorf("decided at %v and %v", ended.DecidedAt, agreed.DecidedAt)
	}
}

func TestResumeStartsAgainWithTheDataKept(t *testing.T) {
	c := enrol.Case{State: enrol.StateParked, Resident: enrol.Resident{NIK: manNIK}, Documents: []enrol.Document{enrol.DocKK},
		ConsentAt: day(2026, 5, 1), Selfie: []byte{1}, Card: []byte{2}, Face: enrol.FaceResult{Method: enrol.MethodCard},
		Reason: enrol.ReasonBringPapers, Note: "KK", DecidedAt: day(2026, 5, 1)}
	got, err := c.Apply(enrol.EventResume, day(2026, 5, 4))
	if err != nil {
		t.Fatal(err)
	}
	want := c
	want.State, want.Steps = enrol.StateOpened, []enrol.Step{{State: enrol.StateOpened, At: day(2026, 5, 4)}}
	want.Card = nil
	want.Selfie, want.Face, want.Reason, want.Note = nil, enrol.FaceResult{}, "", ""
	want.DecidedAt = got.DecidedAt
	if !reflect.DeepEqual(got, want) || !got.DecidedAt.IsZero() {
		t.Errorf("resumed as %#v", got)
	}
}

func TestRetakeThrowsTheSelfieAway(t *testing.T) {
	c := enrol.Case{State: enrol.StateCompared, Selfie: []byte{1}, Card: []byte{2}, Face: enrol.FaceResult{Method: enrol.MethodCard}}
	got, err := c.Apply(enrol.EventRetake, day(2026, 5, 4))
	if err != nil || got.Selfie != nil || got.Card != nil || got.Face != (enrol.FaceResult{}) || got.State != enrol.StateConsented {
		t.Errorf("%s, %v", got.State, err)
	}
	if len(c.Selfie) != 1 || c.Face.Method == "" {
		t.Error("the case before lost its selfie")
	}
}

func TestCardFits(t *testing.T) {
	jpeg := func(n int) []byte { return append([]byte{0xFF, 0xD8, 0xFF}, make([]byte, n)...) }
	for name, tt := range map[string]struct {
		method enrol.Method
		card   []byte
		want   bool
	}{
		"None":       {enrol.MethodTemplate, nil, true},
		"Compared":   {enrol.MethodCard, jpeg(100), true},
		"NotNeeded":  {enrol.MethodTemplate, jpeg(100), false},
		"ByStaff":    {enrol.MethodStaff, jpeg(100), false},
		"TooLarge":   {enrol.MethodCard, jpeg(enrol.MaxCard), false},
		"NotAJPEG":   {enrol.MethodCard, []byte("GIF89a"), false},
		"Fragment":   {enrol.MethodCard, []byte{0xFF, 0xD8}, false},
		"Unmeasured": {enrol.MethodCard, nil, true},
	} {
		if got := (enrol.Case{Face: enrol.FaceResult{Method: tt.method}, Card: tt.card}).CardFits(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCheckAndOverrides(t *testing.T) {
	now := day(2026, 5, 4)
	phases := []enrol.Phase{{Category: enrol.CategoryASN, From: day(2026, 1, 1)}}
	pupil := enrol.Case{Kind: enrol.KindFirstCard, Outlet: "o1",
		Resident: enrol.Resident{NIK: manNIK, Birth: day(2010, 1, 1), Category: enrol.CategoryStudent}}
	check := func(c enrol.Case, want enrol.Code) {
		t.Helper()
		if got := enrol.CodeOf(c.Check(phases, enrol.DefaultRules(), now)); got != want {
			t.Errorf("refused with %q, want %q", got, want)
		}
	}
	leave := func(c enrol.Case, code enrol.Code) enrol.Case {
		return c.WithOverride(enrol.Override{Code: code, By: "sup", Reason: "r", At: now})
	}
	check(pupil, enrol.CodeUnderAge)
	check(leave(pupil, enrol.CodePhase), enrol.CodeUnderAge)
	married := pupil
	married.Resident.Married = true
	check(married, enrol.CodePhase)
	one := leave(married, enrol.CodePhase)
	check(one, enrol.CodeDocuments)
	two := leave(one, enrol.CodeDocuments)
	check(two, "") // the second leave does not take the first one back
	if two.Override.Code != enrol.CodeDocuments || len(two.Overrides) != 1 || one.Override.Code != enrol.CodePhase || len(one.Overrides) != 0 {
		t.Errorf("overrides %+v before %+v", two.Overrides, two.Override)
	}
	one.Documents = []enrol.Document{enrol.DocBiometry, enrol.DocNewestKK, enrol.DocDiploma, enrol.DocBirth}
	check(one, "")
}

func TestCheckNamesTheMissingPapers(t *testing.T) {
	c := enrol.Case{Kind: enrol.KindFirstCard, Documents: []enrol.Document{enrol.DocBirth},
		Resident: enrol.Resident{NIK: manNIK, Birth: day(2000, 1, 1)}}
	err := c.Check(nil, enrol.DefaultRules(), day(2026, 5, 4))
	if got := asError(t, err).Details["missing"]; got != "kk-new,ijazah,perekaman" {
		t.Errorf("missing %q", got)
	}
}

// Every reason in a list is known, stands once, and none is in both lists.
func TestReasonLists(t *testing.T) {
	seen := map[enrol.Reason]bool{"": true}
	for _, r := range append(append([]enrol.Reason(nil), enrol.RejectReasons...), enrol.ParkReasons...) {
		if seen[r] {
			t.Errorf("%q is empty or stands twice", r)
		}
		seen[r] = true
	}
}

// A clock that is put right in the middle of a case, or while it is parked, gives no step
// before the one before it and none in the future: the registry would refuse the case for
// good.
func TestApplyAfterClockWasPutRight(t *testing.T) {
	right := day(2026, 5, 4)
	ahead := right.Add(48 * time.Hour)
	c := enrol.Case{State: enrol.StateOpened, OpenedAt: ahead, ConsentBy: "siti", Steps: []enrol.Step{{State: enrol.StateOpened, At: ahead}}}
	move := func(e enrol.Event, at time.Time) {
		t.Helper()
		before := slices.Clone(c.Steps)
		next, err := c.Apply(e, at)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(before, c.Steps) {
			t.Error("the case before was changed too")
		}
		c = next
	}
	move(enrol.EventAdmit, ahead.Add(time.Second))
	move(enrol.EventConsent, ahead.Add(2*time.Second))
	c.Reason = enrol.ReasonComesBack
	move(enrol.EventPark, ahead.Add(time.Minute))
	move(enrol.EventResume, right)
	c.Reason = enrol.ReasonLeft
	move(enrol.EventReject, right.Add(time.Minute))
	if !c.OpenedAt.Equal(right) || !c.ConsentAt.Equal(right) || !c.DecidedAt.Equal(right.Add(time.Minute)) {
		t.Errorf("opened %v, consent %v, decided %v; the clock was put right at %v", c.OpenedAt, c.ConsentAt, c.DecidedAt, right)
	}
	last := c.OpenedAt
	for _, s := range c.Steps {
		if s.At.Before(last) || s.At.After(c.DecidedAt) {
			t.Errorf("%s at %v, after %v", s.State, s.At, last)
		}
		last = s.At
	}
	phone := enrol.Case{State: enrol.StateOpened, OpenedAt: right, ConsentAt: ahead, ConsentBy: "resident"}
	if phone, _ = phone.Apply(enrol.EventAdmit, right); !phone.ConsentAt.Equal(ahead) {
		t.Error("the consent that was given on the phone is dated anew")
	}
}

// TestFirstReactivation: an identity that was never activated is not brought back, whatever the case is called.
func TestFirstReactivation(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	phases := []enrol.Phase{{Category: enrol.CategoryASN, From: now.AddDate(0, -1, 0)}}
	c := enrol.Case{Kind: enrol.KindReactivate, Resident: enrol.Resident{NIK: "3276011505900001", Category: enrol.CategoryPublic}}
	if err := c.Check(phases, nil, now); err != nil || c.OnceADay() {
		t.Errorf("brought back: %v, once a day %v", err, c.OnceADay())
	}
	c.First = true
	if err := c.Check(phases, nil, now); enrol.CodeOf(err) != enrol.CodePhase || !c.OnceADay() {
		t.Errorf("first: %v, once a day %v", err, c.OnceADay())
	}
	if err := c.WithOverride(enrol.Override{Code: enrol.CodePhase, By: "s", Reason: "r"}).Check(phases, nil, now); err != nil {
		t.Errorf("with leave: %v", err)
	}
}

func TestDoubtful(t *testing.T) {
	for _, tt := range []struct {
		l    enrol.Liveness
		want bool
	}{
		{enrol.Liveness{}, false}, // nobody judged
		{enrol.Liveness{Passive: .4, Models: "m"}, true},
		{enrol.Liveness{Passive: .6, Models: "m"}, false},
		{enrol.Liveness{Passive: .6, Limit: .7, Models: "m"}, true},
		{enrol.Liveness{Passive: .4, Limit: .3, Models: "m"}, false},
	} {
		if got := tt.l.Doubtful(); got != tt.want {
			t.Errorf("%+v: %v", tt.l, got)
		}
	}
}
