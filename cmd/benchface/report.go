package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/internal/machine"
)

// besides is where photographs may lie beside the project.
var besides = filepath.Join("..", "shared", "faces")

const drawnPeople = 20

// report measures and writes a page about it.
func (b *bench) report(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	defer f.Close()
	w := io.MultiWriter(os.Stdout, f)
	fmt.Fprint(w, "# The face check, measured\n\nWritten by `make bench-face`; `make bench-face DIR=folder` measures another set (`folder/person/*.jpg`).\n"+
		"Times are of the steps as the counter takes them, on pictures of the size they come in: by the clock, and in\n"+
		"processor time, which other programs on the machine do not change.\n\n")
	fmt.Fprintln(w, takenOn())
	for _, s := range b.sets() {
		one := *b
		one.dir, one.drawn, one.threads = s.dir, s.drawn, s.threads
		one.card = b.card && s.accuracy
		if b.dir != "" && s.accuracy && one.roc == "" {
			one.roc = strings.TrimSuffix(path, filepath.Ext(path)) + "-roc.png"
		}
		fmt.Fprintf(w, "## %s, %d thread(s)\n\n```\n", s.title, s.threads)
		if err := one.run(w); err != nil {
			return err
		}
		fmt.Fprint(w, "```\n\n")
	}
	return f.Close()
}

// set is one measurement of the report.
type set struct {
	title, dir string
	drawn      int
	threads    int
	accuracy   bool
}

func (b *bench) sets() []set {
	if b.dir != "" {
		return []set{{"Photographs in the given folder", b.dir, 0, 1, true}, {"The same, times", b.dir, 0, 2, false}}
	}
	out := []set{{"Drawn people: the chain works, no word on accuracy", "", drawnPeople, 1, false}, {"Drawn people, times", "", drawnPeople, 2, false}}
	if _, err := os.Stat(besides); err == nil {
		out = append(out, set{"Photographs of two people: too few for a rate, but of real faces", besides, 0, 1, true})
	}
	return out
}

// takenOn says on what the figures were taken.
func takenOn() string {
	var b strings.Builder
	fmt.Fprintf(&b, "- date: %s\n", time.Now().UTC().Format(time.DateOnly))
	fmt.Fprintf(&b, "- machine: %s, %d cores, %s/%s\n", machine.Processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "- load before: %s (runnable programs, mean of 1, 5 and 15 minutes; above the cores the times say little)\n", machine.Load())
	fmt.Fprintf(&b, "- system: %s\n", machine.System())
	fmt.Fprintf(&b, "- %s, gocv %s\n", runtime.Version(), machine.Linked("gocv.io/x/gocv"))
	return b.String()
}
