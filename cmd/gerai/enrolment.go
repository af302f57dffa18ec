package main

import (
	"context"
	"os"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/ui"
)

// enrolDevice makes this PC a device of an outlet, and says so in the chain; before is the
// device that it was, if any. A training's folder is refused. The code is in nothing that is
// kept or answered.
func enrolDevice(ctx context.Context, db *store.Store, before sync.Identity, o ui.EnrolOrder) (sync.Identity, error) {
	if err := refuseTraining(ctx, db); err != nil {
		return sync.Identity{}, err
	}
	id, err := sync.Enrol(ctx, registryAddress(o.Registry), o.Code, db, o.Name)
	if err != nil {
		return sync.Identity{}, err
	}
	about := map[string]string{"device": id.Device}
	if before.Device != "" {
		about["before"] = before.Device
	}
	return id, db.Record(context.WithoutCancel(ctx), "enrol", "system", "", about)
}

// registryAddress adds what nobody says who reads an address out: "pusat.example.id:8444" is
// https://pusat.example.id:8444.
func registryAddress(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.Contains(s, "/") {
		return s
	}
	return "https://" + s
}

// enrolment is what the window makes this PC known with; nil where there is nothing to do:
// it is known, or this is a training.
func (c *counter) enrolment() *ui.Enrolment {
	if c.client != nil || c.school != nil {
		return nil
	}
	host, _ := os.Hostname() // "": whoever enrols it names it
	return &ui.Enrolment{Host: host, Do: c.enrol, Reopen: func() { c.next = "run" }}
}

// enrol spends the code. A PC that was made known from a terminal meanwhile answers as what it is: no
// code is asked for twice.
func (c *counter) enrol(ctx context.Context, o ui.EnrolOrder) (ui.Enrolled, error) {
	id, err := sync.LoadIdentity(ctx, c.store)
	if enrol.CodeOf(err) == enrol.CodeNotEnrolled {
		id, err = enrolDevice(ctx, c.store, sync.Identity{}, o)
	}
	if err != nil {
		c.log.Warn("enrol this PC", "code", enrol.CodeOf(err))
		return ui.Enrolled{}, err
	}
	c.log.Info("this PC is enrolled", "device", id.Device, "outlet", id.Outlet)
	return ui.Enrolled{Device: id.Device, Outlet: id.Outlet, Queued: queued(ctx, c.store)}, nil
}

// queued is how many cases wait that an earlier device of this PC has signed.
func queued(ctx context.Context, db *store.Store) int {
	b, err := db.Backlog(ctx)
	if err != nil {
		return 0
	}
	return b.Pending + b.Held + b.Refused
}
