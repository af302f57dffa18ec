package face

import "math"

// Level is how a component stands to its limits.
type Level uint8

// The levels.
const (
	LevelGood   Level = iota
	LevelWarn         // usable, but the resident is told how it gets better
	LevelRefuse       // not taken, by itself or by key; what the exception keeps is recorded as such
)

// Component is one measure of a picture's quality, named as in ISO/IEC 29794-5 where it has it.
type Component struct {
	Name  string
	Value float64
	Unit  string // "px", "1" (a share or an index), "deg", ""

	Warn, Refuse float64 // the limits that were applied, on the side where Value is nearest to them
	Level        Level
	Score        float64 // 1 good, 0.5 at Warn, 0 at Refuse
	Hint         Hint    // what helps; HintNone when good
}

// limits of a measure: from good over warn to refuse, rising or falling.
type limits struct{ warn, refuse float64 }

// judge fills in a component whose value gets worse in the direction from warn to refuse.
func (l limits) judge(name, unit string, v float64, h Hint) Component {
	c := Component{Name: name, Value: v, Unit: unit, Warn: l.warn, Refuse: l.refuse}
	bad := (v - l.warn) / (l.refuse - l.warn) // 0 at warn, 1 at refuse
	c.Score = math.Max(0, math.Min(1, .5-.5*bad))
	switch {
	case math.IsNaN(v) || bad >= 1:
		c.Level, c.Score, c.Hint = LevelRefuse, 0, h
	case bad > 0:
		c.Level, c.Hint = LevelWarn, h
	}
	return c
}

// worse answers the component with the lower score: for measures with limits on both sides.
func worse(a, b Component) Component {
	if b.Score < a.Score || b.Level > a.Level {
		return b
	}
	return a
}
