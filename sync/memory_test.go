package sync

import (
	"context"
	gosync "sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// lineBook is an enrol.LineBook in memory.
type lineBook struct {
	mu   gosync.Mutex
	note enrol.LineNote
	kept int
	fail error
}

func (b *lineBook) Line(context.Context) (enrol.LineNote, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.note, b.fail
}

func (b *lineBook) KeepLine(_ context.Context, n enrol.LineNote) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return b.fail
	}
	b.note, b.kept = n, b.kept+1
	return nil
}

func (b *lineBook) read() (enrol.LineNote, int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.note, b.kept
}

// cut has nobody answer.
func (r *registry) cut() {
	away := failing(enrol.CodeOffline, 0)
	r.always = away
	r.pullErr = func(string) error { _, err := away(r, nil); return err }
}

// TestLineIsRemembered: a program that is started in the middle of an outage knows since when the line is
// away, how long a packet takes and how the steps went.
func TestLineIsRemembered(t *testing.T) {
	book := &lineBook{}
	run(t, 40, func(s *stand) {
		s.Line = book
		s.reg.always = func(r *registry, items []api.Packet) (api.Receipts, error) {
			time.Sleep(time.Duration(len(items)) * time.Second)
			return r.accept(items)
		}
	}, func(s *stand) {
		time.Sleep(10 * time.Minute)
		s.expect(t, 0, 40, 0)
		note, _ := book.read()
		if note.PerPacket != time.Second || note.Heard.IsZero() || len(note.Steps) != 3 || note.Steps[1].Count != 40 {
			t.Errorf("noted %+v", note)
		}
	})
	before, kept := book.read()
	run(t, 3, func(s *stand) {
		s.Line = book
		s.reg.cut()
		s.Now = func() time.Time { return time.Now().Add(8 * time.Hour) } // each bubble begins at the same time
	}, func(s *stand) {
		l := s.Status()
		if l.Online || !l.Since.Equal(before.Heard) || l.Noticed.Sub(l.Since) < 7*time.Hour || l.PerPacket != time.Second || !l.LastSync.Equal(before.Heard) {
			t.Errorf("after the restart: %+v", l)
		}
		for i, step := range s.Steps() {
			if was := before.Steps[i]; step.Name != was.Name || !step.At.Equal(was.At) || step.Took != was.Took || step.Name == string(enrol.LinkDeliver) && step.Count != 0 {
				t.Errorf("step %+v, noted was %+v", step, was)
			}
		}
		time.Sleep(time.Hour)
		if !s.Status().Since.Equal(before.Heard) {
			t.Errorf("an hour later it is away since %v", s.Status().Since)
		}
		s.reg.with(func() { s.reg.always, s.reg.pullErr = nil, nil })
		time.Sleep(10 * time.Minute)
		back := s.Status().Since
		if !s.Status().Online || back.Before(before.Heard.Add(8*time.Hour)) {
			t.Errorf("back again since %v", back)
		}
		s.reg.with(s.reg.cut)
		time.Sleep(10 * time.Minute)
		if l := s.Status(); l.Online || !l.Since.After(back) || !l.Noticed.Equal(l.Since) {
			t.Errorf("away again: %+v", l)
		}
	})
	if _, n := book.read(); n == kept {
		t.Error("failures were not noted")
	}
}

// TestLineOfAnEarlierVersion: where nothing was noted the books know when the registry answered last; a book
// that fails costs nothing but the memory.
func TestLineOfAnEarlierVersion(t *testing.T) {
	run(t, 1, func(s *stand) {
		s.out.heard = time.Now().Add(-5 * time.Hour)
		s.Line = &lineBook{}
		s.reg.cut()
	}, func(s *stand) {
		if l := s.Status(); !l.Since.Equal(s.out.heard) {
			t.Errorf("away since %v", l.Since)
		}
	})
	run(t, 1, func(s *stand) {
		s.Line = &lineBook{fail: enrol.NewError(enrol.CodeDBBroken, "test")}
	}, func(s *stand) {
		s.expect(t, 0, 1, 0)
	})
	run(t, 1, func(s *stand) {
		s.Line = &lineBook{note: enrol.LineNote{Heard: time.Now().Add(time.Hour)}} // by a clock that ran ahead
		s.reg.cut()
	}, func(s *stand) {
		if l := s.Status(); l.Since.After(time.Now()) {
			t.Errorf("away since the future: %v", l.Since)
		}
	})
}

// TestLineIsNotedSparingly: an idle counter writes once a pull, one without a line once an attempt.
func TestLineIsNotedSparingly(t *testing.T) {
	book := &lineBook{}
	run(t, 0, func(s *stand) { s.Line = book }, func(s *stand) {
		time.Sleep(time.Hour)
		if _, n := book.read(); n < 50 || n > 70 {
			t.Errorf("%d times in an hour", n)
		}
		for range 20 {
			s.Nudge()
			time.Sleep(time.Second)
		}
		if _, n := book.read(); n > 72 {
			t.Errorf("nudges: %d times", n)
		}
	})
}
