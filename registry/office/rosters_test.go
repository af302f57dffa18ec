package office

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// classList is a school's list of the demonstration's residents: three classes, a child
// who is too young, somebody whom no register has, and a line that can't be.
func classList() string {
	var b strings.Builder
	b.WriteString("NIK;Nama;Kelas\n12;SALAH;XII-A\n3276000101900001;TIDAK TERDAFTAR;XII-B\n")
	for i, r := range demo.Residents() {
		fmt.Fprintf(&b, "%s;%s;%s\n", string(r.NIK), r.Name, []string{"XII-A", "XII-B", "XII-C"}[i%3])
	}
	return b.String()
}

// loadList sends the form of a list.
func (d *desk) loadList(text string, pairs ...string) (string, int) {
	d.t.Helper()
	values := map[string]string{"outlet": demo.Outlet, "title": "SMAN 1 Contoh <b>", "day": "2026-03-02", "opens": "08:00", "closes": "15:00", "mode": "keep", "form": d.token()}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, x := range values {
		_ = w.WriteField(k, x)
	}
	f, _ := w.CreateFormFile("file", "kelas.csv")
	_, _ = io.WriteString(f, text)
	_ = w.Close()
	return d.read(d.client.Post(d.base+rostersPath, w.FormDataContentType(), &b))
}

var rosterLink = regexp.MustCompile(rostersPath + `/[0-9a-f-]{36}`)

func TestRosterPages(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	body, code := d.loadList(classList(), "mode", "dry")
	if code != http.StatusOK {
		t.Fatal(code)
	}
	d.has(body, "Hanya diperiksa", "NIK bukan 16 angka", "Tidak ada dalam catatan kependudukan", "Belum 17 tahun pada hari itu", "Belum ada daftar", `value="2026-03-02"`)
	body, _ = d.loadList(classList())
	d.has(body, "Sudah dimuat", "SMAN 1 Contoh &lt;b&gt;", "0 dari")
	path := rosterLink.FindString(body)
	if path == "" {
		t.Fatal("no way to the list")
	}
	c := d.MustEnrol()
	c.MustApprove(agus, "")
	body, _ = d.get(path)
	d.has(body, "AGUS PRASETYO", "Selesai", "3276 •••• •••• 0001", "<svg", "Belum berhak: Tidak ada dalam catatan", "XII-C", "1 dari")
	if strings.Contains(body, agus) {
		t.Error("a NIK in full on the page")
	}
	for name, bad := range map[string][]string{"Day": {"day", "besok"}, "PastDay": {"day", "2026-03-01"}, "Clock": {"opens", "x"}, "Backwards": {"closes", "07:00"},
		"Outlet": {"outlet", "nowhere"}, "Title": {"title", " "}} {
		if body, code := d.loadList(classList(), bad...); code != http.StatusUnprocessableEntity || !strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: %d", name, code)
		}
	}
	if body, code := d.loadList("nik,warna\n"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Baris pertama") {
		t.Error(code)
	}
	if _, code := d.loadList(classList(), "form", "forged"); code != http.StatusForbidden {
		t.Errorf("a forged form: %d", code)
	}
	if _, code := d.get(rostersPath + "/nowhere"); code != http.StatusNotFound {
		t.Error(code)
	}
	if _, code := d.post(path, "deed", "x"); code != http.StatusUnprocessableEntity {
		t.Error(code)
	}
	d.rosterRoles(path)
	body, _ = d.post(path, "deed", "erase")
	d.has(body, "Daftar dihapus", "Belum ada daftar")
	if strings.Contains(d.logs.String(), agus) || strings.Contains(d.logs.String(), "AGUS") || strings.Contains(d.logs.String(), "SMAN") {
		t.Error("the log names somebody")
	}
}

// rosterRoles: figures for who may see figures, names and files for clerks.
func (d *desk) rosterRoles(path string) {
	d.t.Helper()
	for id, want := range map[string]int{"viewer": http.StatusForbidden, "clerk": http.StatusOK} {
		d.post("/keluar")
		d.logIn(id)
		body, code := d.get(path)
		if code != http.StatusOK || strings.Contains(body, "AGUS") != (want == http.StatusOK) || strings.Contains(body, "Hapus daftar") {
			d.t.Errorf("%s: %d, names %v", id, code, strings.Contains(body, "AGUS"))
		}
		for _, file := range []string{"/hasil.csv", "/hasil.xlsx"} {
			if _, code := d.get(path + file); code != want {
				d.t.Errorf("%s %s: %d", id, file, code)
			}
		}
		if _, code := d.post(path, "deed", "erase"); code != http.StatusForbidden {
			d.t.Errorf("%s erased a list: %d", id, code)
		}
		if _, code := d.loadList(classList()); code != http.StatusForbidden {
			d.t.Errorf("%s loaded a list: %d", id, code)
		}
	}
	d.post("/keluar")
	d.logIn(chief)
}

// TestRosterFiles: what was done and marked, with masked NIKs, and no formula.
func TestRosterFiles(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	body, _ := d.loadList("nik,name,group\n" + agus + ",=1+1,Guru\n3276006507880002,DEWI,Guru\n3276000101900001,X,\n")
	path := rosterLink.FindString(body)
	c := d.MustEnrol()
	done := c.MustApprove(agus, "")
	mark(t, d.Env, c, path[len(rostersPath)+1:], "DEWI", enrol.MarkAbsent)
	body, _ = d.get(path + "/hasil.csv")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 4 || strings.Contains(body, agus) {
		t.Fatalf("%v %v", rows, err)
	}
	for i, want := range []string{
		"Kelas atau unit|Nama|NIK|Keadaan|Waktu|Siapa|Sebab",
		"|X|3276 •••• •••• 0001|Belum berhak|||Tidak ada dalam catatan kependudukan",
		"Guru|'=1+1|3276 •••• •••• 0001|Selesai|" + done.DecidedAt.In(time.FixedZone("", 7*3600)).Format("2006-01-02 15:04") + "||",
		"Guru|DEWI|3276 •••• •••• 0002|Tidak hadir|" + d.Clock.Now().In(time.FixedZone("", 7*3600)).Format("2006-01-02 15:04") + "|siti|",
	} {
		if got := strings.Join(rows[i], "|"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	r, err := d.client.Get(d.base + path + "/hasil.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.Header.Get("Content-Type") != workbookType || !strings.Contains(r.Header.Get("Content-Disposition"), "jemput-bola-demo-2026-03-02.xlsx") {
		t.Errorf("%v", r.Header)
	}
	f, err := excelize.OpenReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{"Ringkasan!B2": "3", "Ringkasan!B3": "1", "Ringkasan!B4": "1", "Ringkasan!B7": "1", "Nama!B3": "=1+1", "Nama!D4": "Tidak hadir"} {
		sheet, cell, _ := strings.Cut(at, "!")
		if got, _ := f.GetCellValue(sheet, cell); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
	if formula, _ := f.GetCellFormula("Nama", "B3"); formula != "" {
		t.Errorf("formula %q", formula)
	}
}

// mark says by hand of somebody on a list what staff at a counter would.
func mark(t *testing.T, e *registrytest.Env, c *registrytest.Counter, id, name string, m enrol.Mark) {
	t.Helper()
	ctx := context.Background()
	view, err := e.Service.Roster(ctx, registry.Console, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range view.Entries {
		if x.Name == name {
			if err := e.Service.MarkRoster(ctx, c.Device, api.RosterMarks{Marks: []enrol.RosterMark{{ID: x.ID, Mark: m, At: e.Clock.Now(), By: "siti"}}}); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no %s on the list", name)
}

// outreach loads a list in the browser by its form, lets an outlet work on it, and looks
// at every page.
func (w *window) outreach() {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "kelas.csv")
	if err := os.WriteFile(file, []byte(classList()), 0o600); err != nil {
		w.t.Fatal(err)
	}
	today := w.Clock.Now().In(time.FixedZone("", 7*3600)).Format(time.DateOnly)
	w.look(rostersPath, "outreach-empty")
	load := func(mode string) {
		w.run(chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}),
			chromedp.SendKeys(chromedp.CSS("#f-title"), "SMAN 1 Contoh"), chromedp.SetValue(chromedp.CSS("#f-day"), today),
			chromedp.SetValue(chromedp.CSS("#f-closes"), "12:30"), chromedp.SetValue(chromedp.CSS("#f-mode"), mode),
			chromedp.Submit(chromedp.CSS("#f-file")), chromedp.WaitVisible(chromedp.CSS("dl.numbers")))
	}
	load("dry")
	w.look("", "outreach-dry")
	w.run(chromedp.Navigate(w.base+rostersPath), chromedp.WaitVisible(chromedp.CSS("#f-file")))
	load("keep")
	w.look("", "outreach-loaded")
	path, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`document.querySelector("section .links a").getAttribute("href")`))
	if err != nil {
		w.t.Fatal(err)
	}
	c := w.MustEnrol()
	for i, r := range demo.Residents()[12:42] {
		c.MustApprove(r.NIK, "")
		w.Clock.Add(time.Duration(20+i*i%50) * time.Second) // less than the desk may be idle
	}
	w.look(path, "outreach-list")
	if n, err := chromedp.Run(w.ctx, chromedp.Evaluate[int](`document.querySelectorAll("svg.chart .line").length`)); err != nil || n != 1 {
		w.t.Errorf("%d lines of pace, %v", n, err)
	}
	w.run(chromedp.Navigate(w.base+rostersPath), chromedp.WaitVisible(chromedp.CSS("table a")))
	w.look("", "outreach")
}
