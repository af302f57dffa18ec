package words

import (
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Code answers a failure's sentence and what to do about it. Details that are domain
// words themselves (papers, categories, limits) are translated too, and moments are
// written by the language's clock.
func (w *Words) Code(c enrol.Code, details map[string]string) (sentence, do string) {
	if !w.Has("code." + string(c)) {
		c = enrol.CodeInternal
	}
	args := make(map[string]string, len(details))
	for name, value := range details {
		args[name] = w.detail(name, value)
	}
	key := "code." + string(c)
	for _, name := range []string{"why", "which"} {
		if more := key + "." + details[name]; w.Has(more) {
			key = more // there is more to say than the code does
			break
		}
	}
	return w.Fill(key, args), w.Fill(key+".do", args)
}

// Bare is a failure's sentence where its details were not kept: whole, without them.
func (w *Words) Bare(c enrol.Code) string {
	if key := "code." + string(c) + ".bare"; w.Has(key) {
		return w.Say(key)
	}
	sentence, _ := w.Code(c, nil)
	return sentence
}

// Failure is Code for an error, with its details and waiting time.
func (w *Words) Failure(err error, now time.Time) (sentence, do string) {
	args := map[string]string{}
	if e := asError(err); e != nil {
		for name, value := range e.Details {
			args[name] = value
		}
		if e.RetryAfter > 0 {
			args["after"] = w.Span(e.RetryAfter)
		}
	}
	return w.Code(enrol.CodeOf(err), args)
}

func (w *Words) detail(name, value string) string {
	switch name {
	case "missing":
		var docs []enrol.Document
		for _, d := range strings.Split(value, ",") {
			docs = append(docs, enrol.Document(d))
		}
		return w.Documents(docs)
	case "category":
		return w.Category(enrol.Category(value))
	case "since": // a moment, in the zone of the counter
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return w.DayTime(t)
		}
	case "which":
		if !w.Has("stop." + value) {
			value = "other"
		}
		return w.Say("stop." + value)
	}
	return value
}

// Documents lists papers: "KK terbaru, ijazah".
func (w *Words) Documents(docs []enrol.Document) string {
	names := make([]string, len(docs))
	for i, d := range docs {
		names[i] = w.word("document.", string(d))
	}
	return strings.Join(names, ", ")
}

// word is the sentence of one of the domain's typed values; the empty value of a
// type has the key "none".
func (w *Words) word(prefix, value string) string {
	if value == "" {
		value = "none"
	}
	if !w.Has(prefix + value) {
		return value
	}
	return w.Say(prefix + value)
}

// State names a case's state.
func (w *Words) State(s enrol.State) string { return w.word("state.", string(s)) }

// Delivery names where a packet is.
func (w *Words) Delivery(d enrol.Delivery) string { return w.word("delivery.", string(d)) }

// Filter names which items of the queue are shown.
func (w *Words) Filter(f enrol.Filter) string {
	if f == enrol.FilterAll {
		f = "all"
	}
	return w.word("queue.filter-", string(f))
}

// Answer names the registry's word.
func (w *Words) Answer(a enrol.Answer) string { return w.word("answer.", string(a)) }

// Account names the state of the resident's account.
func (w *Words) Account(a enrol.Account) string {
	if a == enrol.AccountUnknown {
		a = "unknown"
	}
	return w.word("account.", string(a))
}

// Reason names why a case was rejected or parked.
func (w *Words) Reason(r enrol.Reason) string { return w.word("reason.", string(r)) }

// Warning is the sentence of something that disagrees.
func (w *Words) Warning(x enrol.Warning) string { return w.word("warning.", string(x)) }

// WarningShort is the same in a few words.
func (w *Words) WarningShort(x enrol.Warning) string { return w.word("warning.", string(x)+".short") }

// Kind names what a resident comes for.
func (w *Words) Kind(k enrol.Kind) string { return w.word("kind.", string(k)) }

// Purpose names why a resident comes for a kind.
func (w *Words) Purpose(p enrol.Purpose) string { return w.word("purpose.", string(p)) }

// Errand is a kind with its purpose: "Aktivasi ulang: ponsel hilang".
func (w *Words) Errand(k enrol.Kind, p enrol.Purpose) string {
	if p == enrol.PurposeNone {
		return w.Kind(k)
	}
	return w.Say("kinds.errand", "kind", w.Kind(k), "purpose", w.Purpose(p))
}

// Category names a group of the programme's phases.
func (w *Words) Category(c enrol.Category) string { return w.word("category.", string(c)) }

// Standing names where an expected person is.
func (w *Words) Standing(s enrol.Standing) string { return w.word("roster.standing-", string(s)) }

// Role names what a member of staff is.
func (w *Words) Role(r enrol.Role) string { return w.word("role.", string(r)) }

// Band is the verdict of a comparison in words.
func (w *Words) Band(b enrol.Band) string { return w.word("band.", string(b)) }

// Method says what a face was compared with.
func (w *Words) Method(m enrol.Method) string { return w.word("method.", string(m)) }

// CameraState names the state of a camera; CameraDo says what to do about it.
func (w *Words) CameraState(s enrol.CameraState) string {
	if s == "" {
		s = enrol.CameraOff
	}
	return w.word("camera.", string(s))
}

// CameraDo says what to do about a camera's state.
func (w *Words) CameraDo(s enrol.CameraState) string {
	if s == "" {
		s = enrol.CameraOff
	}
	return w.Say("camera." + string(s) + ".do")
}

// Fault is the sentence of a picture that is of no use.
func (w *Words) Fault(f enrol.CameraFault) string { return w.word("fault.", string(f)) }
