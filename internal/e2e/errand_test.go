package e2e

import (
	"context"
	"maps"
	"strconv"
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
	if e.papers > 0 {
		th.key("F7")
	}
	for i := range e.papers {
		time.Sleep(time.Second)
		th.key(strconv.Itoa(i + 1))
	}
	if e.contact {
		from = th.readBack(from)
	}
	at := th.until("consent", from, func(e stage.Event) bool { return e.Phase == "consent" })
	th.key("Return")
	at = th.judged(seed, at)
	th.key("Return")
	return th.nextPlease(at)
}

// readBack says that e-mail and number, which staff typed, are right.
func (th *theatre) readBack(from int) int {
	th.t.Helper()
	at := th.until("e-mail and number", from, func(e stage.Event) bool { return e.Phase == "contact" })
	th.key("Return")
	return at
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

// end is how a case ends, and of which kind it is.
type end struct {
	kind  enrol.Kind
	state enrol.State
}

// wanted is how the cases of a day end, and that of the power cut.
func wanted(day []string) map[end]int {
	want := map[end]int{{enrol.KindNew, enrol.StateApproved}: 1}
	for _, kind := range day {
		e := end{enrol.KindNew, enrol.StateApproved}
		switch kind {
		case "rejected":
			e.state = enrol.StateRejected
		case "parked":
			e.state = enrol.StateParked
		case "resumed": // was parked
			want[end{enrol.KindNew, enrol.StateParked}]--
		case "left":
			continue // of whom the books keep no item
		default:
			if errand, typed := errands[kind]; typed {
				e.kind = errand.kind
			}
		}
		want[e]++
	}
	maps.DeleteFunc(want, func(_ end, n int) bool { return n == 0 })
	return want
}

// ends waits until the registry has answered everything that it is sent, and counts how the day's
// cases have ended.
func (th *theatre) ends(day []string) {
	th.t.Helper()
	want := wanted(day)
	ctx, cancel := context.WithTimeout(th.ctx, patience)
	defer cancel()
	for {
		items, err := th.gerai.Queue(ctx)
		th.must(err)
		got, waits := map[end]int{}, 0
		for _, it := range items {
			got[end{it.Kind, it.State}]++
			switch {
			case it.State == enrol.StateApproved && it.Answer == enrol.AnswerRefused:
				th.t.Fatalf("the registry refused a case of kind %s: %s", it.Kind, it.Code)
			case it.State == enrol.StateApproved && it.Delivery != enrol.DeliveryAnswered:
				waits++
			}
		}
		if waits == 0 {
			if !maps.Equal(got, want) {
				th.t.Errorf("the cases ended as %v, want %v", got, want)
			}
			th.t.Logf("the day's cases, and what was approved is taken in: %v", got)
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
}
