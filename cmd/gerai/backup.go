package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// backup copies the database while the counter may go on working.
func (p *program) backup(ctx context.Context, args []string) int {
	cfg, rest, err := p.parse("backup", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "backup"))
	}
	if inDataFolder(cfg, rest[0]) { // it could replace the very thing that is to be saved
		fmt.Fprintln(p.err, "gerai:", p.text("backup.elsewhere", nil))
		return exitUsage
	}
	db, err := p.openBeside(ctx, cfg)
	if err != nil {
		return p.fail(err)
	}
	if err := db.OnlineBackup(ctx, rest[0]); err != nil {
		return p.fail(errors.Join(named(err, rest[0]), db.Close()))
	}
	if err := db.Close(); err != nil {
		return p.fail(err)
	}
	p.chain(ctx, cfg, "backup", nil)
	fmt.Fprintln(p.out, rest[0])
	return exitOK
}

// chain records what a command has done to the database. Where a counter works on it, or
// this PC's key does not open what was restored, the chain can't be written from here; what
// was done stands.
func (p *program) chain(ctx context.Context, cfg Config, kind string, data map[string]string) {
	db, err := p.openStore(ctx, cfg, false)
	if err == nil {
		err = errors.Join(db.Record(ctx, kind, "system", "", data), db.Close())
	}
	if err != nil && enrol.CodeOf(err) != enrol.CodeDBInUse {
		p.logger(false).Warn("record in the chain", "kind", kind, "code", enrol.CodeOf(err))
	}
}

// restore puts a backup in the database's place; what was there is kept aside.
func (p *program) restore(ctx context.Context, args []string) int {
	force := false
	cfg, rest, err := p.parse("restore", args, func(fs *flag.FlagSet, _ *Config) {
		fs.BoolVar(&force, "force", false, "also where this PC's key does not open the backup")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "restore"))
	}
	if !force {
		err = p.keyOpens(ctx, cfg, rest[0])
	}
	if enrol.CodeOf(err) == enrol.CodeKeyLocked {
		fmt.Fprintln(p.err, "gerai:", p.text("restore.other-key", map[string]string{"file": rest[0]}), p.text("restore.other-key.do", nil))
		return exitNo
	}
	if err != nil {
		return p.failBackup(err, rest[0])
	}
	aside, err := p.putBack(ctx, cfg, rest[0])
	if err != nil {
		return p.failBackup(err, rest[0])
	}
	if aside == "" {
		fmt.Fprintln(p.out, p.text("restore.first", nil))
		return exitOK
	}
	fmt.Fprintln(p.out, p.text("restore.done", map[string]string{"file": aside}))
	return exitOK
}

// putBack puts a backup in the database's place, and answers what was set aside for it.
func (p *program) putBack(ctx context.Context, cfg Config, path string) (aside string, err error) {
	if aside, err = store.Restore(ctx, cfg.Data, path); err == nil {
		p.chain(ctx, cfg, "restore", map[string]string{"aside": filepath.Base(aside)})
	}
	return aside, err
}

// keyOpens asks before anything is replaced: another PC's backup would keep the counter
// from starting.
func (p *program) keyOpens(ctx context.Context, cfg Config, path string) error {
	keys, err := p.keychain(cfg).For(cfg.Data, cfg.Key)
	if err != nil {
		return err
	}
	return store.KeyOpens(ctx, cfg.Data, path, keys)
}

// failBackup is fail for a file that was named: that it is damaged says nothing about
// the database in use, which was not touched.
func (p *program) failBackup(err error, path string) int {
	if enrol.CodeOf(err) != enrol.CodeDBBroken {
		return p.fail(named(err, path))
	}
	fmt.Fprintln(p.err, "gerai:", p.text("restore.unusable", map[string]string{"file": path}), p.text("restore.unusable.do", nil))
	return exitNo
}

// named says which file it was that is missing or broken.
func named(err error, path string) error {
	var e *enrol.Error
	if errors.As(err, &e) && (e.Code == enrol.CodeNotFound || e.Code == enrol.CodeDBBroken) {
		_ = e.With("file", path)
	}
	return err
}

// inDataFolder tells whether a path is a file that lies beside the database, or would
// replace it.
func inDataFolder(cfg Config, path string) bool {
	folder, err := os.Stat(cfg.Data)
	if err != nil {
		return false
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	parent, err := os.Stat(filepath.Dir(path))
	return err == nil && os.SameFile(folder, parent)
}

// salvage brings what can be read of a database that was set aside into the present one.
func (p *program) salvage(ctx context.Context, args []string) int {
	cfg, rest, err := p.parse("salvage", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "salvage"))
	}
	if err := haveDatabase(cfg); err != nil {
		return p.fail(err)
	}
	db, err := p.openStore(ctx, cfg, false)
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	got, err := db.Salvage(ctx, rest[0])
	if err != nil {
		return p.failBackup(err, rest[0])
	}
	if got == (store.Salvaged{}) {
		fmt.Fprintln(p.err, "gerai:", p.text("salvage.none", map[string]string{"file": rest[0]}))
		return exitNo
	}
	p.salvaged(got)
	return exitOK
}

func (p *program) salvaged(got store.Salvaged) {
	fmt.Fprintln(p.out, p.text("salvage.done", map[string]string{"cases": strconv.Itoa(got.Cases), "packets": strconv.Itoa(got.Packets),
		"drafts": strconv.Itoa(got.Drafts), "lost": strconv.Itoa(got.Lost), "cancelled": strconv.Itoa(got.Cancelled)}))
}

// wayOut says what can be done about a damaged database, command by command.
func (p *program) wayOut(args map[string]string) {
	if args["backup"] == "" {
		fmt.Fprintln(p.err, "      ", p.text("way-out.none", nil))
		return
	}
	file := map[string]string{"backup": filepath.Join(p.data, "backups", args["backup"])}
	fmt.Fprintln(p.err, "      ", p.text("way-out.restore", file))
	fmt.Fprintln(p.err, "      ", p.text("way-out.salvage", args))
}
