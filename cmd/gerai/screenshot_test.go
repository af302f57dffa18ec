package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/pages"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/registry/web/webtest"
)

// phoneOf is a browser of a phone's size on the pages of a registry.
type phoneOf struct {
	*registrytest.Counter
	t    *testing.T
	ctx  context.Context
	base string
	nik  enrol.NIK
}

func newPhone(t *testing.T) *phoneOf {
	t.Helper()
	ctx := webtest.MustChromium(t, 2*time.Minute)
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	h, err := pages.New(pages.Options{Residents: e.Service, Secure: true, Log: slog.New(slog.DiscardHandler), Now: e.Clock.Now, VerifyDisplay: e.Service.VerifyDisplay})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewTLSServer(h)
	t.Cleanup(server.Close)
	p := &phoneOf{Counter: e.MustEnrol(), t: t, ctx: ctx, base: server.URL, nik: "3276001203850001"}
	p.do(chromedp.EmulateViewport(360, 740, chromedp.EmulateScale(2), chromedp.EmulateMobile))
	return p
}

func (p *phoneOf) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// open goes to a page, fills its form with id, text, id, text …, sends it, and waits for
// what comes.
func (p *phoneOf) open(path, next string, pairs ...string) {
	p.t.Helper()
	if path != "" {
		p.do(chromedp.Navigate(p.base+path), chromedp.WaitVisible(chromedp.CSS("main .button")))
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.do(chromedp.Clear(chromedp.CSS("#"+pairs[i])), chromedp.SendKeys(chromedp.CSS("#"+pairs[i]), pairs[i+1]))
	}
	p.do(chromedp.Click(chromedp.CSS("main .button")), chromedp.WaitVisible(chromedp.CSS(next)))
}

// scanned is what "gerai scan", a program of its own, reads of a photograph of the screen.
func (p *phoneOf) scanned(name string) string {
	p.t.Helper()
	shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	file, program := filepath.Join(p.t.TempDir(), name+".png"), filepath.Join(p.t.TempDir(), "gerai")
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, shot, 0o600); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Symlink(self, program); err != nil { // under this name it is the program: TestMain
		p.t.Fatal(err)
	}
	cmd := exec.CommandContext(p.ctx, program, "scan", "--json", file)
	home := p.t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_DATA_HOME="+home, "XDG_CONFIG_HOME="+home)
	out, err := cmd.Output()
	var line scanLine
	if err == nil {
		err = json.Unmarshal(out, &line)
	}
	if err != nil || line.Text == "" {
		p.t.Fatalf("gerai scan of the %s page: %v: %s", name, err, line.Error)
	}
	return line.Text
}

// TestBrowserScreenIsScanned: the QR on the phone's page, as the screen shows it, is read
// by gerai scan and is the resident's own; so is the QR that shows the identity to others.
func TestBrowserScreenIsScanned(t *testing.T) {
	p := newPhone(t)
	email, phone := demo.Contact(p.nik)
	p.open("/daftar", "main button[value=confirm]", "nik", string(p.nik), "email", string(email), "phone", string(phone))
	p.do(chromedp.Click(chromedp.CSS("main button[value=confirm]")), chromedp.WaitVisible(chromedp.CSS(".code")))
	text := p.scanned("registration")
	pull, err := p.Service.Pull(t.Context(), p.Device, "")
	if err != nil {
		t.Fatal(err)
	}
	cred, err := credential.NewVerifier(pull.Keys, credential.Options{}).Verify(text, p.Clock.Now())
	if err != nil || cred.Resident.NIK != p.nik || cred.Resident.Email != email {
		t.Fatalf("the QR is not the resident's: %v", err)
	}
	if r := p.Send(p.Seal(p.Approve(p.Case(text)))); r[0].Answer != enrol.AnswerAccepted {
		t.Fatalf("%s %s", r[0].Answer, r[0].Code)
	}
	p.Pump()
	p.open("/aktivasi", "#pin2", "nik", string(p.nik), "code", p.Mail.Mails()[0].Code)
	p.open("", ".tiles", "pin", registrytest.PIN, "pin2", registrytest.PIN, "password", registrytest.Password, "password2", registrytest.Password)
	p.do(chromedp.Navigate(p.base+"/tunjuk"), chromedp.WaitVisible(chromedp.CSS(".code")))
	shown, err := p.Service.VerifyDisplay(t.Context(), p.scanned("identity"))
	if err != nil || shown.NIKMasked != p.nik.Masked() {
		t.Fatalf("the identity's QR: %v", err)
	}
}
