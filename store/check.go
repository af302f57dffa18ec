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
	// checkAtOnce is the size up to which a file is checked before it is served: well
	// under a second. A larger one is checked beside the lane.
	checkAtOnce = 64 << 20
	// brokenFile marks a directory whose database failed a check, so that the next
	// start looks first, however large the file is.
	brokenFile = "gerai.broken"
)

// Check runs SQLite's quick check over the whole file: CodeDBBroken where it fails.
func (s *Store) Check(ctx context.Context) error {
	return s.read(ctx, "check database", func(tx *sql.Tx) error { return quickCheck(ctx, tx) })
}

func quickCheck(ctx context.Context, tx *sql.Tx) error {
	var verdict string
	if err := tx.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return enrol.NewError(enrol.CodeDBBroken, "check database")
	}
	return nil
}

// checker checks a large file beside the lane after an unclean end.
type checker struct {
	stop   context.CancelFunc
	done   sync.WaitGroup
	broken atomic.Bool
}

// checkFirst checks at once what is small or known to be broken, and says whether the
// file still has to be checked beside the lane.
func (s *Store) checkFirst(ctx context.Context) (later bool, err error) {
	marker := filepath.Join(s.dir, brokenFile)
	_, err = os.Stat(marker)
	marked := err == nil
	info, err := os.Stat(filepath.Join(s.dir, databaseFile))
	if err != nil {
		return false, err
	}
	switch {
	case !marked && !s.unclean:
		return false, nil
	case !marked && info.Size() > checkAtOnce:
		return true, nil
	}
	if err := s.Check(ctx); err != nil {
		return false, errors.Join(err, writeDurably(marker, nil))
	}
	return false, removeIfThere(marker)
}

// startChecker checks the whole file until halt. When it fails nothing more is written
// (CodeDBBroken), and the next start tells at once.
func (s *Store) startChecker() *checker {
	ctx, stop := context.WithCancel(context.Background())
	c := &checker{stop: stop}
	c.done.Go(func() {
		err := s.Check(ctx)
		if enrol.CodeOf(err) != enrol.CodeDBBroken {
			return // whole, or the program ended before it was known
		}
		c.broken.Store(true)
		s.log.Error("check database", "code", enrol.CodeDBBroken)
		if err := writeDurably(filepath.Join(s.dir, brokenFile), nil); err != nil {
			s.log.Error("mark broken database", "code", codeOf(err))
		}
	})
	return c
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
