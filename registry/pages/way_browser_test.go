package pages

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/web/webtest"
)

// TestBrowserWholeWay walks the resident's whole way in both languages, in the light
// and in the dark, with a picture of each page in out/pages: on a real registry, whose counter
// approves what it reads in the picture of the screen, and whose mail brings the code.
func TestBrowserWholeWay(t *testing.T) {
	for _, c := range []struct {
		name, lang string
		dark       bool
	}{{"id", "id", false}, {"en", "en", false}, {"id-dark", "id", true}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newWay(t, c.name)
			b.dark(c.dark)
			if c.lang == "en" {
				b.open("/bahasa?ke=en&dari=/")
			} else {
				b.open("/")
			}
			b.at(`html[lang="` + c.lang + `"]`)
			b.look("start")
			b.registerInBrowser()
			b.activateInBrowser()
			b.insideInBrowser()
		})
	}
}

func (b *way) registerInBrowser() {
	b.t.Helper()
	b.press(`a[href="/daftar"]`, "#nik")
	b.look("register")
	b.fill("nik", "3276O012", "email", "siti@gmial.com", "phone", "0812 3456 7890")
	b.run(chromedp.Click(chromedp.CSS(`input[name=consent]`)))
	b.press(`main .button`, ".problem")
	b.look("register-error")
	b.fill("nik", "3276 0012 0385 0001")
	b.press(`main .button`, ".ask")
	b.look("confirm-typo")
	b.press(`button[value=suggest]`, "main button[value=confirm]:not(.second)")
	b.look("confirm")
	b.press(`main button[value=confirm]`, ".code")
	b.look("qr")
	b.approve()
	// The counter has approved; the page in the resident's hand tells by itself.
	b.at(`#live[data-state=approved] a[href="/aktivasi"]`)
	b.look("approved")
	b.mailed("siti@gmail.com") // the suggested address was taken over
	b.at(`#live[data-state=code-sent]`)
	b.look("code-sent")
}

func (b *way) activateInBrowser() {
	b.t.Helper()
	_, wrong := b.mailed("siti@gmail.com")
	b.press(`a[href="/aktivasi"]`, "#code")
	b.fill("nik", realNIK, "code", wrong)
	b.press(`main .button`, ".problem")
	b.look("activate-error")
	b.press(`a[href="/aktivasi/kirim-ulang"]`, `form[action="/aktivasi/kirim-ulang"]`)
	b.look("resend")
	b.fill("nik", realNIK)
	b.press(`main .button`, ".notice")
	code, _ := b.mailed("siti@gmail.com") // another one, and the only one that works
	b.fill("nik", realNIK, "code", code)
	b.press(`main .button`, "#pin2")
	b.look("secrets")
	b.fill("pin", "123456", "pin2", "123456", "password", "kuda biru laut", "password2", "kuda biru laut")
	b.press(`main .button`, ".problem")
	b.look("secrets-error")
	b.fill("pin", "861940", "pin2", "861940", "password", "kuda biru laut", "password2", "kuda biru laut")
	b.press(`main .button`, ".tiles")
	b.look("home")
}

func (b *way) insideInBrowser() {
	b.t.Helper()
	b.press(`a[href="/dokumen"]`, "#pin")
	b.fill("pin", "000000")
	b.press(`main .button`, ".problem")
	b.look("open-error")
	b.fill("pin", "861940")
	b.press(`main .button`, ".ktp")
	b.look("documents")
	b.press(`a.button[href="/beranda"]`, ".tiles")
	b.press(`a[href="/tunjuk"]`, ".code")
	text, err := b.readQR()
	if err != nil {
		b.t.Fatalf("the display QR in the picture: %v", err)
	}
	if who, err := b.env.Service.VerifyDisplay(b.t.Context(), text); err != nil || who.NIKMasked != enrol.NIK(realNIK).Masked() {
		b.t.Errorf("the display QR shows nobody: %v", err)
	}
	b.look("display")
	b.open("/ganti-pin")
	b.at("#pin2")
	b.look("change-pin")
	b.open("/lepas")
	b.at("#sure")
	b.look("release")
	b.press(`footer button`, ".notice")
	b.open("/masuk")
	b.at("#password")
	b.look("login")
	b.open("/tidak-ada")
	b.at(".actions")
	b.look("not-found")
}

// TestBrowserWithoutScripts: the same forms with scripts switched off.
func TestBrowserWithoutScripts(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, "noscript")
	b.scripts = false
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.open("/daftar")
	b.at("#nik")
	b.fill("nik", testNIK, "email", testEmail, "phone", "081234567890")
	b.press(`main .button`, "main button[value=confirm]")
	b.press(`main button[value=confirm]`, ".code")
	b.look("qr")
	b.open("/aktivasi")
	b.fill("nik", testNIK, "code", testCode)
	b.press(`main .button`, "#pin2")
	b.fill("pin", "861940", "pin2", "861940", "password", "kuda biru laut", "password2", "kuda biru laut")
	b.press(`main .button`, ".tiles")
	b.press(`a[href="/dokumen"]`, "#pin")
	b.fill("pin", "861940")
	b.press(`main .button`, ".ktp")
}

// TestBrowserQR: the QR is read from pictures at the pixel densities of phones, and in
// the dark theme.
func TestBrowserQR(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, "qr")
	b.dark(true)
	b.fake.request, b.state, b.expires = registry.RegisterRequest{}, registry.RegistrationWaiting, time.Now().Add(time.Hour)
	b.open("/daftar")
	b.fill("nik", testNIK, "email", testEmail, "phone", "081234567890")
	b.press(`main .button`, "main button[value=confirm]")
	b.press(`main button[value=confirm]`, ".code")
	for _, size := range []struct {
		width, height int64
		scale         float64
	}{{320, 568, 1}, {360, 740, 1}, {360, 800, 1.5}, {393, 873, 2.75}, {412, 915, 3}, {768, 1024, 1}} {
		b.run(chromedp.EmulateViewport(size.width, size.height, chromedp.EmulateScale(size.scale)))
		img := b.shot()
		if got, err := webtest.ReadCode(img); err != nil || got != testQR {
			t.Errorf("%v: read %d of %d characters, %v", size, len(got), len(testQR), err)
		}
	}
}

// TestBrowserDisplayRenews: the display QR changes by itself.
func TestBrowserDisplayRenews(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, "display")
	b.displayLife = 2 * time.Second
	b.open("/masuk")
	b.fill("nik", testNIK, "password", testPassword)
	b.press(`main .button`, ".tiles")
	b.press(`a[href="/tunjuk"]`, ".code")
	first, err := webtest.ReadCode(b.shot())
	if err != nil {
		t.Fatal(err)
	}
	for range 40 {
		b.run(chromedp.Sleep(250 * time.Millisecond))
		if next, err := webtest.ReadCode(b.shot()); err == nil && next != first {
			return
		}
	}
	t.Error("the QR stayed the same for five lives")
}

// TestBrowserLargeLetters: nothing runs off the side of the smallest phone, nor with
// letters of twice the size (WCAG 1.4.4, 1.4.10).
func TestBrowserLargeLetters(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, "large")
	b.expires = time.Now().Add(time.Hour)
	b.open("/daftar")
	b.fill("nik", testNIK, "email", testEmail, "phone", "081234567890")
	b.press(`main .button`, "main button[value=confirm]")
	b.fits("confirm")
	b.press(`main button[value=confirm]`, ".code")
	b.fits("qr")
	b.open("/masuk")
	b.fits("login")
	b.fill("nik", testNIK, "password", testPassword)
	b.press(`main .button`, ".tiles")
	b.fits("home")
	b.press(`a[href="/dokumen"]`, "#pin")
	b.fill("pin", testPIN)
	b.press(`main .button`, ".ktp")
	b.fits("documents")
	for _, path := range []string{"/", "/daftar", "/aktivasi", "/ganti-pin", "/lepas", "/tunjuk"} {
		b.open(path)
		b.fits(path[1:])
	}
}

// fits looks at a page at 320 pixels, and at 360 with letters twice as large.
func (b *browser) fits(name string) {
	b.t.Helper()
	for _, c := range []struct {
		width int64
		size  string
	}{{320, "100%"}, {360, "200%"}, {360, "100%"}} {
		b.run(chromedp.EmulateViewport(c.width, phoneHeight, chromedp.EmulateScale(phoneScale)),
			chromedp.Evaluate[chromedp.Void](`document.documentElement.style.fontSize = "`+c.size+`"`))
		if width := ask(b, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`)); width > c.width {
			b.t.Errorf("%s: %d pixels wide on a screen of %d, letters at %s", name, width, c.width, c.size)
		}
		if c.size == "200%" {
			b.keep(b.prefix+"-"+name+".png", webtest.MustPicture(b.t, b.ctx, chromedp.FullScreenshot(100)))
		}
	}
}
