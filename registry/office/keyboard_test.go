package office

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab presses Tab until the focus is on an element, as somebody without a mouse would.
func (w *window) tab(selector string) {
	w.t.Helper()
	for range 150 {
		w.run(chromedp.KeyEvent(kb.Tab))
		there, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`!!document.activeElement?.matches('`+selector+`')`))
		if err != nil {
			w.t.Fatal(err)
		}
		if there {
			return
		}
	}
	w.t.Fatalf("Tab never comes to %s", selector)
}

// write goes to a field and types; before a date or a time the digits are those that the
// browser's own field takes.
func (w *window) write(selector, text string) {
	w.t.Helper()
	w.tab(selector)
	w.run(chromedp.KeyEvent(text))
}

// enter presses Enter where the focus is, and waits for what the next page shows. Only the
// page that is left has a mark.
func (w *window) enter(next string) {
	w.t.Helper()
	w.run(chromedp.Evaluate[chromedp.Void](`window.left = false; 0`), chromedp.KeyEvent(kb.Enter))
	w.await(next)
}

func (w *window) await(selector string) {
	w.t.Helper()
	for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(50 * time.Millisecond) {
		if there, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && window.left === undefined && !!document.querySelector('`+selector+`')`)); err == nil && there {
			return
		}
	}
	text, _ := chromedp.Run(w.ctx, chromedp.Text(chromedp.CSS("main")))
	w.t.Fatalf("no %s; the page says: %s", selector, text)
}

// menu goes to a page by its link, from wherever the focus is.
func (w *window) menu(path string) {
	w.t.Helper()
	w.tab(`nav a[href="` + path + `"]`)
	w.enter(`nav a[href="` + path + `"][aria-current=page]`)
}

// TestBrowserKeyboard does the main task of each page of the office with Tab, Enter and
// letters alone, from the log-in to the log-out.
func TestBrowserKeyboard(t *testing.T) {
	t.Parallel()
	w := newWindow(t, "id")
	w.fill()
	w.broken()
	w.look("/masuk", "keyboard-login")
	w.write("#f-id", chief)
	w.write("#f-password", password)
	w.enter("nav")
	w.tab(".skip")
	w.run(chromedp.KeyEvent(kb.Enter))
	if at, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`location.hash`)); err != nil || at != "#isi" {
		t.Errorf("the skip link leads to %q, %v", at, err)
	}
	for _, task := range []struct {
		name string
		do   func()
	}{
		{"resident", w.blockByKeys}, {"waiting", w.followUpByKeys}, {"refused", func() { w.menu("/ditolak") }}, {"outlets", w.outletByKeys},
		{"phases", w.phaseByKeys}, {"rules", w.rulesByKeys}, {"import", w.importByKeys}, {"roster", w.rosterByKeys}, {"chains", w.chainByKeys}, {"successor", w.replaceByKeys},
		{"staff", w.adminByKeys}, {"record", func() { w.menu("/catatan") }}, {"language", w.languageByKeys},
	} {
		t.Log(task.name)
		task.do()
		w.look("", "keyboard-"+task.name)
	}
	w.tab(`form[action="/keluar"] button`)
	w.enter("#f-password")
}

// blockByKeys finds a resident and blocks the account.
func (w *window) blockByKeys() {
	w.menu("/warga")
	w.write("#f-nik", agus)
	w.write("#f-reason", "laporan kehilangan")
	w.enter("#f-reason-block")
	w.write("#f-reason-block", "ponsel hilang")
	w.enter(".notice")
}

// followUpByKeys opens whoever has not used a code, if anybody waits for that long.
func (w *window) followUpByKeys() {
	w.menu("/tindak-lanjut")
	w.tab(`td.acts button`)
	w.enter("#f-reason-resend")
}

// outletByKeys makes an outlet, a code for a PC and a member of staff, and writes an address.
func (w *window) outletByKeys() {
	w.menu("/gerai")
	w.write("#f-id", "margonda")
	w.write("#f-name", "Gerai Margonda")
	w.enter(`a[href="/gerai/margonda"], #f-address`)
	if there, _ := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`!!document.querySelector("#f-address")`)); !there {
		w.tab(`a[href="/gerai/margonda"]`)
		w.enter("#f-address")
	}
	w.write("#f-pc", "loket 1")
	w.enter("p.secret code")
	w.write("#f-id", "sari")
	w.write("#f-name", "Sari")
	w.enter("p.secret code")
	w.write("#f-address", "Jl. Margonda 1")
	w.enter(".notice")
}

func (w *window) phaseByKeys() {
	w.menu("/tahap")
	w.tab("#f-category")
	w.run(chromedp.KeyEvent(kb.ArrowDown))
	w.write("#f-from", "03012027")
	w.tab("#f-outlet")
	w.tab(`form[action="/tahap"] > button`)
	w.enter(".notice")
}

// rulesByKeys asks for one paper more.
func (w *window) rulesByKeys() {
	w.menu("/syarat")
	w.tab("input[type=checkbox]")
	w.run(chromedp.KeyEvent(" "))
	w.tab(`form[action="/syarat"] > button`)
	w.enter(".notice")
}

// importByKeys checks a file of residents. The dialog in which a file is chosen is the
// desktop's own; the test chooses for it.
func (w *window) importByKeys() {
	w.menu("/impor")
	w.choose("residents.csv", "nik,name,birth,sex\n3276001203850001,AGUS,1985-03-12,L\n123,X,,\n")
	w.tab(`form[action="/impor"] > button`)
	w.enter("main .numbers")
}

func (w *window) rosterByKeys() {
	w.menu(rostersPath)
	w.tab("#f-outlet")
	w.write("#f-title", "SMA 1 Depok")
	w.write("#f-day", "03202026")
	w.choose("roster.csv", "nik,nama\n3276001203850001,AGUS PRASETYO\n")
	w.tab(`form[action="` + rostersPath + `"] > button`)
	w.enter("main .numbers")
}

// choose puts a file where the desktop's dialog would.
func (w *window) choose(name, text string) {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	w.tab("#f-file")
	w.run(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{path}))
}

func (w *window) adminByKeys() {
	w.menu("/petugas-pusat")
	w.write("#f-id", "budi")
	w.write("#f-name", "Budi")
	w.tab("#f-role")
	w.write("#f-password", "sawah luas dua tujuh")
	w.enter(".notice")
	text, err := chromedp.Run(w.ctx, chromedp.Text(chromedp.CSS("main")))
	if err != nil || !strings.Contains(text, "budi") {
		w.t.Errorf("nobody was added: %v", err)
	}
}

func (w *window) languageByKeys() {
	w.tab(`a[href="/bahasa/en"]`)
	w.enter(`html[lang=en]`)
}
