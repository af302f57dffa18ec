package ui

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// rig is a UI on the toolkit's test driver: no goroutines, jobs run at once.
type rig struct {
	*UI
	tb       testing.TB
	lane     *uidemo.Lane
	queue    *uidemo.Queue
	desk     *cameraDesk
	deskFake *uidemo.Desk
	logIn    func(id, pin string) (enrol.Staff, error)
	clock    time.Time
}

// jobsAtOnce runs jobs in place.
type jobsAtOnce struct{}

func (jobsAtOnce) run(job func(context.Context) func()) {
	if f := job(context.Background()); f != nil {
		f()
	}
}

// MustRig makes a rig in a language and a theme, at 1280x720.
func MustRig(tb testing.TB, language string, dark bool) *rig {
	tb.Helper()
	r := &rig{tb: tb, lane: &uidemo.Lane{}, queue: &uidemo.Queue{N: 200}, desk: newCameraDesk(), deskFake: &uidemo.Desk{}, clock: uidemo.Now}
	r.logIn = func(id, _ string) (enrol.Staff, error) { return enrol.Staff{ID: id, Role: enrol.RoleStaff}, nil }
	u, err := New(Deps{Draw: func(string) (image.Image, error) { return uidemo.Modules(33), nil },
		App: test.NewTempApp(tb), Lane: r.lane, Queue: r.queue, Desk: r.deskFake, Prefs: Prefs{Language: language, Dark: dark, Resident: true},
		Cameras: r.desk, SwitchCamera: func() string { return "/dev/video2" },
		LogIn: func(_ context.Context, id, pin string) (enrol.Staff, error) { return r.logIn(id, pin) },
		Vouch: r.vouch,
		Now:   func() time.Time { return r.clock },
	})
	if err != nil {
		tb.Fatal(err)
	}
	r.UI = u
	u.workers = workers{jobsAtOnce{}, jobsAtOnce{}, jobsAtOnce{}, jobsAtOnce{}, jobsAtOnce{}}
	u.active = r.clock // what is counted are the commands that keys mean
	u.window.Resize(fyne.NewSize(1280, 720))
	u.resident.window.Resize(fyne.NewSize(1280, 720))
	return r
}

// vouch goes by logIn, and is as strict about roles as the store.
func (r *rig) vouch(_ context.Context, id, pin string, role enrol.Role) (enrol.Staff, error) {
	s, err := r.logIn(id, pin)
	if err == nil {
		err = s.MayAct(role)
	}
	if err != nil {
		return enrol.Staff{}, err
	}
	return s, nil
}

// scene shows a made-up snapshot by name.
func (r *rig) scene(name string) {
	r.tb.Helper()
	for _, s := range uidemo.Scenes() {
		if s.Name == name {
			r.arrived(s.View)
			return
		}
	}
	r.tb.Fatalf("no scene %q", name)
}

// press sends a key as a keyboard does, to whatever has the focus.
func (r *rig) press(name fyne.KeyName) {
	k := &fyne.KeyEvent{Name: name}
	if f := r.window.Canvas().Focused(); f != nil {
		f.TypedKey(k)
	} else {
		r.window.Canvas().OnTypedKey()(k)
	}
	r.KeyUp(k)
}

// typeText types text into whatever has the focus, at a person's pace.
func (r *rig) typeText(text string) { r.typeAt(text, 100*time.Millisecond) }

// digits answers one question by number after the other, as a person who reads them.
func (r *rig) digits(all string) {
	for _, d := range all {
		r.typeAt(string(d), wedgeGap+time.Millisecond)
	}
}

// scan types text as a hand scanner does, Enter included.
func (r *rig) scan(text string) {
	r.clock = r.clock.Add(time.Second)
	r.typeAt(text, 2*time.Millisecond)
	r.press(fyne.KeyReturn)
}

func (r *rig) typeAt(text string, pause time.Duration) {
	for _, c := range text {
		r.clock = r.clock.Add(pause)
		if f := r.window.Canvas().Focused(); f != nil {
			f.TypedRune(c)
			continue
		}
		r.typedRune(c)
	}
}

// sent is the command that was sent last; the zero one where there is none.
func (r *rig) sent() lane.Command {
	var last lane.Command
	for {
		select {
		case c := <-r.commands:
			if c.Action != lane.ActionActive {
				last = c
			}
		default:
			return last
		}
	}
}

// always are the pictures that are drawn in every language and theme; the others in
// the first ones only, unless UI_PICTURES=all (or none): drawing them takes long.
var always = regexp.MustCompile(`^(lane-(01|07|12|18|19|30)|resident-(02|08|16|19)|alone-1280|consent-|queue-2|roster-(all|lane)-1280|roster-175-|desk-(story|filter-attention|search-[02]|actions-3|sync|day|shift)|camera-(faults|second)|settings-|technician-|text-175-(02|12)|question-(typed-wrong|file))`)

// picture writes what a window shows to out/ui.
func (r *rig) picture(w fyne.Window, name string) {
	r.tb.Helper()
	wanted := os.Getenv("UI_PICTURES")
	if wanted == "none" || wanted != "all" && !strings.HasSuffix(name, "-id-light") && !always.MatchString(name) {
		return
	}
	img := w.Canvas().Capture()
	dir := filepath.Join("..", "out", "ui")
	tidy.Do(func() { tidyPictures(r.tb, dir) })
	if err := os.MkdirAll(dir, 0o755); err != nil {
		r.tb.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		r.tb.Fatal(err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(f, img); err != nil {
		r.tb.Fatal(err)
	}
}

// tidy is done before this run's first picture.
var tidy sync.Once

// pictureAge is longer than a whole run of the tests takes.
const pictureAge = time.Hour

// tidyPictures takes away what an earlier run has drawn: who looks at the pictures must not
// see what is no more.
func tidyPictures(tb testing.TB, dir string) {
	tb.Helper()
	old, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, f := range old {
		if info, err := os.Stat(f); err == nil && time.Since(info.ModTime()) > pictureAge {
			_ = os.Remove(f) // another run may have been quicker
		}
	}
}

// eachText walks every text that is visible in a window.
func eachText(o fyne.CanvasObject, f func(*look.Text)) {
	if !o.Visible() {
		return
	}
	switch x := o.(type) {
	case *look.Text:
		f(x)
	case *fyne.Container:
		for _, c := range x.Objects {
			eachText(c, f)
		}
	case *widget.Entry, *canvas.Text:
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(x).Objects() {
			eachText(c, f)
		}
	}
}

// jobsLater keeps jobs until work.
type jobsLater struct {
	jobs []func(context.Context) func()
}

func (j *jobsLater) run(job func(context.Context) func()) { j.jobs = append(j.jobs, job) }

func (j *jobsLater) work() {
	for _, job := range j.jobs {
		jobsAtOnce{}.run(job)
	}
	j.jobs = nil
}
