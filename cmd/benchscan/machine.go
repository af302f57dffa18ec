package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/internal/machine"
)

// takenOn says on what the figures were taken.
func takenOn() string {
	var b strings.Builder
	fmt.Fprintf(&b, "- date: %s\n", time.Now().UTC().Format(time.DateOnly))
	fmt.Fprintf(&b, "- machine: %s, %d cores, %s/%s\n", machine.Processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "- system: %s\n", machine.System())
	fmt.Fprintf(&b, "- %s, gozxing %s\n", runtime.Version(), machine.Linked("github.com/makiuchi-d/gozxing"))
	return b.String()
}
