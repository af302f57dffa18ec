package pages

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/gerai-ikd/gerai/registry/web/webtest"
)

// The phone of these tests: small, and with the pixels of a cheap one.
const (
	phoneWidth, phoneHeight = 360, 740
	phoneScale              = 2
)

// browser is Chromium on the pages.
type browser struct {
	*fake
	t      *testing.T
	ctx    context.Context
	base   string
	prefix string // of the pictures
	count  int
	axe    string // source of axe-core; "" not checked
	// scripts: without them the browser can't be asked anything inside the page.
	scripts bool
}

// newBrowser starts Chromium with a profile of its own. The site has TLS, as in
// earnest, so that its cookies are the real ones.
func newBrowser(t *testing.T, prefix string, change ...func(*Options)) *browser {
	t.Helper()
	ctx := webtest.MustChromium(t, 10*time.Minute)
	b := &browser{fake: newFake(time.Now), t: t, ctx: ctx, prefix: prefix, scripts: true}
	o := Options{Residents: b.fake, Log: slog.New(slog.DiscardHandler), Secure: true, Office: "Disdukcapil Kota Contoh",
		Outlets: []Outlet{
			{"Drive Thru Balai Kota", "Jl. Contoh Raya 54, sebelah gerbang timur", "Senin–Jumat 08.00–15.00"},
			{"Gerai Mal Contoh", "Lantai 2, dekat lift utara", "Setiap hari 10.00–20.00"},
		}, VerifyDisplay: b.verifyDisplay, ReportLoss: b.reportLoss}
	for _, c := range change {
		c(&o)
	}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(h)
	t.Cleanup(server.Close)
	b.base = server.URL
	b.run(chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateScale(phoneScale), chromedp.EmulateMobile))
	return b
}

type step = chromedp.Action[chromedp.Void]

func (b *browser) run(steps ...step) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("after %d pictures: %v", b.count, err)
	}
}

// ask runs an action that answers something.
func ask[T any](b *browser, a chromedp.Action[T]) T {
	b.t.Helper()
	x, err := chromedp.Run(b.ctx, a)
	if err != nil {
		b.t.Fatalf("after %d pictures: %v", b.count, err)
	}
	return x
}

// call sends a command of the browser's protocol.
func call[P, R any](b *browser, cmd cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, cmd, params); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.base + path))
}

// dark switches the phone's theme.
func (b *browser) dark(on bool) {
	b.t.Helper()
	value := "light"
	if on {
		value = "dark"
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}}})
}

// fill types into fields, given as id, text, id, text …
func (b *browser) fill(pairs ...string) {
	b.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		b.run(chromedp.Clear(chromedp.CSS("#"+pairs[i])), chromedp.SendKeys(chromedp.CSS("#"+pairs[i]), pairs[i+1]))
	}
}

// press clicks a button or link of the main part, and waits for the page it leads to.
func (b *browser) press(selector, next string) {
	b.t.Helper()
	b.run(chromedp.Click(chromedp.CSS(selector)))
	b.at(next)
}

// at waits until an element is there.
func (b *browser) at(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS(selector))); err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("body")))
		b.t.Fatalf("wait for %s: %v\nthe page says: %s", selector, err, text)
	}
}

// look checks what holds for every page, and keeps its picture.
func (b *browser) look(name string) {
	b.t.Helper()
	b.count++
	b.keep(fmt.Sprintf("%s-%02d-%s.png", b.prefix, b.count, name), webtest.MustPicture(b.t, b.ctx, chromedp.FullScreenshot(100)))
	b.inspect(name)
}

// shot is what the screen shows.
func (b *browser) shot() image.Image {
	b.t.Helper()
	img, err := png.Decode(bytes.NewReader(webtest.MustPicture(b.t, b.ctx, chromedp.CaptureScreenshot())))
	if err != nil {
		b.t.Fatal(err)
	}
	return img
}

// inspect asks the page itself.
func (b *browser) inspect(name string) {
	b.t.Helper()
	text := ask(b, chromedp.Text(chromedp.CSS("body")))
	if strings.Contains(text, "[error") || strings.Contains(text, "[field") || strings.Contains(text, "[hint") || strings.Contains(text, "[doc") {
		b.t.Errorf("%s: a text is missing", name)
	}
	if !b.scripts {
		return
	}
	if width := ask(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); width > phoneWidth {
		b.t.Errorf("%s: %d pixels wide", name, width)
	}
	if small := ask(b, chromedp.Evaluate[[]string](smallTargets)); len(small) > 0 {
		b.t.Errorf("%s: too small to touch: %v", name, small)
	}
	b.audit(name)
}

// smallTargets lists what a thumb would miss: less than 44 pixels high (WCAG 2.5.5),
// links within a sentence and what is hidden aside.
const smallTargets = `Array.from(document.querySelectorAll("a, button, summary, input:not([type=hidden])")).filter(function (e) {
	var box = (e.closest("label") || e).getBoundingClientRect();
	return box.height < 44 && !e.closest("p, .unseen, .skip, .problem") && !e.matches(".unseen, .skip");
}).map(function (e) { return e.outerHTML.slice(0, 80); })`

// keep writes a picture to out/pages of the project.
func (b *browser) keep(name string, picture []byte) {
	b.t.Helper()
	dir := filepath.Join(webtest.ProjectRoot(b.t), "out", "pages")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), picture, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
