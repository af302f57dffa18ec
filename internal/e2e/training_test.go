package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/internal/training"
)

// TestTraining goes through the whole tour by the keyboard, at a counter that is enrolled and whose
// registry is there all the while: nothing of it arrives, and the PC is not heard from.
func TestTraining(t *testing.T) {
	th := newTheatre(t, 5*time.Minute)
	ctx := th.ctx
	th.gerai.Camera = "demo:"
	th.enter() // the registry can be reached from here
	th.gerai.Kill()
	before := th.registryHas()
	th.gerai.Command, th.gerai.Args = "train", []string{"--full-screen"}
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
	_, at, err := th.gerai.AwaitPhase(ctx, "ready", at)
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
	_, at, err = th.gerai.AwaitPhase(ctx, "contact", at)
	th.must(err)
	th.shot("contact")
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
	time.Sleep(3 * time.Second) // a packet would be on its way by now
	if after := th.registryHas(); after != before {
		t.Errorf("before the training the registry had\n%s\nafter it\n%s", before, after)
	}
	th.trainingEnds()
}

// trainingEnds starts the counter itself again, which shows that what registryHas looks at would have moved.
func (th *theatre) trainingEnds() {
	th.t.Helper()
	before := th.registryHas()
	th.gerai.Kill()
	th.gerai.Command = ""
	th.enter()
	th.wait("the registry to have heard the counter", func() bool { return th.registryHas() != before })
	own, err := th.gerai.Queue(th.ctx)
	th.must(err)
	if len(own) != 0 {
		th.t.Errorf("%d cases of the training in the counter's own books", len(own))
	}
}

// registryHas is what the registry counts, when it heard which PC last, and how many mails it sent.
func (th *theatre) registryHas() string {
	th.t.Helper()
	figures, err := th.pusat.Says(th.ctx, "stats", "json")
	th.must(err)
	heard, err := th.pusat.Says(th.ctx, "devices")
	th.must(err)
	return fmt.Sprintf("%s%s%d mails", figures, heard, len(th.mail.Letters()))
}
