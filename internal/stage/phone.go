package stage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/drawn/phone"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/scanner"
)

// Resident is a person of the demonstration, with what she or he keeps to her- or
// himself.
type Resident struct {
	NIK      enrol.NIK
	Name     string
	Email    enrol.Email
	Phone    enrol.Phone
	PIN      string
	Password string
}

// DemoResident is one of the demonstration's register, with secrets of her own.
func DemoResident() Resident {
	for _, r := range demo.Residents() {
		if r.Name == "RINA MARLINA" {
			email, phone := demo.Contact(r.NIK)
			return Resident{NIK: r.NIK, Name: r.Name, Email: email, Phone: phone, PIN: "704816", Password: "angin laut di pagi hari"}
		}
	}
	panic("the demonstration's register has lost a resident") // a fault of this package, seen by any test
}

// Phone is the resident's: a real browser of a phone's size on the resident pages.
type Phone struct {
	url    string
	ctx    context.Context
	cancel context.CancelFunc
	Shots  string // folder for pictures of the pages; "": none
	shots  int
}

// Width and height of a small phone, CSS pixels.
const (
	phoneWidth  = 360
	phoneHeight = 740
)

// NewPhone opens a browser. Close ends it.
func NewPhone(ctx context.Context, url string) (*Phone, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(phoneWidth, phoneHeight),
		chromedp.Flag("ignore-certificate-errors", true), // nobody installs the demonstration's CA
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.NoFirstRun)
	alloc, cancelAlloc := chromedp.NewExecAllocator(ctx, opts...)
	tab, cancelTab := chromedp.NewContext(alloc)
	p := &Phone{url: url, ctx: tab, cancel: func() { cancelTab(); cancelAlloc() }}
	// The browser lives as long as the context of its first call: this one, not that
	// of a step with a time limit.
	if err := chromedp.Do(tab); err != nil {
		p.Close()
		return nil, fmt.Errorf("open browser: %w", err)
	}
	return p, nil
}

// Close ends the browser.
func (p *Phone) Close() { p.cancel() }

// step is something done in the browser.
type step = chromedp.Action[chromedp.Void]

func (p *Phone) do(what string, steps ...step) error {
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		return errors.Join(fmt.Errorf("phone: %s: %w", what, err), p.shot("failed"))
	}
	return p.shot(what)
}

// shot keeps a picture of the page, for people to look at.
func (p *Phone) shot(name string) error {
	if p.Shots == "" {
		return nil
	}
	if err := os.MkdirAll(p.Shots, 0o755); err != nil {
		return fmt.Errorf("phone: make folder for pictures: %w", err)
	}
	pic, err := p.picture(chromedp.CaptureScreenshot())
	if err != nil {
		return fmt.Errorf("phone: take picture of %s: %w", name, err)
	}
	p.shots++
	path := filepath.Join(p.Shots, fmt.Sprintf("page-%02d-%s.png", p.shots, strings.ReplaceAll(name, " ", "-")))
	_ = os.Remove(path) // whoever could read an older one must not read this
	if err := os.WriteFile(path, pic, 0o600); err != nil {
		return fmt.Errorf("phone: keep picture of %s: %w", name, err)
	}
	return nil
}

// picture asks again where the browser, between two frames of a busy machine, never answers.
func (p *Phone) picture(a chromedp.Action[[]byte]) (pic []byte, err error) {
	for range 4 {
		ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
		pic, err = chromedp.Run(ctx, a)
		cancel()
		if err == nil || p.ctx.Err() != nil {
			break
		}
	}
	return pic, err
}

// fill types into a field by its name.
func fill(name, value string) step {
	return chromedp.SendKeys(chromedp.CSS(fmt.Sprintf(`input[name="%s"]`, name)), value)
}

// visible waits for an element.
func visible(css string) step { return chromedp.WaitVisible(chromedp.CSS(css)) }

// submit presses a button and waits for what the next page has.
func submit(button, next string) step {
	return chromedp.Steps(chromedp.Click(chromedp.CSS(button)), visible(next))
}

const formButton = `form#f button[type="submit"]`

// Register goes through the registration and answers what the QR on the page says,
// read from a picture of the page.
func (p *Phone) Register(r Resident) (string, error) {
	err := p.do("register",
		chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateScale(2)),
		chromedp.Navigate(p.url+"/daftar"), visible(formButton),
		fill("nik", string(r.NIK)), fill("email", string(r.Email)), fill("phone", string(r.Phone)),
		chromedp.Click(chromedp.CSS(`input[name="consent"]`)))
	if err != nil {
		return "", err
	}
	if err := p.do("read back", submit(formButton, `main button[value="confirm"]`)); err != nil {
		return "", err
	}
	if err := p.do("qr", submit(`main button[value="confirm"]`, `figure.plate svg`)); err != nil {
		return "", err
	}
	pic, err := p.picture(chromedp.Screenshot(chromedp.CSS(`figure.plate`)))
	if err != nil {
		return "", fmt.Errorf("phone: picture of the qr: %w", err)
	}
	return readPicture(pic)
}

func readPicture(pic []byte) (string, error) {
	img, err := png.Decode(bytes.NewReader(pic))
	if err != nil {
		return "", fmt.Errorf("unpack screenshot: %w", err)
	}
	s := scanner.New(scanner.Options{Patient: true})
	defer s.Close()
	colour := image.NewRGBA(img.Bounds())
	draw.Draw(colour, colour.Rect, img, img.Bounds().Min, draw.Src)
	res, ok := s.Scan(phone.Gray(colour))
	if !ok {
		return "", fmt.Errorf("the page's QR can't be read")
	}
	return res.Text, nil
}

// Activate enters the code of the mail and chooses PIN and password.
func (p *Phone) Activate(r Resident, code string) error {
	err := p.do("activate", chromedp.Navigate(p.url+"/aktivasi"), visible(formButton),
		fill("nik", string(r.NIK)), fill("code", code), submit(formButton, `input[name="pin2"]`))
	if err != nil {
		return err
	}
	return p.do("choose secrets", fill("pin", r.PIN), fill("pin2", r.PIN), fill("password", r.Password),
		fill("password2", r.Password), submit(formButton, `nav.tiles`))
}

// LogOut ends the session.
func (p *Phone) LogOut() error {
	return p.do("log out", chromedp.Navigate(p.url+"/beranda"),
		submit(`form[action="/keluar"] button`, `a[href="/masuk"], form[action="/masuk"]`))
}

// LogIn logs in with NIK and password.
func (p *Phone) LogIn(r Resident) error {
	return p.do("log in", chromedp.Navigate(p.url+"/masuk"), visible(formButton),
		fill("nik", string(r.NIK)), fill("password", r.Password), submit(formButton, `nav.tiles`))
}

// Documents opens KTP and KK with the PIN and answers the page's text.
func (p *Phone) Documents(r Resident) (string, error) {
	err := p.do("documents", chromedp.Navigate(p.url+"/dokumen"), visible(formButton),
		fill("pin", r.PIN), submit(formButton, `#ktp`))
	if err != nil {
		return "", err
	}
	return chromedp.Run(p.ctx, chromedp.Text(chromedp.CSS("body")))
}
