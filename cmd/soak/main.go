// Soak runs what a counter's PC does all day, without a window: the live picture is
// delivered, codes are read and faces judged, as fast as the counter does it, and memory
// is looked at all the while. Its exit status is 1 where memory grew by more than is
// allowed between the second minute and the end. Built with the tag matprofile it also
// prints how many pictures of OpenCV are open.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/scanner"
)

func main() {
	face.ProbeMain()
	var s soak
	flag.DurationVar(&s.lasts, "for", 30*time.Minute, "how long")
	flag.DurationVar(&s.settle, "settle", 2*time.Minute, "from when on memory may not grow")
	flag.Int64Var(&s.limit, "limit", 20, "MB that it may grow by")
	flag.StringVar(&s.source, "camera", "demo:", "source of the pictures")
	flag.StringVar(&s.models, "models", "", "folder of the face models; empty: the installed ones")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := s.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// soak is one run.
type soak struct {
	lasts, settle  time.Duration
	limit          int64
	source, models string

	track               face.Track
	shown, read, judged int // frames, each by one goroutine
}

// Pace of the two eyes, as in the lane.
const (
	readPace  = 30 * time.Millisecond
	judgePace = 60 * time.Millisecond
	lookEvery = 15 * time.Second
)

func (s *soak) run(ctx context.Context) error {
	checker, err := face.New(face.Config{ModelsDir: s.models})
	if err != nil {
		return err
	}
	defer checker.Close()
	scan := scanner.New(scanner.Options{})
	defer scan.Close()
	ctx, cancel := context.WithTimeout(ctx, s.lasts)
	defer cancel()
	stream := camera.New(camera.Options{Source: s.source, Loop: true,
		DemoQR: func(context.Context) (string, error) { return fmt.Sprint("SOAK ", time.Now().UnixNano()), nil }})
	preview, grey, colour := stream.Subscribe(camera.RGBA|camera.Mirrored), stream.Subscribe(camera.Gray), stream.Subscribe(camera.RGBA)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return stream.Run(ctx) })
	work.Go(func() error { return s.show(ctx, preview) })
	work.Go(func() error {
		return each(ctx, grey, readPace, func(g *image.Gray, _ *image.RGBA) error { s.read++; scan.Scan(g); return nil })
	})
	work.Go(func() error {
		var sel face.Selector
		return each(ctx, colour, judgePace, func(_ *image.Gray, c *image.RGBA) error { s.judged++; return s.judge(checker, &sel, c) })
	})
	var grew int64
	work.Go(func() error { grew = s.watch(ctx); return nil })
	if err := work.Wait(); err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	fmt.Printf("frames: shown %d, read %d, judged %d; detector %s\nfrom %v to the end: %+d MB\n", s.shown, s.read, s.judged, checker.Detector(), s.settle, grew)
	if grew > s.limit {
		return fmt.Errorf("memory grew by %d MB, more than %d", grew, s.limit)
	}
	return nil
}

// judge does with a frame what the counter does between two residents.
func (s *soak) judge(c *face.Checker, sel *face.Selector, img *image.RGBA) error {
	found, err := c.Follow(&s.track, img)
	if err != nil {
		return err
	}
	selfie, taken := sel.Add(img, found, time.Now())
	if !taken || !c.CanMatch() {
		return nil
	}
	if c.CanLiveness() {
		if _, err := c.Liveness(selfie.Image, selfie.Face()); err != nil {
			return err
		}
	}
	_, err = c.EmbedAll(append(selfie.Others, selfie.Shot), 5)
	return err
}

// show takes each picture as the window does: the pixels are copied out.
func (s *soak) show(ctx context.Context, m *camera.Mailbox) error {
	var out []uint8
	for {
		f, err := m.Next(ctx)
		if err != nil {
			return err
		}
		out = append(out[:0], f.RGBA.Pix...)
		s.shown++
	}
}

func each(ctx context.Context, m *camera.Mailbox, pace time.Duration, look func(*image.Gray, *image.RGBA) error) error {
	for {
		f, err := m.Next(ctx)
		if err != nil {
			return err
		}
		began := time.Now()
		if err := look(f.Gray, f.RGBA); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pace - time.Since(began)):
		}
	}
}
