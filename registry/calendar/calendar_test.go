package calendar

import (
	"testing"
	"time"
)

func TestWriting(t *testing.T) {
	at := time.Date(2026, 8, 16, 19, 5, 0, 0, time.UTC)
	for _, c := range []struct{ name, got, want string }{
		{"IndonesianMoment", Moment(at, West, "id"), "17 Agustus 2026 pukul 02.05 WIB"},
		{"EnglishMoment", Moment(at, East, "en"), "17 August 2026 at 04:05 WIT"},
		{"CentralClock", Clock(at, Central, "id"), "03.05 WITA"},
		{"EnglishClock", Clock(at, Central, "en"), "03:05 WITA"},
		{"Hour", Hour(at, West, "id"), "02.05"},
		{"EnglishHour", Hour(at, West, "en"), "02:05"},
		{"Second", Second(at.Add(7*time.Second), West, "id"), "02.05.07 WIB"},
		{"EnglishSecond", Second(at.Add(7*time.Second), West, "en"), "02:05:07 WIB"},
		{"Date", Date(at, "id"), "16 Agustus 2026"},
		{"UnknownLanguageIsIndonesian", Date(at, "xx"), "16 Agustus 2026"},
		{"Numeric", Numeric(at), "16-08-2026"},
		{"ZeroDate", Date(time.Time{}, "id"), "-"},
		{"ZeroMoment", Moment(time.Time{}, West, "en"), "-"},
		{"ZeroNumeric", Numeric(time.Time{}), "-"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}
