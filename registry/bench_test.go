package registry_test

import (
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// The load of BenchmarkIntake.
const (
	benchClients = 8
	benchSelfie  = 60 << 10 // bytes
)

// benchScript inserts with pgbench the rows that one approval inserts, in one transaction.
const benchScript = `\set n random(1, 1000000000)
BEGIN;
INSERT INTO cases SELECT 'b' || :client_id || '-' || nextval('bench'), repeat('d', 64), lpad(:n::text, 16, '3'), 'demo', repeat('e', 36), 'siti', 'new', 'approved', '', 0,
  'public', repeat('c', 32), '{"method":"staff","decided_by":"siti"}', 'null', 1, 2, 3, 'approved', 3, 1;
INSERT INTO evidence VALUES ('b' || :client_id || '-' || currval('bench'), repeat('x', 61440)::bytea, 1);
INSERT INTO credentials VALUES ('b' || :client_id || '-' || currval('bench'), lpad(:n::text, 16, '3'), 'x');
INSERT INTO accounts VALUES ('b' || :client_id || '-' || currval('bench'), 'approved', 'a@warga.example', '081200000001', 'id', '', '', '', 'x', 1, 0, 1);
INSERT INTO jobs VALUES ('b' || :client_id || '-' || currval('bench'), 'code', lpad(:n::text, 16, '3'), 'pending', 1, 0, 0, 'xxxxxxxx', '', 1, 0);
COMMIT;
`

// BenchmarkIntake takes packets of 60 KB in on PostgreSQL, taking turns with pgbench,
// which inserts the same rows at the same concurrency on the same server. Then packets
// come at half that pace.
func BenchmarkIntake(b *testing.B) {
	cluster := pgtest.MustStart(b, "fsync=on", "shared_buffers=256MB")
	e := registrytest.MustNew(b, mustPostgres(b, cluster.MustDatabase(b)))
	c := e.MustEnrol()
	items := benchPackets(b, c, b.N+(b.N+1)/2)
	if err := e.DB.Update(ctx, func(tx *db.Tx) error { return tx.Exec(`CREATE SEQUENCE bench`) }); err != nil {
		b.Fatal(err)
	}
	full, rest := items[:b.N], items[b.N:]
	b.ResetTimer()
	var ours, theirs time.Duration
	var times []time.Duration
	for turn := range slices.Chunk(full, max(benchClients, len(full)/benchTurns)) {
		began := time.Now()
		times = append(times, takeIn(b, c, turn)...)
		ours += time.Since(began)
		theirs += pgbench(b, cluster, len(turn))
	}
	rate := float64(len(full)) / ours.Seconds()
	half := takeInPaced(b, c, rest, time.Duration(2*float64(time.Second)/rate))
	b.ReportMetric(rate, "packets/s")
	b.ReportMetric(p99(times), "full-load-p99-ms")
	b.ReportMetric(p99(half), "half-load-p99-ms")
	b.ReportMetric(float64(len(full))/theirs.Seconds(), "pgbench/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds()*100, "%-of-pgbench")
}

// benchTurns is how often intake and pgbench take turns.
const benchTurns = 5

func p99(d []time.Duration) float64 {
	slices.Sort(d)
	return float64(d[len(d)*99/100].Microseconds()) / 1000
}

// takeIn lets benchClients deliver as fast as they can.
func takeIn(b *testing.B, c *registrytest.Counter, items []api.Packet) []time.Duration {
	b.Helper()
	times := make([]time.Duration, len(items))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range benchClients {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(items)); i = next.Add(1) - 1 {
				times[i] = takeOne(b, c, items[i], time.Now())
			}
		})
	}
	wg.Wait()
	return times
}

// takeInPaced delivers one packet every so often, whatever became of those before. A time
// runs from when the packet was due.
func takeInPaced(b *testing.B, c *registrytest.Counter, items []api.Packet, every time.Duration) []time.Duration {
	b.Helper()
	times := make([]time.Duration, len(items))
	began := time.Now()
	var wg sync.WaitGroup
	for i, item := range items {
		due := began.Add(time.Duration(i) * every)
		time.Sleep(time.Until(due))
		wg.Go(func() { times[i] = takeOne(b, c, item, due) })
	}
	wg.Wait()
	return times
}

func takeOne(b *testing.B, c *registrytest.Counter, item api.Packet, from time.Time) time.Duration {
	if r, err := c.Service.TakeIn(ctx, c.Device, []api.Packet{item}); err != nil || r[0].Answer != enrol.AnswerAccepted {
		b.Errorf("%v %+v", err, r)
	}
	return time.Since(from)
}

// pgbench answers how long the same number of transactions took it.
func pgbench(b *testing.B, cluster *pgtest.Cluster, n int) time.Duration {
	b.Helper()
	n = max(n, benchClients)
	out, err := cluster.PGBench("test1", benchScript, benchClients, n)
	m := regexp.MustCompile(`tps = ([0-9.]+)`).FindStringSubmatch(out)
	if err != nil || m == nil {
		b.Fatalf("pgbench: %v: %s", err, out)
	}
	tps, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(float64(n) / tps * float64(time.Second))
}

// benchPackets seals n approvals, each of its own resident.
func benchPackets(b *testing.B, c *registrytest.Counter, n int) []api.Packet {
	b.Helper()
	selfie := make([]byte, benchSelfie)
	_, _ = rand.Read(selfie)
	items := make([]api.Packet, n)
	for lo := 0; lo < n; lo += db.ImportBatch {
		list := make([]db.Resident, min(db.ImportBatch, n-lo))
		for i := range list {
			nik := enrol.NIK(fmt.Sprintf("3276%02d0101%02d%04d", 1+(lo+i)/9999/90, 1+(lo+i)/9999%90, 1+(lo+i)%9999))
			list[i] = db.Resident{NIK: nik, Name: "X", Married: true}
		}
		if _, err := c.DB.Import(ctx, list, c.Clock.Now()); err != nil {
			b.Fatal(err)
		}
		for i, r := range list {
			reg, err := c.Service.Register(ctx, registry.RegisterRequest{NIK: r.NIK, Email: "w@warga.example", Phone: "081200000001", Consent: true})
			if err != nil {
				b.Fatal(err)
			}
			done := c.Approve(c.Case(reg.QR))
			copy(selfie, []byte{0xFF, 0xD8, 0xFF, 0xE0})
			done.Selfie = selfie
			items[lo+i] = c.Seal(done)
		}
	}
	return items
}
