package ui

import (
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// linkFault is what is wrong with the line to the registry, as far as staff can do
// something about it or must not be left wondering; "" where nothing is.
func linkFault(l enrol.Link) enrol.Code {
	switch {
	case l.Revoked:
		return enrol.CodeRevoked
	case l.LastError == enrol.CodeCertificate:
		return l.LastError // somebody may be between us and the registry, whatever else got through
	case l.Online && l.LastError == enrol.CodeOffline:
		return "" // a moment's gap; the line is there again
	}
	switch l.LastError {
	case enrol.CodeOffline, enrol.CodeSlow, enrol.CodeNonsense, enrol.CodeServer, enrol.CodeThrottled,
		enrol.CodeNotEnrolled, enrol.CodeDiskFull:
		return l.LastError
	}
	return ""
}

// linkTone is how loudly a fault of the line is said: those that staff must not sit out
// stand out.
func linkTone(c enrol.Code) (look.Tone, string) {
	switch c {
	case enrol.CodeRevoked:
		return look.Bad, "offline"
	case enrol.CodeCertificate:
		return look.Bad, "stop"
	case enrol.CodeNonsense, enrol.CodeServer, enrol.CodeNotEnrolled, enrol.CodeDiskFull:
		return look.Warn, "warning"
	case enrol.CodeThrottled:
		return look.Info, "clock"
	}
	return look.Warn, "offline"
}

// linkKey is a fault's name in the translations. A certificate that is refused is the
// registry's or this PC's: two faults.
func linkKey(l enrol.Link, c enrol.Code) string {
	if c == enrol.CodeCertificate && l.Side == "device" {
		return "certificate-device"
	}
	return string(c)
}

func registryPill(w *words.Words, l enrol.Link, now time.Time) pill {
	name, since := w.Say("bar.registry")+" ", ""
	if !l.Online && !l.Since.IsZero() {
		since = w.Span(now.Sub(l.Since))
	}
	if l.LastError == enrol.CodeTraining {
		return pill{look.Warn, "offline", w.Say("bar.training")}
	}
	fault := linkFault(l)
	tone, icon := linkTone(fault)
	switch {
	case fault == enrol.CodeRevoked:
		return pill{tone, icon, name + w.Say("bar.revoked")}
	case fault != "" && fault != enrol.CodeOffline:
		text := name + w.Say("bar.link."+linkKey(l, fault))
		if since != "" {
			text += ", " + since
		}
		return pill{tone, icon, text}
	case l.Online && l.Stalled:
		return pill{look.Warn, "offline", name + w.Say("bar.stalled", "done", strconv.Itoa(l.Done), "total", strconv.Itoa(l.Total))}
	case l.Online && l.Sending && l.Total > 0:
		return pill{look.OK, "send", name + w.Say("bar.sending", "done", strconv.Itoa(l.Done), "total", strconv.Itoa(l.Total))}
	case l.Online:
		return pill{look.OK, "registry", name + w.Say("bar.online")}
	case since == "":
		return pill{tone, icon, name + w.Say("bar.offline-now")}
	}
	return pill{tone, icon, name + w.Say("bar.offline", "since", since)}
}

// linkEmpty says a fault of the line in the empty case's place, with what to do: who
// waits for a resident has time to read it. False where there is none to be said.
func linkEmpty(w *words.Words, l enrol.Link) (emptyModel, bool) {
	fault := linkFault(l)
	if fault == "" || fault == enrol.CodeThrottled || fault == enrol.CodeDiskFull {
		return emptyModel{}, false // soon over; said by the lane itself
	}
	tone, icon := linkTone(fault)
	title, do := w.Code(fault, nil)
	if key := "link." + linkKey(l, fault); w.Has(key) {
		title, do = w.Say(key), w.Say(key+".do")
	}
	return emptyModel{tone, icon, title, do}, true
}
