package sync

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// What the requests are called in the log.
const (
	whatPull    = "pull"
	whatDeliver = "deliver packets"
	whatAnchor  = "anchor audit chain"
	whatNews    = "bring what was chosen here"
)

// stepped keeps how a request went, for the page about the line.
func (w *Worker) stepped(what string, code enrol.Code) {
	task, ok := map[string]enrol.LinkTask{whatPull: enrol.LinkPull, whatDeliver: enrol.LinkDeliver, whatAnchor: enrol.LinkAnchor}[what]
	if !ok {
		return
	}
	took := time.Since(w.began)
	w.counted(task, func(s *enrol.SyncStep) {
		s.Failed = code
		if code != "" {
			s.Fails++
			s.FailAt = w.Now()
			return
		}
		s.Done, s.At, s.Took, s.Fails = true, w.Now(), took, 0
	})
}

func (w *Worker) counted(task enrol.LinkTask, change func(*enrol.SyncStep)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.steps == nil {
		w.steps = map[enrol.LinkTask]enrol.SyncStep{}
	}
	s := w.steps[task]
	s.Name = string(task)
	change(&s)
	w.steps[task] = s
}

// Steps tells how pull, delivery and anchoring went the last time, be it in an earlier run.
func (w *Worker) Steps() []enrol.SyncStep {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []enrol.SyncStep
	for _, task := range []enrol.LinkTask{enrol.LinkPull, enrol.LinkDeliver, enrol.LinkAnchor} {
		s := w.steps[task]
		s.Name, s.Running = string(task), w.link.Task == task
		out = append(out, s)
	}
	return out
}
