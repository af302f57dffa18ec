package e2e

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// TestPowerCutsInTheMiddle kills either program while a packet is on its way: the
// counter thinks that it is online, the packet is committed, and of a registry that
// hangs there is no receipt yet.
func TestPowerCutsInTheMiddle(t *testing.T) {
	th := newFilmedTheatre(t, 3*time.Minute)
	th.cut = true
	cuts := []struct {
		name   string
		frozen bool // the registry hangs with the request in its hands
		cut    func()
	}{
		{"registry-answers", false, func() {
			th.pusat.Kill()
			th.must(th.pusat.Start(th.ctx))
		}},
		{"registry-hangs", true, func() {
			th.pusat.Kill()
			th.must(th.pusat.Start(th.ctx))
		}},
		{"counter", true, func() {
			th.gerai.Kill()
			th.must(th.pusat.Thaw()) // and takes in what a dead counter has sent
			th.enter()
		}},
	}
	for i, c := range cuts {
		at := th.judged(int64(i+1), th.scanned(th.nextQR()))
		if c.frozen {
			th.online(at)
			th.must(th.pusat.Freeze())
		}
		th.must(th.display.Key(th.ctx, "Return"))
		th.until("a packet on its way", at, func(e stage.Event) bool {
			// A registry that answers may have done so before the screen shows a packet.
			return e.Phase == "saved" && e.Online && (e.Pending == 1 || !c.frozen)
		})
		c.cut()
		th.delivered(i + 1)
		th.show(th.person(0))
	}
	th.lettersOnce(len(cuts))
}

// lettersOnce waits until n residents have got their mail, and looks whether anybody
// gets a second one.
func (th *theatre) lettersOnce(n int) {
	th.t.Helper()
	for len(th.mail.Letters()) < n {
		select {
		case <-th.ctx.Done():
			th.t.Fatalf("mails to %d residents, want %d", len(th.mail.Letters()), n)
		case <-time.After(100 * time.Millisecond):
		}
	}
	time.Sleep(3 * time.Second) // a second mail would come with the next job
	letters := th.mail.Letters()
	if len(letters) != n {
		th.t.Errorf("mails to %d residents, want %d", len(letters), n)
	}
	for _, count := range letters {
		if count != 1 {
			th.t.Errorf("%d mails to one resident", count)
		}
	}
}
