package main

import (
	"context"
	"runtime/debug"
	"slices"
	gosync "sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// diary is what a collector did.
type diary struct {
	mu  gosync.Mutex
	did []string
}

func (d *diary) note(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.did = append(d.did, what)
}

func (d *diary) is(want ...string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Equal(d.did, want)
}

// watchedCollector keeps a diary.
func watchedCollector() (*collector, *diary) {
	d := &diary{}
	return &collector{after: calmAfter, leave: func() { d.note("leave") }, resume: func() { d.note("resume") },
		now: func() { d.note("collect") }}, d
}

// pass lets time go by, and what was to happen in it.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// TestCollectorLeavesRoom follows it while one PIN after another is checked.
func TestCollectorLeavesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, did := watchedCollector()
		first := c.room()
		second := c.room()
		first()
		first() // once is enough
		pass(2 * calmAfter)
		if !did.is("leave") {
			t.Fatalf("while one still needs room: %v", did.did)
		}
		second()
		pass(calmAfter / 2)
		third := c.room() // before it was calm
		pass(2 * calmAfter)
		third()
		pass(2 * calmAfter)
		if !did.is("leave", "leave", "collect", "resume") {
			t.Fatalf("after all of them: %v", did.did)
		}
	})
}

// TestCollectorWhileItCollects needs room at that moment: it must not be lost.
func TestCollectorWhileItCollects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, did := watchedCollector()
		var giveBack func()
		c.now = func() {
			if giveBack == nil {
				giveBack = c.room()
			}
		}
		c.room()()
		pass(2 * calmAfter)
		if !did.is("leave", "leave") {
			t.Fatalf("while room is needed: %v", did.did)
		}
		giveBack()
		pass(2 * calmAfter)
		if !did.is("leave", "leave", "resume") {
			t.Fatalf("in the end: %v", did.did)
		}
	})
}

// TestCollectorIsCalmAgain: who needed room while it collected, and no more, has the calm after it.
func TestCollectorIsCalmAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, did := watchedCollector()
		collect := c.now
		c.now = func() {
			if collect(); did.is("leave", "collect") {
				c.room()()
			}
		}
		c.room()()
		pass(calmAfter + time.Millisecond)
		if !did.is("leave", "collect", "leave") {
			t.Fatalf("at once: %v", did.did)
		}
		pass(2 * calmAfter)
		if !did.is("leave", "collect", "leave", "collect", "resume") {
			t.Fatalf("in the end: %v", did.did)
		}
	})
}

// TestCollectorSetsGo asks Go what is set, before, while and after.
func TestCollectorSetsGo(t *testing.T) {
	set := func() (percent int, limit int64) {
		percent = debug.SetGCPercent(-1)
		debug.SetGCPercent(percent)
		return percent, debug.SetMemoryLimit(-1)
	}
	percent, limit := set()
	defer debug.SetMemoryLimit(limit)
	defer debug.SetGCPercent(percent)
	want := func(when string, percent int, limit int64) {
		t.Helper()
		if p, l := set(); p != percent || l != limit {
			t.Errorf("%s: GOGC %d and %d bytes, want %d and %d", when, p, l, percent, limit)
		}
	}
	kept := newCollector("200") // whoever starts the program chose
	kept.room()
	want("chosen", percent, limit)
	c := newCollector("")
	c.after = 0
	want("before", collectEvery, limit)
	giveBack := c.room()
	want("while", -1, min(limit, roomy))
	giveBack()
	await(t.Context(), func() bool { p, _ := set(); return p == collectEvery })
	c.mu.Lock() // it is done
	defer c.mu.Unlock()
	want("after", collectEvery, limit)
}

// TestGateHasRoom asks each of the gate's questions for what holds while it is answered.
func TestGateHasRoom(t *testing.T) {
	type answer = func() (enrol.Staff, error)
	for name, ask := range map[string]func(c *collector, a answer) (enrol.Staff, error){
		"log in": func(c *collector, a answer) (enrol.Staff, error) {
			return c.logIn(func(context.Context, string, string) (enrol.Staff, error) { return a() })(t.Context(), "", "")
		},
		"vouch": func(c *collector, a answer) (enrol.Staff, error) {
			return c.vouch(func(context.Context, string, string, enrol.Role) (enrol.Staff, error) { return a() })(t.Context(), "", "", "")
		},
		"set PIN": func(c *collector, a answer) (enrol.Staff, error) {
			return c.setPIN(func(context.Context, string, string, string) (enrol.Staff, error) { return a() })(t.Context(), "", "", "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, did := watchedCollector()
			during := 0
			who, err := ask(c, func() (enrol.Staff, error) { during = c.uses; return enrol.Staff{ID: "sari"}, nil })
			if err != nil || who.ID != "sari" || during != 1 || c.uses != 0 || !did.is("leave") {
				t.Errorf("%v, %v: %d uses while it was asked, then %d; %v", who, err, during, c.uses, did.did)
			}
		})
	}
}
