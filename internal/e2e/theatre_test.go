package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/internal/steal"
)

// staff of the demonstration's outlet.
const (
	staffName = "siti"
	staffPIN  = "246810"
)

// theatre is one counter, one registry, one mail server, one resident's phone.
type theatre struct {
	t        *testing.T
	ctx      context.Context
	dir      string // of data
	out      string // of pictures
	pusat    *stage.Pusat
	gerai    *stage.Gerai
	display  *stage.Display
	camera   *stage.Camera // nil: a recording
	mail     *stage.MailServer
	phone    *stage.Phone
	drawn    map[int64]stage.Scene // people who came before; 0: the empty lane
	shots    int
	typed    int           // residents without a QR so far
	patience time.Duration // other than the usual; 0: that
	cut      bool          // a receipt may have been lost on its way
	steal    *steal.Watch  // nil: it can't be told here when processors stood still
}

// newTheatre starts registry and mail server, and enrols the counter.
func newTheatre(t *testing.T, limit time.Duration) *theatre {
	t.Helper()
	root := moduleRoot(t)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	th := &theatre{t: t, ctx: ctx, dir: t.TempDir(), out: filepath.Join(root, "out", "e2e", t.Name())}
	_ = os.RemoveAll(th.out)
	bin := programs(t, root)
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
	if file := os.Getenv("GERAI_BLOCKS"); file != "" { // where the window stood when a key had to wait
		th.gerai.Args = append(th.gerai.Args, "--trace-blocks", file)
	}
	t.Cleanup(func() {
		if th.gerai.Process != nil {
			th.gerai.Kill() // before its folder is taken away
		}
	})
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
			if perr := th.picture("failed"); perr != nil {
				th.t.Log(perr)
			}
		}
		th.t.Fatal(err)
	}
}

// shot keeps a picture of the window; a step without one has not been shown.
func (th *theatre) shot(name string) {
	th.t.Helper()
	if err := th.picture(name); err != nil {
		th.t.Fatal(err)
	}
}

func (th *theatre) picture(name string) error {
	if err := stage.Settle(th.ctx); err != nil {
		return err
	}
	th.shots++
	return th.display.Shot(th.ctx, filepath.Join(th.out, fmt.Sprintf("%02d-%s.png", th.shots, name)))
}

// programs is the folder of gerai and pusat: GERAI_BIN, or what make build has made.
func programs(t *testing.T, root string) string {
	t.Helper()
	bin := os.Getenv("GERAI_BIN")
	if bin == "" {
		bin = filepath.Join(root, "bin")
	}
	for _, p := range []string{"gerai", "pusat"} {
		if _, err := os.Stat(filepath.Join(bin, p)); err != nil {
			t.Fatalf("%s is not built: run make build, or make e2e", filepath.Join(bin, p))
		}
	}
	return bin
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
