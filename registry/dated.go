package registry

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// ruleNotice is how long after a change a decision may still be by what held before: a counter on line
// has heard of it by then, and one off line is not asked to know.
const ruleNotice = time.Hour

// settingsAt are an outlet's settings by which a decision may be judged, most of the time the present
// ones alone.
func settingsAt(t *db.Tx, outlet string, decided time.Time) ([]enrol.Settings, error) {
	present, err := t.Outlet(outlet)
	if err != nil {
		return nil, err
	}
	return heldAt(t, outlet, db.FormerOutlet(outlet), present, decided)
}

// rulesAt are likewise the rules on papers.
func (s *Service) rulesAt(t *db.Tx, outlet string, decided time.Time) ([]enrol.Rules, error) {
	present, err := s.rules(t)
	if err != nil {
		return nil, err
	}
	return heldAt(t, outlet, db.FormerRules, present, decided)
}

// heldAt answers what held when staff decided, and, where it differs, what had held until shortly before.
func heldAt[T any](t *db.Tx, outlet, about string, present T, decided time.Time) ([]T, error) {
	all, err := t.Former(outlet)
	if err != nil {
		return nil, err
	}
	var former []db.Former
	for _, f := range all {
		if f.About == about {
			former = append(former, f)
		}
	}
	last := index(former, decided)
	var out []T
	for at := last; at >= index(former, decided.Add(-ruleNotice)); at-- {
		v := present
		if at < len(former) {
			v = *new(T)
			if err := former[at].Into(&v); err != nil {
				return nil, enrol.WrapError(enrol.CodeInternal, "read former value", err)
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// index is the place of the value that held at a time; that of the present one is behind the last.
func index(former []db.Former, at time.Time) int {
	for i, f := range former {
		if at.Before(f.Ended) {
			return i
		}
	}
	return len(former)
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
