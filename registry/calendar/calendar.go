// Package calendar writes dates and times as residents read them, in Indonesian
// and English, in one of the country's three time zones.
package calendar

import (
	"fmt"
	"strings"
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
	return t.In(zone).Format(layout("15:04 MST", lang))
}

// Hour is Clock without the zone, where it is said beside it: "14.30", in English "14:30".
func Hour(t time.Time, zone *time.Location, lang string) string {
	return t.In(zone).Format(layout("15:04", lang))
}

// Second is Clock to the second: "14.30.05 WIB", in English "14:30:05 WIB".
func Second(t time.Time, zone *time.Location, lang string) string {
	return t.In(zone).Format(layout("15:04:05 MST", lang))
}

// layout is an English layout of package time as the language writes it: Indonesian parts hours, minutes and
// seconds by dots.
func layout(english, lang string) string {
	if lang == "en" {
		return english
	}
	return strings.ReplaceAll(english, ":", ".")
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
