package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// watch prints the memory now and then, and answers by how many MB the resident set
// grew after it had settled: the mean of the last minute against that of the one that
// begins then, so that one collection more or less does not decide.
func (s *soak) watch(ctx context.Context) int64 {
	began := time.Now()
	var first, last []int64
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return mean(last) - mean(first)
		case <-tick.C:
		}
		since := time.Since(began)
		mb := residentSet()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Printf("%6s  resident %d MB, Go heap %d MB, goroutines %d%s\n", since.Round(time.Second), mb, m.HeapAlloc>>20, runtime.NumGoroutine(), openMats())
		switch {
		case since < s.settle:
		case since < s.settle+time.Minute:
			first = append(first, mb)
			fallthrough
		default:
			last = append(last, mb)
			last = last[max(0, len(last)-int(time.Minute/lookEvery)):]
		}
	}
}

func mean(of []int64) int64 {
	if len(of) == 0 {
		return 0
	}
	var sum int64
	for _, v := range of {
		sum += v
	}
	return sum / int64(len(of))
}

// residentSet is VmRSS of proc(5), in MB; -1 where there is none.
func residentSet() int64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return -1
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kb int64
		if rest, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			if _, err := fmt.Sscan(rest, &kb); err == nil {
				return kb >> 10
			}
		}
	}
	return -1
}
