package phc

import (
	"syscall"
	"testing"
)

// BenchmarkVerify reports processor time, which other programs on the machine do not
// change, besides the time that passes.
func BenchmarkVerify(b *testing.B) {
	v := HashPIN("246810")
	var before, after syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	for b.Loop() {
		VerifyPIN(v, "246810")
	}
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	spent := (after.Utime.Nano() - before.Utime.Nano()) + (after.Stime.Nano() - before.Stime.Nano())
	b.ReportMetric(float64(spent)/float64(b.N)/1e6, "cpu-ms/op")
}
