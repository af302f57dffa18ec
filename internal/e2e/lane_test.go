package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/stage"
)

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

// pending waits until the status bar shows as many packets that wait.
func (th *theatre) pending(n int, online bool) {
	th.t.Helper()
	err := th.gerai.AwaitNow(th.ctx, th.gerai.Process, fmt.Sprintf("%d packets pending", n), func(e stage.Event) bool {
		return e.Pending == n && e.Online == online
	})
	th.must(err)
}

// delivered waits until the counter's own books have a receipt for each of n cases,
// and no other case; then the status bar and the queue screen must say the same.
func (th *theatre) delivered(n int) {
	th.t.Helper()
	limit, cancel := context.WithTimeout(th.ctx, time.Minute)
	defer cancel()
	for {
		items, err := th.gerai.Queue(limit)
		th.must(err)
		if len(items) == n && !slices.ContainsFunc(items, func(it enrol.Item) bool { return it.Delivery != enrol.DeliveryAnswered }) {
			th.receipts(items)
			break
		}
		if len(items) > n {
			th.t.Fatalf("%d cases in the queue, want %d", len(items), n)
		}
		select {
		case <-limit.Done():
			th.must(fmt.Errorf("receipts for %d cases: %w; the books say %+v", n, limit.Err(), items))
		case <-time.After(300 * time.Millisecond):
		}
	}
	th.must(th.gerai.AwaitNow(limit, th.gerai.Process, "nothing pending", func(e stage.Event) bool { return e.Pending == 0 }))
	th.must(th.gerai.OpenQueue(th.ctx, 0))
	th.shot("queue-nothing-pending")
	th.must(th.gerai.FilterQueue(th.ctx, 2, n)) // all
	th.shot("queue-delivered")
	th.must(th.gerai.FilterQueue(th.ctx, 1, 0)) // pending: the screen remembers its filter
	th.must(th.display.Key(th.ctx, "Escape"))
	out, err := th.gerai.Tool(th.ctx, "audit", "verify")
	th.must(err)
	th.t.Log(strings.TrimSpace(out))
}

// receipts checks what the registry has answered. Where a receipt was lost on its way
// the counter asked again, and was told that the packet is there: that is a success.
func (th *theatre) receipts(items []enrol.Item) {
	th.t.Helper()
	for _, it := range items {
		accepted := it.Answer == enrol.AnswerAccepted || th.cut && it.Answer == enrol.AnswerDuplicate
		if it.State != enrol.StateApproved || !accepted || it.LastError != "" {
			th.t.Errorf("case %s: %s, answer %q, last error %q after %d attempts", it.ID, it.State, it.Answer, it.LastError, it.Attempts)
		}
	}
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

// TestLaneFromFile serves one resident from recorded video to KTP and KK.
func TestLaneFromFile(t *testing.T) {
	th := newTheatre(t, 3*time.Minute)
	r, qr := th.register()
	th.gerai.Camera = th.record(qr, 1)
	th.must(th.gerai.Start(th.ctx))
	th.shot("log-in")
	th.heard()
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	th.approve(th.toVerdict(0))
	th.delivered(1)
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
	th.heard()
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	th.approve(th.toVerdict(0))
	th.delivered(1)
	th.activate(r)
}

// TestRegistryDownAndPowerCuts approves while nobody answers at the registry, kills
// both programs, and finds everything delivered once.
func TestRegistryDownAndPowerCuts(t *testing.T) {
	th := newTheatre(t, 3*time.Minute)
	r, qr := th.register()
	th.gerai.Camera = th.record(qr, 3)
	th.must(th.gerai.Start(th.ctx))
	th.heard()
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
	th.approve(at)
	th.pending(1, false)
	th.must(th.gerai.OpenQueue(th.ctx, 1))
	th.shot("queued-offline")

	th.gerai.Kill()
	th.must(th.pusat.Start(th.ctx))
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	th.delivered(1)
	th.activate(r)
	time.Sleep(3 * time.Second) // a second mail would come with the next job
	if n := th.mail.Count(r.Email); n != 1 {
		t.Fatalf("mails to the resident: %d, want 1", n)
	}
}
