package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"github.com/gerai-ikd/gerai/enrol"
)

// mostAsked is how many cursors are kept that were stated on sticks: what was written for
// an older one is older than what holds here.
const mostAsked = 16

// Ask answers the cursor that a stick states, and keeps that it was stated: this PC has been
// where it stands, so that news from there on skip nothing.
func (s *Store) Ask(ctx context.Context) (cursor string, err error) {
	err = s.write(ctx, "ask on a stick", func(tx *sql.Tx) error {
		raw, err := fact(tx, factCursor)
		if err := ignoreNotFound(err); err != nil {
			return err
		}
		asked, err := askedCursors(tx)
		if cursor = string(raw); err != nil || cursor == "" || slices.Contains(asked, cursor) {
			return err
		}
		asked = append(asked, cursor)
		text, err := json.Marshal(asked[max(0, len(asked)-mostAsked):])
		if err != nil {
			return err
		}
		return putFact(tx, factAsked, text)
	})
	return cursor, err
}

func askedCursors(tx *sql.Tx) (out []string, err error) {
	raw, err := fact(tx, factAsked)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	if json.Unmarshal(raw, &out) != nil {
		return nil, enrol.NewError(enrol.CodeDBBroken, "read cursors")
	}
	return out, nil
}

// ApplyCarried is Apply of a pull that came on a stick: it was written at p.At, and since
// then an unknown time has passed, so that p.At is past, and no more is known of the time.
// base is the cursor that the pull begins at. One that is no newer than what holds here
// changes nothing, and fresh is false. Where this PC was never at base, because its
// database is a backup from before, say, the next pull brings everything. CodeNonsense for
// a pull without a time.
func (s *Store) ApplyCarried(ctx context.Context, p enrol.Pull, base string) (fresh bool, err error) {
	if !dated(p) || p.Cursor == "" {
		return false, enrol.NewError(enrol.CodeNonsense, "keep carried pull")
	}
	err = s.keepPull(ctx, p, s.now(), func(tx *sql.Tx, p *enrol.Pull) (bool, error) {
		before, err := factNumber(tx, factPulled)
		if fresh = err == nil && instant(p.At) > before; !fresh {
			return false, err
		}
		gap, err := strays(tx, base)
		if err == nil && gap {
			p.Cursor, err = "", dropFact(tx, factCursor)
		}
		return true, errors.Join(err, putFactNumber(tx, factPulled, instant(p.At)))
	})
	if err != nil || !fresh {
		return false, err
	}
	s.keeper.after(p.At)
	return true, nil
}

// strays tells whether this PC was never at a cursor, and may lack what came before it.
func strays(tx *sql.Tx, base string) (bool, error) {
	if base == "" {
		return false, nil
	}
	raw, err := fact(tx, factCursor)
	if err := ignoreNotFound(err); err != nil {
		return false, err
	}
	asked, err := askedCursors(tx)
	return string(raw) != base && !slices.Contains(asked, base), err
}
