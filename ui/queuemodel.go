package ui

import (
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// rowModel is one line of the queue.
type rowModel struct {
	ID       string
	Tone     look.Tone
	Icon     string
	State    string // where it is, in words
	Resident string // masked NIK
	Decision string
	Since    string
	Last     string // of the queue who decided it, of a roster when
	Head     bool   // of a group of rows, not one itself
}

// detailModel is one item's story.
type detailModel struct {
	Tone  look.Tone
	Icon  string
	Title string // where it is, in words
	Say   string // what went wrong last; "" nothing
	Do    string
	Lines []detailLine
}

type detailLine struct{ Label, Value string }

// itemState says where an item is, in the words of whom it waits for.
func itemState(w *words.Words, it enrol.Item) (look.Tone, string, string) {
	switch {
	case it.Delivery == "":
		return look.Info, "document", w.State(it.State)
	case it.Delivery == enrol.DeliveryHeld:
		return look.Bad, "stop", w.Delivery(it.Delivery)
	case it.Delivery == enrol.DeliverySending:
		return look.Info, "send", w.Delivery(it.Delivery)
	case it.Delivery == enrol.DeliveryQueued && it.LastError != "":
		return look.Warn, "clock", w.Delivery(it.Delivery)
	case it.Delivery == enrol.DeliveryQueued:
		return look.Info, "clock", w.Delivery(it.Delivery)
	case it.Answer == enrol.AnswerRefused && it.Attended:
		return look.Info, "approve", w.Say("queue.was-attended")
	case it.Answer == enrol.AnswerRefused:
		return look.Bad, "reject", w.Answer(it.Answer)
	case it.Account == enrol.AccountBounced || it.Account == enrol.AccountExpired:
		return look.Warn, "mail", w.Account(it.Account)
	}
	return look.OK, "approve", w.Answer(it.Answer)
}

func newRow(w *words.Words, it enrol.Item, now time.Time) rowModel {
	m := rowModel{ID: it.ID, Resident: it.NIKMasked, Decision: w.State(it.State), Last: it.Operator}
	m.Tone, m.Icon, m.State = itemState(w, it)
	m.State = capital(m.State)
	since := it.Since
	if since.IsZero() {
		since = it.DecidedAt
	}
	m.Since = w.When(since, now)
	return m
}

func newDetail(w *words.Words, it enrol.Item, now time.Time) detailModel {
	var m detailModel
	m.Tone, m.Icon, m.Title = itemState(w, it)
	m.Title = capital(m.Title)
	switch {
	case it.Answer == enrol.AnswerRefused && it.Code != "":
		m.Say, m.Do = w.Code(it.Code, nil)
	case it.LastError != "" && it.Delivery != enrol.DeliveryAnswered:
		m.Say, m.Do = w.Code(it.LastError, nil)
	}
	line := func(label, value string) {
		if value != "" {
			m.Lines = append(m.Lines, detailLine{w.Say("queue." + label), value})
		}
	}
	m.Lines = append(m.Lines, detailLine{w.Say("lane.nik"), it.NIKMasked})
	line("detail-kind", w.Errand(it.Kind, it.Purpose))
	line("col-decision", w.State(it.State))
	if it.Reason != "" {
		line("detail-reason", w.Reason(it.Reason))
	}
	line("detail-by", it.Operator)
	line("detail-opened", w.When(it.OpenedAt, now))
	line("detail-decided", w.When(it.DecidedAt, now))
	if it.Delivery != "" {
		line("detail-attempts", attempts(it))
	}
	if it.Delivery == enrol.DeliveryQueued || it.Delivery == enrol.DeliveryHeld {
		line("detail-next", nextAttempt(w, it, now))
	}
	if it.Delivery == enrol.DeliveryAnswered {
		line("detail-account", w.Account(it.Account))
	}
	if it.Training {
		line("detail-training", w.Say("lane.training"))
	}
	line("detail-case", it.ID)
	return m
}

// attempts counts how often a packet was sent. The books count those that failed: what was
// answered took one more. What is not to be delivered has none.
func attempts(it enrol.Item) string {
	switch it.Delivery {
	case "":
		return "–"
	case enrol.DeliveryAnswered:
		return strconv.Itoa(it.Attempts + 1)
	case enrol.DeliveryQueued, enrol.DeliverySending, enrol.DeliveryHeld:
	}
	return strconv.Itoa(it.Attempts)
}

func retryable(it enrol.Item) bool {
	return it.Delivery == enrol.DeliveryQueued || it.Delivery == enrol.DeliveryHeld && !lost(it)
}

// lost tells whether an item's packet was on a damaged page: there is nothing to send, and
// the resident's case is made anew.
func lost(it enrol.Item) bool {
	return it.Delivery == enrol.DeliveryHeld && it.LastError == enrol.CodeDBBroken
}

func nextAttempt(w *words.Words, it enrol.Item, now time.Time) string {
	switch {
	case it.Delivery == enrol.DeliveryHeld:
		return w.Say("queue.detail-next-never")
	case !it.Next.After(now):
		return w.Say("queue.detail-next-now")
	}
	return w.Say("queue.in", "span", w.Span(it.Next.Sub(now)))
}

// capital begins a sentence.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}
