package e2e

import (
	"bytes"
	"cmp"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/drawn/phone"
	"github.com/gerai-ikd/gerai/internal/stage"
)

// person is the pause between two characters that a person types, in milliseconds;
// xdotool spends half of it on most of them.
const person = 160

// await waits with patience for the window to show something.
func (th *theatre) await(what string, from int, is func(stage.Event) bool) (stage.Event, int, error) {
	th.t.Helper()
	ctx, cancel := context.WithTimeout(th.ctx, cmp.Or(th.patience, patience))
	defer cancel()
	e, at, err := th.gerai.Await(ctx, th.gerai.Process, what, from, func(e stage.Event) bool { return e.Kind == "phase" && is(e) })
	if err != nil {
		for _, e := range th.gerai.Events()[min(from, len(th.gerai.Events())):] {
			if e.Kind == "phase" {
				th.t.Logf("%s %s %s %s", e.At.Format("05.000"), e.Phase, e.Prompt, e.Problem)
			}
		}
	}
	return e, at, err
}

// idle opens the counter before a camera that sees nothing but the wall.
func (th *theatre) idle() int {
	th.t.Helper()
	path := filepath.Join(th.dir, "wall.avi")
	th.must(stage.Record(th.ctx, path, stage.EmptyScene(2)))
	th.gerai.Camera = path
	th.must(th.gerai.Start(th.ctx))
	th.heard()
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	_, at, err := th.gerai.Await(th.ctx, th.gerai.Process, "ready and online", 0, func(e stage.Event) bool {
		return e.Kind == "phase" && e.Phase == "ready" && e.Online
	})
	th.must(err)
	th.must(stage.Settle(th.ctx))
	return at
}

// opened waits for a case and puts it away again.
func (th *theatre) opened(name string, from int) int {
	th.t.Helper()
	_, at, err := th.await("a case by "+name, from, func(e stage.Event) bool { return e.Phase == "selfie" })
	th.must(err)
	th.shot(name)
	th.must(th.display.Key(th.ctx, "Escape"))
	th.must(th.display.Key(th.ctx, "Return"))
	_, at, err = th.gerai.AwaitPhase(th.ctx, "ready", at)
	th.must(err)
	th.must(stage.Settle(th.ctx)) // the window shows it a moment later
	return at
}

// problem waits until the window names a problem.
func (th *theatre) problem(code enrol.Code, from int) int {
	th.t.Helper()
	_, at, err := th.await("problem "+string(code), from, func(e stage.Event) bool { return e.Problem == string(code) })
	th.must(err)
	th.shot(string(code))
	return at
}

// TestWithoutTheCamera opens cases by hand scanner, picture file and short token, and
// says what is wrong with rubbish on each of these ways.
func TestWithoutTheCamera(t *testing.T) {
	th := newTheatre(t, 4*time.Minute)
	_, qr := th.register()
	token, err := th.phone.Token()
	th.must(err)
	at := th.idle()

	scan := func(text string) {
		th.must(th.display.TypeAt(th.ctx, 0, text))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	scan(qr)
	at = th.opened("hand-scanner", at)
	th.must(th.display.Key(th.ctx, "F2")) // a field has the keyboard
	th.shot("field")
	scan(qr)
	at = th.opened("hand-scanner-in-a-field", at)
	scan("HTTPS://EXAMPLE.COM/NOT-OURS")
	at = th.problem(enrol.CodeQRForeign, at)

	picture := filepath.Join(th.dir, "qr.png")
	th.must(writePicture(picture, qr))
	choose := func(path string) {
		th.must(th.display.Key(th.ctx, "F8"))
		th.must(th.display.TypeAt(th.ctx, person, path))
		th.shot("file-form")
		th.must(th.display.Key(th.ctx, "Return"))
	}
	choose(picture)
	at = th.opened("picture-file", at)
	blank := filepath.Join(th.dir, "no.png")
	th.must(writePicture(blank, ""))
	choose(blank)
	at = th.problem(enrol.CodeNoQR, at)
	th.must(os.WriteFile(blank, []byte("no picture at all"), 0o600))
	choose(blank)
	at = th.problem(enrol.CodePictureFile, at)

	ask := func(text string) {
		th.must(th.display.Key(th.ctx, "F7"))
		th.must(th.display.TypeAt(th.ctx, person, text))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	ask(strings.ToLower(token))
	at = th.opened("token", at)
	ask("AAAA-AAAA")
	at = th.problem(enrol.CodeNotFound, at)
	th.pusat.Kill()
	ask(token)
	th.problem(enrol.CodeOffline, at)
}

// writePicture saves the picture of a phone with a QR, or without a text of a phone
// that was left on the table.
func writePicture(path, text string) error {
	img := stage.EmptyScene(1).Frames[0]
	if text != "" {
		var err error
		if img, err = phone.Render(phone.Options{Text: text, Level: "M", Module: 5}); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

// TestPhoneReadsTheCounter: the outlet shows the QR, a phone opens it, and the case
// appears at that counter; without the registry the window offers the camera's way.
func TestPhoneReadsTheCounter(t *testing.T) {
	th := newTheatre(t, 4*time.Minute)
	th.must(th.pusat.Setup(th.ctx, `
[[outlet]]
id = "demo"
name = "Gerai Peragaan"
region = "3276"
show_qr = true
`))
	at := th.idle()
	at = th.prompt("lane.offer", at)
	th.shot("offer")
	link, err := stage.ReadShot(filepath.Join(th.out, "01-offer.png"))
	th.must(err)
	if !strings.HasPrefix(link, th.pusat.URL()+"/loket/") {
		t.Fatalf("the counter shows %d characters that lead elsewhere", len(link))
	}
	th.phone, err = stage.NewPhone(th.ctx, th.pusat.URL())
	th.must(err)
	th.phone.Shots = th.out
	t.Cleanup(th.phone.Close)
	r := stage.DemoResident()
	th.must(th.phone.RegisterAt(link, r))
	done := time.Now()
	e, _, err := th.gerai.AwaitPhase(th.ctx, "selfie", at)
	th.must(err)
	t.Logf("the case appeared %v after the page said so", e.At.Sub(done).Round(10*time.Millisecond))
	at = th.opened("case-of-the-phone", at)

	at = th.prompt("lane.offer", at)
	th.shot("next-offer")
	next, err := stage.ReadShot(filepath.Join(th.out, "03-next-offer.png"))
	th.must(err)
	if next == link {
		t.Fatal("a used link stays on the screen")
	}
	if offered, err := th.phone.Offered(link); err != nil || offered {
		t.Fatalf("a used link was opened again, %v", err)
	}
	th.pusat.Kill()
	th.prompt("lane.offer-away", at)
	th.shot("offer-away")
}

// prompt waits until the window says a sentence.
func (th *theatre) prompt(key string, from int) int {
	th.t.Helper()
	_, at, err := th.await("prompt "+key, from, func(e stage.Event) bool { return e.Prompt == key })
	th.must(err)
	return at
}
