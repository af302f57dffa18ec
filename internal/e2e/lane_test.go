package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// staff of the demonstration's outlet.
const (
	staffName = "siti"
	staffPIN  = "246810"
)

// theatre is one counter, one registry, one mail server, one resident's phone.
type theatre struct {
	t       *testing.T
	ctx     context.Context
	dir     string // of data
	out     string // of pictures
	pusat   *stage.Pusat
	gerai   *stage.Gerai
	display *stage.Display
	mail    *stage.MailServer
	phone   *stage.Phone
	shots   int
}

// newTheatre starts registry and mail server, and enrols the counter.
func newTheatre(t *testing.T, limit time.Duration) *theatre {
	t.Helper()
	root := moduleRoot(t)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	th := &theatre{t: t, ctx: ctx, dir: t.TempDir(), out: filepath.Join(root, "out", "e2e", t.Name())}
	_ = os.RemoveAll(th.out)
	bin := filepath.Join(root, "bin")
	for _, p := range []string{"gerai", "pusat"} {
		if _, err := os.Stat(filepath.Join(bin, p)); err != nil {
			t.Fatalf("bin/%s is not built: run make build, or make e2e", p)
		}
	}
	var err error
	th.mail, err = stage.NewMailServer()
	th.must(err)
	t.Cleanup(th.mail.Close)
	th.pusat, err = stage.NewPusat(filepath.Join(bin, "pusat"), filepath.Join(th.dir, "pusat"), th.mail.Addr())
	th.must(err)
	th.must(os.MkdirAll(th.pusat.Dir, 0o700))
	th.must(th.pusat.Start(ctx))
	t.Cleanup(func() { th.pusat.Kill() })
	th.display, err = stage.NewDisplay(ctx, 1280, 720)
	th.must(err)
	t.Cleanup(th.display.Close)
	th.gerai = &stage.Gerai{Bin: filepath.Join(bin, "gerai"), Dir: filepath.Join(th.dir, "gerai"), Display: th.display,
		Args: []string{"--loop", "--full-screen"}}
	th.must(os.MkdirAll(th.gerai.Dir, 0o700))
	code, err := th.pusat.EnrolCode()
	th.must(err)
	th.must(th.gerai.Enrol(ctx, th.pusat.DeviceURL(), code))
	return th
}

func (th *theatre) must(err error) {
	th.t.Helper()
	if err != nil {
		if th.pusat != nil && th.pusat.Process != nil {
			th.t.Log("pusat:", th.pusat.Output())
		}
		if th.gerai != nil && th.gerai.Process != nil {
			th.t.Log("gerai:", th.gerai.Output())
			th.shot("failed")
		}
		th.t.Fatal(err)
	}
}

// shot keeps a picture of the window.
func (th *theatre) shot(name string) {
	th.t.Helper()
	_ = stage.Settle(th.ctx)
	th.shots++
	path := filepath.Join(th.out, fmt.Sprintf("%02d-%s.png", th.shots, name))
	if err := th.display.Shot(th.ctx, path); err != nil {
		th.t.Log("picture:", err)
	}
}

// record makes the video of one resident: wall, phone, face.
func (th *theatre) record(qr string, seed int64) string {
	th.t.Helper()
	phone, err := stage.PhoneScene(qr, 4)
	th.must(err)
	path := filepath.Join(th.dir, fmt.Sprintf("lane-%d.avi", seed))
	th.must(stage.Record(th.ctx, path, stage.EmptyScene(1), phone, stage.FaceScene(seed, 6)))
	return path
}

// toVerdict waits until the lane has read, taken and compared.
func (th *theatre) toVerdict(from int) int {
	th.t.Helper()
	for _, phase := range []string{"ready", "selfie", "decide"} {
		_, at, err := th.gerai.AwaitPhase(th.ctx, phase, from)
		th.must(err)
		th.shot(phase)
		from = at
	}
	return from
}

// approve presses the one key, and waits until the case is saved.
func (th *theatre) approve(from int) int {
	th.t.Helper()
	th.must(th.display.Key(th.ctx, "Return"))
	_, at, err := th.gerai.AwaitPhase(th.ctx, "saved", from)
	th.must(err)
	th.shot("saved")
	return at
}

// delivered waits until nothing is left in the outbox.
func (th *theatre) delivered(from int) {
	th.t.Helper()
	_, _, err := th.gerai.Await(th.ctx, th.gerai.Process, "delivery", from, func(e stage.Event) bool {
		return e.Kind == "phase" && e.Online && e.Pending == 0
	})
	th.must(err)
	th.shot("delivered")
}

// activate is the resident's evening: code from the mailbox, own secrets, cards.
func (th *theatre) activate(r stage.Resident) {
	th.t.Helper()
	code, err := th.mail.AwaitCode(th.ctx, r.Email)
	th.must(err)
	th.must(th.phone.Activate(r, code))
	th.must(th.phone.LogOut())
	th.must(th.phone.LogIn(r))
	page, err := th.phone.Documents(r)
	th.must(err)
	for _, want := range []string{r.Name, string(r.NIK), "KARTU KELUARGA"} {
		if !strings.Contains(strings.ToUpper(strings.ReplaceAll(page, " ", "")), strings.ToUpper(strings.ReplaceAll(want, " ", ""))) {
			th.t.Errorf("KTP and KK after log-in lack %q", want)
		}
	}
}

// TestLaneFromFile serves one resident from recorded video to KTP and KK.
func TestLaneFromFile(t *testing.T) {
	th := newTheatre(t, 3*time.Minute)
	r, qr := th.register()
	th.gerai.Camera = th.record(qr, 1)
	th.must(th.gerai.Start(th.ctx))
	th.shot("log-in")
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	at := th.approve(th.toVerdict(0))
	th.delivered(at)
	th.must(th.display.Key(th.ctx, "F9"))
	th.shot("queue")
	th.activate(r)
}

// TestLaneFromStream is the same over a network camera.
func TestLaneFromStream(t *testing.T) {
	th := newTheatre(t, 3*time.Minute)
	r, qr := th.register()
	url, ff, err := stage.Live(th.ctx, th.record(qr, 2))
	th.must(err)
	t.Cleanup(ff.Kill)
	th.gerai.Camera = url
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	th.delivered(th.approve(th.toVerdict(0)))
	th.activate(r)
}

// TestRegistryDownAndPowerCuts approves while nobody answers at the registry, kills
// both programs, and finds everything delivered once.
func TestRegistryDownAndPowerCuts(t *testing.T) {
	th := newTheatre(t, 4*time.Minute)
	r, qr := th.register()
	th.gerai.Camera = th.record(qr, 3)
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	_, _, err := th.gerai.Await(th.ctx, th.gerai.Process, "first sync", 0, func(e stage.Event) bool { return e.Online })
	th.must(err)
	th.pusat.Kill() // the line is gone before the case is decided
	th.toVerdict(0)

	th.gerai.Kill() // and so is the power, with the verdict on the screen
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	_, at, err := th.gerai.AwaitPhase(th.ctx, "decide", 0)
	th.must(err)
	th.shot("same-case-after-power-cut")
	at = th.approve(at)
	_, _, err = th.gerai.Await(th.ctx, th.gerai.Process, "a queued packet", at, func(e stage.Event) bool {
		return e.Pending == 1 && !e.Online
	})
	th.must(err)
	th.must(th.display.Key(th.ctx, "F9"))
	th.shot("queued-offline")

	th.gerai.Kill()
	th.must(th.pusat.Start(th.ctx))
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	th.delivered(0)
	th.activate(r)
	time.Sleep(3 * time.Second) // a second mail would come with the next job
	if n := th.mail.Count(r.Email); n != 1 {
		t.Fatalf("mails to the resident: %d, want 1", n)
	}
}

// register is what the resident does at home.
func (th *theatre) register() (stage.Resident, string) {
	th.t.Helper()
	r := stage.DemoResident()
	var err error
	th.phone, err = stage.NewPhone(th.ctx, th.pusat.URL())
	th.must(err)
	th.phone.Shots = th.out
	th.t.Cleanup(th.phone.Close)
	qr, err := th.phone.Register(r)
	th.must(err)
	return r, qr
}

// moduleRoot is the folder of go.mod.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the tests")
	return ""
}
