package store

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	databaseFile = "gerai.db"
	lockFile     = "gerai.lock"
	readerCount  = 4
	writerCache  = 16 << 20 // bytes: holds the upper levels of every index of a million cases
)

// Open opens the data directory, making, migrating and checking what is needed:
//
//   - another gerai holds it: CodeDBInUse
//   - a newer gerai wrote it: CodeDBNewer, and nothing is touched
//   - damaged, or not ours: CodeDBBroken, with the detail "backup" where there is one
//     to Restore
//   - its key can't be had: CodeKeyLocked
//   - no room: CodeDiskFull
//
// Packets that a crash left as being sent are due again afterwards.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{dir: o.Dir, keeper: newTimekeeper(o.clocks()), log: o.Log, sealer: o.Sealer, keep: o.Keep}
	if s.keep <= 0 {
		s.keep = DefaultKeep
	}
	s.now = s.keeper.now
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if o.Keys == nil {
		o.Keys = KeyFile{}
	}
	err := s.open(ctx, o)
	if err != nil {
		return nil, errors.Join(withBackup(s.dir, err), s.abandon())
	}
	return s, nil
}

func (o Options) clocks() func() Reading {
	switch {
	case o.Clocks != nil:
		return o.Clocks
	case o.Now != nil:
		return wallReading(o.Now)
	}
	return SystemReading
}

func (s *Store) open(ctx context.Context, o Options) error {
	path := filepath.Join(s.dir, databaseFile)
	if o.ReadOnly {
		return s.openReadOnly(ctx, path, o.Keys)
	}
	if err := prepareDir(s.dir); err != nil {
		return coded("prepare data directory", err)
	}
	var err error
	if s.lock, err = takeLock(filepath.Join(s.dir, lockFile)); err != nil {
		return err
	}
	if err := finishReplacement(s.dir); err != nil {
		return coded("finish replacing the database", err)
	}
	if err := sweepPartial(s.dir); err != nil {
		return coded("remove half a backup", err)
	}
	if err := s.unlock(ctx, path, o.Keys); err != nil {
		return err
	}
	if err := touch(path); err != nil {
		return coded("open database", err)
	}
	if s.writer, err = openWriter(path); err != nil {
		return coded("open database", err)
	}
	if err := s.prepareSchema(ctx); err != nil {
		return err
	}
	if s.readers, err = openReaders(path); err != nil {
		return coded("open database", err)
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	s.folder = s.startCheckpointer()
	s.checker = s.startChecker()
	return nil
}

func (s *Store) openReadOnly(ctx context.Context, path string, keys KeySource) error {
	if replacing(s.dir) {
		return enrol.NewError(enrol.CodeDBInUse, "open database read-only").With("what", replacementFile)
	}
	if _, err := os.Stat(path); err != nil {
		return coded("open database", err)
	}
	if err := s.unlock(ctx, path, keys); err != nil {
		return err
	}
	var err error
	if s.readers, err = openReaders(path); err != nil {
		return coded("open database", err)
	}
	steps, err := migrations(embedded)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, s.readers, len(steps))
	if err != nil {
		return err
	}
	if version < len(steps) {
		return enrol.NewError(enrol.CodeNotFound, "open database read-only").With("schema", fmt.Sprint(version))
	}
	return s.read(ctx, "check data key", func(tx *sql.Tx) error {
		if err := s.checkKey(tx); err != nil {
			return err
		}
		return s.learnTime(tx)
	})
}

// prepareDir makes the directory its owner's alone.
func prepareDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

// touch makes an empty file with the mode that SQLite then copies to its WAL.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// unlock has the data key unwrapped. A database without content has no key to miss.
func (s *Store) unlock(ctx context.Context, path string, keys KeySource) error {
	info, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
	key, err := loadKey(ctx, s.dir, keys, fresh)
	if err != nil {
		return err
	}
	s.box, err = newBox(key)
	return err
}

// openWriter opens the one connection that writes. Its transactions are immediate, so
// that none fails half-way for want of the write lock.
func openWriter(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", dsn(path, "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	_, err = db.Exec(fmt.Sprintf("PRAGMA wal_autocheckpoint=%d; PRAGMA cache_size=%d", walCeiling, -writerCache>>10))
	return db, err
}

func openReaders(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", dsn(path, "_query_only=1"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readerCount)
	db.SetMaxIdleConns(readerCount)
	return db, db.Ping()
}

// dsn names the file with the pragmas that every connection has. synchronous=FULL
// syncs the write-ahead log at each commit: the promise of the package rests on it.
func dsn(path, more string) string {
	return "file:" + pathEscaper.Replace(path) + "?_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1&_busy_timeout=5000&_secure_delete=true&_stmt_cache_size=64&" + more
}

func (s *Store) prepareSchema(ctx context.Context) error {
	steps, err := migrations(embedded)
	if err != nil {
		return err
	}
	return s.migrateWith(ctx, steps)
}

func (s *Store) migrateWith(ctx context.Context, steps []migration) error {
	version, err := schemaVersion(ctx, s.writer, len(steps))
	if err != nil {
		return err
	}
	if version == len(steps) {
		return nil
	}
	if version > 0 {
		path := filepath.Join(s.dir, fmt.Sprintf("%s%d.db", beforeSchema, len(steps)))
		if err := backup(ctx, s.writer, path); err != nil {
			return err
		}
	}
	return coded("migrate database", migrate(ctx, s.writer, steps, version, instant(s.now())))
}

// begin checks key and file, marks the database as open and recovers what a crash left.
func (s *Store) begin(ctx context.Context) error {
	err := s.write(ctx, "check data key", func(tx *sql.Tx) error {
		if err := s.firstFacts(tx); err != nil {
			return err
		}
		if err := s.checkKey(tx); err != nil {
			return err
		}
		if err := s.learnTime(tx); err != nil { // before anything is dated, or erased by its date
			return err
		}
		_, err := fact(tx, factOpen)
		s.unclean = err == nil
		return ignoreNotFound(err)
	})
	if err != nil {
		return err
	}
	if err := s.checkFirst(ctx); err != nil {
		return coded("check database", err)
	}
	return s.write(ctx, "recover", func(tx *sql.Tx) error {
		data := map[string]string{"end_before": "clean"}
		if s.unclean {
			data["end_before"] = "unclean"
		}
		return errors.Join(putFact(tx, factOpen, []byte{1}), recoverSending(tx, instant(s.now())), eraseOld(tx, instant(s.now())), eraseRosters(tx, instant(s.now())),
			s.audit(tx, event{kind: "start", actor: actorSystem, data: data}))
	})
}

// firstFacts gives a new database its key check and the empty chain's head. One that has
// content and no key check was tampered with: a fresh check would vouch for any key, and
// a fresh head for a chain that was wiped.
func (s *Store) firstFacts(tx *sql.Tx) error {
	_, err := fact(tx, factKeyCheck)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for _, table := range []string{"facts", "audit_head", "audit", "cases", "packets", "drafts", "spent", "cancelled", "books", "vault"} {
		var used bool
		if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM ` + table + `)`).Scan(&used); err != nil {
			return err
		}
		if used {
			return enrol.NewError(enrol.CodeDBBroken, "check data key").With("what", "key check")
		}
	}
	if err := putFact(tx, factKeyCheck, mac(s.box.check, []byte(factKeyCheck))); err != nil {
		return err
	}
	return s.putHead(tx, head{hash: make([]byte, hashBytes)}, true)
}

// checkKey refuses a key that is not this database's before it can do harm.
func (s *Store) checkKey(tx *sql.Tx) error {
	want, err := fact(tx, factKeyCheck)
	if err != nil {
		return err
	}
	if !hmac.Equal(want, mac(s.box.check, []byte(factKeyCheck))) {
		return enrol.NewError(enrol.CodeKeyLocked, "check data key").With("what", "other key")
	}
	return nil
}

// abandon lets go of whatever a failed Open holds.
func (s *Store) abandon() error {
	var errs []error
	s.checker.halt()
	s.folder.halt()
	if s.readers != nil {
		errs = append(errs, s.readers.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}
