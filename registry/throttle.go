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

// The paces. They hold for a NIK whether the registry knows it or not, so that a
// pause tells nothing.
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
	now := s.now()
	key := s.secrets.MAC("throttle "+p.name, about)
	if err := t.Lock(key); err != nil {
		return 0, err
	}
	c, err := t.Throttle(key)
	if err != nil {
		return 0, err
	}
	if err := p.held(c, now); err != nil {
		return c.Fails, err
	}
	if now.Sub(c.Updated) > p.rest {
		c.Fails = 0
	}
	c.Fails++
	c.Updated = now
	c.Until = now.Add(p.pause(c.Fails))
	return c.Fails, t.PutThrottle(c)
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
func (s *Service) rested(ctx context.Context, p pace, about string) error {
	return s.db.View(ctx, func(t *db.Tx) error {
		c, err := t.Throttle(s.secrets.MAC("throttle "+p.name, about))
		if err != nil {
			return err
		}
		return p.held(c, s.now())
	})
}

// lockAndCharge is charge for a transaction that goes on with the resident's account. The
// resident is locked first, as everybody does: an approval holds her, and forgets her attempts.
func (s *Service) lockAndCharge(t *db.Tx, p pace, n enrol.NIK) error {
	if err := t.Lock(string(n)); err != nil {
		return err
	}
	_, err := s.charge(t, p, string(n))
	return err
}

// clear forgets the attempts of one kind.
func (s *Service) clear(t *db.Tx, p pace, about string) error {
	return t.DropThrottle(s.secrets.MAC("throttle "+p.name, about))
}

// meetAgain forgets what strangers may have tried with a NIK before a counter has met its owner: they must not be
// able to keep her out.
func (s *Service) meetAgain(t *db.Tx, n enrol.NIK) error {
	var keys [3]string
	for i, p := range []pace{paceCode, paceResend, paceLogin} {
		keys[i] = s.secrets.MAC("throttle "+p.name, string(n))
	}
	return t.DropThrottles(keys)
}

// attempt is charge in a transaction of its own.
func (s *Service) attempt(ctx context.Context, p pace, about string) (n int, err error) {
	err = s.db.Update(ctx, func(t *db.Tx) error {
		n, err = s.charge(t, p, about)
		return err
	})
	return n, err
}
