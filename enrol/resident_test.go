package enrol_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestAge(t *testing.T) {
	wib := time.FixedZone("WIB", 7*3600)
	for _, tt := range []struct {
		birth, now time.Time
		want       int
	}{
		{time.Time{}, day(2026, 5, 4), 0},
		{day(2009, 5, 4), day(2026, 5, 3), 16},
		{day(2009, 5, 4), day(2026, 5, 4), 17},
		{day(2009, 5, 4), day(2026, 4, 30), 16},
		{day(2008, 2, 29), day(2025, 2, 28), 16},
		{day(2008, 2, 29), day(2025, 3, 1), 17},
		{day(2009, 5, 4), time.Date(2026, 5, 4, 0, 30, 0, 0, wib), 17}, // the outlet's day, not Greenwich's
	} {
		if got := (enrol.Resident{Birth: tt.birth}).Age(tt.now); got != tt.want {
			t.Errorf("born %v, on %v: %d, want %d", tt.birth, tt.now, got, tt.want)
		}
	}
}

func TestCheckAge(t *testing.T) {
	now := day(2026, 5, 4)
	for _, tt := range []struct {
		name string
		r    enrol.Resident
		code enrol.Code
	}{
		{"OK", enrol.Resident{Birth: day(2009, 5, 4)}, ""},
		{"ErrDayBefore", enrol.Resident{Birth: day(2009, 5, 5)}, enrol.CodeUnderAge},
		{"OKMarried", enrol.Resident{Birth: day(2010, 1, 1), Married: true}, ""},
		{"OKNothingKnown", enrol.Resident{}, ""},
		{"OKByNIK", enrol.Resident{NIK: manNIK}, ""},
		{"ErrByNIK", enrol.Resident{NIK: "3276010505090001"}, enrol.CodeUnderAge},
		{"OKRecordBeatsNIK", enrol.Resident{NIK: "3276010505090001", Birth: day(1999, 5, 5)}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := enrol.CodeOf(enrol.CheckAge(tt.r, now)); got != tt.code {
				t.Errorf("code %q, want %q", got, tt.code)
			}
		})
	}
}

func TestPhaseOpen(t *testing.T) {
	wib := time.FixedZone("WIB", 7*3600)
	p := enrol.Phase{Category: enrol.CategoryASN, From: day(2026, 2, 1), Until: day(2026, 2, 28), Outlet: "o1"}
	for _, tt := range []struct {
		outlet string
		now    time.Time
		want   bool
	}{
		{"o1", day(2026, 1, 31), false},
		{"o1", day(2026, 2, 1), true},
		{"o1", time.Date(2026, 2, 1, 0, 1, 0, 0, wib), true}, // still January at Greenwich
		{"o1", time.Date(2026, 2, 28, 23, 59, 0, 0, wib), true},
		{"o1", day(2026, 3, 1), false},
		{"o2", day(2026, 2, 10), false},
	} {
		if got := p.Open(tt.outlet, tt.now); got != tt.want {
			t.Errorf("%s at %v: %v", tt.outlet, tt.now, got)
		}
	}
	if p.Until = (time.Time{}); !p.Open("o1", day(2036, 1, 1)) {
		t.Error("an open end has ended")
	}
	if p.Outlet = ""; !p.Open("anywhere", day(2026, 2, 1)) {
		t.Error("a phase for every outlet is shut")
	}
}

func TestCheckPhase(t *testing.T) {
	asn := enrol.Phase{Category: enrol.CategoryASN, From: day(2026, 1, 1)}
	pupils := enrol.Phase{Category: enrol.CategoryStudent, From: day(2026, 6, 1), Outlet: "o1"}
	public := enrol.Phase{Category: enrol.CategoryPublic, From: day(2026, 9, 1)}
	all := []enrol.Phase{asn, pupils, public}
	for _, tt := range []struct {
		name   string
		phases []enrol.Phase
		outlet string
		who    enrol.Category
		now    time.Time
		code   enrol.Code
	}{
		{"NonePlanned", nil, "o1", enrol.CategoryPublic, day(2026, 5, 4), ""},
		{"PlannedElsewhere", []enrol.Phase{pupils}, "o2", enrol.CategoryPublic, day(2026, 7, 4), ""},
		{"ASN", all, "o1", enrol.CategoryASN, day(2026, 5, 4), ""},
		{"PupilEarly", all, "o1", enrol.CategoryStudent, day(2026, 5, 31), enrol.CodePhase},
		{"PupilFirstDay", all, "o1", enrol.CategoryStudent, day(2026, 6, 1), ""},
		{"PupilOtherOutlet", all, "o2", enrol.CategoryStudent, day(2026, 6, 1), enrol.CodePhase},
		{"PublicEarly", all, "o1", enrol.CategoryPublic, day(2026, 8, 31), enrol.CodePhase},
		{"UnknownEarly", all, "o1", "", day(2026, 8, 31), enrol.CodePhase},
		{"EverybodyOnceThePublicMay", all, "o2", enrol.CategoryStudent, day(2026, 9, 1), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := enrol.CheckPhase(tt.phases, tt.outlet, tt.who, tt.now)
			if enrol.CodeOf(err) != tt.code {
				t.Fatalf("code %q, want %q", enrol.CodeOf(err), tt.code)
			}
			if err != nil && asError(t, err).Details["category"] != string(tt.who) {
				t.Error("the category is not told")
			}
		})
	}
}

func TestRulesMissing(t *testing.T) {
	r := enrol.DefaultRules()
	for k, want := range map[enrol.Kind]int{enrol.KindNew: 0, enrol.KindReactivate: 0, enrol.KindCard: 0,
		enrol.KindChange: 1, enrol.KindFirstCard: 4, "unheard-of": 0} {
		if got := len(r.Missing(k, nil)); got != want {
			t.Errorf("%s lacks %d, want %d", k, got, want)
		}
		if got := r.Missing(k, r[k]); len(got) != 0 {
			t.Errorf("%s with everything still lacks %v", k, got)
		}
	}
	if got := r.Missing(enrol.KindChange, []enrol.Document{enrol.DocNewestKK, enrol.DocNewestKK}); len(got) != 1 {
		t.Errorf("another paper counts: %v", got)
	}
}
