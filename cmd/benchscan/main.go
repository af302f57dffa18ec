// Command benchscan measures QR decoders side by side on the same pictures: the
// project's scanner, gozxing as it is, and, where their Debian packages are
// installed (libzbar-dev, libzxing-dev, libopencv-dev), zbar, zxing-cpp and
// OpenCV. One core, decode time only, fixed pictures: anyone can repeat it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "benchscan:", err)
		os.Exit(1)
	}
}

// config is what the command line says.
type config struct {
	dirs  []string
	out   string
	drawn bool
	creds bool
	peers string
}

func parse(args []string) (config, error) {
	var c config
	f := flag.NewFlagSet("benchscan", flag.ContinueOnError)
	f.Func("dir", "also measure a `folder` with frames.csv and frames/, or photos/*/ with a .txt beside each picture; repeatable", func(s string) error {
		c.dirs = append(c.dirs, s)
		return nil
	})
	f.StringVar(&c.out, "out", "", "write the report to this `file` as well")
	f.BoolVar(&c.drawn, "drawn", true, "measure the project's own drawn pictures")
	f.BoolVar(&c.creds, "credentials", true, "measure residents' QRs by what they carry")
	f.StringVar(&c.peers, "peers", "cmd/benchscan/peers", "`folder` of the C++ sources of the peers")
	return c, f.Parse(args)
}

// run measures every set of pictures with every decoder and writes the report.
func run(ctx context.Context, args []string, w io.Writer) error {
	c, err := parse(args)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "benchscan-")
	if err != nil {
		return fmt.Errorf("make a folder for the pictures: %w", err)
	}
	defer os.RemoveAll(tmp)
	sets, err := gather(c)
	if err != nil {
		return err
	}
	peers, missing := buildPeers(ctx, c.peers, tmp)
	decoders := append([]decoder{ours{}, ours{live: true}, stock{}}, peers...)
	r := newReport(decoders, missing)
	for _, set := range sets {
		if err := r.measure(ctx, set, tmp); err != nil {
			return fmt.Errorf("measure %s: %w", set.name, err)
		}
	}
	if c.drawn {
		r.sequences()
	}
	if c.creds {
		if err := r.credentials(); err != nil {
			return fmt.Errorf("measure credentials: %w", err)
		}
	}
	text := r.markdown()
	fmt.Fprint(w, text)
	if c.out == "" {
		return nil
	}
	if err := os.WriteFile(c.out, []byte(text), 0o644); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// gather collects the sets of pictures.
func gather(c config) ([]set, error) {
	var sets []set
	if c.drawn {
		s, err := drawnSet()
		if err != nil {
			return nil, err
		}
		sets = append(sets, s)
	}
	for _, d := range c.dirs {
		more, err := folderSets(d)
		if err != nil {
			return nil, err
		}
		sets = append(sets, more...)
	}
	return sets, nil
}
