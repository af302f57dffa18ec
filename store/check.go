package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	// checkAtOnce is the size up to which a file is quickly checked before it is served,
	// where the run before was cut: well under a second. Every file is checked in full
	// beside the lane.
	checkAtOnce = 64 << 20
	// brokenFile marks a directory whose database failed a check, so that the next
	// start looks first, however large the file is.
	brokenFile = "gerai.broken"
)

// Check runs SQLite's integrity check over the whole file: CodeDBBroken where it fails.
func (s *Store) Check(ctx context.Context) error {
	return s.read(ctx, "check database", func(tx *sql.Tx) error { return integrityCheck(ctx, tx) })
}

// quickCheck does not compare indexes with their tables, and takes a fraction of the time.
func quickCheck(ctx context.Context, tx *sql.Tx) error { return check(ctx, tx, "quick_check") }

func integrityCheck(ctx context.Context, tx *sql.Tx) error { return check(ctx, tx, "integrity_check") }

func check(ctx context.Context, tx *sql.Tx, pragma string) error {
	var verdict string
	if err := tx.QueryRowContext(ctx, `PRAGMA `+pragma+`(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return enrol.NewError(enrol.CodeDBBroken, "check database")
	}
	return nil
}

// checker checks the whole file beside the lane after each start.
type checker struct {
	stop   context.CancelFunc
	done   sync.WaitGroup
	broken atomic.Bool
}

// checkFirst checks, before anything is served, what is known to be broken, and what is
// small and was not ended cleanly.
func (s *Store) checkFirst(ctx context.Context) error {
	marker := filepath.Join(s.dir, brokenFile)
	_, err := os.Stat(marker)
	marked := err == nil
	info, err := os.Stat(filepath.Join(s.dir, databaseFile))
	if err != nil {
		return err
	}
	how := quickCheck
	switch {
	case marked:
		how = integrityCheck // a quick one may not see what was found
	case !s.unclean || info.Size() > checkAtOnce:
		return nil
	}
	if err := s.read(ctx, "check database", func(tx *sql.Tx) error { return how(ctx, tx) }); err != nil {
		return errors.Join(err, writeDurably(marker, nil))
	}
	return removeIfThere(marker)
}

// startChecker checks the whole file until halt. When it fails nothing more is written
// (CodeDBBroken), and the next start tells at once.
func (s *Store) startChecker() *checker {
	ctx, stop := context.WithCancel(context.Background())
	c := &checker{stop: stop}
	c.done.Go(func() {
		if err := s.Check(ctx); enrol.CodeOf(err) == enrol.CodeDBBroken { // else whole, or the program ended before it was known
			c.found(s)
		}
	})
	return c
}

// found notes damage. A nil checker, of a store that only reads, notes nothing.
func (c *checker) found(s *Store) {
	if c == nil {
		return
	}
	c.broken.Store(true)
	s.log.Error("check database", "code", enrol.CodeDBBroken)
	if err := writeDurably(filepath.Join(s.dir, brokenFile), nil); err != nil {
		s.log.Error("mark broken database", "code", codeOf(err))
	}
}

// refuse is CodeDBBroken once the check has failed. A nil checker refuses nothing.
func (c *checker) refuse(op string) error {
	if c != nil && c.broken.Load() {
		return enrol.NewError(enrol.CodeDBBroken, op)
	}
	return nil
}

func (c *checker) halt() {
	if c != nil {
		c.stop()
		c.done.Wait()
	}
}
