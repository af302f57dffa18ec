package registry_test

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/postgres"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

func mustPostgres(tb testing.TB, dsn string) *db.DB {
	tb.Helper()
	d, err := postgres.Open(dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { d.Close() })
	return d
}

// crowd makes n approved packets of n invented residents.
func crowd(tb testing.TB, c *registrytest.Counter, n int) []api.Packet {
	tb.Helper()
	list := make([]db.Resident, n)
	for i := range list {
		list[i] = db.Resident{NIK: enrol.NIK(fmt.Sprintf("327601010185%04d", i+1)), Name: "X", Birth: time.Date(1985, 1, 1, 0, 0, 0, 0, time.UTC)}
	}
	for i := 0; i < n; i += db.ImportBatch {
		if _, err := c.DB.Import(ctx, list[i:min(n, i+db.ImportBatch)], c.Clock.Now()); err != nil {
			tb.Fatal(err)
		}
	}
	items := make([]api.Packet, n)
	for i, r := range list {
		reg, err := c.Service.Register(ctx, registry.RegisterRequest{NIK: r.NIK, Email: enrol.Email(fmt.Sprintf("w%d@warga.example", i)),
			Phone: "081200000001", Consent: true})
		if err != nil {
			tb.Fatal(err)
		}
		items[i] = c.Seal(c.Approve(c.Case(reg.QR)))
	}
	return items
}

// instancePackets is how many packets the instances get; GERAI_INSTANCES_PACKETS names
// another number, 9,999 at most.
func instancePackets(t *testing.T) int {
	t.Helper()
	text := os.Getenv("GERAI_INSTANCES_PACKETS")
	if text == "" {
		return 120
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 3 || n > 9999 {
		t.Fatalf("GERAI_INSTANCES_PACKETS=%s", text)
	}
	return n
}

// mortal is an instance that can be cut off from its database in the middle of
// everything, which is all that a kill leaves: it keeps nothing between two requests.
type mortal struct {
	t    *testing.T
	e    *registrytest.Env
	dsn  string
	mu   sync.Mutex
	pool *db.DB
	now  *registry.Service
}

// start begins anew; what went on before breaks off.
func (m *mortal) start() {
	fresh, err := postgres.Open(m.dsn)
	if err != nil {
		m.t.Error(err)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pool != nil {
		m.pool.Close()
	}
	m.pool, m.now = fresh, registry.New(fresh, m.e.Secrets, m.e.Mail, registry.Options{Clock: m.e.Clock.Now, Cost: registrytest.Cheap})
}

func (m *mortal) service() *registry.Service {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// TestInstancesOnOneDatabase: three instances take in the same packets in any order
// while the database is killed and starts again, and one of them is cut off twice.
// Nothing is lost, nothing is there twice, and each resident's newest mail has a code
// that works.
func TestInstancesOnOneDatabase(t *testing.T) {
	cluster := pgtest.MustStart(t, "fsync=on")
	e := registrytest.MustNew(t, mustPostgres(t, cluster.MustDatabase(t)))
	c := e.MustEnrol()
	items := crowd(t, c, instancePackets(t))
	second := registry.New(mustPostgres(t, cluster.DSN("test1")), e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap})
	third := &mortal{t: t, e: e, dsn: cluster.DSN("test1")}
	third.start()
	t.Cleanup(func() { third.pool.Close() })
	services := []func() *registry.Service{func() *registry.Service { return e.Service }, func() *registry.Service { return second }, third.service}
	var mu sync.Mutex
	accepted := map[string]int{}
	var wg sync.WaitGroup
	for i, service := range services {
		wg.Go(func() {
			for j := range items {
				if i == 2 && j > 0 && j%(len(items)/3) == 0 && j/(len(items)/3) <= 2 {
					wg.Go(third.start) // while its packet is under way
				}
				item := items[(j+i*len(items)/3)%len(items)]
				r := deliver(service, c.Device, item)
				mu.Lock()
				if r.Answer == enrol.AnswerAccepted {
					accepted[item.ID]++
				} else if r.Answer != enrol.AnswerDuplicate {
					t.Errorf("%s %s", r.Answer, r.Code)
				}
				mu.Unlock()
				service().SendDue(ctx)
			}
		})
	}
	wg.Go(func() {
		time.Sleep(300 * time.Millisecond)
		cluster.Kill()
		if err := cluster.Start(); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	for id, n := range accepted {
		if n > 1 {
			t.Errorf("%s was accepted %d times", id, n)
		}
	}
	e.Clock.Add(5 * time.Minute) // leases of mails that were under way in the cut
	for range len(items)/16 + 20 {
		e.Pump()
	}
	wantEveryCodeToWork(t, e, len(items))
}

// deliver is what a counter does: again until there is an answer.
func deliver(s func() *registry.Service, dev db.Device, item api.Packet) enrol.Receipt {
	for {
		r, err := s().TakeIn(ctx, dev, []api.Packet{item})
		if err == nil && len(r) == 1 {
			return r[0]
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// wantEveryCodeToWork activates everybody with the newest mail, and finds no other
// mail with another code.
func wantEveryCodeToWork(t *testing.T, e *registrytest.Env, n int) {
	t.Helper()
	codes := map[enrol.Email]string{}
	for _, m := range e.Mail.Mails() {
		if old, ok := codes[m.To]; ok && old != m.Code {
			t.Error("two mails with different codes")
		}
		codes[m.To] = m.Code
	}
	if len(codes) != n {
		t.Fatalf("%d residents have mail, of %d", len(codes), n)
	}
	for to, code := range codes {
		var i int
		if _, err := fmt.Sscanf(string(to), "w%d@", &i); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Service.Activate(ctx, enrol.NIK(fmt.Sprintf("327601010185%04d", i+1)), code, registrytest.Phone); err != nil {
			t.Errorf("a mail with a code that does not work: %v", err)
		}
	}
	err := e.DB.View(ctx, func(tx *db.Tx) error {
		counts, err := tx.Cases()
		if len(counts) != 1 || counts[0].N != int64(n) || counts[0].Key != demo.Outlet+"/approved" {
			t.Errorf("cases %v", counts)
		}
		return err
	})
	wantCode(t, err, "")
}
