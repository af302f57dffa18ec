// Package calendar writes dates and times as residents read them, in Indonesian
// and English, in one of the country's three time zones.
package calendar

import (
	"fmt"
	"time"
)

var months = map[string][12]string{
	"id": {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// West, Central and East are Indonesia's zones (Keppres 41/1987). They have had no
// daylight saving since 1964, so no time-zone database is needed.
var (
	West    = time.FixedZone("WIB", 7*60*60)
	Central = time.FixedZone("WITA", 8*60*60)
	East    = time.FixedZone("WIT", 9*60*60)
)

// Date is "17 Agustus 2026". Any language but "en" is Indonesian; the zero time is "-".
func Date(t time.Time, lang string) string {
	if t.IsZero() {
		return "-"
	}
	return fmt.Sprintf("%d %s %d", t.Day(), name(t, lang), t.Year())
}

// Moment is "17 Agustus 2026 pukul 14.30 WIB" in zone, in English "17 August 2026
// at 14:30 WIB".
func Moment(t time.Time, zone *time.Location, lang string) string {
	if t.IsZero() {
		return "-"
	}
	t = t.In(zone)
	if lang == "en" {
		return fmt.Sprintf("%s at %s", Date(t, lang), Clock(t, zone, lang))
	}
	return fmt.Sprintf("%s pukul %s", Date(t, lang), Clock(t, zone, lang))
}

// Clock is "14.30 WIB", in English "14:30 WIB".
func Clock(t time.Time, zone *time.Location, lang string) string {
	if lang == "en" {
		return t.In(zone).Format("15:04 MST")
	}
	return t.In(zone).Format("15.04 MST")
}

// Numeric is "17-08-2026", as printed on the KTP-el and the KK.
func Numeric(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("02-01-2006")
}

func name(t time.Time, lang string) string {
	if lang != "en" {
		lang = "id"
	}
	return months[lang][t.Month()-1]
}
