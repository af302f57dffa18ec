package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/ui"
)

// enrol makes this PC known to the registry. Where it is already, it says so and
// changes nothing, unless it is to be enrolled again: it is another device then, and the
// office says that this one takes the earlier one's place.
func (p *program) enrol(ctx context.Context, args []string) int {
	var url, code, name string
	again := false
	host, _ := os.Hostname()
	cfg, _, err := p.parse("enrol", args, func(fs *flag.FlagSet, _ *Config) {
		fs.StringVar(&url, "registry", "", "the registry's `address` for outlets, https://host:port")
		fs.StringVar(&code, "code", "", "the one-time `code` that pusat enrol-device printed")
		fs.StringVar(&name, "name", host, "this PC's `name` in the registry's list")
		fs.BoolVar(&again, "again", false, "though it is enrolled already; the queue stays")
	})
	if err != nil {
		return p.fail(err)
	}
	db, err := p.openStore(ctx, cfg, false)
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	before, err := sync.LoadIdentity(ctx, db)
	if err == nil && !again {
		fmt.Fprintln(p.out, p.text("enrolled.already", map[string]string{"device": before.Device, "outlet": before.Outlet, "url": before.URL}))
		for _, f := range p.lookCertificate(before) {
			fmt.Fprintln(p.out, f.Fact, f.Do)
		}
		return exitOK
	}
	if err != nil && !errors.Is(err, &enrol.Error{Code: enrol.CodeNotEnrolled}) {
		return p.fail(err)
	}
	if url == "" && before.URL == "" || code == "" {
		return p.fail(enrol.NewError(enrol.CodeUsage, "enrol").With("what", "--registry, --code"))
	}
	if url == "" {
		url = before.URL
	}
	id, err := enrolDevice(ctx, db, before, ui.EnrolOrder{Registry: url, Code: code, Name: name})
	if enrol.CodeOf(err) == enrol.CodeConfig { // the address comes from a flag, not from a file
		return p.fail(enrol.NewError(enrol.CodeUsage, "enrol").With("what", "--registry"))
	}
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, p.text("enrolled.done", map[string]string{"device": id.Device, "outlet": id.Outlet}))
	p.sayEarlier(ctx, db, before, id)
	return exitOK
}

// sayEarlier says what becomes of a queue that an earlier device signed.
func (p *program) sayEarlier(ctx context.Context, db *store.Store, before, id sync.Identity) {
	n := queued(ctx, db)
	if n == 0 {
		return
	}
	key := "enrolled.queue"
	if before.Outlet != "" && before.Outlet != id.Outlet {
		key = "enrolled.other-outlet"
	}
	fmt.Fprintln(p.out, p.text(key, map[string]string{"n": strconv.Itoa(n), "outlet": before.Outlet}))
}
