package main

import (
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	results, err := read(strings.NewReader("# a note\nBenchmarkDecide/Whole-2 \t 500\t 12 ns/op\t 0.62 ratio\t 61.5 p99-ms\nPASS\n"))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	pages["store"].write(&out, results)
	for _, want := range []string{
		"| approve to saved, p99, ms | ≤ 50 | 61.5 | missed |",
		"| throughput against the bare program | ≥ 0.50 | 0.62 | met |",
		"| search by NIK, p99, ms | ≤ 50 | not measured | open |",
		"| Decide/Whole | 0.62 ratio, 61.5 p99-ms |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("without %q:\n%s", want, out.String())
		}
	}
}

func TestRead(t *testing.T) {
	for name, text := range map[string]string{
		"ErrNothing": "PASS\n",
		"ErrFailed":  "BenchmarkX-2 1 2 ms\n--- FAIL: BenchmarkY\n",
		"ErrNumber":  "BenchmarkX-2 1 two ms\n",
	} {
		if _, err := read(strings.NewReader(text)); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}
