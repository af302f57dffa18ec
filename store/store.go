package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Options are what Open needs.
type Options struct {
	Dir      string           // the data directory; made with mode 0700 where it lacks
	Keys     KeySource        // nil: KeyFile
	Clocks   func() Reading   // this PC's; nil: Now, and where that is nil too SystemReading
	Now      func() time.Time // a clock alone, which then is believed to go on evenly
	Sealer   enrol.Sealer     // nil before enrolment; see SetSealer
	Log      *slog.Logger     // nil: nothing is logged
	Keep     time.Duration    // how long databases that were put aside are kept; 0: DefaultKeep
	ReadOnly bool             // for support tools beside a running gerai: no lock, no writes
}

// Store is an outlet's database. It implements enrol.Desk, Queue, Outbox, Books,
// Vault, Audit and Gatekeeper; all methods may be called from any goroutine.
type Store struct {
	dir     string
	box     *box
	now     func() time.Time // the right one, of keeper
	keeper  *timekeeper
	log     *slog.Logger
	keep    time.Duration
	lock    *lock   // nil: read only
	writer  *sql.DB // one connection, immediate transactions; nil: read only
	readers *sql.DB
	unclean bool
	folder  *checkpointer // nil until the store is open, and when read only
	checker *checker      // nil until the store is open, and when read only

	apart apart // what the gate could not write

	mu     sync.Mutex
	sealer enrol.Sealer
}

var (
	_ enrol.Desk       = (*Store)(nil)
	_ enrol.Queue      = (*Store)(nil)
	_ enrol.Outbox     = (*Store)(nil)
	_ enrol.Books      = (*Store)(nil)
	_ enrol.Vault      = (*Store)(nil)
	_ enrol.Audit      = (*Store)(nil)
	_ enrol.Gatekeeper = (*Store)(nil)
	_ enrol.PINs       = (*Store)(nil)
)

// SetSealer gives the sealer that enrolment made, or takes it away with nil.
func (s *Store) SetSealer(sealer enrol.Sealer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sealer = sealer
}

func (s *Store) currentSealer() enrol.Sealer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sealer
}

// Unclean tells whether the run before this one ended without Close: a kill, a crash
// or a power cut. What was under way was then recovered, and the file is checked quickly
// before Open answers, unless it is large. In full it is checked beside the lane after
// each start.
func (s *Store) Unclean() bool { return s.unclean }

// Close marks a clean end, folds the write-ahead log into the file and lets go of the lock.
func (s *Store) Close() error {
	var errs []error
	s.checker.halt()
	s.folder.halt()
	if s.writer != nil {
		size := s.logSize()
		errs = append(errs, s.markEnd(), s.readers.Close(), s.writer.Close())
		if err := layLog(filepath.Join(s.dir, databaseFile+"-wal"), size); err != nil {
			s.log.Warn("lay out log", "code", codeOf(err)) // it only makes things faster
		}
		errs = append(errs, s.lock.release())
	} else {
		errs = append(errs, s.readers.Close())
	}
	return errors.Join(errs...)
}

func (s *Store) markEnd() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := s.write(ctx, "close database", func(tx *sql.Tx) error {
		if err := s.audit(tx, event{kind: "stop", actor: actorSystem}); err != nil {
			return err
		}
		return dropFact(tx, factOpen)
	})
	if err != nil {
		return err
	}
	_, err = s.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return coded("close database", err)
}

// write runs f as one transaction of the only writer.
func (s *Store) write(ctx context.Context, op string, f func(tx *sql.Tx) error) error {
	if s.writer == nil {
		return enrol.NewError(enrol.CodeDBInUse, op)
	}
	if err := s.checker.refuse(op); err != nil {
		return withBackup(s.dir, err)
	}
	s.chainOwed(ctx)
	err := inTx(ctx, s.writer, f)
	s.folder.wrote()
	return coded(op, err)
}

// read runs f on one snapshot.
func (s *Store) read(ctx context.Context, op string, f func(tx *sql.Tx) error) error {
	return coded(op, inTx(ctx, s.readers, f))
}
