package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// databaseName is the database's file in the data folder.
const databaseName = "gerai.db"

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
		q := enrol.Query{Filter: enrol.FilterPending, Limit: 1000}
		if all {
			q.Filter = enrol.FilterAll
		}
		return p.queueList(ctx, cfg, q, asJSON)
	case "retry":
		return p.queueRetry(ctx, cfg, rest[1:])
	}
	return p.fail(enrol.NewError(enrol.CodeUsage, "queue"))
}

func (p *program) queueList(ctx context.Context, cfg Config, q enrol.Query, asJSON bool) int {
	db, err := p.openBeside(ctx, cfg)
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
		stands, last := "delivery."+string(it.Delivery), it.LastError
		if it.Answer == enrol.AnswerRefused {
			stands, last = "answer."+string(it.Answer), it.Code
		}
		why := ""
		if last != "" {
			why = p.text("code."+string(last), nil)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", it.ID, it.NIKMasked, p.text("state."+string(it.State), nil),
			p.text(stands, nil), it.Since.Local().Format(time.DateTime), it.Attempts, why)
	}
	_ = w.Flush()
	fmt.Fprintf(p.out, "%d\n", len(items))
}

// queueRetry needs the database for itself: a running counter has its own button.
func (p *program) queueRetry(ctx context.Context, cfg Config, ids []string) int {
	if err := haveDatabase(cfg); err != nil {
		return p.fail(err)
	}
	db, err := p.openStore(ctx, cfg, false)
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	if err := known(ctx, db, ids); err != nil {
		return p.fail(err)
	}
	if err := db.Retry(ctx, "system", ids...); err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, p.text("queue.retried", nil))
	return exitOK
}

// known answers CodeNotFound for the first id that no case has.
func known(ctx context.Context, db *store.Store, ids []string) error {
	for _, id := range ids {
		items, err := db.Items(ctx, enrol.Query{Text: id, Limit: 1})
		if err != nil {
			return err
		}
		if len(items) == 0 || items[0].ID != id {
			return enrol.NewError(enrol.CodeNotFound, "retry").With("case", id)
		}
	}
	return nil
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
	db, err := p.openBeside(ctx, cfg)
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	n, err := db.Verify(ctx)
	if enrol.CodeOf(err) == enrol.CodeDBBroken && detailsOf(err)["seq"] != "" {
		args := detailsOf(err)
		fmt.Fprintln(p.err, "gerai:", p.text("audit."+args["what"], args), p.text("audit.do", nil))
		return exitNo
	}
	if err != nil {
		return p.fail(err)
	}
	seq, hash, err := db.Head(ctx)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, p.text("audit.whole", map[string]string{"n": fmt.Sprint(n), "seq": fmt.Sprint(seq), "hash": hash}))
	return exitOK
}

// openBeside opens the database to read, also while a counter works. It never makes
// one: a slip in --data must not look like an empty queue.
func (p *program) openBeside(ctx context.Context, cfg Config) (*store.Store, error) {
	if err := haveDatabase(cfg); err != nil {
		return nil, err
	}
	return p.openStore(ctx, cfg, true)
}

// haveDatabase answers CodeNotFound, with the detail "file", where none is there yet.
func haveDatabase(cfg Config) error {
	path := filepath.Join(cfg.Data, databaseName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return enrol.NewError(enrol.CodeNotFound, "look for the database").With("file", path)
	}
	return nil
}
