package lane

import (
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// stations are the steps of the bar: QR, selfie, face, approval.
const stations = 4

// stationOf is the station at which a case stands in a state. Time in other states,
// parked above all, counts for none.
var stationOf = map[enrol.State]int{enrol.StateOpened: 0, enrol.StateEligible: 0, enrol.StateConsented: 1,
	enrol.StateCaptured: 2, enrol.StateCompared: 3}

// stationTimes is how long a case was at each station until now, or until it ended.
func stationTimes(c enrol.Case, now time.Time) (took [stations]time.Duration) {
	for i, s := range c.Steps {
		until := now
		if i+1 < len(c.Steps) {
			until = c.Steps[i+1].At
		}
		if at, ok := stationOf[s.State]; ok {
			took[at] += max(0, until.Sub(s.At))
		}
	}
	return took
}

// pace keeps how long today's approved cases took at each station. It begins anew with
// each start of the program: a figure for who works here now, not for the books.
type pace struct {
	day    int
	took   [stations][]time.Duration
	median [stations]time.Duration
}

// paceCases bounds the memory: the median of so many says what that of more would.
const paceCases = 400

func (p *pace) add(c enrol.Case, now time.Time) {
	if day := now.YearDay(); day != p.day {
		*p = pace{day: day}
	}
	if c.State != enrol.StateApproved {
		return
	}
	for i, t := range stationTimes(c, now) {
		p.took[i] = append(p.took[i], t)
		if n := len(p.took[i]); n > paceCases {
			p.took[i] = p.took[i][n-paceCases:]
		}
		sorted := slices.Clone(p.took[i])
		slices.Sort(sorted)
		p.median[i] = sorted[(len(sorted)-1)/2] // the nearest rank, as enrol.Times has it
	}
}
