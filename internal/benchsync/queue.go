package main

import (
	"context"
	"slices"
	gosync "sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/sqlite"
)

func openRegistry(path string) (*db.DB, error) { return sqlite.Open(path) }

// queue is an outbox, books and audit in memory.
type queue struct {
	enrol.Books
	enrol.Audit
	mu    gosync.Mutex
	wait  []enrol.Parcel
	next  map[string]time.Time
	out   map[string]enrol.Parcel
	empty func()
}

func newQueue() *queue {
	return &queue{next: map[string]time.Time{}, out: map[string]enrol.Parcel{}}
}

func (q *queue) add(id string, body []byte) {
	q.wait = append(q.wait, enrol.Parcel{ID: id, Body: body, Queued: time.Now()})
}

func (q *queue) left() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.wait) + len(q.out)
}

// Due implements enrol.Outbox.
func (q *queue) Due(_ context.Context, now time.Time, maxBytes int) (due []enrol.Parcel, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	total := 0
	q.wait = slices.DeleteFunc(q.wait, func(p enrol.Parcel) bool {
		if now.Before(q.next[p.ID]) || total > 0 && total+len(p.Body) > maxBytes {
			return false
		}
		total += len(p.Body)
		due = append(due, p)
		q.out[p.ID] = p
		return true
	})
	return due, nil
}

// Settle implements enrol.Outbox.
func (q *queue) Settle(_ context.Context, receipts []enrol.Receipt) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range receipts {
		delete(q.out, r.ID)
	}
	if len(q.wait)+len(q.out) == 0 {
		q.empty()
	}
	return nil
}

// Fail implements enrol.Outbox.
func (q *queue) Fail(_ context.Context, failures []enrol.Failure) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, f := range failures {
		p := q.out[f.ID]
		delete(q.out, f.ID)
		p.Attempts++
		q.next[f.ID] = f.Next
		q.wait = append(q.wait, p)
	}
	return nil
}

// Recover implements enrol.Outbox.
func (q *queue) Recover(context.Context) error { return nil }

// NextDue implements enrol.Outbox.
func (q *queue) NextDue(context.Context) (time.Time, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var first time.Time
	for _, p := range q.wait {
		at := q.next[p.ID]
		if at.IsZero() {
			at = p.Queued
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first, nil
}

// Backlog implements enrol.Outbox.
func (q *queue) Backlog(context.Context) (enrol.Backlog, error) {
	return enrol.Backlog{Pending: q.left()}, nil
}

// Cursor and what follows stand in for books that were pulled before.
func (q *queue) Cursor(context.Context) (string, error) { return "", nil }

// Apply implements enrol.Books.
func (q *queue) Apply(context.Context, enrol.Pull) error { return nil }

// Head implements enrol.Audit: there is no chain here.
func (q *queue) Head(context.Context) (int64, string, error) { return 0, "", nil }
