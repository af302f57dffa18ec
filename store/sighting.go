package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// factAside begins the name of the fact that says when a database beside this one was seen.
const factAside = "aside "

// longestGap is the longest time between two looks that a clock which the registry has not
// set is believed in: more may be a clock that somebody has set.
const longestGap = 7 * 24 * time.Hour

// sighting is since when, by Store.Now, a database has lain beside this one. Its file's own
// time is of no use: it may have been set aside under a clock of the year 2000.
type sighting struct {
	Since  int64  `json:"since"`  // instant
	Last   int64  `json:"last"`   // instant of the last look
	Sure   bool   `json:"sure"`   // Since is by a time that the registry told
	Backup string `json:"backup"` // the newest one at first sight
}

func sightingOf(tx *sql.Tx, path string) (v sighting, err error) {
	text, err := fact(tx, factAside+filepath.Base(path))
	if err != nil {
		return v, ignoreNotFound(err)
	}
	if json.Unmarshal(text, &v) != nil {
		v = sighting{} // seen for the first time, as it were
	}
	return v, nil
}

// look goes on from the last look. Time that nobody can vouch for does not count.
func (v sighting) look(now int64, sure bool, newest string) sighting {
	gap := time.Duration(now - v.Last)
	switch {
	case v.Since == 0:
		v = sighting{Since: now, Sure: sure, Backup: newest}
	case sure && !v.Sure:
		v.Since, v.Sure = now, true
	case gap < 0 || !sure && gap > longestGap:
		v.Since = min(now, v.Since+int64(gap))
	}
	v.Last = now
	return v
}

// sightAside notes what lies beside this database, and answers what has lain there for its
// days, with a backup made meanwhile.
func (s *Store) sightAside(ctx context.Context, all []Kept, newest string) (over []Kept, err error) {
	now, sure := instant(s.now()), s.keeper.trusted() == enrol.ClockSure
	err = s.write(ctx, "note what was put aside", func(tx *sql.Tx) error {
		over = nil
		for _, k := range all {
			v, err := sightingOf(tx, k.Path)
			if err != nil {
				return err
			}
			v = v.look(now, sure, newest)
			text, err := json.Marshal(v)
			if err != nil {
				return err
			}
			if err := putFact(tx, factAside+filepath.Base(k.Path), text); err != nil {
				return err
			}
			if time.Duration(now-v.Since) >= s.keep && backupNumber(newest) > backupNumber(v.Backup) {
				over = append(over, k)
			}
		}
		return nil
	})
	return over, err
}

func (s *Store) forgetAside(ctx context.Context, path string) error {
	return s.write(ctx, "forget what was put aside", func(tx *sql.Tx) error {
		return dropFact(tx, factAside+filepath.Base(path))
	})
}
