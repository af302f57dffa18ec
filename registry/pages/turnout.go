package pages

import "time"

// turnout is how many of those who were told to wait come back. Whoever sends forms and
// never returns would otherwise fill the times that are given out, and residents would be
// told to wait minutes for nobody. It counts by the second of the appointment, so that
// instances behind one balancer, where each sees others' residents return, agree on the
// whole.
type turnout struct {
	share   float64 // of appointments that are kept: a moving average, from fewest to 1
	due     map[int64]tally
	settled int64 // seconds before this one are in the share
	open    tally // of settled seconds, too few yet to say anything
}

// tally is what became of the appointments of a second.
type tally struct{ given, kept int }

const (
	fewest     = 1.0 / 16         // below it nobody would be spread any more
	turnoutLag = 15 * time.Second // how much later than told a phone may come
	turnoutSet = 16               // appointments that move the share by half of what they show
)

func newTurnout() turnout { return turnout{share: 1, due: map[int64]tally{}} }

// expect notes an appointment.
func (t *turnout) expect(at time.Time) {
	n := t.due[at.Unix()]
	n.given++
	t.due[at.Unix()] = n
}

// came notes that an appointment was kept, however late. One of another instance counts
// too, unless nothing was given for that second here: others' residents must not
// make up for strangers.
func (t *turnout) came(due time.Time) {
	if n, ok := t.due[due.Unix()]; ok {
		n.kept++
		t.due[due.Unix()] = n
	}
}

// settle moves the share by the seconds that are over. There are at most those of latest.
func (t *turnout) settle(now time.Time) {
	over := now.Add(-turnoutLag).Unix()
	if over <= t.settled {
		return
	}
	t.settled = over
	for second, n := range t.due {
		if second < over {
			t.open.given += n.given
			t.open.kept += n.kept
			delete(t.due, second)
		}
	}
	if t.open.given >= turnoutSet {
		shown := min(1, float64(t.open.kept)/float64(t.open.given))
		t.share = max(fewest, (t.share+shown)/2)
		t.open = tally{}
	}
}
