package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// mend puts the newest good backup in a damaged database's place and brings over what the
// damaged one still holds, as restore and salvage do, for whoever has no terminal. It answers
// what was done, in a sentence. The damaged file is kept.
func (p *program) mend(ctx context.Context, cfg Config, backup string) (string, error) {
	path := filepath.Join(cfg.Data, "backups", filepath.Base(backup))
	if err := p.keyOpens(ctx, cfg, path); err != nil {
		return "", err
	}
	aside, err := store.Restore(ctx, cfg.Data, path)
	if err != nil {
		return "", err
	}
	p.chain(ctx, cfg, "restore", map[string]string{"aside": filepath.Base(aside)})
	got, err := p.salvageFrom(ctx, cfg, aside)
	switch {
	case enrol.CodeOf(err) == enrol.CodeDBBroken, err == nil && got == (store.Salvaged{}): // the backup stands
		return p.text("fault.mended-backup", nil), nil
	case err != nil:
		return "", err
	}
	return p.text("fault.mended-all", map[string]string{"cases": strconv.Itoa(got.Cases), "packets": strconv.Itoa(got.Packets),
		"lost": strconv.Itoa(got.Lost)}), nil
}

func (p *program) salvageFrom(ctx context.Context, cfg Config, aside string) (store.Salvaged, error) {
	db, err := p.openStore(ctx, cfg, false)
	if err != nil {
		return store.Salvaged{}, err
	}
	got, err := db.Salvage(ctx, aside)
	return got, errors.Join(err, db.Close())
}
