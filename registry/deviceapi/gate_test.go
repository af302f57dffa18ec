package deviceapi

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestGateCrowd: a crowd that comes at once, and comes again when it is told to, is
// served without being turned away over and over, and the places stay in use.
func TestGateCrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const crowd, slots, work = 1000, 8, 400 * time.Millisecond
		g := newGate(slots, 5*time.Second, time.Now)
		away := make(chan int, crowd)
		began := time.Now()
		for i := range crowd {
			go func() {
				for turned := 0; ; turned++ {
					leave, err := g.enter(context.Background())
					if err == nil {
						time.Sleep(work)
						leave()
						away <- turned
						return
					}
					var e *enrol.Error
					if !errors.As(err, &e) || e.Code != enrol.CodeServer || e.RetryAfter < soonest || e.RetryAfter > latest {
						t.Errorf("told %v", err)
						away <- turned
						return
					}
					time.Sleep(e.RetryAfter + e.RetryAfter*time.Duration(i%50)/100)
				}
			}()
		}
		total := 0
		for range crowd {
			total += <-away
		}
		least := crowd * work / slots
		if took := time.Since(began); took > 2*least || total > 2*crowd {
			t.Errorf("%v for work of %v; turned away %d times", took, least, total)
		} else {
			t.Logf("%v for work of %v; turned away %d times", took, least, total)
		}
	})
}

// TestGateAlone: nobody waits where there is room, and the end of a request frees nobody
// else's place.
func TestGateAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1, time.Second, time.Now)
		leave, err := g.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := g.enter(ctx); err == nil {
			t.Error("two in one place")
		}
		leave()
		if leave, err = g.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		leave()
	})
}
