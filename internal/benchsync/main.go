// Command benchsync measures how outlets deliver, with the real registry (bin/pusat) as
// a process of its own and the counter's real store, worker and client: draining a long
// queue against a handler that only reads, many outlets that come back at once, and the
// bytes on the wire. It writes a report.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/internal/machine"
	"github.com/gerai-ikd/gerai/internal/stage"
)

// options are the command line's.
type options struct {
	pusat, report, dir, smtp string
	packets, size            int
	outlets, each            int
	small                    int
}

func main() {
	var o options
	flag.StringVar(&o.pusat, "pusat", "bin/pusat", "the registry's `program`")
	flag.StringVar(&o.report, "report", "", "`file` for the report; empty: stdout alone")
	flag.StringVar(&o.dir, "dir", "", "`folder` on the disk that is measured")
	flag.IntVar(&o.packets, "packets", 10_000, "packets to drain")
	flag.IntVar(&o.size, "size", 60_000, "bytes of a selfie in them")
	flag.IntVar(&o.outlets, "outlets", 5_000, "outlets that come back")
	flag.IntVar(&o.each, "each", 20, "packets of each")
	flag.IntVar(&o.small, "small", 1_800, "bytes of a selfie in those: packets of 4 KB")
	flag.StringVar(&o.smtp, "smtp", "", "mail server, `host:port`; empty: the built-in one, which takes a mail for each approval")
	flag.Parse()
	if err := o.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "benchsync:", err)
		os.Exit(1)
	}
}

func (o options) run(ctx context.Context) error {
	var report strings.Builder
	out := io.MultiWriter(os.Stdout, &report)
	fmt.Fprintln(out, "# Delivery\n\nWritten by `make bench-sync`. Registry and outlets share the machine: the registry is a process of its own,\nwith its embedded database and synchronous=FULL; the outlets are the counter's own code in another.")
	fmt.Fprintln(out)
	stage.PrintMachine(out)
	fmt.Fprintf(out, "Date: %s. Load before the run (uptime): %s\n\n", time.Now().Format(time.DateOnly), machine.Load())
	for _, part := range []func(context.Context, io.Writer) error{o.drain, o.crowd} {
		if err := part(ctx, out); err != nil {
			return err
		}
	}
	if o.report == "" {
		return nil
	}
	return os.WriteFile(o.report, []byte(report.String()), 0o644)
}

// scene makes a folder and a registry in it, prepared by f before it starts.
func (o options) scene(ctx context.Context, f func(dir string) error) (p *stage.Pusat, dir string, end func(), err error) {
	if dir, err = os.MkdirTemp(o.dir, "benchsync-"); err != nil {
		return nil, "", nil, err
	}
	clean := func() { _ = os.RemoveAll(dir) }
	if err := f(dir); err != nil {
		clean()
		return nil, "", nil, fmt.Errorf("prepare: %w", err)
	}
	if _, err := exec.LookPath(o.pusat); err != nil {
		clean()
		return nil, "", nil, err
	}
	if p, err = stage.NewPusat(o.pusat, registryIn(dir), o.smtp); err == nil {
		err = p.Start(ctx)
	}
	if err != nil {
		clean()
		return nil, "", nil, fmt.Errorf("start registry: %w", err)
	}
	return p, dir, func() { p.Kill(); clean() }, nil
}
