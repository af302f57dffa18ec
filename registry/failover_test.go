package registry_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestFailover: the primary is killed while counters report, and the synchronous
// standby promoted. What was acknowledged is there, nothing is there twice, and the
// same instance goes on by its connection string of two hosts.
func TestFailover(t *testing.T) {
	primary := pgtest.MustStart(t, "fsync=on")
	primary.MustDatabase(t)
	standby := primary.MustStandby(t)
	e := registrytest.MustNew(t, mustPostgres(t, pgtest.DSNOfBoth(primary, standby, "test1")))
	c := e.MustEnrol()
	items := crowd(t, c, 120)
	var done atomic.Int64
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(items)); i = next.Add(1) - 1 {
				if r := deliver(func() *registry.Service { return e.Service }, c.Device, items[i:i+1])[0]; r.Answer != enrol.AnswerAccepted && r.Answer != enrol.AnswerDuplicate {
					t.Errorf("%s %s", r.Answer, r.Code)
				}
				done.Add(1)
			}
		})
	}
	for done.Load() < 20 {
		time.Sleep(5 * time.Millisecond)
	}
	at := time.Now()
	primary.Kill()
	if err := standby.Promote(); err != nil {
		t.Fatal(err)
	}
	before := done.Load()
	for done.Load() < before+4 && done.Load() < int64(len(items)) {
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("killed after %d; intake was back after %v", before, time.Since(at))
	wg.Wait()
	e.Clock.Add(5 * time.Minute)
	for range 20 {
		e.Pump()
	}
	wantEveryCodeToWork(t, e, len(items))
}
