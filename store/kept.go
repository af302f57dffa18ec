package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// DefaultKeep is how long a database that was put aside is kept where nothing else is
// said: long enough for somebody to come and look.
const DefaultKeep = 30 * 24 * time.Hour

// beforeSchema begins the name of the copy that is made before the schema is changed.
const beforeSchema = "gerai-before-schema-"

// belongings are the files of a database that was put aside, by what its name is followed by.
var belongings = []string{"-wal", "-shm", "-journal", ".key"}

// Kept is a database beside the one in use: a damaged or replaced one that was set aside,
// or the copy from before a change of the schema. It goes, log and key with it, once its
// days are over, a newer backup was found whole, and nothing in it is missing here.
type Kept struct {
	Path    string
	Since   time.Time
	Until   time.Time
	Missing int // cases in it that are not here: decisions that were to be delivered, half-done and parked ones; see Salvage
}

// KeptAside lists them, the oldest first. What can't be read in one counts for nothing.
func (s *Store) KeptAside(ctx context.Context) ([]Kept, error) {
	all, err := s.listAside()
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Missing, err = s.missing(ctx, all[i].Path); err != nil {
			return nil, err
		}
	}
	return all, s.read(ctx, "look up what was put aside", func(tx *sql.Tx) error { return s.date(tx, all) })
}

// date dates them by when they were first seen here, which is not known of those that
// were not.
func (s *Store) date(tx *sql.Tx, all []Kept) error {
	for i, k := range all {
		seen, err := sightingOf(tx, k.Path)
		if err != nil {
			return err
		}
		all[i].Since = moment(seen.Since)
		if seen.Since == 0 {
			all[i].Since = s.now()
		}
		all[i].Until = all[i].Since.Add(s.keep)
	}
	return nil
}

// listAside does not look into them: Missing is not counted. Since is the file's own time,
// by this PC's clock, which is good for their order alone.
func (s *Store) listAside() ([]Kept, error) {
	found, err := asides(s.dir)
	if err != nil {
		return nil, coded("list what was put aside", err)
	}
	var out []Kept
	for _, path := range found {
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) { // its log alone is left
			info, err = os.Stat(path + "-wal")
		}
		if err != nil {
			continue
		}
		out = append(out, Kept{Path: path, Since: info.ModTime(), Until: info.ModTime().Add(s.keep)})
	}
	slices.SortFunc(out, func(a, b Kept) int { return cmp.Or(a.Since.Compare(b.Since), strings.Compare(a.Path, b.Path)) })
	return out, nil
}

// asides answers the paths of the databases that lie beside the one in use, of each one.
func asides(dir string) ([]string, error) {
	var out []string
	for _, pattern := range []string{databaseFile + asideSuffix + "*", beforeSchema + "*.db"} {
		found, err := filepath.Glob(filepath.Join(globEscaper.Replace(dir), pattern))
		if err != nil {
			return nil, err
		}
		for _, path := range found {
			for _, ext := range belongings {
				path = strings.TrimSuffix(path, ext)
			}
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// missing counts the cases of a database that were to be delivered or gone on with when it
// was put aside, and that are not known here.
func (s *Store) missing(ctx context.Context, path string) (n int, err error) {
	db, err := openPlain(path)
	if err != nil {
		return 0, nil //nolint:nilerr // what can't be read can't be brought over either
	}
	defer closing(&err, db)
	half := s.halfDone(ctx, db)
	const waiting = ` FROM cases NOT INDEXED WHERE ` + open + ` ORDER BY id`
	ids := readableRows[string](ctx, db, `SELECT id FROM cases WHERE `+open, `SELECT id`+waiting, `SELECT id`+waiting+` DESC`)
	err = s.read(ctx, "look for missing cases", func(tx *sql.Tx) error {
		for _, id := range ids {
			here, err := standingOf(tx, id)
			if err != nil {
				return err
			}
			if !here.state.Final() {
				n++
			}
		}
		for _, id := range half {
			here, err := standingOf(tx, id)
			if err != nil {
				return err
			}
			if !here.state.Final() && !here.draft {
				n++
			}
		}
		return nil
	})
	return n, err
}

// halfDone answers the half-done and parked cases of a database that can be read with this
// one's key: others can't be brought over.
func (s *Store) halfDone(ctx context.Context, db *sql.DB) (ids []string) {
	column, keys := draftKeys(ctx, db)
	for _, key := range keys {
		v, err := readRow(ctx, db, `SELECT id, body FROM drafts NOT INDEXED WHERE `+column+` = ?`, key, 2)
		if err != nil {
			continue
		}
		id, _ := v[0].(string)
		body, _ := v[1].([]byte)
		if _, err := s.openDraft(id, body); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// dropKept erases what was put aside long enough ago, by Store.Now: its days count from when
// it was first seen here, whatever a clock that was put right since had dated its file. What
// a database alone holds is counted last: it may be large, and this is asked every hour.
func (s *Store) dropKept(ctx context.Context) error {
	all, err := s.listAside()
	if err != nil || len(all) == 0 {
		return err
	}
	newest, err := newestBackup(s.dir)
	if err != nil {
		return err
	}
	over, err := s.sightAside(ctx, all, newest)
	if err != nil {
		return err
	}
	var errs []error
	for _, k := range over {
		if k.Missing, err = s.missing(ctx, k.Path); err != nil || k.Missing > 0 {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, dropDatabase(k.Path), s.forgetAside(ctx, k.Path),
			s.Record(ctx, "erase-aside", actorSystem, "", map[string]string{"file": filepath.Base(k.Path)}))
	}
	return coded("erase what was put aside", errors.Join(errs...))
}

// newestBackup answers the name of the newest backup; "" without one.
func newestBackup(dir string) (string, error) {
	all, err := Backups(dir)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return filepath.Base(all[0]), nil
}

// dropDatabase removes a database with what belongs to it, the file itself last: what a
// cut leaves is found again.
func dropDatabase(path string) error {
	for _, ext := range belongings {
		if err := removeIfThere(path + ext); err != nil {
			return err
		}
	}
	return removeIfThere(path)
}
