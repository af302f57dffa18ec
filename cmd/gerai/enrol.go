package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync"
)

// enrol makes this PC known to the registry. Where it is already, it says so and
// changes nothing.
func (p *program) enrol(ctx context.Context, args []string) int {
	var url, code, name string
	host, _ := os.Hostname()
	cfg, _, err := p.parse("enrol", args, func(fs *flag.FlagSet, _ *Config) {
		fs.StringVar(&url, "registry", "", "the registry's `address` for outlets, https://host:port")
		fs.StringVar(&code, "code", "", "the one-time `code` that pusat enrol-device printed")
		fs.StringVar(&name, "name", host, "this PC's `name` in the registry's list")
	})
	if err != nil {
		return p.fail(err)
	}
	db, err := p.openStore(ctx, cfg, false)
	if err != nil {
		return p.fail(err)
	}
	defer db.Close()
	id, err := sync.LoadIdentity(ctx, db)
	if err == nil {
		fmt.Fprintln(p.out, p.text("enrolled.already", map[string]string{"device": id.Device, "outlet": id.Outlet, "url": id.URL}))
		return exitOK
	}
	if !errors.Is(err, &enrol.Error{Code: enrol.CodeNotEnrolled}) {
		return p.fail(err)
	}
	if url == "" || code == "" {
		return p.fail(enrol.NewError(enrol.CodeUsage, "enrol").With("what", "--registry, --code"))
	}
	if err := refuseTraining(ctx, db); err != nil {
		return p.fail(err)
	}
	id, err = sync.Enrol(ctx, url, code, db, name)
	if enrol.CodeOf(err) == enrol.CodeConfig { // the address comes from a flag, not from a file
		return p.fail(enrol.NewError(enrol.CodeUsage, "enrol").With("what", "--registry"))
	}
	if err != nil {
		return p.fail(err)
	}
	if err := db.Record(ctx, "enrol", "system", "", map[string]string{"device": id.Device}); err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, p.text("enrolled.done", map[string]string{"device": id.Device, "outlet": id.Outlet}))
	return exitOK
}
