package main

import (
	"context"
	"os"
	"strconv"
	"strings"
	gosync "sync"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui"
)

// measure writes the preview's figures into the trace once a second, when the first
// picture was painted, and for how long the main goroutine was busy until the door was
// open: until then windows are made and everything is drawn for the first time.
func (c *counter) measure(ctx context.Context, w *ui.UI) {
	if c.trace == nil {
		c.awaitLive(ctx, w, &heartbeat{})
		return
	}
	heart, stop := c.beat(ctx)
	defer stop()
	if !c.awaitLive(ctx, w, heart) {
		return
	}
	tick := time.NewTicker(max(c.cfg.TraceEvery, 100*time.Millisecond))
	defer tick.Stop()
	w.ResetPreviewStats()
	last, cpu := time.Now(), processorTime()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s, now, cpuNow := w.PreviewStats(), time.Now(), processorTime()
		w.ResetPreviewStats()
		seconds := now.Sub(last).Seconds()
		f := heart.figure()
		f.Seconds, f.Read, f.Painted, f.PaintP50, f.PaintP95 = seconds, int(s.Read), int(s.Painted), milliseconds(s.P50), milliseconds(s.P95)
		f.CPU, f.Scans, f.Looks = (cpuNow-cpu).Seconds()/seconds, int(c.scans.Swap(0)), int(c.looks.Swap(0))
		c.trace.write(traceEvent{Kind: "stats", Stats: f})
		last, cpu = now, cpuNow
	}
}

// beat sets a heartbeat going, and the list of blocks where one is wanted; stop waits
// for both.
func (c *counter) beat(ctx context.Context) (heart *heartbeat, stop func()) {
	heart = &heartbeat{}
	beating, cancel := context.WithCancel(ctx)
	var work gosync.WaitGroup
	work.Go(func() { heart.run(beating) })
	if c.cfg.TraceBlocks != "" {
		if b, err := openBlocks(c.cfg.TraceBlocks); err != nil {
			c.log.Warn("trace blocks", "err", err)
		} else {
			work.Go(func() { b.watch(beating, heart) })
		}
	}
	return heart, func() { cancel(); work.Wait() }
}

// awaitLive notes which camera gives pictures, and when the first one was painted.
func (c *counter) awaitLive(ctx context.Context, w *ui.UI, heart *heartbeat) bool {
	if !await(ctx, func() bool { return c.stream.Status().State == enrol.CameraLive }) {
		return false
	}
	st := c.stream.Status()
	c.trace.write(traceEvent{Kind: "camera", Camera: st.Source})
	c.log.Info("camera", "source", st.Source, "demo", st.Demo)
	if !await(ctx, func() bool { return w.PreviewStats().Painted > 0 }) {
		return false
	}
	c.trace.write(traceEvent{Kind: "live", Camera: st.Source})
	if !await(ctx, w.Warm) {
		return false
	}
	c.trace.write(traceEvent{Kind: "open", Stats: heart.figure()})
	return true
}

// await asks every ten milliseconds; false when ctx ends first.
func await(ctx context.Context, f func() bool) bool {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !f() {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
	}
	return true
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// processorTime is what all threads of this process have used.
func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// residentBytes is this process's resident set (proc(5)), 0 where it can't be had.
func residentBytes() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	f := strings.Fields(string(b))
	if len(f) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(f[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
