package main

import (
	"context"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui"
)

// measure writes the preview's figures into the trace once a second, and when the
// first picture was painted.
func (c *counter) measure(ctx context.Context, w *ui.UI) {
	if !c.awaitLive(ctx, w) || c.trace == nil {
		return
	}
	heart := &heartbeat{}
	beating, stop := context.WithCancel(ctx)
	beats := make(chan struct{})
	go func() { defer close(beats); heart.run(beating) }()
	defer func() { stop(); <-beats }()
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
		c.trace.write(traceEvent{Kind: "stats", Stats: &traceFigure{
			Seconds: seconds, Read: int(s.Read), Painted: int(s.Painted), PaintP50: milliseconds(s.P50), PaintP95: milliseconds(s.P95),
			CPU: (cpuNow - cpu).Seconds() / seconds, RSS: residentBytes(), MainMaxMS: milliseconds(heart.take()),
			Scans: int(c.scans.Swap(0)), Looks: int(c.looks.Swap(0))}})
		last, cpu = now, cpuNow
	}
}

// awaitLive notes which camera gives pictures, and when the first one was painted.
func (c *counter) awaitLive(ctx context.Context, w *ui.UI) bool {
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
