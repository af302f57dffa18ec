package sync

import (
	"context"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// rememberEvery is how often a long delivery notes how fast it gets on.
const rememberEvery = time.Minute

// recall takes up what the run before noted of the line: since when nothing was heard, how long a
// packet takes and how the steps went are as true after a power cut as before it.
func (w *Worker) recall(ctx context.Context) {
	if w.Line == nil {
		return
	}
	n, err := w.Line.Line(ctx)
	if err != nil {
		w.Log.ErrorContext(ctx, "recall the line", "code", string(enrol.CodeOf(err)))
		return
	}
	if n.Heard.IsZero() { // a run that noted nothing
		if b, err := w.Outbox.Backlog(ctx); err == nil {
			n.Heard = b.LastSync
		}
	}
	for _, s := range n.Steps {
		if s.Name == string(enrol.LinkDeliver) {
			s.Count = 0 // of a run
		}
		w.counted(enrol.LinkTask(s.Name), func(kept *enrol.SyncStep) { *kept = s })
	}
	w.note(func(l *enrol.Link) { l.LastSync, l.PerPacket = n.Heard, n.PerPacket })
	w.noted = w.lineNote()
}

// remember notes how the line stands, where that is new.
func (w *Worker) remember(ctx context.Context) {
	if w.Line == nil {
		return
	}
	n := w.lineNote()
	w.notedAt = time.Now()
	if n.Heard.Equal(w.noted.Heard) && n.PerPacket == w.noted.PerPacket && slices.Equal(n.Steps, w.noted.Steps) {
		return
	}
	if err := w.Line.KeepLine(context.WithoutCancel(ctx), n); err != nil {
		w.Log.WarnContext(ctx, "remember the line", "code", string(enrol.CodeOf(err)))
		return
	}
	w.noted = n
}

func (w *Worker) lineNote() enrol.LineNote {
	steps := w.Steps()
	for i := range steps {
		steps[i].Running = false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return enrol.LineNote{Heard: w.link.LastSync, PerPacket: w.link.PerPacket, Steps: steps}
}
