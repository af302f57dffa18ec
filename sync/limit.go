package sync

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Limit keeps deliveries off a line that costs money. Pulls and what staff ask are a
// few kilobytes and go on.
type Limit struct {
	BytesPerSecond int // on average; 0: no limit
	// From and Until are the hours of deliveries, as time since midnight in the PC's
	// zone; From after Until goes over midnight. Both equal: all day.
	From, Until time.Duration
}

// longestBreath bounds a pause between two uploads, and with it the size of one.
const longestBreath = 10 * time.Second

// opens answers how long until deliveries may go: 0 for now.
func (l Limit) opens(now time.Time) time.Duration {
	if l.From == l.Until {
		return 0
	}
	h, m, s := now.Clock()
	clock := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
	in := clock >= l.From && clock < l.Until
	if l.From > l.Until {
		in = clock >= l.From || clock < l.Until
	}
	if in {
		return 0
	}
	const day = 24 * time.Hour
	return (l.From - clock + day) % day
}

// rest is how long to wait after an upload until its bytes are no more than the limit
// allows; 0 or less for not at all.
func (l Limit) rest(sent []enrol.Parcel, took time.Duration) time.Duration {
	if l.BytesPerSecond <= 0 {
		return 0
	}
	bytes := 0
	for _, p := range sent {
		bytes += len(p.Body)
	}
	return time.Duration(float64(bytes)/float64(l.BytesPerSecond)*float64(time.Second)) - took
}
