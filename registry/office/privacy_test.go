package office

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/population"
	"github.com/gerai-ikd/gerai/registry/web"
)

// TestStrangersLogIns: one address has few tries, whatever names it tries; others, and
// those who are logged in, go on.
func TestStrangersLogIns(t *testing.T) {
	from := "198.51.100.7"
	d := newDesk(t, func(o *Options) {
		o.LogIns = web.Limit{Burst: 3, Every: 10 * time.Second}
		o.Client = func(*http.Request) string { return from }
	})
	d.logIn(chief) // one
	for i, want := range []int{http.StatusUnauthorized, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusTooManyRequests} {
		body, code := d.post("/masuk", "id", fmt.Sprint("stranger", i), "password", "wrong")
		if code != want {
			t.Errorf("try %d: %d, want %d", i, code, want)
		}
		if want == http.StatusTooManyRequests {
			d.has(body, "Terlalu banyak percobaan masuk dari jaringan ini", "detik")
		}
	}
	if _, code := d.get("/gerai"); code != http.StatusOK {
		t.Errorf("who is logged in: %d", code)
	}
	from = "198.51.100.8"
	d.post("/keluar")
	d.logIn("clerk")
	d.post("/keluar")
	from = "198.51.100.7"
	d.Clock.Add(time.Minute)
	d.logIn("clerk")
}

var hidden = regexp.MustCompile(`type="hidden" name="ref" value="([^"]+)"`)

// refs are the references on a page.
func refs(body string) (out []string) {
	for _, m := range hidden.FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	return out
}

// TestButtonsNameNobody: the list of what has to be followed up holds no NIK, visible or
// not, and its buttons lead to the resident all the same, for who got them alone.
func TestButtonsNameNobody(t *testing.T) {
	d := newDesk(t)
	d.Mail.Fail = func(enrol.Email) error { return enrol.NewError(enrol.CodeEmail, "send") }
	d.MustEnrol().MustApprove(agus, "")
	d.Pump()
	d.logIn("clerk")
	list, _ := d.get("/tindak-lanjut")
	if strings.Contains(list, agus) || len(refs(list)) != 1 {
		t.Fatalf("%d references, or a NIK in full", len(refs(list)))
	}
	ref := refs(list)[0]
	body, _ := d.post("/warga", "ref", ref, "reason", "tindak lanjut kode")
	d.has(body, "AGUS PRASETYO", "Ditanyakan oleh gerai")
	if strings.Contains(body, agus) || len(refs(body)) == 0 {
		t.Error("the resident's page holds the NIK in full, or no reference")
	}
	body, _ = d.post("/warga", "ref", refs(body)[0], "reason", "alamat sudah benar", "deed", registry.DeedResend)
	d.has(body, "AGUS PRASETYO")
	for _, bad := range []string{ref[:len(ref)-2] + "AA", "x", "!"} {
		if _, code := d.post("/warga", "ref", bad, "reason", "coba coba"); code != http.StatusNotFound {
			t.Errorf("a reference of nobody's: %d", code)
		}
	}
	d.post("/keluar")
	d.logIn(chief)
	if _, code := d.post("/warga", "ref", ref, "reason", "coba coba"); code != http.StatusNotFound {
		t.Errorf("another's reference: %d", code)
	}
}

// TestEvidence: only a chief opens it, only with a reason, and the record says so.
func TestEvidence(t *testing.T) {
	d := newDesk(t)
	done := d.MustEnrol().MustApprove(agus, "")
	d.logIn("clerk")
	if body, _ := d.post("/warga", "nik", agus, "reason", "lihat kasus"); strings.Contains(body, "/bukti") {
		t.Error("a clerk is offered the evidence")
	}
	if _, code := d.post("/bukti", "ref", "x", "reason", "coba coba"); code != http.StatusForbidden {
		t.Error("a clerk may open evidence")
	}
	d.post("/keluar")
	d.logIn(chief)
	body, _ := d.post("/warga", "nik", agus, "reason", "lihat kasus")
	d.has(body, `action="/bukti"`)
	ref := refs(body)[len(refs(body))-1]
	body, _ = d.post("/bukti", "ref", ref)
	d.has(body, "alasannya dicatat", `name="reason"`)
	if body, code := d.post("/bukti", "ref", ref, "reason", "x"); code != http.StatusUnprocessableEntity || strings.Contains(body, "data:image") {
		t.Errorf("without a reason that says anything: %d", code)
	}
	r, err := d.client.PostForm(d.base+"/bukti", url.Values{"form": {d.token()}, "ref": {ref}, "reason": {"laporan wajah tertukar"}})
	if err == nil && !strings.Contains(r.Header.Get("Content-Security-Policy"), "img-src 'self' data:;") {
		t.Error("the browser will not show the pictures")
	}
	body, _ = d.read(r, err)
	d.has(body, `src="data:image/jpeg;base64,/9j/`, done.ID, "siti", "oleh mata petugas")
	if strings.Contains(body, agus) {
		t.Error("the NIK stands there in full")
	}
	deeds, err := d.Service.Deeds(t.Context(), registry.Console, 10)
	if err != nil || deeds[0].Action != "evidence" || deeds[0].Admin != chief || deeds[0].About != done.ID || deeds[0].Reason != "laporan wajah tertukar" {
		t.Errorf("%+v %v", deeds, err)
	}
	d.Clock.Add(366 * 24 * time.Hour)
	d.Service.Tidy(t.Context())
	d.logIn(chief)
	body, _ = d.post("/warga", "nik", agus, "reason", "lihat kasus")
	body, code := d.post("/bukti", "ref", refs(body)[len(refs(body))-1], "reason", "laporan wajah tertukar")
	if d.has(body, "masa simpannya berakhir"); code != http.StatusOK {
		t.Error(code)
	}
}

// TestPictureOfTwo: pictures come without their folders; one whose name stands for two
// residents becomes nobody's portrait, and the page says why.
func TestPictureOfTwo(t *testing.T) {
	d := newDesk(t, func(o *Options) {
		o.Portrait = func(_ context.Context, picture []byte) (population.Portrait, error) {
			return population.Portrait{Model: "m", Template: []byte{1}, Picture: picture}, nil
		}
	})
	d.logIn(chief)
	const one, two = "3276000101900098", "3276000101900099"
	for _, c := range []struct{ name, first, second, sent, want string }{
		{"in two folders", "a/foto.jpg", "b/foto.jpg", "foto.jpg", "beberapa penduduk"},
		{"in capitals", "X.jpg", "x.JPG", "x.jpg", "beberapa penduduk"},
		{"with the other stroke", `c\y.jpg`, `d\y.jpg`, "y.jpg", "beberapa penduduk"},
		{"of their own", `c\one.jpg`, `c\two.jpg`, "two.jpg", "tersimpan"},
	} {
		csv := "nik,name,portrait\n" + one + ",SATU," + c.first + "\n" + two + ",DUA," + c.second + "\n"
		body, _ := d.album("keep", csv, [2]string{c.sent, c.name})
		d.has(body, c.want)
		for n, mine := range map[enrol.NIK]bool{one: false, two: c.want == "tersimpan"} {
			var rec db.Resident
			if err := d.DB.View(t.Context(), func(tx *db.Tx) (err error) { rec, err = tx.Resident(n); return err }); err != nil {
				t.Fatal(err)
			}
			if got := string(rec.Portrait) == c.name; got != mine {
				t.Errorf("%s: the picture is %s's: %v", c.name, n, got)
			}
		}
	}
}

// album sends a CSV ("": none) and pictures.
func (d *desk) album(mode, csv string, pictures ...[2]string) (string, int) {
	d.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("form", d.token())
	_ = w.WriteField("mode", mode)
	name := "x.csv"
	if csv == "" {
		name = ""
	}
	f, _ := w.CreateFormFile("file", name)
	_, _ = io.WriteString(f, csv)
	for _, p := range pictures {
		f, _ := w.CreateFormFile("portraits", p[0])
		_, _ = io.WriteString(f, p[1])
	}
	_ = w.Close()
	return d.read(d.client.Post(d.base+"/impor", w.FormDataContentType(), &b))
}

// TestPortraitsByThePage: pictures go to whom the CSV or their name says, bad ones are
// numbered and left out, and a dry run writes nothing.
func TestPortraitsByThePage(t *testing.T) {
	d := newDesk(t, func(o *Options) {
		o.Portrait = func(_ context.Context, picture []byte) (population.Portrait, error) {
			if string(picture) == "wall" {
				return population.Portrait{}, enrol.NewError(enrol.CodeNoFace, "find a face")
			}
			return population.Portrait{Model: "m", Template: []byte{1}, Picture: picture}, nil
		}
	})
	d.logIn(chief)
	page, _ := d.get("/impor")
	d.has(page, `name="portraits"`, " multiple", `accept="image/jpeg,image/png"`)
	const fresh = "3276000101900099"
	csv := "nik,name,portrait\n" + fresh + ",ORANG BARU,foto/Baru.JPG\n"
	pictures := [][2]string{{"baru.jpg", "new"}, {agus + ".png", "agus"}, {"wall.jpg", "x"}, {"3276006507880002.jpg", "wall"}, {"3276000101900077.jpg", "nobody's"}}
	portrait := func(n enrol.NIK) string {
		var rec db.Resident
		err := d.DB.View(t.Context(), func(tx *db.Tx) (err error) { rec, err = tx.Resident(n); return err })
		if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
			t.Fatal(err)
		}
		return string(rec.Portrait)
	}
	before := portrait(agus)
	body, _ := d.album("dry", csv, pictures...)
	d.has(body, "<dd>5</dd>", "dapat dipakai", "<td class=\"right\">3</td>", "<td class=\"right\">4</td>", "<td class=\"right\">5</td>", "Tidak ada wajah")
	if portrait(agus) != before || portrait(fresh) != "" {
		t.Error("a dry run wrote a portrait")
	}
	body, _ = d.album("keep", csv, pictures...)
	d.has(body, "tersimpan", "<dd>2</dd>", "<dd>3</dd>")
	if portrait(agus) != "agus" || portrait(fresh) != "new" {
		t.Errorf("portraits: %q %q", portrait(agus), portrait(fresh))
	}
	d.album("keep", "", [2]string{agus + ".jpg", "again"})
	if portrait(agus) != "again" {
		t.Error("pictures without a CSV are not taken")
	}
	d.album("keep", csv) // the CSV alone leaves them
	if portrait(fresh) != "new" {
		t.Error("a CSV without pictures took the portrait away")
	}
	if body, _ := d.album("keep", ""); !strings.Contains(body, "Tidak ada berkas") {
		t.Error("nothing was chosen, and nothing is said")
	}
	deeds, err := d.Service.Deeds(t.Context(), registry.Console, 100)
	done := 0
	for _, x := range deeds {
		if x.Action == "portraits" {
			done++
		}
	}
	if err != nil || done != 2 {
		t.Errorf("%d deeds, %v", done, err)
	}
	if strings.Contains(d.logs.String(), agus) {
		t.Error("the log names somebody")
	}
}
