package registry_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// TestCrowdAtTheDesk: strangers who crowd the office's log-in with somebody's name, are
// turned away or give up, have tried nothing: her own password works right after. Wrong ones
// whose turn comes still count.
func TestCrowdAtTheDesk(t *testing.T) {
	e, _ := newEnv(t)
	s := e.Service
	must(t, s.AddAdmin(ctx, registry.Console, registry.Admin{ID: "ratna", Name: "Ratna", Role: registry.AdminChief}, officePassword, false))
	leave, waiting := s.HoldDesk()
	crowd, giveUp := context.WithCancel(ctx)
	defer giveUp()
	var strangers sync.WaitGroup
	for range 16 {
		strangers.Go(func() {
			if _, err := s.AdminLogIn(crowd, "ratna", "a stranger's try", ""); enrol.CodeOf(err) != enrol.CodeCancelled {
				t.Errorf("who gave up: %v", err)
			}
		})
	}
	for end := time.Now().Add(2 * time.Minute); waiting() < 16; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d wait", waiting())
		}
	}
	for range 8 {
		_, err := s.AdminLogIn(ctx, "ratna", "a stranger's try", "")
		wantCode(t, err, enrol.CodeTooOften)
	}
	giveUp()
	strangers.Wait()
	leave()
	_, err := s.AdminLogIn(ctx, "ratna", officePassword, "")
	must(t, err)
	for range 6 {
		_, err = s.AdminLogIn(ctx, "ratna", "a stranger's try", "")
		wantCode(t, err, enrol.CodeLogin)
	}
	_, err = s.AdminLogIn(ctx, "ratna", officePassword, "")
	wantCode(t, err, enrol.CodeLocked)
}
