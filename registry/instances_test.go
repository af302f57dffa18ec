package registry_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

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
	var g errgroup.Group
	g.SetLimit(8)
	for i, r := range list {
		g.Go(func() error {
			reg, err := c.Service.Register(ctx, registry.RegisterRequest{NIK: r.NIK, Email: enrol.Email(fmt.Sprintf("w%d@warga.example", i)),
				Phone: "081200000001", Consent: true})
			if err == nil {
				items[i] = c.Seal(c.Approve(c.Case(reg.QR)))
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		tb.Fatal(err)
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
	t      *testing.T
	e      *registrytest.Env
	dsn    string
	mu     sync.Mutex
	pool   *db.DB
	now    *registry.Service
	starts int
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
	m.starts++
	m.pool, m.now = fresh, registry.New(fresh, m.e.Secrets, m.e.Mail, registry.Options{Clock: m.e.Clock.Now, Cost: registrytest.Cheap})
}

func (m *mortal) service() *registry.Service {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// instances is three programs on one database, each of which gets all packets of a counter
// that does not know which of them has seen what.
type instances struct {
	t        *testing.T
	cluster  *pgtest.Cluster
	counter  *registrytest.Counter
	items    []api.Packet
	services []func() *registry.Service
	mortal   *mortal

	mu       sync.Mutex
	accepted map[string]int
}

func newInstances(t *testing.T) *instances {
	t.Helper()
	cluster := pgtest.MustStart(t, "fsync=on")
	e := registrytest.MustNew(t, mustPostgres(t, cluster.MustDatabase(t)))
	c := e.MustEnrol()
	x := &instances{t: t, cluster: cluster, counter: c, items: crowd(t, c, instancePackets(t)), accepted: map[string]int{}}
	second := registry.New(mustPostgres(t, cluster.DSN("test1")), e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap})
	x.mortal = &mortal{t: t, e: e, dsn: cluster.DSN("test1")}
	x.mortal.start()
	t.Cleanup(func() { x.mortal.pool.Close() })
	x.services = []func() *registry.Service{func() *registry.Service { return e.Service }, func() *registry.Service { return second }, x.mortal.service}
	return x
}

// reached is how many packets have been accepted.
func (x *instances) reached() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.accepted)
}

// TestInstancesOnOneDatabase: three instances take in the same packets in any order, in
// uploads of any size, and send the mails, while the database is killed and starts again,
// and one of them is cut off twice. Nothing is lost, nothing is there twice, and each
// resident has exactly one code, the one in the mail.
func TestInstancesOnOneDatabase(t *testing.T) {
	began := time.Now()
	x := newInstances(t)
	e, n := x.counter.Env, len(x.items)
	t.Logf("%d packets sealed after %v", n, time.Since(began).Round(time.Second))
	working, stop := context.WithCancel(ctx)
	var mails, outlets sync.WaitGroup
	for i, service := range x.services {
		mails.Go(func() { send(working, service) })
		for j := range 2 { // counters at each
			outlets.Go(func() { x.report(service, rand.New(rand.NewPCG(uint64(i), uint64(j))), (i*n+j*n/2)/len(x.services)) })
		}
	}
	outlets.Go(func() { x.disturb() })
	outlets.Wait()
	stop()
	mails.Wait()
	t.Logf("taken in after %v", time.Since(began).Round(time.Second))
	for id, times := range x.accepted {
		if times > 1 {
			t.Errorf("%s was accepted %d times", id, times)
		}
	}
	if len(x.accepted) > n || x.mortal.starts != 3 {
		t.Errorf("%d accepted, the third instance began %d times", len(x.accepted), x.mortal.starts)
	}
	for len(mailed(e)) < n && time.Since(began) < 25*time.Minute {
		e.Clock.Add(5 * time.Minute) // leases of mails that were under way in the cut
		e.Pump()
	}
	t.Logf("everybody has mail after %v", time.Since(began).Round(time.Second))
	wantEveryCodeToWork(t, e, n)
	t.Logf("everybody's code tried after %v", time.Since(began).Round(time.Second))
}

// send is an instance's work on mails, which goes on while the database is away.
func send(ctx context.Context, service func() *registry.Service) {
	for ctx.Err() == nil {
		service().SendDue(ctx)
		time.Sleep(50 * time.Millisecond)
	}
}

// report sends every packet in uploads of 1 to 32, as counters do, beginning anywhere.
func (x *instances) report(service func() *registry.Service, dice *rand.Rand, from int) {
	items := append(slices.Clone(x.items[from:]), x.items[:from]...)
	for len(items) > 0 {
		size := min(len(items), 1+dice.IntN(32))
		receipts := deliver(service, x.counter.Device, items[:size])
		items = items[len(receipts):]
		x.mu.Lock()
		for _, r := range receipts {
			if r.Answer == enrol.AnswerAccepted {
				x.accepted[r.ID]++
			} else if r.Answer != enrol.AnswerDuplicate {
				x.t.Errorf("%s %s", r.Answer, r.Code)
			}
		}
		x.mu.Unlock()
	}
}

// disturb cuts the third instance off when a quarter and when three quarters are taken in,
// and kills the database between.
func (x *instances) disturb() {
	for quarter, what := range []func(){x.mortal.start, x.restart, x.mortal.start} {
		for x.reached() < (quarter+1)*len(x.items)/4 {
			time.Sleep(time.Millisecond)
		}
		what()
	}
}

func (x *instances) restart() {
	x.cluster.Kill()
	if err := x.cluster.Start(); err != nil {
		x.t.Error(err)
	}
}

// deliver is what a counter does: again until there is an answer, to the first packets at
// least.
func deliver(s func() *registry.Service, dev db.Device, items []api.Packet) []enrol.Receipt {
	for {
		if r, err := s().TakeIn(ctx, dev, items); err == nil && len(r) > 0 {
			return r
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// mailed is everybody's code.
func mailed(e *registrytest.Env) map[enrol.Email]string {
	codes := map[enrol.Email]string{}
	for _, m := range e.Mail.Mails() {
		codes[m.To] = m.Code
	}
	return codes
}

// wantEveryCodeToWork activates everybody with the newest mail, and finds no other
// mail with another code.
func wantEveryCodeToWork(t *testing.T, e *registrytest.Env, n int) {
	t.Helper()
	codes := mailed(e)
	for _, m := range e.Mail.Mails() {
		if codes[m.To] != m.Code {
			t.Error("two mails with different codes")
		}
	}
	if len(codes) != n {
		t.Fatalf("%d residents have mail, of %d", len(codes), n)
	}
	var g errgroup.Group
	g.SetLimit(8)
	for to, code := range codes {
		g.Go(func() error { return useOnlyCode(e, to, code) })
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
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

// useOnlyCode wants the resident to have one code, and activates with that of the mail.
func useOnlyCode(e *registrytest.Env, to enrol.Email, code string) error {
	var i int
	if _, err := fmt.Sscanf(string(to), "w%d@", &i); err != nil {
		return err
	}
	nik := enrol.NIK(fmt.Sprintf("327601010185%04d", i+1))
	var codes []db.Code
	if err := e.DB.View(ctx, func(tx *db.Tx) (err error) { codes, err = tx.Codes(nik); return err }); err != nil || len(codes) != 1 {
		return fmt.Errorf("resident %d has %d codes: %w", i, len(codes), err)
	}
	if _, err := e.Service.Activate(ctx, nik, code, registrytest.Phone); err != nil {
		return fmt.Errorf("a mail with a code that does not work: %w", err)
	}
	return nil
}
