package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"github.com/gerai-ikd/gerai/enrol"
)

// together lets transactions of an engine with one writer share a commit: what a short
// transaction costs there is mostly the disk's answer. Whoever comes while one is under way
// waits, and all who wait go next, in the order of their coming.
//
// There is no goroutine of its own: the first of those who wait does the work of all.
type together struct {
	mu      sync.Mutex
	led     bool // somebody works
	waiting []*share
}

// share is one transaction among those that are committed at once.
type share struct {
	ctx  context.Context
	fn   func(*Tx) error
	err  error
	fell any // what fn panicked with
	// turn is told true when the waiting one is to do the work, false when it was done.
	turn chan bool
}

// maxTogether bounds how long the first of a batch waits for the last.
const maxTogether = 64

// updateTogether is Update for an engine with one writer.
func (d *DB) updateTogether(ctx context.Context, fn func(*Tx) error) error {
	s := &share{ctx: ctx, fn: fn, err: errUnsettled, turn: make(chan bool, 1)}
	batch := d.together.join(s)
	if batch == nil {
		batch = d.together.await(s)
	}
	if batch != nil {
		d.lead(batch)
	}
	if s.fell != nil {
		panic(s.fell)
	}
	return s.err
}

// errUnsettled is what nobody must ever see: the one who worked for others ended half-way.
var errUnsettled = enrol.NewError(enrol.CodeServer, "write to the database")

// lead settles a batch, and tells those whom it did the work for.
func (d *DB) lead(batch []*share) {
	defer d.together.pass()
	defer func() {
		for _, o := range batch[1:] {
			o.turn <- false
		}
	}()
	d.commitAll(batch)
}

// join answers the batch to work on, which begins with s; nil: somebody else works.
func (g *together) join(s *share) []*share {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.led {
		g.waiting = append(g.waiting, s)
		return nil
	}
	g.led = true
	return []*share{s}
}

// await answers the batch that s has to work on, or nil when s is settled.
func (g *together) await(s *share) []*share {
	select {
	case lead := <-s.turn:
		if !lead {
			return nil
		}
	case <-s.ctx.Done():
		if g.withdraw(s) {
			s.err = enrol.WrapError(enrol.CodeCancelled, "write to the database", s.ctx.Err())
			return nil
		}
		if !<-s.turn {
			return nil
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), maxTogether-1)
	batch := append([]*share{s}, g.waiting[:n]...)
	g.waiting = append([]*share(nil), g.waiting[n:]...)
	return batch
}

// withdraw takes s out of those who wait; false: its turn has come.
func (g *together) withdraw(s *share) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, o := range g.waiting {
		if o == s {
			g.waiting = append(g.waiting[:i:i], g.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// pass hands the work on to the next who waits.
func (g *together) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		g.led = false
		return
	}
	next := g.waiting[0]
	g.waiting = g.waiting[1:]
	next.turn <- true
}

// commitAll settles a batch: in one commit where all goes well, and each on its own where
// the engine stumbles over any of them.
func (d *DB) commitAll(batch []*share) {
	if len(batch) > 1 && d.commitOnce(batch) == nil {
		return
	}
	for _, s := range batch {
		if s.fell = nil; s.gaveUp() {
			continue
		}
		s.try(func() { s.err = d.update(s.ctx, s.fn) })
	}
}

// commitOnce runs the whole batch in one transaction; an error means that nothing of it is
// kept. What one of them refuses is undone alone.
func (d *DB) commitOnce(batch []*share) error {
	ctx := context.WithoutCancel(batch[0].ctx) // who gives up takes nobody along
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	for _, s := range batch {
		if s.gaveUp() {
			continue
		}
		if err := d.within(ctx, tx, s); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// within runs one of a batch. An error is the end of the whole batch; what the share itself
// refuses is in s.err, and leaves nothing behind.
func (d *DB) within(ctx context.Context, tx *sql.Tx, s *share) error {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT share"); err != nil {
		return fmt.Errorf("set savepoint: %w", err)
	}
	t := &Tx{ctx: context.WithoutCancel(s.ctx), tx: tx, dialect: &d.dialect}
	s.try(func() {
		if s.err = s.fn(t); s.err == nil {
			s.err = t.flush()
		}
	})
	var refused *enrol.Error
	switch {
	case s.fell != nil:
		return errUnsettled
	case s.err == nil:
	case !errors.As(s.err, &refused):
		return s.err // the engine's: it may have ended the transaction
	default:
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO share"); err != nil {
			return fmt.Errorf("undo: %w", err)
		}
	}
	if _, err := tx.ExecContext(ctx, "RELEASE share"); err != nil {
		return fmt.Errorf("release savepoint: %w", err)
	}
	return nil
}

// gaveUp tells whether nobody waits for the outcome any more.
func (s *share) gaveUp() bool {
	if s.ctx.Err() == nil {
		return false
	}
	s.err = enrol.WrapError(enrol.CodeCancelled, "write to the database", s.ctx.Err())
	return true
}

// try keeps a panic for the goroutine that it belongs to.
func (s *share) try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			s.fell = r
		}
	}()
	f()
}
