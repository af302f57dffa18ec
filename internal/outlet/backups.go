package outlet

import (
	"context"
	"os"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

const (
	backupEvery = 24 * time.Hour
	// backupLeast keeps a program that is started again and again from making a backup
	// each time, and pushing the good ones out.
	backupLeast = time.Hour
	// tidyEvery is for how long a backup may still hold evidence that the database has
	// erased.
	tidyEvery = time.Hour
)

// keepBackups makes a backup soon after the start and each day that the program runs, and
// keeps what lies beside the database tidy.
func (o *Outlet) keepBackups(ctx context.Context) {
	every := o.BackupEvery
	if every == 0 {
		every = backupEvery
	}
	if every < 0 {
		return
	}
	least := min(backupLeast, every)
	timer, tidy := time.NewTimer(max(0, least-age(o.Dir))), time.NewTicker(min(tidyEvery, every))
	defer timer.Stop()
	defer tidy.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tidy.C:
			if err := o.Store.Tidy(ctx); err != nil && ctx.Err() == nil {
				o.Log.Error("tidy backups", "code", enrol.CodeOf(err))
			}
			continue
		case <-timer.C:
		}
		timer.Reset(every)
		path, err := o.Store.Backup(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			o.Log.Error("back up database", "code", enrol.CodeOf(err))
			o.record(ctx, "backup", map[string]string{"code": string(enrol.CodeOf(err))})
			timer.Reset(least) // the disk may have room again
		default:
			o.Log.Info("database backed up", "file", path)
			o.record(ctx, "backup", nil)
		}
	}
}

// age is that of the newest backup; what can't be read, or lies in the future, is old.
func age(dir string) time.Duration {
	all, err := store.Backups(dir)
	if err != nil || len(all) == 0 {
		return backupEvery
	}
	info, err := os.Stat(all[0])
	if err != nil || time.Since(info.ModTime()) < 0 {
		return backupEvery
	}
	return time.Since(info.ModTime())
}
