package main

import (
	"context"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/api"
)

// lookQueue says what waits for the registry, and what helps with what does not go by
// itself.
func (p *program) lookQueue(ctx context.Context, db *store.Store) []finding {
	b, err := db.Backlog(ctx)
	if err != nil {
		return p.bad("queue", "fault", err)
	}
	fact := p.text("doctor.queue-fact", map[string]string{"pending": strconv.Itoa(b.Pending), "held": strconv.Itoa(b.Held), "refused": strconv.Itoa(b.Refused)})
	if b.Held+b.Refused == 0 {
		return p.good("queue", fact)
	}
	out := []finding{{What: "queue", Level: "warning", Fact: fact, Do: p.text("doctor.queue-held.do", nil)}}
	if b.Held == 0 {
		out[0].Do = p.text("doctor.queue-refused.do", nil)
	}
	held, err := db.Items(ctx, enrol.Query{Filter: enrol.FilterHeld, Limit: 1000})
	if err != nil {
		return p.bad("queue", "fault", err)
	}
	for _, it := range held {
		if it.LastError == enrol.CodeOtherDevice { // they come together, and only the office can help
			return append(out, p.bad("queue", "warning", enrol.NewError(enrol.CodeOtherDevice, "look at the queue"))...)
		}
	}
	return out
}

// lookCertificate answers a finding where the device's certificate has run out: the
// registry can't be asked with it then, and the program renews it by itself for a time.
func (p *program) lookCertificate(id sync.Identity) []finding {
	leaf, err := id.Leaf()
	if err != nil || time.Now().Before(leaf.NotAfter) {
		return nil
	}
	until := leaf.NotAfter.Add(api.LapsedGrace)
	args := map[string]string{"at": leaf.NotAfter.Local().Format(time.DateOnly), "until": until.Local().Format(time.DateOnly)}
	do := p.text("doctor.lapsed.do", args)
	if time.Now().After(until) {
		do = p.text("doctor.lapsed-long.do", args)
	}
	return []finding{{What: "registry", Level: "warning", Fact: p.text("doctor.lapsed", args), Do: do}}
}
