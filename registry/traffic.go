package registry

import (
	"sync/atomic"
	"time"
)

// traffic tells whether uploads are under way, so that mails give way to them: an outlet
// that drains a long queue waits for each answer, a resident's mail is seen some seconds
// later in any case.
type traffic struct {
	now  atomic.Int64 // uploads
	last atomic.Int64 // when one ended, Unix nanoseconds
}

// lull is how long no upload must have been seen.
const lull = 100 * time.Millisecond

// enter counts an upload until the function that it answers is called.
func (t *traffic) enter() (leave func()) {
	t.now.Add(1)
	return func() {
		t.last.Store(time.Now().UnixNano())
		t.now.Add(-1)
	}
}

func (t *traffic) busy() bool {
	return t.now.Load() > 0 || time.Since(time.Unix(0, t.last.Load())) < lull
}
