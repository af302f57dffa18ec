// Command show opens the windows on made-up snapshots, for work on their looks and for
// measuring the live picture without a camera:
//
//	go run -tags migrated_fynedo ./internal/uidemo/show -scene 12-match
//
// Keys work as in the program; what they ask for is printed. A name of a snapshot on the
// standard input, a line each, shows that one.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"image"
	"image/draw"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"fyne.io/fyne/v2/app"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/surface"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui"
)

func init() { runtime.LockOSThread() }

func main() {
	scene := flag.String("scene", "01-closed", "snapshot to begin with")
	language := flag.String("lang", "id", "language")
	dark := flag.Bool("dark", false, "dark theme")
	contrast := flag.Bool("contrast", false, "high contrast")
	text := flag.Int("text", 100, "size of text, per cent")
	role := flag.String("role", "", "role of who is logged in; empty: as in the snapshot")
	resident := flag.Bool("resident", false, "the resident's window too")
	training := flag.Bool("training", false, "as in a training")
	full := flag.Bool("full", false, "full screen")
	kiosk := flag.Bool("kiosk", false, "as in a kiosk, which only a technician ends")
	fault := flag.Bool("fault", false, "the window of a counter that does not open, and no other")
	stats := flag.Bool("stats", false, "print the live picture's figures every five seconds")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *fault {
		os.Exit(showFault(ctx, *language))
	}
	l := &stageLane{Lane: &uidemo.Lane{}, role: enrol.Role(*role), training: *training}
	l.OnDo = func(c lane.Command) {
		fmt.Println("do", c.Action, c.Reason, c.Note)
		l.answer(c)
	}
	begun := time.Now()
	d := ui.Deps{App: app.NewWithID("id.go.gerai.ikd.show"), Lane: l, Queue: &uidemo.Queue{N: 1000}, Desk: desk{&uidemo.Desk{NoRoster: *training}},
		LogIn: logIn, Vouch: vouch, Frames: func() ui.FrameSource { return newFrames() }, Full: *full, Kiosk: *kiosk,
		Draw:  func(string) (image.Image, error) { return uidemo.Modules(33), nil },
		Now:   func() time.Time { return uidemo.Now.Add(time.Since(begun)) }, // the snapshots' own day
		Prefs: ui.Prefs{Language: *language, Dark: *dark, Contrast: *contrast, TextSize: *text, Resident: *resident}}
	addTools(&d)
	if *training {
		d.Training = &ui.Training{Day: func(string) {}, Args: map[string]string{"name": "latihan", "pin": "123456"}}
	}
	u, err := ui.New(d)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go l.listen(os.Stdin)
	go play(ctx, l, u, *scene, *stats)
	surface.Flat()
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

// stageLane is the made-up lane, moved on by keys and by the standard input.
type stageLane struct {
	*uidemo.Lane
	role     enrol.Role
	training bool
}

// answer moves the lane on, as far as a look at it needs.
func (l *stageLane) answer(c lane.Command) {
	next := map[lane.Action]string{lane.ActionLogIn: "02-ready", lane.ActionLogOut: "01-closed", lane.ActionApprove: "16-saved",
		lane.ActionNext: "02-ready", lane.ActionType: "09-selfie", lane.ActionTakeNow: "12-match", lane.ActionRetake: "09-selfie",
		lane.ActionReject: "02-ready", lane.ActionPark: "02-ready", lane.ActionCancel: "02-ready"}
	if name, ok := next[c.Action]; ok {
		l.scene(name)
	}
}

func (l *stageLane) scene(name string) {
	for _, s := range uidemo.Scenes() {
		if s.Name != name {
			continue
		}
		if !s.View.OpenedAt.IsZero() {
			s.View.OpenedAt = s.View.Now.Add(-7 * time.Second)
		}
		s.View.Camera.Demo, s.View.Camera.Source = false, "/dev/video0"
		if l.training {
			practise(&s.View)
		}
		if l.role != "" && s.View.Staff.ID != "" {
			s.View.Staff.Role = l.role
		}
		l.Show(s.View)
	}
}

// practise is a snapshot as a training has it: the drawn camera, no registry, an invented resident.
func practise(v *lane.View) {
	v.Camera.Demo, v.Camera.Source = true, "demo"
	v.Link, v.Backlog = enrol.Link{LastError: enrol.CodeTraining}, enrol.Backlog{}
	v.DoneToday, v.MedianToday = 0, 0
	if v.Staff.ID != "" {
		v.Staff.Name = "Petugas Latihan"
	}
	if v.Case != nil {
		c := *v.Case
		c.Training, v.Case = true, &c
	}
}

// listen shows the snapshots that are named.
func (l *stageLane) listen(from io.Reader) {
	for lines := bufio.NewScanner(from); lines.Scan(); {
		l.scene(strings.TrimSpace(lines.Text()))
	}
}

func play(ctx context.Context, l *stageLane, u *ui.UI, scene string, stats bool) {
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
	l.scene(scene)
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
	sway := int(f.frame.Seq % 48) // pixels to either side of the middle
	if sway > 24 {
		sway = 48 - sway
	}
	for y := range 720 {
		copy(f.frame.RGBA.Pix[y*5120:(y+1)*5120], f.back.Pix[y*5760+4*(80-12+sway):])
	}
	f.frame.At = time.Now()
	return &f.frame, nil
}
