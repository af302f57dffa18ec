package office

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/population"
	"github.com/gerai-ikd/gerai/registry/web/webtest"
)

// The desk of these tests.
const deskWidth, deskHeight = 1280, 800

// window is Chromium at the office.
type window struct {
	*desk
	ctx  context.Context
	axe  string
	lang string
	n    int
}

func newWindow(t *testing.T, lang string) *window {
	t.Helper()
	ctx := webtest.MustChromium(t, 10*time.Minute)
	w := &window{desk: newDesk(t, func(o *Options) { o.Portrait = noModels }), ctx: ctx, lang: lang}
	w.axe = webtest.Axe(t)
	w.run(chromedp.EmulateViewport(deskWidth, deskHeight))
	return w
}

func (w *window) run(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.t.Fatalf("after %d pictures: %v", w.n, err)
	}
}

// look keeps a picture in out/office, and asks the page for faults.
func (w *window) look(path, name string) {
	w.t.Helper()
	if path != "" {
		w.run(chromedp.Navigate(w.base+path), chromedp.WaitVisible(chromedp.CSS("h1")))
	}
	w.n++
	shot := webtest.MustPicture(w.t, w.ctx, chromedp.FullScreenshot(100))
	dir := filepath.Join("..", "..", "out", "office")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%02d-%s.png", w.lang, w.n, name)), shot, 0o644); err != nil {
		w.t.Fatal(err)
	}
	width, err := chromedp.Run(w.ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth`))
	if err != nil || width > deskWidth {
		w.t.Errorf("%s: %d pixels wide, %v", name, width, err)
	}
	if w.axe == "" {
		return
	}
	w.run(chromedp.Evaluate[chromedp.Void](w.axe + ";0"))
	faults, err := chromedp.Run(w.ctx, chromedp.Evaluate[[]string](`axe.run(document, {resultTypes: ["violations"]}).then(function (r) {
		return r.violations.map(function (v) { return v.id + ": " + v.nodes.map(function (n) { return n.html.slice(0, 120); }).join(" | "); }); })`, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range faults {
		w.t.Errorf("%s: %s", name, f)
	}
}

// TestBrowserOffice walks the chief's pages in both languages.
func TestBrowserOffice(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			w := newWindow(t, lang)
			w.fill()
			w.broken()
			w.look("/bahasa/"+lang, "login")
			w.run(chromedp.SendKeys(chromedp.CSS("#f-id"), chief), chromedp.SendKeys(chromedp.CSS("#f-password"), password+"\r"), chromedp.WaitVisible(chromedp.CSS("nav")))
			w.look("/", "figures")
			for _, p := range [][2]string{{"/warga", "residents"}, {"/tindak-lanjut", "waiting"}, {"/ditolak", "refused"}, {"/gerai", "outlets"}, {"/gerai/demo", "outlet"},
				{"/tahap", "phases"}, {"/syarat", "rules"}, {"/impor", "import"}, {"/rantai", "chains"}, {"/petugas-pusat", "staff"}, {"/catatan", "record"}} {
				w.look(p[0], p[1])
			}
			w.run(chromedp.Navigate(w.base+"/warga"), chromedp.WaitVisible(chromedp.CSS("#f-nik")), chromedp.SendKeys(chromedp.CSS("#f-nik"), agus),
				chromedp.SendKeys(chromedp.CSS("#f-reason"), "laporan kehilangan\r"), chromedp.WaitVisible(chromedp.CSS("#f-reason-block")))
			w.look("", "resident")
			w.evidence()
			w.run(chromedp.Navigate(w.base+"/rantai"), chromedp.WaitVisible(chromedp.CSS(`td a[href^="/rantai/"]`)), chromedp.Click(chromedp.CSS(`td a[href^="/rantai/"]`)),
				chromedp.WaitVisible(chromedp.CSS("#f-reason")))
			w.look("", "chain-marked")
			w.outreach()
			w.factor()
		})
	}
}

// noModels is a server without face models.
func noModels(context.Context, []byte) (population.Portrait, error) {
	return population.Portrait{}, enrol.NewError(enrol.CodeNoModel, "make templates")
}

// evidence opens that of the resident who is shown, and sees the picture.
func (w *window) evidence() {
	w.t.Helper()
	w.run(chromedp.Click(chromedp.CSS(`form[action="/bukti"] button`)), chromedp.WaitVisible(chromedp.CSS(`main form[action="/bukti"] #f-reason`)))
	w.look("", "evidence-reason")
	w.run(chromedp.SendKeys(chromedp.CSS(`#f-reason`), "laporan wajah tertukar\r"), chromedp.WaitVisible(chromedp.CSS(".pictures img")))
	if wide, err := chromedp.Run(w.ctx, chromedp.Evaluate[int](`document.querySelector(".pictures img").naturalWidth`)); err != nil || wide != selfieWidth {
		w.t.Errorf("the browser shows a picture %d pixels wide, %v", wide, err)
	}
	w.look("", "evidence")
}

// selfieWidth is that of the picture of fill.
const selfieWidth = 240

// mustSelfie is a picture of nobody.
func mustSelfie(tb testing.TB) []byte {
	tb.Helper()
	img := image.NewGray(image.Rect(0, 0, selfieWidth, 320))
	for i := range img.Pix {
		img.Pix[i] = byte(i / 512)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// factor sets the second factor, and keeps pictures of both pages.
func (w *window) factor() {
	w.t.Helper()
	w.look(factorPath, "factor")
	key, err := chromedp.Run(w.ctx, chromedp.Text(chromedp.CSS("p.secret code")))
	if err != nil {
		w.t.Fatal(err)
	}
	w.run(chromedp.SendKeys(chromedp.CSS("#f-password"), password), chromedp.SendKeys(chromedp.CSS("#f-code"), app(w.t, key, w.Clock.Now())+"\r"),
		chromedp.WaitVisible(chromedp.CSS("ul.secret")))
	w.look("", "recovery-codes")
}

// fill makes some weeks of work.
func (w *window) fill() {
	c := w.MustEnrol()
	people := []string{agus, "3276006507880002", "3276000406790005"}
	for i, n := range people {
		done := c.Approve(c.Case(c.Register(enrol.NIK(n), "").QR))
		done.Selfie = mustSelfie(w.t)
		if r := c.Send(c.Seal(done)); r[0].Answer != enrol.AnswerAccepted {
			w.t.Fatal(r)
		}
		w.Pump()
		w.Clock.Add(time.Duration(i+1) * 50 * time.Hour)
	}
	bad := c.Case(c.Register("3276001203850001", enrol.KindReactivate).QR)
	bad.Operator = "stranger"
	c.Send(c.Seal(c.Approve(bad)))
	w.Clock.Add(11 * time.Hour) // another morning
}
