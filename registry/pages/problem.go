package pages

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// problem is an error as a resident reads it.
type problem struct {
	Code   enrol.Code
	Text   string // what is wrong
	Do     string // what to do; may be ""
	Field  string // the field it is about; "" for the whole page
	Status int
}

// fieldOf says which field a code belongs to, where the form has that field.
var fieldOf = map[enrol.Code]string{
	enrol.CodeNIKLength: "nik", enrol.CodeNIKDigits: "nik", enrol.CodeNIKDate: "nik", enrol.CodeNIKSerial: "nik",
	enrol.CodeEmail: "email", enrol.CodePhone: "phone",
	enrol.CodeCode: "code", enrol.CodeCodeOld: "code", enrol.CodeWeakPIN: "pin",
}

// statusOf is what machines are told; all others are 422.
var statusOf = map[enrol.Code]int{
	enrol.CodeNotFound: http.StatusNotFound, enrol.CodeForbidden: http.StatusForbidden,
	enrol.CodeLogin: http.StatusUnauthorized, enrol.CodeSession: http.StatusUnauthorized,
	enrol.CodeLocked: http.StatusTooManyRequests, enrol.CodeTooOften: http.StatusTooManyRequests,
	enrol.CodeThrottled: http.StatusTooManyRequests, enrol.CodeInternal: http.StatusInternalServerError,
	enrol.CodeServer: http.StatusServiceUnavailable, enrol.CodeOffline: http.StatusServiceUnavailable,
	enrol.CodeSlow: http.StatusServiceUnavailable, enrol.CodeDiskFull: http.StatusServiceUnavailable,
	enrol.CodeCancelled: http.StatusServiceUnavailable,
}

// problem translates. A code without a sentence of its own reads as "internal".
func (v *visit) problem(err error) *problem {
	pr := &problem{Code: enrol.CodeOf(err), Status: http.StatusUnprocessableEntity}
	var e *enrol.Error
	pairs := []string{}
	if errors.As(err, &e) {
		for k, d := range e.Details {
			pairs = append(pairs, k, d)
		}
		pairs = append(pairs, "wait", v.span(e.RetryAfter))
		pr.Field = e.Details["field"]
	}
	if s, ok := statusOf[pr.Code]; ok {
		pr.Status = s
	}
	if f, ok := fieldOf[pr.Code]; ok {
		pr.Field = f
	}
	key := "error." + sentence(pr.Code, e)
	if !v.texts.has(v.lang, key) {
		key = "error.internal"
	}
	if key == "error.weak-password" {
		pr.Field = "password"
	}
	pr.Text = v.say(key, pairs...)
	if v.texts.has(v.lang, key+".do") {
		pr.Do = v.say(key+".do", pairs...)
	}
	return pr
}

// sentence is the key of an error's text: the code, or where the details make a
// difference to what the resident should do, a variant of it.
func sentence(c enrol.Code, e *enrol.Error) string {
	switch {
	case c == enrol.CodeWeakPIN && e.Details["what"] == "password":
		return "weak-password"
	case c == enrol.CodeWeakPIN && e.Details["why"] == "form":
		return "pin-form"
	case c == enrol.CodeForbidden && e.Details["why"] == "device":
		return "device"
	case c == enrol.CodeLocked && e.RetryAfter == 0:
		return "locked-for-good"
	}
	return string(c)
}

// ours is a problem that the registry need not be asked about.
func (v *visit) ours(key, field string) *problem {
	return &problem{Code: enrol.CodeField, Text: v.say("error." + key), Field: field, Status: http.StatusUnprocessableEntity}
}

// span says a wait in words, rounded up: "40 detik", "3 menit".
func (v *visit) span(d time.Duration) string {
	switch {
	case d <= 0:
		return v.say("span.moment")
	case d <= time.Minute:
		return v.say("span.seconds", "n", strconv.Itoa(int(math.Ceil(d.Seconds()))))
	case d < 2*time.Hour:
		return v.say("span.minutes", "n", strconv.Itoa(int(math.Ceil(d.Minutes()))))
	}
	return v.say("span.hours", "n", strconv.Itoa(int(math.Ceil(d.Hours()))))
}
