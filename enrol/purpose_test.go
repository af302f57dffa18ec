package enrol

import (
	"slices"
	"testing"
	"time"
)

// TestPurposes: each kind asks for its own, none is in two lists, and only those pass.
func TestPurposes(t *testing.T) {
	var all []Purpose
	for _, k := range Kinds {
		for _, p := range Purposes(k) {
			if slices.Contains(all, p) {
				t.Errorf("%s stands for two things", p)
			}
			all = append(all, p)
		}
	}
	for _, k := range Kinds {
		for _, p := range append(all, "gift") {
			want := Code("")
			if !slices.Contains(Purposes(k), p) {
				want = CodeReason
			}
			if got := CodeOf(CheckPurpose(k, p)); got != want {
				t.Errorf("%s for %s: %q, want %q", p, k, got, want)
			}
		}
		if err := CheckPurpose(k, PurposeNone); err != nil {
			t.Errorf("%s without a purpose: %v", k, err)
		}
	}
}

// TestPolicyOfKinds: who gets a code, who is asked for the phase, and what is once a day.
func TestPolicyOfKinds(t *testing.T) {
	for _, tt := range []struct {
		kind              Kind
		email             Email
		code, phase, once bool
	}{
		{KindNew, "a@b.id", true, true, true},
		{KindNew, "", true, true, true},
		{KindReactivate, "a@b.id", true, false, false},
		{KindFirstCard, "a@b.id", true, true, true},
		{KindChange, "a@b.id", true, true, true},
		{KindChange, "", false, false, false},
		{KindCard, "", false, false, false},
		{KindCard, "a@b.id", false, false, false},
	} {
		c := Case{Kind: tt.kind, State: StateOpened, Resident: Resident{NIK: "3276011708750001", Email: tt.email, Category: CategoryPublic}}
		closed := []Phase{{Category: CategoryASN, From: time.Unix(0, 0)}}
		refused := CodeOf(c.Check(closed, Rules{}, time.Unix(1e9, 0))) == CodePhase
		if c.LeadsToCode() != tt.code || refused != tt.phase || c.OnceADay() != tt.once || c.Activates() {
			t.Errorf("%s %q: code %v, phase %v, once %v", tt.kind, tt.email, c.LeadsToCode(), refused, c.OnceADay())
		}
		if c.State = StateApproved; c.Activates() != tt.code {
			t.Errorf("%s %q approved: activates %v", tt.kind, tt.email, c.Activates())
		}
	}
}
