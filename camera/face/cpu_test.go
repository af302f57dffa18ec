package face

import (
	"syscall"
	"testing"
)

// cpu is the processor time that this process has used, in milliseconds. Beside the wall clock it
// tells the cost of a step on a machine that does other work, too.
func cpu() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	ms := func(t syscall.Timeval) float64 { return float64(t.Sec)*1e3 + float64(t.Usec)/1e3 }
	return ms(r.Utime) + ms(r.Stime)
}

// loop runs step b.N times and reports the processor time of one.
func loop(b *testing.B, step func() error) {
	b.Helper()
	if err := step(); err != nil { // networks are set up by their first run
		b.Fatal(err)
	}
	start := cpu()
	n := 0
	for b.Loop() {
		n++
		if err := step(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpu()-start)/float64(n), "cpu-ms/op")
}
