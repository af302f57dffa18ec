// Command benchpage makes a page of docs out of what `go test -bench` prints on its
// standard input: every figure, and beside each bar whether it was met.
//
//	go test -run '^$' -bench . ./store | benchpage -page store -report docs/bench-store.md
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/internal/machine"
	"github.com/gerai-ikd/gerai/internal/stage"
)

func main() {
	name := flag.String("page", "", "`page` to write: "+strings.Join(pageNames(), ", "))
	report := flag.String("report", "", "`file` to write it to; empty: stdout")
	flag.Parse()
	if err := run(*name, *report, os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "benchpage:", err)
		os.Exit(1)
	}
}

func run(name, report string, in io.Reader) error {
	p, ok := pages[name]
	if !ok {
		return fmt.Errorf("no page %q", name)
	}
	before := machine.Load()
	results, err := read(io.TeeReader(in, os.Stderr))
	if err != nil {
		return fmt.Errorf("read benchmarks: %w", err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n%s\n\n", p.title, p.intro)
	stage.PrintMachine(&out)
	fmt.Fprintf(&out, "Date: %s. Load average before and after: %s; %s.\n\n", time.Now().Format(time.DateOnly), before, machine.Load())
	p.write(&out, results)
	if report == "" {
		_, err := os.Stdout.WriteString(out.String())
		return err
	}
	return os.WriteFile(report, []byte(out.String()), 0o644)
}

// read collects the lines of benchmarks; a run without one, or with a failure, is an
// error.
func read(in io.Reader) ([]result, error) {
	var out []result
	failed := false
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if r, ok := parse(lines.Text()); ok {
			out = append(out, r)
		}
		failed = failed || strings.HasPrefix(lines.Text(), "FAIL") || strings.HasPrefix(lines.Text(), "--- FAIL")
	}
	switch {
	case lines.Err() != nil:
		return nil, lines.Err()
	case failed:
		return nil, fmt.Errorf("a benchmark failed")
	case len(out) == 0:
		return nil, fmt.Errorf("no benchmark ran")
	}
	return out, nil
}
