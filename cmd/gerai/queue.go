package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// queue shows or retries what waits to be delivered. It works beside a running
// counter.
func (p *program) queue(ctx context.Context, args []string) int {
	var asJSON, all bool
	cfg, rest, err := p.parse("queue", args, func(fs *flag.FlagSet, _ *Config) {
		fs.BoolVar(&asJSON, "json", false, "an object a line")
		fs.BoolVar(&all, "all", false, "what has been answered too")
	})
	if err != nil {
		return p.fail(err)
	}
	if len(rest) == 0 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "queue"))
	}
	switch rest[0] {
	case "list":
		return p.queueList(ctx, cfg, enrol.Query{Pending: !all, Limit: 1000}, asJSON)
	case "retry":
		return p.queueRetry(ctx, cfg, rest[1:])
	}
	return p.fail(enrol.NewError(enrol.CodeUsage, "queue"))
}

func (p *program) queueList(ctx context.Context, cfg Config, q enrol.Query, asJSON bool) int {
	db, err := store.Open(ctx, store.Options{Dir: cfg.Data, ReadOnly: true})
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	items, err := db.Items(ctx, q)
	if err != nil {
		return p.fail(err)
	}
	if asJSON {
		for _, it := range items {
			_ = json.NewEncoder(p.out).Encode(it)
		}
		return exitOK
	}
	p.printItems(items)
	return exitOK
}

func (p *program) printItems(items []enrol.Item) {
	w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	for _, it := range items {
		last := ""
		if it.LastError != "" {
			last = p.text("code."+string(it.LastError), nil)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", it.ID, it.NIKMasked, p.text("state."+string(it.State), nil),
			p.text("delivery."+string(it.Delivery), nil), it.Since.Local().Format(time.DateTime), it.Attempts, last)
	}
	_ = w.Flush()
	fmt.Fprintf(p.out, "%d\n", len(items))
}

// queueRetry needs the database for itself: a running counter has its own button.
func (p *program) queueRetry(ctx context.Context, cfg Config, ids []string) int {
	db, err := store.Open(ctx, store.Options{Dir: cfg.Data})
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	if err := db.Retry(ctx, ids...); err != nil {
		return p.fail(err)
	}
	return exitOK
}

// audit checks the chain.
func (p *program) audit(ctx context.Context, args []string) int {
	cfg, rest, err := p.parse("audit", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 || rest[0] != "verify" {
		return p.fail(enrol.NewError(enrol.CodeUsage, "audit"))
	}
	db, err := store.Open(ctx, store.Options{Dir: cfg.Data, ReadOnly: true})
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	n, err := db.Verify(ctx)
	if err != nil {
		for _, k := range sorted(detailsOf(err)) {
			fmt.Fprintf(p.err, "%s: %s\n", k, detailsOf(err)[k])
		}
		return p.fail(err)
	}
	seq, hash, err := db.Head(ctx)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.out, "%d entries, whole; head %d %s\n", n, seq, hash)
	return exitOK
}

// backup copies the database while the counter may go on working.
func (p *program) backup(ctx context.Context, args []string) int {
	cfg, rest, err := p.parse("backup", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "backup"))
	}
	db, err := store.Open(ctx, store.Options{Dir: cfg.Data, ReadOnly: true})
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	if err := db.OnlineBackup(ctx, rest[0]); err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, rest[0])
	return exitOK
}

// restore puts a backup in the database's place; what was there is kept aside.
func (p *program) restore(ctx context.Context, args []string) int {
	cfg, rest, err := p.parse("restore", args, nil)
	if err != nil {
		return p.fail(err)
	}
	if len(rest) != 1 {
		return p.fail(enrol.NewError(enrol.CodeUsage, "restore"))
	}
	aside, err := store.Restore(ctx, cfg.Data, rest[0])
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.out, "restored; the earlier database is kept as %s\n", aside)
	return exitOK
}
