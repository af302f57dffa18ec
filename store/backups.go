package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	backupDir  = "backups"
	backupKeep = 7
	backupName = "gerai-20060102-150405.db" // sorts by time
)

// Backup makes a copy in the data directory's own folder of backups and lets the
// oldest ones beyond a week's go. It answers the copy's path; see OnlineBackup.
func (s *Store) Backup(ctx context.Context) (string, error) {
	dir := filepath.Join(s.dir, backupDir)
	if err := prepareDir(dir); err != nil {
		return "", coded("back up database", err)
	}
	path := filepath.Join(dir, s.now().UTC().Format(backupName))
	if err := s.OnlineBackup(ctx, path); err != nil {
		return "", err
	}
	all, err := Backups(s.dir)
	if err != nil {
		return path, err
	}
	for _, old := range all[min(backupKeep, len(all)):] {
		if err := os.Remove(old); err != nil {
			return path, coded("remove old backup", err)
		}
	}
	return path, nil
}

// Backups lists a data directory's own backups, the newest first. What Restore would
// refuse is listed too.
func Backups(dir string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(dir, backupDir, "gerai-*.db"))
	slices.Sort(all)
	slices.Reverse(all)
	return all, coded("list backups", err)
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
