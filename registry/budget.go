package registry

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// The ceilings hold for a NIK from wherever it is tried, beside the paces of each network. They are
// far above what a person needs, and above what one network reaches in weeks: who would keep somebody
// out has to try from dozens at once and go on, and is still held to so few that guessing is hopeless.
//
// An activation code of 6 digits lives for 72 hours. From one network it can be tried 19 times in
// that time, a hit with a probability of 19/1,000,000; from any number of them 300 times at once and
// then once an hour, 372 times, one hit in 2,700 such attacks. A new code in the meantime changes
// nothing: one is valid at a time, and each try hits it with 1/1,000,000. TestGuessingACode counts.
var (
	topCode     = pace{"code, everywhere", enrol.CodeLocked, 300, time.Hour, time.Hour, 7 * 24 * time.Hour}
	topLogin    = pace{"login, everywhere", enrol.CodeLocked, 300, time.Hour, time.Hour, 7 * 24 * time.Hour}
	topLoss     = pace{"loss, everywhere", enrol.CodeLocked, 300, time.Hour, time.Hour, 7 * 24 * time.Hour}
	topResend   = pace{"resend, everywhere", enrol.CodeTooOften, 100, time.Hour, time.Hour, 24 * time.Hour} // each may be a mail
	topAdmin    = pace{"admin, everywhere", enrol.CodeLocked, 300, time.Hour, time.Hour, 7 * 24 * time.Hour}
	topRegister = pace{"register, everywhere", enrol.CodeTooOften, 1000, time.Minute, time.Hour, 24 * time.Hour}
)

// tally is one counter that an attempt is written to.
type tally struct {
	pace
	about string
}

// budget is what an attempt draws on: all of it must have rested.
type budget []tally

// elsewhere is the budget of a request that shows nothing but a NIK: by its network, and under the
// ceiling of all networks.
func elsewhere(ctx context.Context, near, top pace, n enrol.NIK) budget {
	return budget{{near, string(n) + " " + callerOf(ctx).Network}, {top, string(n)}}
}

// ofPhone is the budget of the phone that an account is bound to. Nobody without its cookie draws
// on it.
func ofPhone(p pace, n enrol.NIK, phone string) budget {
	return budget{{p, string(n) + " phone " + phone}}
}

// ofAdmin is the budget of a log-in at the office: of a browser in which she was let in before, or of
// the network.
func (s *Service) ofAdmin(ctx context.Context, id string) budget {
	if known := s.knows(id, callerOf(ctx).Browser); known != "" {
		return budget{{paceAdmin, id + " browser " + known}}
	}
	return budget{{paceAdmin, id + " network " + callerOf(ctx).Network}, {topAdmin, id}}
}

// ofDesk is the budget of who is logged in at the office and shows her password again.
func ofDesk(id string) budget { return budget{{paceAdmin, id + " inside"}} }

// spend counts an attempt on all counters of a budget, or refuses and counts it on none: to ask
// again and again during a pause uses nothing up for others.
func (s *Service) spend(t *db.Tx, b budget) (fails int, err error) {
	now := s.now()
	counters, err := s.counters(t, b)
	if err != nil {
		return 0, err
	}
	for i, a := range b {
		if err := a.held(counters[i], now); err != nil {
			return 0, err
		}
	}
	for i, a := range b {
		c := counters[i]
		if now.Sub(c.Updated) > a.rest {
			c.Fails = 0
		}
		c.Fails++
		c.Updated, c.Until = now, now.Add(a.pause(c.Fails))
		fails = max(fails, c.Fails)
		if err := t.PutThrottle(c); err != nil {
			return 0, err
		}
	}
	return fails, nil
}

// counters locks and reads what a budget draws on, in the order in which everybody locks.
func (s *Service) counters(t *db.Tx, b budget) ([]db.Throttle, error) {
	keys := make([]string, len(b))
	for i, a := range b {
		keys[i] = s.secrets.MAC("throttle "+a.name, a.about)
	}
	for _, key := range slices.SortedFunc(slices.Values(keys), strings.Compare) {
		if err := t.Lock(key); err != nil {
			return nil, err
		}
	}
	out := make([]db.Throttle, len(b))
	for i, key := range keys {
		var err error
		if out[i], err = t.Throttle(key); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// refund ends an attempt that succeeded: the nearest counter is forgotten, and what the others
// counted of this one attempt is taken back. What strangers tried stays counted, and so nobody
// learns from a pause that ends what somebody else has done.
func (s *Service) refund(t *db.Tx, b budget) error {
	counters, err := s.counters(t, b)
	if err != nil {
		return err
	}
	for i, c := range counters {
		if i == 0 {
			err = t.DropThrottle(c.Key)
		} else if c.Fails > 0 {
			c.Fails--
			c.Until = c.Updated.Add(b[i].pause(c.Fails))
			err = t.PutThrottle(c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
