// Command pusat is the central registry: it serves residents' pages and the outlets'
// interface, mails activation codes and keeps the records. See pusat help.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
)

func main() {
	face.ProbeMain() // a child process that tries a model ends here
	leaveGarbage()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	m := NewMain()
	err := m.ParseFlags(os.Args[1:])
	if err == nil {
		err = m.Run(ctx)
	}
	err = errors.Join(err, m.Close())
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case enrol.CodeOf(err) == enrol.CodeUsage:
		fmt.Fprintln(os.Stderr, "pusat:", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "pusat:", err)
		os.Exit(1)
	}
}

// leaveGarbage lets the heap grow to three times what lives in it, unless the environment
// says otherwise (GOGC): uploads are megabytes that live for some milliseconds, and
// collecting them at twice takes a tenth of the intake's time.
func leaveGarbage() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
}
