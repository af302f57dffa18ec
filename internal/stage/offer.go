package stage

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// Setup brings the registry into line with a file's text, as an administrator does.
func (p *Pusat) Setup(ctx context.Context, toml string) error {
	_, err := p.SetupPINs(ctx, toml)
	return err
}

// SetupPINs is Setup, and answers the first PINs of new staff by "outlet/name".
func (p *Pusat) SetupPINs(ctx context.Context, toml string) (map[string]string, error) {
	file := filepath.Join(p.Dir, "setup.toml")
	if err := os.WriteFile(file, []byte(toml), 0o600); err != nil {
		return nil, fmt.Errorf("write setup: %w", err)
	}
	c, err := p.command(ctx, "setup", "--data", p.Dir, file)
	if err != nil {
		return nil, err
	}
	out, err := c.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("pusat setup: %w: %s", err, out)
	}
	pins := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if who, pin, found := strings.Cut(strings.TrimSpace(line), ": first PIN "); found {
			pins[who] = pin
		}
	}
	return pins, nil
}

// ReadShot reads the QR in a picture that Display.Shot took, as a phone's camera does.
func ReadShot(path string) (string, error) {
	pic, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("open picture of the screen: %w", err)
	}
	return readPicture(pic)
}

// RegisterAt opens the link of a counter's QR and registers through it.
func (p *Phone) RegisterAt(link string, r Resident) error {
	err := p.do("open the counter's link",
		chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateScale(2)),
		chromedp.Navigate(link), visible(formButton))
	if err != nil {
		return err
	}
	err = p.do("register at the counter", submit(`form#f button[value="new"]`, `input[name="nik"]`),
		fill("nik", string(r.NIK)), fill("email", string(r.Email)), fill("phone", string(r.Phone)),
		chromedp.Click(chromedp.CSS(`input[name="consent"]`)), submit(formButton, `main button[value="confirm"]`))
	if err != nil {
		return err
	}
	return p.do("handed over", submit(`main button[value="confirm"]`, `#live p.big`))
}

// Offered tells whether the page at a counter's link has a form to go on with; one whose
// link was used before has none.
func (p *Phone) Offered(link string) (bool, error) {
	if err := p.do("look at the counter's link", chromedp.Navigate(link), visible("main")); err != nil {
		return false, err
	}
	return chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf("document.querySelector(%q) !== null", formButton)))
}

// Token is the short code under the QR on the page that Register has left open.
func (p *Phone) Token() (string, error) {
	return chromedp.Run(p.ctx, chromedp.Text(chromedp.CSS(`.token`)))
}

// TypeAt types text with a pause between two characters, in milliseconds: 0 is a hand
// scanner, 80 a person.
func (d *Display) TypeAt(ctx context.Context, pause int, text string) error {
	return d.xdotool(ctx, "type", "--delay", fmt.Sprint(pause), "--", text)
}
