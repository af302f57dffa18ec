// Command show opens the windows on made-up snapshots, for work on their looks and for
// measuring the live picture without a camera:
//
//	go run -tags migrated_fynedo ./internal/uidemo/show -scene 12-match
//
// Keys work as in the program; what they ask for is printed.
package main

import (
	"context"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"os"
	"os/signal"
	"runtime"
	"time"

	"fyne.io/fyne/v2/app"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui"
)

func init() { runtime.LockOSThread() }

func main() {
	scene := flag.String("scene", "01-closed", "snapshot to begin with")
	language := flag.String("lang", "id", "language")
	dark := flag.Bool("dark", false, "dark theme")
	resident := flag.Bool("resident", false, "the resident's window too")
	stats := flag.Bool("stats", false, "print the live picture's figures every five seconds")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l := &uidemo.Lane{}
	l.OnDo = func(c lane.Command) {
		fmt.Println("do", c.Action, c.Reason, c.Note)
		answer(l, c)
	}
	u, err := ui.New(ui.Deps{App: app.NewWithID("id.go.gerai.ikd.show"), Lane: l, Queue: &uidemo.Queue{N: 1000}, Desk: &uidemo.Desk{},
		LogIn: logIn, Vouch: vouch, Frames: func() ui.FrameSource { return newFrames() },
		Prefs: ui.Prefs{Language: *language, Dark: *dark, Resident: *resident}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go play(ctx, l, u, *scene, *stats)
	if err := u.Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func logIn(_ context.Context, id, pin string) (enrol.Staff, error) {
	if pin != "123456" {
		return enrol.Staff{}, enrol.NewError(enrol.CodeLogin, "log in")
	}
	return enrol.Staff{ID: id, Role: enrol.RoleStaff}, nil
}

func vouch(ctx context.Context, id, pin string, role enrol.Role) (enrol.Staff, error) {
	s, err := logIn(ctx, id, pin)
	s.Role = role
	return s, err
}

// answer moves the made-up lane on, as far as a look at it needs.
func answer(l *uidemo.Lane, c lane.Command) {
	next := map[lane.Action]string{lane.ActionLogIn: "02-ready", lane.ActionLogOut: "01-closed", lane.ActionApprove: "16-saved",
		lane.ActionNext: "02-ready", lane.ActionType: "09-selfie", lane.ActionTakeNow: "12-match", lane.ActionRetake: "09-selfie",
		lane.ActionReject: "02-ready", lane.ActionPark: "02-ready", lane.ActionCancel: "02-ready"}
	if name, ok := next[c.Action]; ok {
		show(l, name)
	}
}

func show(l *uidemo.Lane, name string) {
	for _, s := range uidemo.Scenes() {
		if s.Name == name {
			if !s.View.OpenedAt.IsZero() {
				s.View.OpenedAt = time.Now()
			}
			l.Show(s.View)
		}
	}
}

func play(ctx context.Context, l *uidemo.Lane, u *ui.UI, scene string, stats bool) {
	wait := func(d time.Duration) bool {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(d):
			return true
		}
	}
	if !wait(time.Second) {
		return
	}
	show(l, scene)
	for stats && wait(time.Second) {
		u.ResetPreviewStats()
		if !wait(5 * time.Second) {
			return
		}
		s := u.PreviewStats()
		seconds := time.Since(s.Since).Seconds()
		fmt.Printf("read %.1f painted %.1f dropped %d a second; to paint p50 %v p95 %v max %v\n",
			float64(s.Read)/seconds, float64(s.Painted)/seconds, s.Dropped, s.P50, s.P95, s.Max)
	}
}

// frames gives thirty pictures a second: a head that moves to and fro.
type frames struct {
	tick  *time.Ticker
	back  *image.RGBA
	frame enrol.Frame
}

func newFrames() *frames {
	f := &frames{tick: time.NewTicker(time.Second / 30), back: image.NewRGBA(image.Rect(0, 0, 1440, 720))}
	draw.Draw(f.back, f.back.Rect, uidemo.Face(1440, 720, 0), image.Point{}, draw.Src)
	f.frame.RGBA = image.NewRGBA(image.Rect(0, 0, 1280, 720))
	return f
}

// Next implements ui.FrameSource.
func (f *frames) Next(ctx context.Context) (*enrol.Frame, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-f.tick.C:
	}
	f.frame.Seq++
	shift := int(f.frame.Seq % 160)
	if shift > 80 {
		shift = 160 - shift
	}
	for y := range 720 {
		copy(f.frame.RGBA.Pix[y*5120:(y+1)*5120], f.back.Pix[y*5760+8*shift:])
	}
	f.frame.At = time.Now()
	return &f.frame, nil
}
