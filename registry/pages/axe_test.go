package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe-core checks accessibility (MPL-2.0). It is not part of the project: npm fetches
// it once into out/tools, and the checksum says that it is what it should be.
const (
	axeVersion = "4.14.1"
	axeSum     = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c" // SHA-256 of axe.min.js
)

// axeSource skips nothing by itself: it says loudly when the check can't be made, and
// the rest of the test goes on.
func axeSource(t *testing.T) string {
	t.Helper()
	file := filepath.Join(projectRoot(t), "out", "tools", "axe-core-"+axeVersion+".js")
	if b, err := os.ReadFile(file); err == nil && sum(b) == axeSum {
		return string(b)
	}
	b, err := fetchAxe(t.TempDir())
	if err != nil {
		t.Logf("ACCESSIBILITY NOT CHECKED: axe-core %s can't be had: %v", axeVersion, err)
		return ""
	}
	if sum(b) != axeSum {
		t.Fatalf("axe-core %s has another checksum than it should: %s", axeVersion, sum(b))
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func fetchAxe(dir string) ([]byte, error) {
	name := "axe-core@" + axeVersion
	if out, err := exec.Command("npm", "pack", name, "--silent", "--pack-destination", dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w: %s", name, err, out)
	}
	archive := filepath.Join(dir, "axe-core-"+axeVersion+".tgz")
	return exec.Command("tar", "-xzOf", archive, "package/axe.min.js").Output()
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// audit fails for every violation that axe-core finds on the page.
func (b *browser) audit(name string) {
	b.t.Helper()
	if b.axe == "" {
		return
	}
	for _, f := range b.violations() {
		b.t.Errorf("%s: %s", name, f)
	}
}

func (b *browser) violations() []string {
	b.t.Helper()
	b.run(chromedp.Evaluate[chromedp.Void](b.axe + ";0"))
	return ask(b, chromedp.Evaluate[[]string](auditScript, chromedp.EvalAwaitPromise))
}

// TestBrowserAuditIsAwake: an audit that finds nothing on a bad page proves nothing
// on a good one.
func TestBrowserAuditIsAwake(t *testing.T) {
	b := newBrowser(t, "audit")
	if b.axe = axeSource(t); b.axe == "" {
		t.Skip("ACCESSIBILITY NOT CHECKED: no axe-core on this machine, and npm can't fetch it")
	}
	b.open("/masuk")
	b.at("#password")
	b.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("label").remove(); document.querySelector("h1").style.color = "#ddd";`))
	if found := b.violations(); len(found) < 2 {
		t.Errorf("a missing label and pale letters: found %v", found)
	}
}

const auditScript = `axe.run(document, {resultTypes: ["violations"]}).then(function (r) {
	return r.violations.map(function (v) {
		return v.id + ": " + v.help + " " + v.nodes.map(function (n) { return n.html.slice(0, 120) + " " + n.failureSummary; }).join(" | ");
	});
})`
