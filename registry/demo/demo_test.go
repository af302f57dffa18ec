package demo

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestResidentsAreWhole: every invented person passes the checks of real ones.
func TestResidentsAreWhole(t *testing.T) {
	seen := map[enrol.NIK]bool{}
	heads := map[string]int{}
	for _, r := range Residents() {
		if _, err := enrol.ParseNIK(string(r.NIK)); err != nil || seen[r.NIK] {
			t.Errorf("%v: %v, or twice", r.NIK, err)
		}
		seen[r.NIK] = true
		if w := r.NIK.Warnings(r.Birth, r.Sex, "3276"); len(w) > 0 {
			t.Errorf("%v: %v", r.NIK, w)
		}
		if len(r.KK) != 16 {
			t.Errorf("%v: KK of %d digits", r.NIK, len(r.KK))
		}
		if r.Relation == "KEPALA KELUARGA" {
			heads[r.KK]++
		} else {
			heads[r.KK] += 0
		}
		e, p := Contact(r.NIK)
		if _, err := enrol.ParseEmail(string(e)); err != nil {
			t.Errorf("%v: e-mail", r.NIK)
		}
		if _, err := enrol.ParsePhone(string(p)); err != nil {
			t.Errorf("%v: phone", r.NIK)
		}
	}
	for kk, n := range heads {
		if n != 1 {
			t.Errorf("family %s has %d heads", kk[12:], n)
		}
	}
	if n := len(Grown(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))); n < 50 {
		t.Errorf("only %d may come", n)
	}
}
