package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/internal/training"
)

// TestTraining goes through the whole tour by the keyboard, with no registry anywhere.
func TestTraining(t *testing.T) {
	root := moduleRoot(t)
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	t.Cleanup(cancel)
	th := &theatre{t: t, ctx: ctx, dir: t.TempDir(), out: filepath.Join(root, "out", "e2e", t.Name())}
	_ = os.RemoveAll(th.out)
	var err error
	th.display, err = stage.NewDisplay(ctx, 1280, 720)
	th.must(err)
	t.Cleanup(th.display.Close)
	th.gerai = &stage.Gerai{Bin: filepath.Join(programs(t, root), "gerai"), Dir: filepath.Join(th.dir, "gerai"), Display: th.display,
		Command: "train", Camera: "demo:", Args: []string{"--full-screen"}}
	th.must(os.MkdirAll(th.gerai.Dir, 0o700))
	t.Cleanup(func() {
		if th.gerai.Process != nil {
			th.gerai.Kill()
		}
	})
	th.must(th.gerai.Start(ctx))
	th.shot("log-in")
	th.must(th.gerai.LogIn(ctx, training.StaffID, training.PIN))

	serve := func(name string, from int) int {
		limit, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		_, at, err := th.gerai.AwaitPhase(limit, "decide", from)
		th.must(err)
		th.shot(name)
		return th.approve(at)
	}
	at := serve("first", 0)
	th.must(th.display.Key(ctx, "Insert")) // saved: what that means
	at = serve("no-line", at)
	th.must(th.display.Key(ctx, "Insert"))
	at = th.until("too dark", at, func(e stage.Event) bool {
		return e.Phase == "selfie" && (e.Prompt == "hint.more-light" || e.Prompt == "hint.no-face")
	})
	th.shot("dark")
	th.must(th.display.Key(ctx, "Insert"))
	at = serve("light-again", at)
	_, at, err = th.gerai.AwaitPhase(ctx, "ready", at)
	th.must(err)
	th.must(stage.Settle(ctx))
	th.must(th.display.Key(ctx, "F2"))
	th.must(th.display.TypeAt(ctx, person, string(training.NoPhone.NIK)))
	th.must(th.display.Key(ctx, "Tab"))
	th.must(th.display.TypeAt(ctx, person, "wulan@latihan.example"))
	th.must(th.display.Key(ctx, "Tab"))
	th.must(th.display.TypeAt(ctx, person, "081200000812"))
	th.shot("no-phone")
	th.must(th.display.Key(ctx, "Return"))
	_, at, err = th.gerai.AwaitPhase(ctx, "consent", at)
	th.must(err)
	th.shot("consent")
	th.must(th.display.Key(ctx, "Return"))
	serve("no-phone-decide", at)
	th.shot("end")
	items, err := (&stage.Gerai{Bin: th.gerai.Bin, Dir: filepath.Join(th.gerai.Dir, "latihan")}).Queue(ctx)
	th.must(err)
	for _, it := range items {
		if !it.Training || it.Delivery != "" {
			t.Errorf("case %s: training %v, delivery %q", it.ID, it.Training, it.Delivery)
		}
	}
	if len(items) != 4 {
		t.Errorf("%d cases in the training's books, want 4", len(items))
	}
}
