package store

import "time"

// instant is a time as it is stored: nanoseconds since 1970, 0 for the zero time.
func instant(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// moment is instant's way back, in UTC.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// day answers the first instants of now's day and of the next, in now's location: the
// outlet's midnight counts, not Greenwich's.
func day(now time.Time) (from, until int64) {
	y, m, d := now.Date()
	return instant(time.Date(y, m, d, 0, 0, 0, 0, now.Location())),
		instant(time.Date(y, m, d+1, 0, 0, 0, 0, now.Location()))
}
