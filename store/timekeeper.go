package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// timekeeper reckons the right time out of what this PC's clocks show and what the
// registry said of it. Everything that the store writes down, and everybody who asks
// Store.Now, goes by it.
//
// Since the registry told the time the machine's uptime alone counts: who sets the PC's
// clock changes nothing, and neither does starting the program again. After the machine
// itself was started anew only the PC's clock is left, which may have been put right
// meanwhile or not. Of both readings the earlier one is taken that is not before the
// registry's last word: a case from the future is refused for good, one that is dated
// hours too early is not.
type timekeeper struct {
	read func() Reading

	mu     sync.Mutex
	base   Reading       // the time runs on evenly from here
	at     time.Time     // which it was then
	past   time.Time     // certainly past: the registry's last word; zero: it was never heard
	offset time.Duration // the registry's clock minus the PC's, when it was last heard
	trust  enrol.ClockTrust
}

// clockSlack is what the PC's clock may lag behind the registry's last word without being
// called wrong.
const clockSlack = 10 * time.Minute

// heard is what the database has of the registry's time.
type heard struct {
	past   time.Time     // its last word
	offset time.Duration // its clock minus the PC's
	boot   string        // in which run of the machine it was
	zero   time.Time     // when that run began, by the registry's clock
}

func newTimekeeper(read func() Reading) *timekeeper {
	r := read()
	return &timekeeper{read: read, base: r, at: r.Wall, trust: enrol.ClockGuess}
}

// wallReading makes readings of a clock alone, which then is believed to go on evenly.
func wallReading(now func() time.Time) func() Reading {
	first := now()
	return func() Reading {
		at := now()
		return Reading{Wall: at, Up: at.Sub(first)}
	}
}

// now is the right time as far as it is known, in the zone of the PC's clock.
func (k *timekeeper) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	r := k.read()
	return k.from(r)
}

func (k *timekeeper) from(r Reading) time.Time {
	at := k.at.Add(r.Up - k.base.Up)
	if at.Before(k.past) {
		at = k.past
	}
	return at.In(r.Wall.Location())
}

// start begins with what the database has.
func (k *timekeeper) start(h heard) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.past, k.offset = h.past, h.offset
	if r := k.base; h.boot != "" && h.boot == r.Boot {
		k.at, k.trust = h.zero.Add(r.Up), enrol.ClockSure
		return
	}
	k.guess(k.base.Wall, k.base.Wall.Add(k.offset))
}

// guess takes the earliest of what the time may be that is not before the registry's last
// word.
func (k *timekeeper) guess(may ...time.Time) {
	k.at, k.trust = k.past, enrol.ClockWrong
	var best time.Time
	for _, at := range may {
		if !at.Before(k.past) && (best.IsZero() || at.Before(best)) {
			best = at
		}
		if at.After(k.past.Add(-clockSlack)) {
			k.trust = enrol.ClockGuess
		}
	}
	if !best.IsZero() {
		k.at = best
	}
}

// follow takes the PC's clock anew, which somebody has set. A time that the registry told
// is not touched.
func (k *timekeeper) follow() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.trust == enrol.ClockSure {
		return
	}
	k.base, k.offset = k.read(), 0
	k.guess(k.base.Wall)
}

// hear sets the time by the registry's word, which was true when r was read.
func (k *timekeeper) hear(r Reading, at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.base, k.at, k.past, k.offset, k.trust = r, at, at, at.Sub(r.Wall), enrol.ClockSure
}

// after learns that a moment is past: the registry has signed something at it.
func (k *timekeeper) after(at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !at.After(k.past) {
		return
	}
	k.past = at
	if r := k.read(); k.trust != enrol.ClockSure && k.at.Add(r.Up-k.base.Up).Before(at) {
		k.base = r
		k.guess(r.Wall, r.Wall.Add(k.offset))
	}
}

// off is what has to be added to the PC's clock as it stands now; 0 before the registry
// was ever heard.
func (k *timekeeper) off() time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.past.IsZero() {
		return 0
	}
	r := k.read()
	return k.from(r).Sub(r.Wall)
}

func (k *timekeeper) trusted() enrol.ClockTrust {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.trust
}

// Now is the right time, as far as it is known here: see ClockTrust. It never jumps but
// where the registry puts it right.
func (s *Store) Now() time.Time { return s.now() }

// ClockTrust tells how far Now can be relied on.
func (s *Store) ClockTrust() enrol.ClockTrust { return s.keeper.trusted() }

// FollowClock is to be called when somebody has set the PC's clock.
func (s *Store) FollowClock() { s.keeper.follow() }

// Witness learns from something that the registry signed at a moment, a resident's QR say,
// that it is past, where the registry has not told the time itself. It answers whether Now
// is not before it any more, and can be relied on as far as a guess.
func (s *Store) Witness(at time.Time) bool {
	if s.keeper.trusted() == enrol.ClockSure {
		return false
	}
	s.keeper.after(at)
	return s.keeper.trusted() == enrol.ClockGuess
}

// ClockOffset is what has to be added to the PC's clock to have the right time; 0 before
// the registry was ever heard.
func (s *Store) ClockOffset(context.Context) (time.Duration, error) { return s.keeper.off(), nil }

// learnTime reads what the registry said of the time before this start.
func (s *Store) learnTime(tx *sql.Tx) error {
	last, err := lastHeard(tx)
	if err != nil {
		return err
	}
	offset, err := factNumber(tx, factOffset)
	if err != nil {
		return err
	}
	boot, err := fact(tx, factBoot)
	if err := ignoreNotFound(err); err != nil {
		return err
	}
	zero, err := factNumber(tx, factBootAt)
	if err != nil {
		return err
	}
	s.keeper.start(heard{past: last, offset: time.Duration(offset), boot: string(boot), zero: moment(zero)})
	return nil
}

// lastHeard is the registry's last word, by its own clock; zero: there was none.
func lastHeard(tx *sql.Tx) (time.Time, error) {
	pulled, err := factNumber(tx, factPulled)
	if err != nil {
		return time.Time{}, err
	}
	answered, err := factNumber(tx, factAnswered)
	return moment(max(pulled, answered)), err
}

// dated tells whether a registry says what time it is; of one that does not, this PC's
// clock is believed to go as before.
func dated(p enrol.Pull) bool { return !p.At.IsZero() }

// noteHeard keeps that the registry was heard at the time at, and, where it told that
// itself, that this PC's clocks showed r then. Its latest word counts, also where an
// earlier one was of a clock that ran ahead.
func noteHeard(tx *sql.Tx, p enrol.Pull, at time.Time, r Reading) error {
	if !dated(p) {
		return putFactNumber(tx, factPulled, instant(at))
	}
	answered, err := factNumber(tx, factAnswered)
	if err != nil {
		return err
	}
	return errors.Join(putFactNumber(tx, factPulled, instant(at)), putFactNumber(tx, factAnswered, min(answered, instant(at))),
		putFactNumber(tx, factOffset, int64(at.Sub(r.Wall))), putFact(tx, factBoot, []byte(r.Boot)), putFactNumber(tx, factBootAt, instant(at.Add(-r.Up))))
}
