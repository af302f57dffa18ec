package registry

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// ruleNotice is how long after a change a counter on line may still decide by what held before.
const ruleNotice = time.Hour

// notice is how long after a change an outlet's counter may still decide by what held before: off line, or
// served by stick, it may work on without having heard of it until the limit that is set for that, and the
// residents whom it approves have gone.
func notice(s enrol.Settings) time.Duration {
	if s.Stops.MaxSinceSync == 0 {
		return maxTransit // no limit
	}
	return ruleNotice + s.Stops.MaxSinceSync
}

// settingsAt are an outlet's settings by which a decision may be judged, most of the time the present
// ones alone.
func settingsAt(t *db.Tx, outlet string, decided time.Time) ([]enrol.Settings, error) {
	all, ended, err := outletSettings(t, outlet)
	if err != nil {
		return nil, err
	}
	return heldAt(all, ended, decided, notice(all[index(ended, decided)])), nil
}

// outletSettings are all that an outlet ever had, the present ones last, and when each of the others ended.
func outletSettings(t *db.Tx, outlet string) ([]enrol.Settings, []time.Time, error) {
	present, err := t.Outlet(outlet)
	if err != nil {
		return nil, nil, err
	}
	return everHeld(t, outlet, db.FormerOutlet(outlet), present)
}

// rulesAt are likewise the rules on papers.
func (s *Service) rulesAt(t *db.Tx, outlet string, decided time.Time) ([]enrol.Rules, error) {
	present, err := s.rules(t)
	if err != nil {
		return nil, err
	}
	all, ended, err := everHeld(t, outlet, db.FormerRules, present)
	if err != nil || len(ended) == 0 {
		return all, err
	}
	settings, until, err := outletSettings(t, outlet)
	if err != nil {
		return nil, err
	}
	return heldAt(all, ended, decided, notice(settings[index(until, decided)])), nil
}

// everHeld reads former values, and puts the present one behind them.
func everHeld[T any](t *db.Tx, outlet, about string, present T) (all []T, ended []time.Time, err error) {
	former, err := t.Former(outlet)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range former {
		if f.About != about {
			continue
		}
		var v T
		if err := f.Into(&v); err != nil {
			return nil, nil, enrol.WrapError(enrol.CodeInternal, "read former value", err)
		}
		all, ended = append(all, v), append(ended, f.Ended)
	}
	return append(all, present), ended, nil
}

// heldAt answers what held when staff decided, the newest first: by a counter whose clock may be late, and
// which may have heard of no change for as long as notice.
func heldAt[T any](all []T, ended []time.Time, decided time.Time, notice time.Duration) (out []T) {
	for at := index(ended, decided.Add(clockSlack)); at >= index(ended, decided.Add(-notice)); at-- {
		out = append(out, all[at])
	}
	return out
}

// index is the place of the value that held at a time; that of the present one is behind the last.
func index(ended []time.Time, at time.Time) int {
	for i, e := range ended {
		if at.Before(e) {
			return i
		}
	}
	return len(ended)
}

// anyOf answers nil where a check passes by one of the values, else the first refusal.
func anyOf[T any](values []T, check func(T) error) error {
	var first error
	for _, v := range values {
		err := check(v)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}
