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
  'public', repeat('c', 32), '{"method":"staff","decided_by":"siti"}', 'null', 1, 2, 3, 'approved', 3;
INSERT INTO evidence VALUES ('b' || :client_id || '-' || currval('bench'), repeat('x', 61440)::bytea, 1);
INSERT INTO credentials VALUES ('b' || :client_id || '-' || currval('bench'), lpad(:n::text, 16, '3'), 'x');
INSERT INTO accounts VALUES ('b' || :client_id || '-' || currval('bench'), 'approved', 'a@warga.example', '081200000001', 'id', '', '', '', 'x', 1, 0, 1);
INSERT INTO jobs VALUES ('b' || :client_id || '-' || currval('bench'), 'code', lpad(:n::text, 16, '3'), 'pending', 1, 0, 0, 'xxxxxxxx', '', 1, 0);
COMMIT;
`

// BenchmarkIntake takes packets of 60 KB in on PostgreSQL, and has pgbench insert the
// same rows at the same concurrency on the same server.
func BenchmarkIntake(b *testing.B) {
	cluster := pgtest.MustStart(b, "fsync=on", "shared_buffers=256MB")
	e := registrytest.MustNew(b, mustPostgres(b, cluster.MustDatabase(b)))
	c := e.MustEnrol()
	items := benchPackets(b, c, b.N)
	var next atomic.Int64
	times := make([]time.Duration, len(items))
	b.ResetTimer()
	var wg sync.WaitGroup
	for range benchClients {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(items)); i = next.Add(1) - 1 {
				at := time.Now()
				if r, err := e.Service.TakeIn(ctx, c.Device, items[i:i+1]); err != nil || r[0].Answer != enrol.AnswerAccepted {
					b.Errorf("%v %+v", err, r)
					return
				}
				times[i] = time.Since(at)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	ours := float64(b.N) / b.Elapsed().Seconds()
	slices.Sort(times)
	b.ReportMetric(ours, "packets/s")
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(ours/pgbench(b, e, cluster, b.N)*100, "%-of-pgbench")
}

func pgbench(b *testing.B, e *registrytest.Env, cluster *pgtest.Cluster, n int) float64 {
	b.Helper()
	if err := e.DB.Update(ctx, func(tx *db.Tx) error { return tx.Exec(`CREATE SEQUENCE bench`) }); err != nil {
		b.Fatal(err)
	}
	out, err := cluster.PGBench("test1", benchScript, benchClients, max(n, benchClients))
	m := regexp.MustCompile(`tps = ([0-9.]+)`).FindStringSubmatch(out)
	if err != nil || m == nil {
		b.Fatalf("pgbench: %v: %s", err, out)
	}
	tps, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(tps, "pgbench/s")
	return tps
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
