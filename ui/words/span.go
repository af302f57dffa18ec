package words

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Span says a duration in one unit, as people do: "12 menit", "3 jam". Negative
// durations are said without their sign.
func (w *Words) Span(d time.Duration) string {
	d = d.Abs()
	unit := func(key string, n time.Duration) string {
		return w.Say(key, "n", strconv.Itoa(int(n)))
	}
	switch {
	case d < time.Minute:
		return unit("time.seconds", d/time.Second)
	case d < time.Hour:
		return unit("time.minutes", d/time.Minute)
	case d < 48*time.Hour:
		return unit("time.hours", d/time.Hour)
	}
	return unit("time.days", d/(24*time.Hour))
}

// Clock writes a duration as minutes and seconds, "00:07"; from an hour on as
// "1:02:03". A negative one is "00:00".
func Clock(d time.Duration) string {
	s := max(0, int(d/time.Second))
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

// Decimal writes a figure with two digits after the language's decimal sign.
func (w *Words) Decimal(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	if w.Language == "id" {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

func asError(err error) *enrol.Error {
	var e *enrol.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Count writes a whole figure with the language's sign between thousands.
func (w *Words) Count(n int) string {
	s, sign := strconv.Itoa(max(n, -n)), ","
	if w.Language == "id" {
		sign = "."
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sign + s[i:]
	}
	if n < 0 {
		s = "-" + s
	}
	return s
}
