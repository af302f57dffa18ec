package pages

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/gerai-ikd/gerai/registry/web/webtest"
)

// TestBrowserMore keeps pictures of what a resident needs later: another e-mail, the
// phone that was lost, the check of somebody's display QR. Once without scripts.
func TestBrowserMore(t *testing.T) {
	for _, c := range []struct {
		name, lang string
		scripts    bool
	}{{"more-id", "id", true}, {"more-en", "en", true}, {"more-noscript", "id", false}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBrowser(t, c.name)
			if b.scripts = c.scripts; b.scripts {
				b.axe = webtest.Axe(t)
			} else {
				call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			}
			b.open("/bahasa?ke=" + c.lang + "&dari=/masuk")
			b.at(`html[lang="` + c.lang + `"] #password`)
			b.fill("nik", testNIK, "password", testPassword)
			b.press(`main .button`, ".tiles")
			b.changeContactInBrowser()
			b.verifyInBrowser()
			b.releaseInBrowser()
			b.loseInBrowser()
		})
	}
}

func (b *browser) changeContactInBrowser() {
	b.t.Helper()
	b.press(`a[href="/ganti-kontak"]`, "#pin")
	b.look("contact")
	b.fill("pin", testPIN)
	b.press(`main .button`, ".problem")
	b.look("contact-error")
	b.fill("email", "siti.baru@contoh.example", "pin", testPIN)
	b.press(`main .button`, "#code")
	b.look("proof")
	b.fill("code", "999999")
	b.press(`main .button`, ".problem")
	b.look("proof-error")
	b.fill("code", testCode)
	b.press(`main .button`, ".tiles")
	b.look("changed")
}

func (b *browser) verifyInBrowser() {
	b.t.Helper()
	b.open("/tunjuk")
	b.at(".code")
	img := b.shot()
	b.look("display")
	shown, err := webtest.ReadCode(img)
	if err != nil {
		b.t.Fatal(err)
	}
	b.open("/")
	b.press(`a[href="/periksa"]`, "#text")
	b.look("verify")
	b.paste(shown)
	b.press(`main .button`, ".readback")
	b.look("verified")
	b.paste(strings.Repeat("FORGED", 40))
	b.press(`main .button`, ".problem")
	b.look("verify-forged")
}

// paste sets the field as the clipboard would; typing hundreds of characters takes long.
func (b *browser) paste(text string) {
	b.t.Helper()
	b.run(chromedp.SetValue(chromedp.CSS("#text"), text))
}

func (b *browser) releaseInBrowser() {
	b.t.Helper()
	b.open("/lepas")
	b.at("#sure")
	b.press(`main .button`, ".problem")
	b.look("release-error")
	b.run(chromedp.Click(chromedp.CSS("#sure")))
	b.press(`main .button`, ".notice")
	b.look("released")
}

func (b *browser) loseInBrowser() {
	b.t.Helper()
	b.open("/masuk")
	b.press(`a[href="/hilang"]`, "#sure")
	b.look("loss")
	b.fill("nik", testNIK, "password", "bukan ini")
	b.run(chromedp.Click(chromedp.CSS("#sure")))
	b.press(`main .button`, ".problem")
	b.look("loss-error")
	if b.blocked {
		b.t.Error("a wrong password blocked the account")
	}
	b.fill("nik", testNIK, "password", testPassword)
	b.run(chromedp.Click(chromedp.CSS("#sure")))
	b.press(`main .button`, ".notice")
	b.look("lost")
	if !b.blocked {
		b.t.Error("the account is not blocked")
	}
}
