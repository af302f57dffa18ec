package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	backupDir  = "backups"
	backupKeep = 7
	backupTime = "20060102-150405" // UTC by this PC's clock, for people; the number after it orders
)

// Backup makes a copy in the data directory's own folder of backups and lets the
// oldest ones beyond a week's go, once the copy is found whole. It answers the copy's
// path; see OnlineBackup. Evidence and rosters whose days are over are erased before, and
// from the other backups afterwards; see Tidy. CodeDiskFull where the copy would leave the lane less room than
// it must have.
func (s *Store) Backup(ctx context.Context) (string, error) {
	dir := filepath.Join(s.dir, backupDir)
	if err := prepareDir(dir); err != nil {
		return "", coded("back up database", err)
	}
	if err := s.eraseExpired(ctx); err != nil {
		return "", err
	}
	live := filepath.Join(s.dir, databaseFile)
	if err := s.room(ctx, "back up database", live, live+"-wal"); err != nil {
		return "", err
	}
	all, err := Backups(s.dir)
	if err != nil {
		return "", err
	}
	number := 1
	if len(all) > 0 {
		number += backupNumber(all[0])
	}
	path := filepath.Join(dir, fmt.Sprintf("gerai-%s-%06d.db", s.now().UTC().Format(backupTime), number))
	if err := s.OnlineBackup(ctx, path); err != nil {
		return "", err
	}
	for _, old := range all[min(backupKeep-1, len(all)):] {
		if err := dropDatabase(old); err != nil {
			return path, coded("remove old backup", err)
		}
	}
	if err := s.Tidy(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("tidy backups", "code", codeOf(err)) // the backup is made all the same
	}
	return path, nil
}

// Tidy erases what has had its time: evidence and rosters whose days are over; from the
// backups whatever evidence the database has erased since they were made; and databases
// that were put aside longer ago than they are kept. It is to be called every hour or so.
// One file that it can't tidy does not keep it from the others.
func (s *Store) Tidy(ctx context.Context) error {
	if err := s.eraseExpired(ctx); err != nil {
		return err
	}
	copies, err := Backups(s.dir)
	if err != nil {
		return err
	}
	before, err := filepath.Glob(filepath.Join(globEscaper.Replace(s.dir), beforeSchema+"*.db"))
	if err != nil {
		return coded("list copies", err)
	}
	var errs []error
	for _, path := range append(copies, before...) {
		if ctx.Err() != nil {
			return coded("tidy", ctx.Err())
		}
		errs = append(errs, s.purge(ctx, path))
	}
	return errors.Join(append(errs, s.dropKept(ctx))...)
}

// eraseExpired erases what has to go without waiting for an answer or a start: a counter
// may run for weeks without either.
func (s *Store) eraseExpired(ctx context.Context) error {
	return s.write(ctx, "erase old evidence", func(tx *sql.Tx) error {
		now := instant(s.now())
		return errors.Join(eraseOld(tx, now), eraseRosters(tx, now))
	})
}

// room asks for the size of files, of which one need not be there, and what the lane stops
// below: CodeDiskFull in the name of op.
func (s *Store) room(ctx context.Context, op string, paths ...string) error {
	settings, err := s.Settings(ctx)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound { // no settings before the first pull
		return err
	}
	free, err := s.FreeDisk()
	if err != nil {
		return err
	}
	need := settings.Stops.MinFreeDisk
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			need += info.Size()
		}
	}
	if free < need {
		return enrol.NewError(enrol.CodeDiskFull, op)
	}
	return nil
}

// Backups lists a data directory's own backups, the newest first, whatever the clock was
// when they were made. What Restore would refuse is listed too.
func Backups(dir string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(globEscaper.Replace(dir), backupDir, "gerai-*.db"))
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(backupNumber(b), backupNumber(a)), strings.Compare(b, a))
	})
	return all, coded("list backups", err)
}

// backupNumber is a backup's place among the others, 0 for one that has no number.
func backupNumber(path string) int {
	fields := strings.Split(strings.TrimSuffix(filepath.Base(path), ".db"), "-")
	if len(fields) != 4 {
		return 0
	}
	n, err := strconv.Atoi(fields[3])
	if err != nil {
		return 0
	}
	return n
}

// sweepPartial removes copies that a kill left half done.
func sweepPartial(dir string) error {
	carried, err := filepath.Glob(filepath.Join(globEscaper.Replace(dir), carriedFolder+"*"))
	errs := []error{err}
	for _, folder := range carried {
		errs = append(errs, os.RemoveAll(folder))
	}
	for _, in := range []string{dir, filepath.Join(dir, backupDir)} {
		left, err := filepath.Glob(filepath.Join(globEscaper.Replace(in), "*.db"+partial+"*"))
		errs = append(errs, err)
		for _, path := range left {
			errs = append(errs, removeIfThere(path))
		}
	}
	return errors.Join(errs...)
}

// withBackup tells in a broken database's error which backup Restore could take.
func withBackup(dir string, err error) error {
	var e *enrol.Error
	if !errors.As(err, &e) || e.Code != enrol.CodeDBBroken {
		return err
	}
	if all, _ := Backups(dir); len(all) > 0 {
		_ = e.With("backup", filepath.Base(all[0]))
	}
	return err
}
