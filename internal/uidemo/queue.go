package uidemo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Queue answers made-up items, newest first.
type Queue struct {
	N       int // how many there are
	Retried [][]string
	Seen    map[string]bool // what Looked was told
}

// Items implements enrol.Queue.
func (q *Queue) Items(_ context.Context, query enrol.Query) ([]enrol.Item, error) {
	var out []enrol.Item
	for i := range q.N {
		it := Item(i)
		if query.Before != "" && it.ID >= query.Before || query.After != "" && it.ID <= query.After || !q.fits(it, query) {
			continue
		}
		out = append(out, it)
		if query.After == "" && len(out) == query.Limit {
			break
		}
	}
	if query.After != "" { // the oldest of them
		out = out[max(0, len(out)-query.Limit):]
	}
	return out, nil
}

// fits tells whether a filter shows an item.
func (x *Queue) fits(it enrol.Item, q enrol.Query) bool {
	refused := it.Answer == enrol.AnswerRefused && !it.Attended
	held := it.Delivery == enrol.DeliveryHeld
	open := held || it.Delivery == enrol.DeliveryQueued || it.Delivery == enrol.DeliverySending
	mail := it.Account == enrol.AccountCodeSent || it.Account == enrol.AccountBounced || it.Account == enrol.AccountExpired
	failed := it.Account == enrol.AccountBounced || it.Account == enrol.AccountExpired
	codes := failed && !x.Seen[it.ID] && q.Now.Sub(it.AccountAt) <= enrol.CodeWatch
	return found(it, q.Text) && map[enrol.Filter]bool{
		enrol.FilterAll: true, enrol.FilterPending: open || refused, enrol.FilterAttention: held || refused || codes,
		enrol.FilterToday: it.DecidedAt.Day() == Now.Day(), enrol.FilterMine: it.Operator == q.Operator,
		enrol.FilterHeld: held, enrol.FilterRefused: refused, enrol.FilterMail: mail,
	}[q.Filter]
}

// found tells whether a text finds an item.
func found(it enrol.Item, text string) bool {
	s := enrol.ParseSearch(text)
	switch {
	case s.NIK != "":
		return it.NIKMasked == s.NIK.Masked() // the whole number is not kept
	case s.Masked != "":
		return it.NIKMasked == s.Masked
	case s.Last != "":
		return strings.HasSuffix(it.NIKMasked, s.Last)
	case s.Case != "":
		return strings.HasPrefix(it.ID, s.Case)
	}
	return strings.TrimSpace(text) == ""
}

// Item is the i-th made-up item.
func Item(i int) enrol.Item {
	at := Now.Add(-time.Duration(i*7+3) * time.Minute)
	it := enrol.Item{
		ID: fmt.Sprintf("0195794a-%012d", 900000-i), NIKMasked: fmt.Sprintf("3276 •••• •••• %04d", i+1), Kind: enrol.KindNew,
		State: enrol.StateApproved, Operator: "siti", OpenedAt: at.Add(-9 * time.Second), DecidedAt: at, Since: at,
		Delivery: enrol.DeliveryAnswered, Answer: enrol.AnswerAccepted, Account: enrol.AccountCodeSent, AccountAt: at, Attempts: 1,
	}
	waiting := func(d enrol.Delivery) { it.Delivery, it.Answer, it.Account = d, enrol.AnswerNone, enrol.AccountUnknown }
	switch i % 8 {
	case 0:
		waiting(enrol.DeliverySending)
	case 1:
		waiting(enrol.DeliveryQueued)
		it.Attempts, it.LastError, it.Next = 4, enrol.CodeOffline, Now.Add(3*time.Minute)
	case 2:
		waiting(enrol.DeliveryHeld)
		it.Attempts, it.LastError = 2, enrol.CodeCertificate
	case 3:
		it.Answer, it.Code, it.Account = enrol.AnswerRefused, enrol.CodeQRUsed, enrol.AccountUnknown
	case 4:
		it.Account = enrol.AccountBounced
	case 5:
		it.State, it.Reason, it.Account = enrol.StateRejected, enrol.ReasonOtherPerson, enrol.AccountUnknown
	case 6:
		waiting("")
		it.State, it.Reason, it.Attempts = enrol.StateParked, enrol.ReasonBringPapers, 0
	}
	return it
}

// Backlog implements enrol.Queue.
func (q *Queue) Backlog(context.Context) (enrol.Backlog, error) { return enrol.Backlog{}, nil }

// Looked implements enrol.Queue.
func (q *Queue) Looked(_ context.Context, ids ...string) error {
	if q.Seen == nil {
		q.Seen = map[string]bool{}
	}
	for _, id := range ids {
		q.Seen[id] = true
	}
	return nil
}

// Retry implements enrol.Queue.
func (q *Queue) Retry(_ context.Context, _ string, ids ...string) error {
	q.Retried = append(q.Retried, ids)
	return nil
}
