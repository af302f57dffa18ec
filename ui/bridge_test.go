package ui

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// TestJobsAreNeverDropped: what asked for a job waits for its answer, so that each comes,
// however many were asked for while the worker was busy, and in their order.
func TestJobsAreNeverDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var answers []int
		q := newQueueOfJobs(func(f func()) { mu.Lock(); defer mu.Unlock(); f() })
		ctx, stop := context.WithCancel(t.Context())
		go q.work(ctx)
		const n = 500
		for i := range n {
			q.run(func(context.Context) func() {
				time.Sleep(time.Millisecond)
				return func() { answers = append(answers, i) }
			})
		}
		time.Sleep(time.Minute)
		stop()
		synctest.Wait()
		if len(answers) != n {
			t.Fatalf("%d of %d jobs were answered", len(answers), n)
		}
		for i, got := range answers {
			if got != i {
				t.Fatalf("answer %d is that of job %d", i, got)
			}
		}
	})
}

// TestPollsWaitForTheirAnswer: a screen that asks every two seconds asks once while a
// worker is busy for minutes.
func TestPollsWaitForTheirAnswer(t *testing.T) {
	later := &jobsLater{}
	p, asked := poll{every: 2 * time.Second}, 0
	now := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	tick := func() {
		if p.due(now) {
			p.ask(later, now, func(context.Context) func() { asked++; return nil })
		}
		now = now.Add(time.Second)
	}
	for range 120 {
		tick()
	}
	if len(later.jobs) != 1 {
		t.Fatalf("%d questions wait in line", len(later.jobs))
	}
	later.work()
	tick()
	if asked != 1 || len(later.jobs) != 1 {
		t.Errorf("asked %d times, %d wait: it does not go on after an answer", asked, len(later.jobs))
	}
}

// TestSlowRelayKeepsTheDoorOpen: while a stick's packets go to the registry, and a printer
// does not answer, people log in, unlock, choose a PIN and see the queue.
func TestSlowRelayKeepsTheDoorOpen(t *testing.T) {
	r := MustRig(t, "id", false)
	busy := &jobsLater{}
	r.carry, r.slow = busy, &jobsLater{}
	r.scene("02-ready")
	r.press(fyne.KeyF9)
	s := r.screen.(*queueScreen)
	s.imported("/media/stick/receipts-1.gerai")
	s.act(doResend, enrol.Item{ID: "x"})
	r.press(fyne.KeyReturn)
	if len(busy.jobs) != 2 {
		t.Fatalf("%d of 2 slow things are with the slow worker", len(busy.jobs))
	}
	if len(s.list.items) == 0 {
		t.Error("the queue shows nothing meanwhile")
	}
	r.scene("01-closed")
	r.enterAs("siti", "482913")
	if got := r.sent(); got.Staff.ID != "siti" {
		t.Errorf("nobody gets in while the line is busy: %+v", got)
	}
}

// TestSearchEndsWithItsPerson: who logs in next finds no NIK that somebody else looked for.
func TestSearchEndsWithItsPerson(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.press(fyne.KeyF9)
	r.press(fyne.KeyF3)
	r.typeText("3276014503990001")
	r.UI.roster.query.Text, r.UI.roster.chosen = "BUDI", "7"
	if r.queueQuery.Text == "" {
		t.Fatal("nothing was looked for")
	}
	r.scene("01-closed")
	r.scene("02-ready")
	r.press(fyne.KeyF9)
	if s := r.screen.(*queueScreen); s.search.Text != "" || s.query.Text != "" || s.query.Filter != enrol.FilterPending {
		t.Error("the search of the one before is still there")
	}
	if r.UI.roster.query.Text != "" || r.UI.roster.chosen != "" {
		t.Error("the roster is still searched")
	}
}

// TestClockPutBack: a clock that is put right by hours stops no question that a screen asks again
// and again, and leaves no line standing.
func TestClockPutBack(t *testing.T) {
	now := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC)
	p := poll{every: time.Minute, at: now}
	for after, want := range map[time.Duration]bool{time.Second: false, time.Minute: true, -7 * time.Hour: true} {
		if p.due(now.Add(after)) != want {
			t.Errorf("after %v", after)
		}
	}
	r := MustRig(t, "id", false)
	r.say(look.Info, "x")
	r.refresh()
	if !r.note.box.Visible() {
		t.Fatal("nothing was said")
	}
	r.clock = r.clock.Add(-7 * time.Hour)
	r.refresh()
	if r.note.box.Visible() {
		t.Error("the line stays")
	}
}
