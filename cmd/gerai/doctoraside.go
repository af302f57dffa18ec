package main

import (
	"context"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/store"
)

// lookAside tells of databases that were put aside: until when each is kept, and of
// decisions in it that are not here and must not go with it.
func (p *program) lookAside(ctx context.Context, db *store.Store) []finding {
	all, err := db.KeptAside(ctx)
	if err != nil {
		return p.bad("aside", "warning", err)
	}
	var out []finding
	for _, k := range all {
		args := map[string]string{"file": filepath.Base(k.Path), "path": p.blot(k.Path), "n": strconv.Itoa(k.Missing),
			"since": k.Since.Local().Format(time.DateOnly), "until": k.Until.Local().Format(time.DateOnly)}
		if k.Missing > 0 {
			out = append(out, finding{What: "aside", Level: "warning", Fact: p.text("doctor.aside-missing", args), Do: p.text("doctor.aside-missing.do", args)})
			continue
		}
		out = append(out, p.good("aside", p.text("doctor.aside-kept", args))...)
	}
	return out
}
