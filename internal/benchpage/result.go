package main

import (
	"strconv"
	"strings"
)

// result is one benchmark's line.
type result struct {
	name    string // without "Benchmark" and the number of processors
	metrics []metric
}

type metric struct {
	value float64
	unit  string
}

// parse reads a line of the form that cmd/go documents ("go help testflag"): a name, the
// rounds, then pairs of value and unit.
func parse(line string) (result, bool) {
	f := strings.Fields(line)
	if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
		return result{}, false
	}
	name := strings.TrimPrefix(f[0], "Benchmark")
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		name = name[:i]
	}
	r := result{name: name}
	for i := 2; i+1 < len(f); i += 2 {
		v, err := strconv.ParseFloat(f[i], 64)
		if err != nil {
			return result{}, false
		}
		if f[i+1] != "ns/op" { // means nothing where a round is many things
			r.metrics = append(r.metrics, metric{v, f[i+1]})
		}
	}
	return r, true
}

func (r result) get(unit string) (float64, bool) {
	for _, m := range r.metrics {
		if m.unit == unit {
			return m.value, true
		}
	}
	return 0, false
}
