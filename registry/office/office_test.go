package office

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

const (
	chief    = "ratna"
	password = "sawah luas dua tujuh"
	agus     = "3276001203850001"
)

// desk is a browser at the office, without a browser.
type desk struct {
	handler http.Handler
	*registrytest.Env
	t      *testing.T
	client *http.Client
	base   string
	logs   *bytes.Buffer
}

func newDesk(t *testing.T, change ...func(*Options)) *desk {
	t.Helper()
	d := &desk{Env: registrytest.MustNew(t, registrytest.MustSQLite(t)), t: t, logs: &bytes.Buffer{}}
	for id, role := range map[string]registry.AdminRole{chief: registry.AdminChief, "clerk": registry.AdminClerk, "viewer": registry.AdminViewer} {
		if err := d.Service.AddAdmin(context.Background(), registry.Console, registry.Admin{ID: id, Name: "Ratna <b>&\"'", Role: role}, password, false); err != nil {
			t.Fatal(err)
		}
	}
	o := Options{Service: d.Service, Secure: true, Office: "Disdukcapil Kota Contoh", Now: d.Clock.Now, Log: slog.New(slog.NewTextHandler(d.logs, nil))}
	for _, c := range change {
		c(&o)
	}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	d.handler = h
	server := httptest.NewTLSServer(h)
	t.Cleanup(server.Close)
	d.base, d.client = server.URL, server.Client()
	d.client.Jar, _ = cookiejar.New(nil)
	return d
}

func (d *desk) read(r *http.Response, err error) (string, int) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	if m := regexp.MustCompile(`\[[a-z]+\.[a-z.-]*\]`).Find(b); m != nil {
		d.t.Errorf("a text is missing: %s", m)
	}
	return string(b), r.StatusCode
}

func (d *desk) get(path string) (string, int) {
	d.t.Helper()
	return d.read(d.client.Get(d.base + path))
}

// post sends a form with the token of the page at path.
func (d *desk) post(path string, pairs ...string) (string, int) {
	d.t.Helper()
	v := url.Values{"form": {d.token()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return d.read(d.client.PostForm(d.base+path, v))
}

var tokenField = regexp.MustCompile(`name="form" value="([^"]+)"`)

func (d *desk) token() string {
	body, _ := d.get("/sandi")
	if m := tokenField.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

func (d *desk) logIn(id string) {
	d.t.Helper()
	if body, code := d.post("/masuk", "id", id, "password", password); code != http.StatusOK || !strings.Contains(body, "<nav") {
		d.t.Fatalf("log-in: %d", code)
	}
}

func (d *desk) has(body string, wants ...string) {
	d.t.Helper()
	for _, w := range wants {
		if !strings.Contains(body, w) {
			d.t.Errorf("the page lacks %q:\n%s", w, regexp.MustCompile(`(?s)^.*<main`).ReplaceAllString(body, ""))
		}
	}
}

func TestLogIn(t *testing.T) {
	d := newDesk(t)
	if body, _ := d.get("/"); !strings.Contains(body, `action="/masuk"`) {
		t.Fatal("no log-in page for a stranger")
	}
	if _, code := d.post("/masuk", "id", "nobody", "password", password); code != http.StatusUnauthorized {
		t.Fatal(code)
	}
	for i := range 8 {
		_, code := d.post("/masuk", "id", "clerk", "password", "wrong")
		if want := map[bool]int{true: http.StatusUnauthorized, false: http.StatusTooManyRequests}[i < 6]; code != want {
			t.Fatalf("try %d: %d", i, code)
		}
	}
	d.logIn(chief)
	d.post("/keluar")
	if body, _ := d.get("/gerai"); !strings.Contains(body, `action="/masuk"`) {
		t.Fatal("still logged in")
	}
}

// TestRoles walks every page with every role.
func TestRoles(t *testing.T) {
	for id, role := range map[string]registry.AdminRole{chief: registry.AdminChief, "clerk": registry.AdminClerk, "viewer": registry.AdminViewer} {
		d := newDesk(t)
		d.logIn(id)
		for path, need := range map[string]registry.AdminRole{"/": registry.AdminViewer, "/gerai": registry.AdminViewer, "/gerai/demo": registry.AdminChief,
			"/tahap": registry.AdminViewer, "/syarat": registry.AdminViewer, "/impor": registry.AdminChief, "/warga": registry.AdminClerk,
			"/tindak-lanjut": registry.AdminClerk, "/ditolak": registry.AdminViewer, "/rantai": registry.AdminViewer, "/jemput-bola": registry.AdminViewer,
			"/petugas-pusat": registry.AdminChief, "/catatan": registry.AdminChief, "/angka.csv": registry.AdminViewer} {
			want := http.StatusForbidden
			if role.May(need) {
				want = http.StatusOK
			}
			for _, lang := range []string{"id", "en"} {
				d.get("/bahasa/" + lang)
				if body, code := d.get(path); code != want {
					t.Errorf("%s %s: %d, want %d: %s", id, path, code, want, body)
				}
			}
		}
		if role != registry.AdminChief {
			if _, code := d.post("/gerai", "new", "1", "id", "x", "name", "X"); code != http.StatusForbidden {
				t.Errorf("%s made an outlet: %d", id, code)
			}
		}
	}
}

func TestForgedForms(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	v := url.Values{"new": {"1"}, "id": {"forged"}, "name": {"X"}}
	if _, code := d.read(d.client.PostForm(d.base+"/gerai", v)); code != http.StatusForbidden {
		t.Errorf("without token: %d", code)
	}
	v.Set("form", d.token())
	r, _ := http.NewRequest(http.MethodPost, d.base+"/gerai", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://evil.example")
	if _, code := d.read(d.client.Do(r)); code != http.StatusForbidden {
		t.Errorf("from another site: %d", code)
	}
	if body, code := d.post("/gerai", "big", strings.Repeat("x", maxForm)); code < 400 {
		t.Errorf("too large: %d %s", code, body)
	}
	if list, _ := d.Service.Outlets(context.Background(), registry.Console); len(list) != 1 {
		t.Error("a forged form made an outlet")
	}
}

// TestOutlet: made, set up, staffed, enrolled, revoked.
func TestOutlet(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	body, _ := d.post("/gerai", "new", "1", "id", "margonda", "name", `Gerai <script>`)
	d.has(body, "Gerai &lt;script&gt;", "Tersimpan")
	if _, code := d.post("/gerai", "new", "1", "id", "margonda", "name", "X"); code != http.StatusOK {
		t.Error(code)
	}
	d.post("/gerai", "id", "margonda", "name", "Gerai Margonda", "address", "Jl. Contoh 1", "hours", "08–15", "listed", "1", "max_pending", "40",
		"max_age", "6", "min_free_disk", "200", "idle_lock", "5", "keep_days", "3", "park_days", "14", "match_raise", "99", "show_qr", "1", "exception_by_supervisor", "1")
	list, err := d.Service.Outlets(context.Background(), registry.Console)
	if err != nil || len(list) != 2 || list[1].Settings.Stops.MaxPending != 40 || list[1].Settings.Stops.MaxAge.Hours() != 6 ||
		list[1].Settings.Stops.MinFreeDisk != 200<<20 || !list[1].Listed || !list[1].Settings.ShowQR || list[1].Settings.Liveness || !list[1].Settings.ExceptionBySupervisor || list[1].Settings.ParkDays != 14 || list[1].Settings.MatchRaise != enrol.MaxMatchRaise {
		t.Fatalf("%+v %v", list, err)
	}
	if c, err := d.Service.Counters(context.Background()); err != nil || len(c) != 1 || c[0].Name != "Gerai Margonda" || c[0].Address != "Jl. Contoh 1" {
		t.Fatalf("%+v %v", c, err)
	}
	body, _ = d.post("/gerai/margonda", "deed", "staff", "id", "siti", "name", "Siti", "role", "supervisor")
	pin := regexp.MustCompile(`<code>(\d{6})</code>`).FindStringSubmatch(body)
	if pin == nil {
		t.Fatal("no first PIN")
	}
	if again, _ := d.get("/gerai/margonda"); strings.Contains(again, pin[1]) {
		t.Error("the PIN is shown twice")
	}
	body, _ = d.post("/gerai/margonda", "deed", "code", "pc", "loket 1")
	d.has(body, `class="secret"`)
	body, _ = d.post("/gerai/margonda", "deed", "revoke-staff", "id", "siti")
	d.has(body, "Dicabut")
	if _, code := d.post("/gerai/margonda", "deed", "revoke-device", "device", "none"); code != http.StatusNotFound {
		t.Error(code)
	}
	c := d.MustEnrol()
	body, _ = d.post("/gerai/demo", "deed", "revoke-device", "device", c.Device.ID)
	d.has(body, "Dicabut")
	if _, err := d.Service.Device(context.Background(), c.Device.ID); enrol.CodeOf(err) != enrol.CodeRevoked {
		t.Error(err)
	}
}

func TestProgramme(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	body, _ := d.post("/tahap", "category", "student", "from", "2026-04-01", "until", "2026-06-30", "outlet", "demo")
	d.has(body, "1 April 2026", "30 Juni 2026", "Belum mulai")
	for _, bad := range [][]string{{"category", "vip", "from", "2026-04-01"}, {"category", "asn", "from", "soon"}, {"category", "asn", "from", "2026-04-02", "until", "2026-04-01"},
		{"category", "asn", "from", "2026-04-02", "outlet", "nowhere"}} {
		if _, code := d.post("/tahap", bad...); code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", bad, code)
		}
	}
	d.post("/tahap", "deed", "drop", "category", "student", "from", "2026-04-01", "outlet", "demo")
	if body, _ = d.get("/tahap"); strings.Contains(body, "30 Juni 2026") {
		t.Error("still there")
	}
	if _, code := d.post("/tahap", "deed", "drop", "category", "asn", "from", "2025-01-01", "outlet", "demo"); code != http.StatusForbidden {
		t.Error("a phase that has begun was removed")
	}
	d.post("/syarat", "kind", "new", "document", "akta", "document", "kk")
	rules, err := d.Service.Rules(context.Background(), registry.Console)
	if err != nil || len(rules[enrol.KindNew]) != 2 || len(rules[enrol.KindFirstCard]) != 4 {
		t.Fatalf("%v %v", rules, err)
	}
}

func (d *desk) upload(mode, csv string) (string, int) {
	d.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("form", d.token())
	_ = w.WriteField("mode", mode)
	f, _ := w.CreateFormFile("file", "x.csv")
	_, _ = io.WriteString(f, csv)
	_ = w.Close()
	return d.read(d.client.Post(d.base+"/impor", w.FormDataContentType(), &b))
}

func TestImport(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	csv := "nik,name\n3276000101900099,ORANG BARU\n12,X\n"
	body, _ := d.upload("dry", csv)
	d.has(body, "Hanya diperiksa", "<td>3</td>", "nik")
	if strings.Contains(body, "baru atau berubah") {
		t.Error("a dry run tells of changes")
	}
	body, _ = d.upload("keep", csv)
	d.has(body, "baru atau berubah")
	if f, err := d.Service.FindResident(context.Background(), registry.Console, "3276000101900099", "after import"); err != nil || f.Name != "ORANG BARU" {
		t.Fatal(err)
	}
	if _, code := d.upload("keep", "colour\nred\n"); code != http.StatusOK {
		t.Error(code)
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, _ := w.CreateFormFile("file", "x.csv")
	_, _ = io.WriteString(f, csv)
	_ = w.Close()
	if _, code := d.read(d.client.Post(d.base+"/impor", w.FormDataContentType(), &b)); code != http.StatusForbidden {
		t.Errorf("an upload without token: %d", code)
	}
}

// TestResident: searched with a reason, blocked, unblocked; everything recorded, and
// no NIK in an address or a log.
func TestResident(t *testing.T) {
	d := newDesk(t)
	c := d.MustEnrol()
	c.MustApprove(agus, "")
	session := d.MustActivate(agus)
	d.logIn("clerk")
	if _, code := d.post("/warga", "nik", agus); code != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", code)
	}
	body, _ := d.post("/warga", "nik", agus, "reason", "laporan kehilangan <i>")
	d.has(body, "AGUS PRASETYO", "Blokir akun", "Lepas ponsel", "Aktivasi pertama")
	body, _ = d.post("/warga", "nik", agus, "reason", "ponsel hilang di pasar", "deed", "block")
	d.has(body, "Akun diblokir", "Buka blokir")
	if _, err := d.Service.Identity(context.Background(), session.ID); enrol.CodeOf(err) != enrol.CodeSession {
		t.Error("the session outlived the block:", err)
	}
	if _, code := d.post("/warga", "nik", agus, "reason", "sekali lagi", "deed", "release"); code != http.StatusUnprocessableEntity {
		t.Errorf("a blocked account was released: %d", code)
	}
	body, _ = d.post("/warga", "nik", agus, "reason", "ponsel ditemukan", "deed", "unblock")
	d.has(body, "Ponsel dilepas")
	if _, code := d.post("/warga", "nik", "3276000101900098", "reason", "coba coba"); code != http.StatusNotFound {
		t.Errorf("unknown: %d", code)
	}
	deeds, err := d.Service.Deeds(context.Background(), registry.Console, 100)
	if err != nil || len(deeds) < 6 {
		t.Fatal(len(deeds), err)
	}
	for _, x := range deeds {
		if strings.Contains(x.About, agus) {
			t.Error("the record shows a NIK in full")
		}
	}
	if strings.Contains(d.logs.String(), agus) || strings.Contains(d.logs.String(), "AGUS") {
		t.Error("the log names somebody")
	}
}

func TestFigures(t *testing.T) {
	d := newDesk(t)
	c := d.MustEnrol()
	c.MustApprove(agus, "")
	d.MustActivate(agus)
	d.Clock.Add(time.Minute)
	c.MustApprove(agus, enrol.KindReactivate)
	d.logIn("viewer")
	body, _ := d.get("/")
	d.has(body, "1.561 penduduk telah disetujui", "1 melalui gerai", "Tidak dihitung 1 persetujuan lain", "Aktivasi ulang: 1", "1.561", "1.560", "400.000", "350.000", "1.400.000", "Peragaan", "<svg", "September 2022", "0,39 %")
	d.get("/bahasa/en")
	body, _ = d.get("/")
	d.has(body, "1,561", "By outlet", "0.39%")
	csv, _ := d.get("/angka.csv")
	if !strings.Contains(csv, "2026-03-02,demo,") || !strings.Contains(csv, "\nreactivate,,,,1\n") {
		t.Errorf("%s", csv)
	}
}

func TestWaitingAndRefused(t *testing.T) {
	d := newDesk(t)
	d.Mail.Fail = func(enrol.Email) error { return enrol.NewError(enrol.CodeEmail, "send") }
	c := d.MustEnrol()
	done := c.MustApprove(agus, "")
	d.Pump()
	other := c.Case(c.Register("3276000406790005", "").QR)
	other.Operator = "stranger"
	c.Send(c.Seal(c.Approve(other)))
	_ = done
	d.logIn(chief)
	body, _ := d.get("/tindak-lanjut")
	d.has(body, "Surel ditolak", "Alamat menolak surel", "1 sampai 1 dari 1.")
	if strings.Contains(body, `<td>`+agus) {
		t.Error("a NIK in full in the table")
	}
	body, _ = d.get("/ditolak")
	d.has(body, "Petugas atau PC dicabut", "Periksa apakah pencabutan benar")
}

func TestAdmins(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	if _, code := d.post("/petugas-pusat", "id", "dewi", "name", "Dewi", "role", "clerk", "password", "short"); code != http.StatusUnprocessableEntity {
		t.Error(code)
	}
	d.post("/petugas-pusat", "id", "dewi", "name", "Dewi", "role", "clerk", "password", password)
	if _, code := d.post("/petugas-pusat", "deed", "revoke", "id", chief); code != http.StatusForbidden {
		t.Error("the last chief revoked herself")
	}
	d.post("/keluar")
	body, _ := d.post("/masuk", "id", "dewi", "password", password)
	d.has(body, "Pilih kata sandi sendiri")
	if body, _ := d.get("/warga"); !strings.Contains(body, "Pilih kata sandi sendiri") {
		t.Error("a first password opens more than its own page")
	}
	body, _ = d.post("/sandi", "old", password, "password", "laut biru tiga lima", "again", "laut biru tiga lima")
	d.has(body, "Kata sandi diganti")
	if err := d.Service.RevokeAdmin(context.Background(), registry.Console, "dewi"); err != nil {
		t.Fatal(err)
	}
	if body, _ := d.get("/warga"); !strings.Contains(body, `action="/masuk"`) {
		t.Error("a revoked person is still inside")
	}
}

// TestTexts: both languages have the same keys and gaps, and every key that the
// sources name is there.
func TestTexts(t *testing.T) {
	read := func(lang string) map[string]string {
		b, err := os.ReadFile(filepath.Join("text", lang+".json"))
		out := map[string]string{}
		if err == nil {
			err = json.Unmarshal(b, &out)
		}
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	id, en := read("id"), read("en")
	gaps := regexp.MustCompile(`\{[a-z]+\}`)
	for k := range id {
		if strings.Join(sortedGaps(gaps, id[k]), "") != strings.Join(sortedGaps(gaps, en[k]), "") {
			t.Errorf("%s: gaps differ", k)
		}
	}
	if len(id) != len(en) {
		t.Errorf("%d texts in Indonesian, %d in English", len(id), len(en))
	}
	sources, _ := filepath.Glob("*.go")
	for _, f := range append(sources, "page.html") {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:say\(|\(t |\{t |\{\{t )"([a-z0-9.-]+[a-z0-9])"`).FindAllSubmatch(b, -1) {
			if _, ok := id[string(m[1])]; !ok {
				t.Errorf("%s: no text %q", f, m[1])
			}
		}
	}
}

func sortedGaps(re *regexp.Regexp, s string) []string {
	m := map[string]string{}
	for _, g := range re.FindAllString(s, -1) {
		m[g] = g
	}
	return sorted(m)
}

// A chain that steps back is shown as such, and stays so when it has grown past its old end.
func TestChains(t *testing.T) {
	d := newDesk(t)
	c := d.MustEnrol()
	d.logIn("viewer")
	for _, seq := range []int64{90, 40, 120} {
		if err := d.Service.Anchor(t.Context(), c.Device, api.AnchorRequest{Seq: seq, Hash: fmt.Sprintf("%064d", seq)}); err != nil {
			t.Fatal(err)
		}
		body, _ := d.get("/rantai")
		if back := strings.Contains(body, "MUNDUR ke sebelum entri 90"); back != (seq != 90) {
			t.Errorf("after a deposit at %d the page says stepped back: %v", seq, back)
		}
	}
}
