package pages

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/gerai-ikd/gerai/registry/web/webtest"
)

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
	t.Parallel()
	b := newBrowser(t, "audit")
	if b.axe = webtest.Axe(t); b.axe == "" {
		t.Skip("ACCESSIBILITY NOT CHECKED: no axe-core on this machine, and it can't be fetched")
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
