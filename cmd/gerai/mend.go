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
// damaged one still holds, as restore and salvage do, for whoever has no terminal. The damaged
// file is kept.
type mend struct {
	*program
	cfg    Config
	backup string
	aside  string // the damaged file, once the backup is in its place: what is tried again then is the rest
}

// run answers what was done, in a sentence.
func (m *mend) run(ctx context.Context) (string, error) {
	if m.aside == "" {
		if err := m.restore(ctx); err != nil {
			return "", err
		}
	}
	got, err := m.salvageFrom(ctx, m.cfg, m.aside)
	switch {
	case enrol.CodeOf(err) == enrol.CodeDBBroken, err == nil && got == (store.Salvaged{}): // the backup stands
		return m.text("fault.mended-backup", nil), nil
	case err != nil:
		return "", err
	}
	return m.text("fault.mended-all", map[string]string{"cases": strconv.Itoa(got.Cases), "packets": strconv.Itoa(got.Packets),
		"lost": strconv.Itoa(got.Lost)}), nil
}

func (m *mend) restore(ctx context.Context) error {
	path := filepath.Join(m.cfg.Data, "backups", filepath.Base(m.backup))
	if err := m.keyOpens(ctx, m.cfg, path); err != nil {
		return err
	}
	aside, err := m.putBack(ctx, m.cfg, path)
	if err == nil {
		m.aside = aside
	}
	return err
}

func (p *program) salvageFrom(ctx context.Context, cfg Config, aside string) (store.Salvaged, error) {
	db, err := p.openStore(ctx, cfg, false)
	if err != nil {
		return store.Salvaged{}, err
	}
	got, err := db.Salvage(ctx, aside)
	return got, errors.Join(err, db.Close())
}
