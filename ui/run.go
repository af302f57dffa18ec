package ui

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/preview"
)

// Run shows the windows and works until the operator's one is closed or ctx ends. It
// must be called on the program's first goroutine, as the toolkit asks; its workers
// have ended when it returns.
func (u *UI) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	work, ctx := errgroup.WithContext(ctx)
	u.deps.App.Lifecycle().SetOnStarted(func() {
		u.deps.App.Driver().SetDisableScreenBlanking(true)
		u.start(ctx, work)
	})
	work.Go(func() error {
		<-ctx.Done()
		// The driver's, not the application's: that one closes windows, which must not be
		// done when a signal has ended the toolkit meanwhile.
		u.onMain(u.deps.App.Driver().Quit)
		return nil
	})
	u.window.Show()
	if u.resident != nil {
		u.resident.window.Show()
		u.window.RequestFocus()
	}
	u.deps.App.Run()
	u.over.Store(true)
	stop()
	return work.Wait()
}

// start sets the workers going; the window is there.
func (u *UI) start(ctx context.Context, work *errgroup.Group) {
	u.deps.Lane.Subscribe(u.offer)
	for _, j := range u.workers.all() {
		if q, ok := j.(*queueOfJobs); ok {
			work.Go(func() error { q.work(ctx); return nil })
		}
	}
	work.Go(func() error { u.sendCommands(ctx); return nil })
	work.Go(func() error { u.tick(ctx); return nil })
	work.Go(func() error { u.warm(ctx); return nil })
	u.unfolding.on = true
	work.Go(func() error { u.unfold(ctx); return nil })
	if u.deps.Frames == nil {
		return
	}
	u.watch(ctx, work, u.preview)
	u.watchMirror = func() { u.watch(ctx, work, u.mirror) }
	if u.resident != nil || u.turned {
		u.showMirror()
	}
	u.lookAtScreens()
}

// showMirror lets the resident's mirrored picture live; once is enough.
func (u *UI) showMirror() {
	if u.watchMirror != nil {
		u.watchMirror()
		u.watchMirror = nil
	}
}

func (u *UI) watch(ctx context.Context, work *errgroup.Group, p *preview.Preview) {
	src := u.deps.Frames()
	work.Go(func() error {
		if err := p.Run(ctx, src); ctx.Err() == nil {
			u.deps.Log.Warn("live picture ended", "code", enrol.CodeOf(err))
		}
		return nil // the lane goes on without a picture
	})
}

// sendCommands hands commands to the lane in the order in which keys were pressed.
func (u *UI) sendCommands(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-u.commands:
			if err := u.deps.Lane.Do(ctx, c); err != nil && !errors.Is(err, context.Canceled) {
				u.deps.Log.Warn("command", "action", string(c.Action), "code", enrol.CodeOf(err))
			}
		}
	}
}

// warmEvery leaves the window time for a frame, and for a key, between two steps.
const warmEvery = 40 * time.Millisecond

// warm lets the renderer meet everything that it will have to draw, at the door.
func (u *UI) warm(ctx context.Context) {
	t := time.NewTicker(warmEvery)
	defer t.Stop()
	for !u.isWarm.Load() {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			u.onMain(func() { u.isWarm.Store(!u.warmup.Step()) })
		}
	}
}

// everySecond keeps the clocks going. It has all windows painted, too: should something ever change without asking for
// it, it is seen a second later.
func (u *UI) everySecond() {
	u.lookAtScreens()
	u.refresh()
	u.endTraining(u.now())
	for _, w := range u.deps.App.Driver().AllWindows() {
		setDirty(w.Canvas())
	}
}

// tick keeps the clocks going between snapshots.
func (u *UI) tick(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			u.onMain(u.everySecond)
		}
	}
}
