package enrol_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	manNIK   = enrol.NIK("3276011708980001") // 17 August 1998
	womanNIK = enrol.NIK("3276015708980002") // the same day + 40
)

func TestParseNIK(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		code     enrol.Code
	}{
		{"OK", "3276011708980001", ""},
		{"OKWoman", "3276015708980002", ""},
		{"OKSpaced", " 3276 0117 0898 0001 ", ""},
		{"OKDotted", "32.76.01-170898.0001", ""},
		{"OKPasted", "3276\u00a00117\u00a00898\u00a00001", ""},
		{"OKLeapDay", "3276012902010001", ""}, // 2001 had none, but the century is unknown
		{"OKOtherRegion", "9999993112990001", ""},
		{"ErrEmpty", "", enrol.CodeNIKLength},
		{"ErrShort", "327601170898000", enrol.CodeNIKLength},
		{"ErrLong", "32760117089800011", enrol.CodeNIKLength},
		{"ErrLetter", "327601170898000O", enrol.CodeNIKDigits},
		{"ErrArabicDigits", "٣٢٧٦٠١١٧٠٨٩٨٠٠٠١", enrol.CodeNIKDigits},
		{"ErrNewlineInside", "32760117\n08980001", enrol.CodeNIKDigits},
		{"ErrDay0", "3276010008980001", enrol.CodeNIKDate},
		{"ErrDay32", "3276013208980001", enrol.CodeNIKDate},
		{"ErrDay40", "3276014008980001", enrol.CodeNIKDate},
		{"ErrDay72", "3276017208980001", enrol.CodeNIKDate},
		{"ErrMonth0", "3276011700980001", enrol.CodeNIKDate},
		{"ErrMonth13", "3276011713980001", enrol.CodeNIKDate},
		{"Err31April", "3276013104980001", enrol.CodeNIKDate},
		{"Err30February", "3276013002960001", enrol.CodeNIKDate},
		{"ErrWoman30February", "3276017002960001", enrol.CodeNIKDate},
		{"ErrSerial0", "3276011708980000", enrol.CodeNIKSerial},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, err := enrol.ParseNIK(tt.in)
			if got := enrol.CodeOf(err); got != tt.code {
				t.Fatalf("code %q, want %q", got, tt.code)
			}
			if (err == nil) != (len(n) == 16) {
				t.Errorf("%d digits with error %v", len(n), err)
			}
		})
	}
}

func TestParseNIKTellsHowManyDigits(t *testing.T) {
	_, err := enrol.ParseNIK("32760117")
	if got := asError(t, err).Details["digits"]; got != "8" {
		t.Errorf("digits %q, want 8", got)
	}
}

func TestNIKParts(t *testing.T) {
	now := day(2026, 3, 1)
	for _, tt := range []struct {
		nik    enrol.NIK
		region string
		sex    enrol.Sex
		birth  time.Time
		masked string
	}{
		{manNIK, "327601", enrol.Male, day(1998, 8, 17), "3276 •••• •••• 0001"},
		{womanNIK, "327601", enrol.Female, day(1998, 8, 17), "3276 •••• •••• 0002"},
		{"3276010103260001", "327601", enrol.Male, day(2026, 3, 1), "3276 •••• •••• 0001"},
		{"3276010203260001", "327601", enrol.Male, day(1926, 3, 2), "3276 •••• •••• 0001"},
		{"", "", enrol.SexUnknown, time.Time{}, "••••"},
		{"3276", "", enrol.SexUnknown, time.Time{}, "••••"},
	} {
		n := tt.nik
		if n.Region() != tt.region || n.Sex() != tt.sex || !n.Birth(now).Equal(tt.birth) || n.Masked() != tt.masked {
			t.Errorf("%s: region %q, sex %v, birth %v, masked %q", n, n.Region(), n.Sex(), n.Birth(now), n.Masked())
		}
	}
}

func TestNIKWarnings(t *testing.T) {
	for _, tt := range []struct {
		name   string
		nik    enrol.NIK
		birth  time.Time
		sex    enrol.Sex
		region string
		want   []enrol.Warning
	}{
		{"NothingKnown", manNIK, time.Time{}, enrol.SexUnknown, "", nil},
		{"AllFits", manNIK, day(1998, 8, 17), enrol.Male, "3276", nil},
		{"WomanFits", womanNIK, day(1998, 8, 17), enrol.Female, "327601", nil},
		{"OtherCentury", manNIK, day(1898, 8, 17), enrol.Male, "", nil},
		{"Day", manNIK, day(1998, 8, 18), enrol.Male, "", []enrol.Warning{enrol.WarnNIKBirth}},
		{"Month", manNIK, day(1998, 9, 17), enrol.Male, "", []enrol.Warning{enrol.WarnNIKBirth}},
		{"Year", manNIK, day(1999, 8, 17), enrol.Male, "", []enrol.Warning{enrol.WarnNIKBirth}},
		{"Sex", manNIK, day(1998, 8, 17), enrol.Female, "", []enrol.Warning{enrol.WarnNIKSex}},
		{"Region", manNIK, time.Time{}, enrol.SexUnknown, "3174", []enrol.Warning{enrol.WarnNIKRegion}},
		{"All", manNIK, day(2001, 1, 1), enrol.Female, "3174",
			[]enrol.Warning{enrol.WarnNIKBirth, enrol.WarnNIKSex, enrol.WarnNIKRegion}},
		{"NotANIK", "3276", day(2001, 1, 1), enrol.Female, "3174", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.nik.Warnings(tt.birth, tt.sex, tt.region); !slices.Equal(got, tt.want) {
				t.Errorf("warnings %v, want %v", got, tt.want)
			}
		})
	}
}

func FuzzParseNIK(f *testing.F) {
	for _, s := range []string{"", "3276011708980001", "3276 0157 0898 0002", "3276010008980001", "x", "\xff", "٣٢٧٦"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := enrol.ParseNIK(s)
		if err != nil {
			if n != "" || strings.Contains(err.Error(), "3276011708980001") {
				t.Fatalf("refused with a value or a text that shows it")
			}
			return
		}
		again, err := enrol.ParseNIK(string(n))
		if err != nil || again != n || len(n) != 16 {
			t.Fatalf("%d digits are not stable: %v", len(n), err)
		}
		if n.Birth(day(2026, 1, 1)).After(day(2026, 1, 1)) || n.Sex() == enrol.SexUnknown || len(n.Region()) != 6 {
			t.Fatal("parts do not fit")
		}
	})
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
