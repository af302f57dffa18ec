package pages

import (
	"fmt"
	"image"
	"image/draw"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/registry/web/webtest"
	"github.com/gerai-ikd/gerai/scanner"
)

// realNIK is a resident of the demonstration's register.
const realNIK = "3276001203850001"

// way is a phone's browser on the pages of a real registry, with a counter that reports to it.
type way struct {
	*browser
	env     *registrytest.Env
	counter *registrytest.Counter
}

// newWay starts a registry of its own, on the clock that the browser has too.
func newWay(t *testing.T, prefix string) *way {
	t.Helper()
	e := registrytest.MustJoin(t, registrytest.MustSQLite(t), filepath.Join(t.TempDir(), "secrets"))
	b := newBrowser(t, prefix, func(o *Options) {
		o.Residents, o.VerifyDisplay, o.ReportLoss = e.Service, e.Service.VerifyDisplay, e.Service.ReportLoss
	})
	b.axe = webtest.Axe(t)
	return &way{browser: b, env: e, counter: e.MustEnrol()}
}

// readQR is what the counters' own reader makes of a picture of the screen. A plain one misses, at
// every size, about one in a hundred and fifty of these codes: each registration has its own, as dense as they come.
func (w *way) readQR() (text string, err error) {
	w.t.Helper()
	img := w.shot()
	grey := image.NewGray(img.Bounds())
	draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Src)
	s := scanner.New(scanner.Options{Patient: true})
	defer s.Close()
	read, ok := s.Scan(grey)
	if !ok {
		return "", fmt.Errorf("read nothing: %v", s.Hint())
	}
	return read.Text, nil
}

// approve is the counter's part: it reads the QR in the picture of the screen, and reports.
func (w *way) approve() {
	w.t.Helper()
	qr, err := w.readQR()
	if err != nil {
		w.t.Fatalf("the QR in the picture: %v", err)
	}
	done := w.counter.Approve(w.counter.Case(qr))
	if r := w.counter.Send(w.counter.Seal(done)); r[0].Answer != enrol.AnswerAccepted {
		w.t.Fatalf("the registry answers %s %s", r[0].Answer, r[0].Code)
	}
}

// mailed sends what is due, and answers the code of the newest mail and another one.
func (w *way) mailed(to enrol.Email) (code, wrong string) {
	w.t.Helper()
	w.env.Pump()
	mails := w.env.Mail.Mails()
	if len(mails) == 0 || mails[len(mails)-1].To != to {
		w.t.Fatalf("%d mails, and the last not to the address that was confirmed", len(mails))
	}
	code = mails[len(mails)-1].Code
	if wrong = "111111"; code == wrong {
		wrong = "222222"
	}
	return code, wrong
}

// keys is the same phone with a keyboard alone: no touch, and no script that sets the focus.
type keys struct{ *way }

// tab presses Tab until the focus is on an element.
func (k keys) tab(selector string) {
	k.t.Helper()
	for range 80 {
		k.run(chromedp.KeyEvent(kb.Tab))
		if ask(k.browser, chromedp.Evaluate[bool](`!!document.activeElement?.matches('`+selector+`')`)) {
			return
		}
	}
	k.t.Fatalf("Tab never comes to %s", selector)
}

// write goes to fields and types, given as selector, text, selector, text …
func (k keys) write(pairs ...string) {
	k.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		k.tab(pairs[i])
		k.run(chromedp.KeyEvent(pairs[i+1]))
	}
}

// enter presses Enter where the focus is, and waits for what the next page shows. Only the
// page that is left has a mark.
func (k keys) enter(next string) {
	k.t.Helper()
	k.run(chromedp.Evaluate[chromedp.Void](`window.left = false; 0`), chromedp.KeyEvent(kb.Enter))
	for began := time.Now(); time.Since(began) < 90*time.Second; time.Sleep(50 * time.Millisecond) {
		there, err := chromedp.Run(k.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && window.left === undefined && !!document.querySelector('`+next+`')`))
		if err == nil && there {
			return
		}
	}
	text, _ := chromedp.Run(k.ctx, chromedp.Text(chromedp.CSS("body")))
	k.t.Fatalf("no %s; the page says: %s", next, text)
}

// follow goes to a link or button, and presses it.
func (k keys) follow(selector, next string) {
	k.t.Helper()
	k.tab(selector)
	k.enter(next)
}

// TestBrowserKeyboardOnly is the resident's whole way in both languages with Tab, Enter, the
// space bar and typing alone: register, activate, look at the documents, change the PIN, log out and in.
func TestBrowserKeyboardOnly(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			k := keys{newWay(t, "keyboard-"+lang)}
			k.open("/")
			k.at("main")
			if lang == "en" {
				k.follow("a.lang", `html[lang="en"]`)
			}
			k.tab(".skip")
			k.run(chromedp.KeyEvent(kb.Enter)) // stays on the page
			if at := ask(k.browser, chromedp.Evaluate[string](`location.hash`)); at != "#isi" {
				t.Errorf("the skip link leads to %q", at)
			}
			k.registerByKeys()
			k.activateByKeys()
			k.insideByKeys()
			if now := ask(k.browser, chromedp.Evaluate[string](`document.documentElement.lang`)); now != lang {
				t.Errorf("Enter pressed the language switch: %s", now)
			}
		})
	}
}

func (k keys) registerByKeys() {
	k.t.Helper()
	k.follow(`main a[href="/daftar"]`, "#nik")
	k.write("#nik", realNIK, "#email", "agus@warga.example", "#phone", "081234567890")
	k.tab("input[name=consent]")
	k.run(chromedp.KeyEvent(" "))
	k.follow("main .button", "main button[value=confirm]")
	k.follow("main button[value=confirm]", ".code")
	k.look("qr")
	k.approve()
	k.mailed("agus@warga.example")
	k.at(`#live[data-state=code-sent] a[href="/aktivasi"]`) // tells by itself
}

func (k keys) activateByKeys() {
	k.t.Helper()
	code, wrong := k.mailed("agus@warga.example")
	k.follow(`main a[href="/aktivasi"]`, "#code")
	k.write("#nik", realNIK, "#code", wrong)
	k.enter(".problem")
	k.look("wrong-code")
	k.emptied("#code")
	k.run(chromedp.KeyEvent(code))
	k.enter("#pin2")
	k.write("#pin", "861940", "#pin2", "861940", "#password", "kuda biru laut", "#password2", "kuda biru laut")
	k.follow("main .button", ".tiles")
	k.look("home")
}

// emptied goes to a field and clears what stands in it.
func (k keys) emptied(selector string) {
	k.t.Helper()
	k.tab(selector)
	k.run(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(kb.Delete))
}

func (k keys) insideByKeys() {
	k.t.Helper()
	k.follow(`main a[href="/dokumen"]`, "#pin")
	k.write("#pin", "861940")
	k.enter(".ktp")
	k.look("documents")
	k.follow(`main a[href="/beranda"]`, ".tiles")
	k.follow(`main a[href="/tunjuk"]`, ".code")
	k.follow(`main a[href="/beranda"]`, ".tiles")
	k.follow(`main a[href="/ganti-pin"]`, "#old")
	k.write("#old", "861940", "#pin", "530718", "#pin2", "530718")
	k.follow("main .button", ".notice")
	k.look("pin-changed")
	k.follow(`form[action="/keluar"] button`, ".notice")
	k.open("/masuk") // as from a bookmark
	k.at("#password")
	k.write("#nik", realNIK, "#password", "kuda biru laut")
	k.enter(".tiles")
	k.follow(`main a[href="/dokumen"]`, "#pin")
	k.write("#pin", "530718") // the new one
	k.enter(".ktp")
}
