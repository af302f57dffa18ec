package ui

import (
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/words"
)

// The fields of an enrolment.
const (
	enrolAddress = iota
	enrolCode
	enrolName
	enrolFields
)

// nameMax is how many bytes of a PC's name a registry takes (registry.Service.Enrol).
const nameMax = 200

// enrolFault says why this PC could not be made known, what helps, and which field is looked at first.
type enrolFault struct {
	Text, Do string
	Field    int
}

// newEnrolFault turns an error of Enrolment.Do into words. What the codes say elsewhere is said to
// somebody whose work goes on; here nothing does yet.
func newEnrolFault(w *words.Words, err error, now time.Time) enrolFault {
	details := detailsOf(err)
	key, field := "", enrolAddress
	switch enrol.CodeOf(err) {
	case enrol.CodeConfig:
		if details["field"] == "url" {
			key = "address"
		}
	case enrol.CodeEnrolCode:
		key, field = "code", enrolCode
		if details["why"] == "form" {
			key = "form"
		}
	case enrol.CodeCertificate:
		key = "certificate"
		if details["why"] == "time" {
			key = "clock"
		}
	case enrol.CodeOffline, enrol.CodeSlow:
		key = "offline"
	case enrol.CodeNonsense:
		key = "nonsense"
	case enrol.CodeServer, enrol.CodeThrottled:
		key = "server"
	case enrol.CodeCancelled:
		key = "stopped"
	}
	if key == "" {
		sentence, do := w.Failure(err, now)
		return enrolFault{sentence, do, field}
	}
	key = "enrol.fault-" + key
	return enrolFault{w.Say(key, "clock", w.Moment(now.Local())), w.Say(key + ".do"), field}
}

// lackingField is the first field that an order can't go without, or that no registry would take; -1: none is.
func lackingField(o EnrolOrder) int {
	switch {
	case o.Registry == "":
		return enrolAddress
	case o.Code == "":
		return enrolCode
	case o.Name == "", len(o.Name) > nameMax:
		return enrolName
	}
	return -1
}

// enrolledText says what this PC has become, and how it goes on.
func enrolledText(w *words.Words, e Enrolled) (done, next, queue string) {
	done = w.Say("enrolled.done", "device", e.Device, "outlet", e.Outlet)
	if e.Queued > 0 {
		queue = w.Say("enrolled.queue", "n", strconv.Itoa(e.Queued))
	}
	return done, w.Say("enrol.next"), queue
}
