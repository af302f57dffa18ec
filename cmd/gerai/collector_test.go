package main

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// watchedCollector notes what it does.
func watchedCollector() (c *collector, did *[]string) {
	did = &[]string{}
	note := func(what string) func() { return func() { *did = append(*did, what) } }
	return &collector{after: calmAfter, leave: note("leave"), resume: note("resume"), now: note("collect")}, did
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
		if want := []string{"leave"}; !slices.Equal(*did, want) {
			t.Fatalf("while one still needs room: %v, want %v", *did, want)
		}
		second()
		pass(calmAfter / 2)
		third := c.room() // before it was calm
		pass(2 * calmAfter)
		third()
		pass(2 * calmAfter)
		if want := []string{"leave", "leave", "collect", "resume"}; !slices.Equal(*did, want) {
			t.Fatalf("after all of them: %v, want %v", *did, want)
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
		if want := []string{"leave", "leave"}; !slices.Equal(*did, want) {
			t.Fatalf("while room is needed: %v, want %v", *did, want)
		}
		giveBack()
		pass(2 * calmAfter)
		if want := []string{"leave", "leave", "resume"}; !slices.Equal(*did, want) {
			t.Fatalf("in the end: %v, want %v", *did, want)
		}
	})
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
			if err != nil || who.ID != "sari" || during != 1 || c.uses != 0 || !slices.Equal(*did, []string{"leave"}) {
				t.Errorf("%v, %v: %d uses while it was asked, then %d; %v", who, err, during, c.uses, *did)
			}
		})
	}
}
