package registry_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestNobodyWaitsInACircle: while a counter approves a resident again and again, strangers
// try codes, ask for mails and log in with her NIK. Whoever needs both her account and her
// attempts takes the account first, so that PostgreSQL never has to break a circle.
func TestNobodyWaitsInACircle(t *testing.T) {
	cluster := pgtest.MustStart(t)
	e := registrytest.MustNew(t, mustPostgres(t, cluster.MustDatabase(t)))
	c := e.MustEnrol()
	c.MustApprove(agus, "")
	stop := make(chan struct{})
	var strangers sync.WaitGroup
	for _, try := range []func(i int) error{
		func(i int) error {
			_, err := e.Service.Activate(ctx, agus, fmt.Sprintf("%06d", i), registrytest.Phone)
			return err
		},
		func(int) error { return e.Service.ResendCode(ctx, agus) },
		func(int) error { _, err := e.Service.LogIn(ctx, agus, "wrong", registrytest.Phone); return err },
	} {
		for range 2 {
			strangers.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					switch code := enrol.CodeOf(try(i)); code {
					case "", enrol.CodeCode, enrol.CodeLocked, enrol.CodeTooOften, enrol.CodeLogin, enrol.CodeCodeOld:
					default:
						t.Errorf("a stranger is answered %s", code)
					}
				}
			})
		}
	}
	for range 40 {
		e.Clock.Add(25 * time.Hour)
		again := c.Approve(c.Case(c.Register(agus, enrol.KindReactivate).QR))
		if r := c.Send(c.Seal(again)); r[0].Answer != enrol.AnswerAccepted {
			t.Errorf("%+v", r)
		}
		e.Pump()
	}
	close(stop)
	strangers.Wait()
	if n := cluster.MustDeadlocks(t, "test1"); n != 0 {
		t.Errorf("PostgreSQL broke %d circles", n)
	}
}
