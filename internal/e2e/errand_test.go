package e2e

import (
	"context"
	"maps"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/registry/demo"
)

// errand is what a resident without a QR comes for: the digits that answer the lists after
// F4, and how many papers staff have seen.
type errand struct {
	kind    enrol.Kind
	digits  []string
	contact bool
	papers  int
}

// errands are those of a day.
var errands = map[string]errand{
	"reactivated": {enrol.KindReactivate, []string{"2", "2"}, true, 0}, // a lost phone
	"changed":     {enrol.KindChange, []string{"3", "1"}, true, 1},     // another address
	"first-card":  {enrol.KindFirstCard, []string{"4"}, true, 4},
	"card":        {enrol.KindCard, []string{"5", "2"}, false, 0}, // no signal at home
}

// errand serves one of them by the keyboard, and answers the event from which the next may
// come.
func (th *theatre) errand(e errand, seed int64) int {
	th.t.Helper()
	from := th.now()
	th.key("F4")
	for _, d := range e.digits {
		time.Sleep(time.Second) // a list is read before it is answered
		th.key(d)
	}
	time.Sleep(time.Second)
	th.typeWho(e.contact)
	if e.papers > 0 {
		th.until("the papers that lack", from, func(e stage.Event) bool { return e.Problem == string(enrol.CodeDocuments) })
	}
	for range e.papers {
		th.key("F7")
		time.Sleep(time.Second)
		th.key("1")
	}
	at := th.until("consent", from, func(e stage.Event) bool { return e.Phase == "consent" })
	th.key("Return")
	at = th.judged(seed, at)
	th.key("Return")
	return th.nextPlease(at)
}

// typeWho types who comes: the demonstration's residents from the last one on, so that none
// has shown a QR before.
func (th *theatre) typeWho(contact bool) {
	th.t.Helper()
	all := demo.Grown(time.Now())
	th.typed++
	nik := all[len(all)-th.typed]
	email, phone := demo.Contact(nik)
	fields := []string{string(nik)}
	if contact {
		fields = append(fields, string(email), string(phone))
	}
	for _, field := range fields {
		th.must(th.display.TypeAt(th.ctx, person, field))
		th.key("Tab")
	}
	th.key("Return")
}

// approvals waits until the registry has answered everything, and counts what was approved
// of n residents' cases, and of the one after them.
func (th *theatre) approvals(n int) {
	th.t.Helper()
	want := map[enrol.Kind]int{enrol.KindNew: 1}
	for i := range n {
		switch kind := dayKinds[i%len(dayKinds)]; kind {
		case "in-order", "read-back", "retaken", "resumed":
			want[enrol.KindNew]++
		default:
			if e, typed := errands[kind]; typed {
				want[e.kind]++
			}
		}
	}
	ctx, cancel := context.WithTimeout(th.ctx, patience)
	defer cancel()
	for {
		items, err := th.gerai.Queue(ctx)
		th.must(err)
		got, waits := map[enrol.Kind]int{}, 0
		for _, it := range items {
			switch {
			case it.State != enrol.StateApproved:
			case it.Answer == enrol.AnswerRefused:
				th.t.Fatalf("the registry refused a case of kind %s: %s", it.Kind, it.Code)
			case it.Delivery != enrol.DeliveryAnswered:
				waits++
			default:
				got[it.Kind]++
			}
		}
		if waits == 0 {
			if !maps.Equal(got, want) {
				th.t.Errorf("the registry has %v, want %v", got, want)
			}
			th.t.Logf("approved and taken in: %v", got)
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
}
