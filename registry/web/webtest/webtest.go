// Package webtest is what the tests of web pages share: Chromium with a profile of its own,
// and a plain reader of the QRs that pages draw.
package webtest

import (
	"context"
	"image"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// ReadCode is what a plain reader makes of a picture: a photograph's way first, which takes some
// dense code's size for another one, and then the way for codes that were drawn and never photographed.
func ReadCode(img image.Image) (text string, err error) {
	for _, hints := range []map[gozxing.DecodeHintType]any{nil, {gozxing.DecodeHintType_TRY_HARDER: true}, {gozxing.DecodeHintType_PURE_BARCODE: true}} {
		if text, err = readCode(img, hints); err == nil {
			return text, nil
		}
	}
	return "", err
}

func readCode(img image.Image, hints map[gozxing.DecodeHintType]any) (string, error) {
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	r, err := qrcode.NewQRCodeReader().Decode(bmp, hints)
	if err != nil {
		return "", err
	}
	return r.GetText(), nil
}

// findChromium skips where the machine has none.
func findChromium(tb testing.TB) string {
	tb.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tb.Skip("NO BROWSER: neither chromium nor google-chrome is installed; the pages were not looked at (Debian package: chromium)")
	return ""
}

// MustPicture takes a picture, and asks again where the browser, between two frames of a busy
// machine, never answers.
func MustPicture(tb testing.TB, ctx context.Context, a chromedp.Action[[]byte]) []byte {
	tb.Helper()
	var err error
	for range 4 {
		once, cancel := context.WithTimeout(ctx, 20*time.Second)
		var shot []byte
		shot, err = chromedp.Run(once, a)
		cancel()
		if err == nil {
			return shot
		}
	}
	tb.Fatalf("take a picture: %v", err)
	return nil
}

// MustChromium starts a browser without a window for at most a while. It takes any
// certificate, and speaks to nobody but who the test names. Without a browser on the
// machine the test is skipped, loudly.
func MustChromium(tb testing.TB, atMost time.Duration) context.Context {
	tb.Helper()
	alloc, stop := chromedp.NewExecAllocator(context.Background(), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless,
		chromedp.ExecPath(findChromium(tb)), chromedp.UserDataDir(tb.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("ignore-certificate-errors", true), chromedp.WSURLReadTimeout(60*time.Second))
	ctx, cancel := chromedp.NewContext(alloc)
	ctx, timeout := context.WithTimeout(ctx, atMost)
	tb.Cleanup(func() { timeout(); cancel(); stop() })
	return ctx
}
