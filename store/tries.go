package store

import (
	"errors"
	"maps"
	"sync"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/enrol"
)

// tried is how often somebody has been refused under one name since the last success.
type tried struct {
	failures  int
	at, until time.Time // of the last try; before until no other one is looked at
}

// again counts one try more; CodeLocked while the pause after the last one lasts.
func (t tried) again(now time.Time) (tried, error) {
	if t.at.Before(now.Add(-forgetTry)) || t.at.After(now.Add(forgetTry)) {
		t = tried{}
	}
	// Longer than it was ever told to last: the clock ran ahead then, and was put right.
	if wait := t.until.Sub(now); !t.until.IsZero() && wait > 0 && wait <= pauseAfter(t.failures) {
		locked := enrol.NewError(enrol.CodeLocked, "log in")
		locked.RetryAfter = min(wait, longPause)
		return t, locked
	}
	n := t.failures + 1
	return tried{failures: n, at: now, until: now.Add(pauseAfter(n))}, nil
}

// unwritable tells whether an error says that nothing can be written now: the disk is full, it answers with
// faults or was made read-only because of them, or the database is damaged. Who repairs that has to prove who
// she is all the same.
func unwritable(err error) bool {
	switch enrol.CodeOf(err) {
	case enrol.CodeDiskFull, enrol.CodeDBBroken:
		return true
	}
	var se sqlite3.Error
	if errors.As(err, &se) {
		return se.Code == sqlite3.ErrIoErr || se.Code == sqlite3.ErrReadonly || se.Code == sqlite3.ErrCantOpen
	}
	return errors.Is(err, syscall.EIO) || errors.Is(err, syscall.EROFS)
}

// apart keeps in memory what the gate has to write and cannot: the tries, which go on counting from what the
// database has, and the entries that the chain is owed.
type apart struct {
	mu    sync.Mutex
	tries map[string]tried // by blinded name; goes before what the database has
	owed  []event
}

// maxOwed bounds the entries that wait; the oldest stay. manyTries is from how many names on those that the
// database would forget too are forgotten.
const (
	maxOwed   = 1000
	manyTries = 1000
)

// of is what is counted in memory under a name.
func (a *apart) of(name string) (tried, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	t, ok := a.tries[name]
	return t, ok
}

// again counts in memory; from is what the database had, where memory has nothing yet.
func (a *apart) again(name string, from tried, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	t, ok := a.tries[name]
	if !ok {
		t = from
	}
	t, err := t.again(now)
	if err == nil {
		a.keep(name, t)
	}
	return err
}

// clear sets the count of a name back, whatever the database has.
func (a *apart) clear(name string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keep(name, tried{at: now})
}

func (a *apart) keep(name string, t tried) {
	if a.tries == nil {
		a.tries = map[string]tried{}
	}
	if len(a.tries) >= manyTries {
		maps.DeleteFunc(a.tries, func(_ string, old tried) bool { return old.at.Before(t.at.Add(-forgetTry)) })
	}
	a.tries[name] = t
}

// written forgets a name that the database has again.
func (a *apart) written(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.tries, name)
}

// owe keeps entries until they can be chained.
func (a *apart) owe(e ...event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.owed = append(a.owed, e[:min(len(e), maxOwed-len(a.owed))]...)
}

// oweAgain puts entries back that could not be chained, before what came meanwhile.
func (a *apart) oweAgain(e []event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.owed = append(e, a.owed...)
	a.owed = a.owed[:min(len(a.owed), maxOwed)]
}

// take answers what is owed, and owes nothing any more.
func (a *apart) take() []event {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := a.owed
	a.owed = nil
	return out
}
