package store

import (
	"context"
	"sync"
)

const (
	// checkpointAfter is how many transactions go into the write-ahead log before it
	// is folded into the file: some 10 MB of cases.
	checkpointAfter = 128
	// walCeiling is the log's length in pages at which SQLite folds it on its own,
	// within a commit; reached only when the checkpointer can't keep up.
	walCeiling = 8000
)

// checkpointer folds the write-ahead log into the file beside the lane, so that no
// decision has to wait while it is done. It never blocks a writer (PASSIVE); what it
// can't fold because somebody reads stays for the next time.
type checkpointer struct {
	nudge chan struct{} // capacity 1
	stop  context.CancelFunc
	done  sync.WaitGroup

	mu     sync.Mutex
	writes int
}

// startCheckpointer runs until halt.
func (s *Store) startCheckpointer() *checkpointer {
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{nudge: make(chan struct{}, 1), stop: stop}
	c.done.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-c.nudge:
			}
			if _, err := s.readers.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`); err != nil && ctx.Err() == nil {
				s.log.Warn("checkpoint", "code", codeOf(err)) // the log keeps everything meanwhile
			}
		}
	})
	return c
}

// wrote counts a transaction. A nil checkpointer counts nothing.
func (c *checkpointer) wrote() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writes++; c.writes < checkpointAfter {
		return
	}
	c.writes = 0
	select {
	case c.nudge <- struct{}{}:
	default:
	}
}

func (c *checkpointer) halt() {
	if c != nil {
		c.stop()
		c.done.Wait()
	}
}
