package registry

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// pace is how failures of one kind are slowed down: free ones cost nothing, each
// further one doubles the pause, up to a cap. A counter that rested is forgotten.
type pace struct {
	name  string
	code  enrol.Code // of the refusal
	free  int
	first time.Duration
	cap   time.Duration
	rest  time.Duration
}

// The paces, most of them for a NIK from one network (elsewhere). They hold whether the registry
// knows the NIK or not, and no approval ends them, so that a pause tells nothing.
var (
	paceLogin    = pace{"login", enrol.CodeLocked, 5, 30 * time.Second, 24 * time.Hour, 7 * 24 * time.Hour}
	pacePIN      = pace{"pin", enrol.CodeLocked, 3, 30 * time.Second, 24 * time.Hour, 7 * 24 * time.Hour}
	paceCode     = pace{"code", enrol.CodeLocked, 5, 30 * time.Second, 24 * time.Hour, 7 * 24 * time.Hour}
	paceContact  = pace{"contact", enrol.CodeTooOften, 2, time.Minute, 12 * time.Hour, 24 * time.Hour} // mails to addresses that nobody has proved
	paceProof    = pace{"proof", enrol.CodeLocked, 5, 30 * time.Second, 24 * time.Hour, 7 * 24 * time.Hour}
	paceResend   = pace{"resend", enrol.CodeTooOften, 0, time.Minute, 12 * time.Hour, 24 * time.Hour}
	paceOutlet   = pace{"resend at an outlet", enrol.CodeTooOften, 0, time.Minute, 12 * time.Hour, 24 * time.Hour} // no stranger holds it up
	paceLoss     = pace{"loss", enrol.CodeLocked, 5, 30 * time.Second, 24 * time.Hour, 7 * 24 * time.Hour}         // nor does a thief who tries to log in
	paceRegister = pace{"register", enrol.CodeTooOften, 10, time.Minute, time.Hour, 24 * time.Hour}
	paceRenew    = pace{"renew", enrol.CodeTooOften, 30, time.Minute, time.Hour, 24 * time.Hour}
)

// lockAfter is how many wrong PINs in a row lock an account until a counter has seen
// the resident again.
const lockAfter = 10

// pause is the wait after the n-th failure.
func (p pace) pause(n int) time.Duration {
	if n <= p.free {
		return 0
	}
	d := p.first
	for range n - p.free - 1 {
		if d *= 2; d >= p.cap {
			return p.cap
		}
	}
	return d
}

// charge counts an attempt before it is looked at, so that many at once can't slip
// through, and answers how many there are now. During a pause it refuses with
// RetryAfter and counts nothing. A success is taken back with clear.
func (s *Service) charge(t *db.Tx, p pace, about string) (int, error) {
	return s.spend(t, budget{{p, about}})
}

// held refuses with RetryAfter during a pause.
func (p pace) held(c db.Throttle, now time.Time) error {
	if !now.Before(c.Until) {
		return nil
	}
	e := enrol.NewError(p.code, "slow down "+p.name)
	e.RetryAfter = c.Until.Sub(now).Round(time.Second)
	return e
}

// rested only looks whether there is a pause, and counts nothing.
func (s *Service) rested(ctx context.Context, b budget) error {
	return s.db.View(ctx, func(t *db.Tx) error {
		for _, a := range b {
			c, err := t.Throttle(s.secrets.MAC("throttle "+a.name, a.about))
			if err != nil {
				return err
			}
			if err := a.held(c, s.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// lockAndSpend is spend for a transaction that goes on with the resident's account. The
// resident is locked first, as everybody does.
func (s *Service) lockAndSpend(t *db.Tx, n enrol.NIK, b budget) error {
	if err := t.Lock(string(n)); err != nil {
		return err
	}
	_, err := s.spend(t, b)
	return err
}

// clear forgets the attempts of one kind.
func (s *Service) clear(t *db.Tx, p pace, about string) error {
	return t.DropThrottle(s.secrets.MAC("throttle "+p.name, about))
}

// attempt is spend in a transaction of its own.
func (s *Service) attempt(ctx context.Context, b budget) error {
	return s.db.Update(ctx, func(t *db.Tx) error {
		_, err := s.spend(t, b)
		return err
	})
}
