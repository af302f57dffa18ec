package registry_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// hashKey is where a request keeps what argon2id cost it.
type hashKey struct{}

// hashCost is told by registry.Options.Hashed.
type hashCost struct{ waited, took time.Duration }

func noteHash(ctx context.Context, waited, took time.Duration) {
	if c, ok := ctx.Value(hashKey{}).(*hashCost); ok { // each request has its own
		c.waited += waited
		c.took += took
	}
}

// visit is one request of a resident.
type visit struct {
	all time.Duration
	hashCost
}

// beyond is what the request took besides argon2id.
func (v visit) beyond() time.Duration { return v.all - v.waited - v.took }

// rush lets everybody who has a code activate, choose secrets and log in at the same
// moment, three requests each.
func rush(tb testing.TB, e *registrytest.Env, n int) []visit {
	tb.Helper()
	codes := sendCodes(tb, e, n)
	visits := make([]visit, 3*n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			nik := enrol.NIK(fmt.Sprintf("327601010185%04d", i+1)) // as crowd makes them
			phone := fmt.Sprintf("phone-%d", i)
			<-start
			var ticket registry.Ticket
			for k, ask := range []func(context.Context) error{
				func(ctx context.Context) (err error) {
					ticket, err = e.Service.Activate(ctx, nik, codes[fmt.Sprintf("w%d@warga.example", i)], phone)
					return err
				},
				func(ctx context.Context) error {
					_, err := e.Service.SetSecrets(ctx, ticket, registrytest.PIN, registrytest.Password)
					return err
				},
				func(ctx context.Context) error {
					_, err := e.Service.LogIn(ctx, nik, registrytest.Password, phone)
					return err
				},
			} {
				v := &visits[3*i+k]
				at := time.Now()
				if err := ask(context.WithValue(ctx, hashKey{}, &v.hashCost)); err != nil {
					tb.Errorf("resident %d, request %d: %v", i, k, err)
				}
				v.all = time.Since(at)
			}
		})
	}
	close(start)
	wg.Wait()
	return visits
}

// sendCodes approves n residents and answers the codes by address.
func sendCodes(tb testing.TB, e *registrytest.Env, n int) map[string]string {
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
	return codes
}

// TestRush: many at once, and no error on either engine.
func TestRush(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) { rush(t, e, 40) })
}

// rushCost lets a thousand residents through in a minute; phc.Default takes ten.
var rushCost = phc.Params{Memory: 8 << 10, Time: 1, Threads: 4}

// BenchmarkRush is a thousand residents at the same moment. What argon2id cost a
// request, waiting and working, is told apart: it is a constant of the machine.
func BenchmarkRush(b *testing.B) {
	for name, open := range map[string]func() *registrytest.Env{
		"SQLite": func() *registrytest.Env { return registrytest.MustNew(b, registrytest.MustSQLite(b)) },
		"PostgreSQL": func() *registrytest.Env {
			return registrytest.MustNew(b, mustPostgres(b, pgtest.MustStart(b, "fsync=on").MustDatabase(b)))
		},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				e := open()
				e.Service = registry.New(e.DB, e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: rushCost, Hashed: noteHash})
				began := time.Now()
				visits := rush(b, e, 1000)
				b.ReportMetric(1000/time.Since(began).Seconds(), "residents/s-with-their-approval")
				reportVisits(b, visits)
			}
		})
	}
}

func reportVisits(b *testing.B, visits []visit) {
	b.Helper()
	tell := func(name string, of func(visit) time.Duration) {
		d := make([]time.Duration, len(visits))
		for i, v := range visits {
			d[i] = of(v)
		}
		slices.Sort(d)
		b.ReportMetric(float64(d[len(d)/2].Milliseconds()), name+"-p50-ms")
		b.ReportMetric(float64(d[len(d)*99/100].Milliseconds()), name+"-p99-ms")
	}
	tell("beyond-hash", visit.beyond)
	tell("hash-wait", func(v visit) time.Duration { return v.waited })
	tell("hash", func(v visit) time.Duration { return v.took })
}
