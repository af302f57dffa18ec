package words

import "time"

// How the language writes a time of the day is one of its words, "time.clock": a layout of package time for two
// in the afternoon and four minutes, "15.04" in Indonesian (PUEBI) and "15:04" in English. Dates are written
// the same in both.

// Time writes the time of a day, in t's own zone: "15.04".
func (w *Words) Time(t time.Time) string { return t.Format(w.Say("time.clock")) }

// Second writes it to the second: "15.04.05".
func (w *Words) Second(t time.Time) string { return t.Format(w.Say("time.clock-seconds")) }

// Moment writes date and time: "09/03/2026 15.04".
func (w *Words) Moment(t time.Time) string { return t.Format("02/01/2006 ") + w.Time(t) }

// DayTime writes a time of another day of the year: "09/03 15.04".
func (w *Words) DayTime(t time.Time) string { return t.Format("02/01 ") + w.Time(t) }

// When writes a moment as staff read it, in now's zone: the time today, otherwise the date as well. The zero time is a dash.
func (w *Words) When(t, now time.Time) string {
	if t.IsZero() {
		return "–"
	}
	t = t.In(now.Location())
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return w.Time(t)
	}
	return w.Moment(t)
}
