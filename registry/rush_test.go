package registry_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// rush lets everybody who has a code activate and log in at the same moment. It
// answers how long each resident's three steps took together.
func rush(tb testing.TB, e *registrytest.Env, n int) []time.Duration {
	tb.Helper()
	c := e.MustEnrol()
	for _, item := range crowd(tb, c, n) {
		if r := c.Send(item); r[0].Answer != enrol.AnswerAccepted {
			tb.Fatalf("%+v", r)
		}
	}
	e.Pump()
	codes := map[string]string{}
	for _, m := range e.Mail.Mails() {
		codes[string(m.To)] = m.Code
	}
	if len(codes) != n {
		tb.Fatalf("%d codes for %d residents", len(codes), n)
	}
	times := make([]time.Duration, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			nik := enrol.NIK(fmt.Sprintf("327601010185%04d", i+1)) // as crowd makes them
			phone := fmt.Sprintf("phone-%d", i)
			<-start
			at := time.Now()
			ticket, err := e.Service.Activate(ctx, nik, codes[fmt.Sprintf("w%d@warga.example", i)], phone)
			if err == nil {
				_, err = e.Service.SetSecrets(ctx, ticket, registrytest.PIN, registrytest.Password)
			}
			if err == nil {
				_, err = e.Service.LogIn(ctx, nik, registrytest.Password, phone)
			}
			if err != nil {
				tb.Errorf("resident %d: %v", i, err)
			}
			times[i] = time.Since(at)
		})
	}
	close(start)
	wg.Wait()
	slices.Sort(times)
	return times
}

// TestRush: many at once, and no error on either engine.
func TestRush(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) { rush(t, e, 40) })
}

// BenchmarkRush is a thousand residents at the same moment. The cost of argon2id is
// taken out: it is a constant of the machine.
func BenchmarkRush(b *testing.B) {
	for name, open := range map[string]func() *registrytest.Env{
		"SQLite": func() *registrytest.Env { return registrytest.MustNew(b, registrytest.MustSQLite(b)) },
		"PostgreSQL": func() *registrytest.Env {
			return registrytest.MustNew(b, mustPostgres(b, pgtest.MustStart(b, "fsync=on").MustDatabase(b)))
		},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				const n = 1000
				times := rush(b, open(), n)
				b.ReportMetric(float64(times[n/2].Milliseconds()), "ms-median")
				b.ReportMetric(float64(times[n*99/100].Milliseconds()), "ms-p99")
				b.ReportMetric(n/times[n-1].Seconds(), "residents/s")
			}
		})
	}
}
