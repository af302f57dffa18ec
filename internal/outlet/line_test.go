package outlet_test

import (
	"context"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
)

// TestOutageOverARestart: a counter that is started without a line says since when the registry was not
// heard, not since when it runs itself.
func TestOutageOverARestart(t *testing.T) {
	c, ctx := mustCity(t), t.Context()
	dir := c.enrolled(t)
	live := func(until func(*outlet.Outlet) bool) (last enrol.Link, report enrol.SyncReport) {
		t.Helper()
		works, err := outlet.Open(ctx, outlet.Config{Dir: dir, PullEvery: 200 * time.Millisecond, BackupEvery: -1})
		if err != nil {
			t.Fatal(err)
		}
		defer works.Close()
		runs, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- works.Run(runs) }()
		for end := time.Now().Add(2 * time.Minute); !until(works); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("the line stays %+v", works.Worker.Status())
			}
		}
		last = works.Worker.Status()
		if report, err = works.SyncReport(ctx); err != nil {
			t.Error(err)
		}
		stop()
		<-done
		return last, report
	}
	var heard time.Time
	live(func(o *outlet.Outlet) bool {
		n, err := o.Store.Line(ctx)
		return err == nil && !n.Heard.IsZero() && o.Worker.Status().Online
	})
	c.cut.Store(true)
	first, report := live(func(o *outlet.Outlet) bool {
		n, err := o.Store.Line(ctx)
		heard = n.Heard
		return err == nil && !o.Worker.Status().Since.IsZero() && n.Steps[0].Failed != ""
	})
	if first.Online || !first.Since.Equal(heard) || !first.Noticed.After(first.Since) {
		t.Errorf("without a line: %+v, heard last %v", first, heard)
	}
	for _, s := range report.Steps {
		if s.Name == string(enrol.LinkPull) && (s.At.IsZero() || s.Failed == "") {
			t.Errorf("the pull: %+v", s)
		}
	}
	again, _ := live(func(o *outlet.Outlet) bool { return !o.Worker.Status().Since.IsZero() })
	if !again.Since.Equal(first.Since) || !again.Noticed.After(first.Noticed) {
		t.Errorf("after another restart: since %v, noticed %v; before since %v, noticed %v", again.Since, again.Noticed, first.Since, first.Noticed)
	}
}
