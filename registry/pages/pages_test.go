package pages

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// site is the pages on a real socket, with a browser of sorts.
type site struct {
	*fake
	t      *testing.T
	server *httptest.Server
	client *http.Client
	log    *bytes.Buffer
}

func newSite(t *testing.T, change ...func(*Options)) *site {
	t.Helper()
	s := &site{t: t, fake: newFake(time.Now), log: &bytes.Buffer{}}
	o := Options{Residents: s.fake, Log: slog.New(slog.NewTextHandler(s.log, nil)), Office: "Disdukcapil Kota Contoh",
		Outlets: []Outlet{{"Drive Thru Balai Kota", "Jl. Contoh Raya 54", "Senin–Jumat 08.00–15.00"}}}
	for _, c := range change {
		c(&o)
	}
	h, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(h)
	t.Cleanup(s.server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.client = &http.Client{Jar: jar}
	return s
}

type answer struct {
	status int
	path   string // after redirects
	body   string
	header http.Header
}

func (s *site) get(path string) answer {
	s.t.Helper()
	r, err := s.client.Get(s.server.URL + path)
	return s.read(r, err)
}

// post sends a form, given as name, value, name, value …
func (s *site) post(path string, pairs ...string) answer {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, err := s.client.PostForm(s.server.URL+path, form)
	return s.read(r, err)
}

func (s *site) read(r *http.Response, err error) answer {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{r.StatusCode, r.Request.URL.Path, string(b), r.Header}
}

func (s *site) want(a answer, status int, path string, texts ...string) {
	s.t.Helper()
	if a.status != status || a.path != path {
		s.t.Errorf("answer %d at %s, want %d at %s", a.status, a.path, status, path)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			s.t.Errorf("%s lacks %q", a.path, text)
		}
	}
}

var goodForm = []string{"nik", "3276 0145 0895 0001", "email", testEmail, "phone", "0812-3456-7890", "kind", "new", "consent", "yes"}

func with(form []string, pairs ...string) []string {
	return append(append([]string{}, form...), pairs...)
}

// TestWholeWay goes from the start page to the documents and out again.
func TestWholeWay(t *testing.T) {
	s := newSite(t)
	s.want(s.get("/"), 200, "/", "Daftar sekarang", "Drive Thru Balai Kota")
	s.want(s.get("/daftar"), 200, "/daftar", `name="nik"`)
	s.want(s.post("/daftar", goodForm...), 200, "/daftar", "Sudah benar?", "3276 0145 0895 0001", "siti.rahmawati", "@gmail.com")
	s.want(s.post("/daftar", with(goodForm, "step", "confirm")...), 200, "/qr", "7KQ2-M9XT", "<svg", "Terangkan layar", "15 menit")
	if r := s.request; r.NIK != testNIK || r.Phone != "081234567890" || !r.Consent || r.Lang != "id" || r.Kind != enrol.KindNew {
		t.Errorf("registered %+v", r)
	}
	s.set(func() { s.state = registry.RegistrationCodeSent })
	s.want(s.get("/qr"), 200, "/qr", "Kode sudah dikirim", `href="/aktivasi"`)
	s.want(s.post("/aktivasi", "nik", testNIK, "code", "004 217"), 200, "/rahasia", "Buat PIN")
	s.want(s.post("/rahasia", "pin", "861940", "pin2", "861940", "password", "kuda biru laut", "password2", "kuda biru laut"),
		200, "/beranda", "SITI RAHMAWATI", "Selamat!", "Aktif sejak 17 Agustus 2026")
	s.want(s.post("/dokumen", "pin", "861940"), 200, "/dokumen", testNIK, "JL. MAWAR NO. 12", "3276011203180042", "AISYAH PUTRI SANTOSO", "data:image/png;base64,", "05-08-1995")
	s.want(s.get("/tunjuk"), 200, "/tunjuk", "<svg", "SITI RAHMAWATI")
	s.want(s.post("/ganti-pin", "old", "861940", "pin", "770318", "pin2", "770318"), 200, "/beranda", "PIN sudah diganti")
	s.want(s.post("/ganti-sandi", "old", "kuda biru laut", "password", "meja hijau tua", "password2", "meja hijau tua"), 200, "/beranda", "Kata sandi sudah diganti")
	s.want(s.post("/keluar"), 200, "/", "Anda sudah keluar")
	s.want(s.get("/beranda"), 200, "/masuk", "silakan masuk lagi")
	s.want(s.post("/masuk", "nik", testNIK, "password", "meja hijau tua"), 200, "/beranda")
	s.want(s.post("/lepas"), 422, "/lepas", "Beri tanda")
	s.want(s.post("/lepas", "sure", "yes"), 200, "/", "sudah dilepas")
	if len(s.devices) != 2 || s.devices[0] != s.devices[1] || len(s.devices[0]) != 43 {
		t.Error("the phone's name changed between activation and log-in")
	}
	s.noPersonalData()
}

// noPersonalData looks through the log of everything that happened.
func (s *site) noPersonalData() {
	s.t.Helper()
	for _, secret := range []string{testNIK, "3276 0145", testEmail, "siti", "081234567890", testCode, "861940", "meja hijau"} {
		if strings.Contains(strings.ToLower(s.log.String()), strings.ToLower(secret)) {
			s.t.Errorf("the log holds %q", secret)
		}
	}
	if s.log.Len() == 0 {
		s.t.Error("nothing was logged")
	}
}

func TestTypoHint(t *testing.T) {
	s := newSite(t)
	form := []string{"nik", testNIK, "email", "siti@gmial.com", "phone", "081234567890"}
	s.want(s.post("/daftar", form...), 200, "/daftar", "Mungkin maksud Anda", "siti@gmail.com", "gmial.com")
	s.want(s.post("/daftar", with(form, "step", "suggest", "suggested", "siti@gmail.com")...), 200, "/daftar", "Sudah benar?", "@gmail.com")
	s.want(s.post("/daftar", with(form, "step", "confirm")...), 200, "/qr")
	if s.request.Email != "siti@gmial.com" || s.request.Consent {
		t.Errorf("registered %v, consent %v", string(s.request.Email), s.request.Consent)
	}
}

func TestEntriesAreKept(t *testing.T) {
	s := newSite(t)
	for name, bad := range map[string][2]string{
		"NIKLetter": {"nik", "3276O14508950001"}, "NIKShort": {"nik", "123"}, "NIKDate": {"nik", "3276019908950001"}, "NIKSerial": {"nik", "3276014508950000"},
		"Email": {"email", "siti@"}, "Phone": {"phone", "12345"},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.post("/daftar", with(goodForm, bad[0], bad[1])...)
			s.want(a, 422, "/daftar", `role="alert"`, `value="`+bad[1]+`"`, `aria-invalid="true"`, `value="yes" aria-describedby="consent-text" checked`)
			if bad[0] != "email" && !strings.Contains(a.body, `value="`+testEmail+`"`) {
				t.Error("the e-mail is lost")
			}
		})
	}
	a := s.post("/masuk", "nik", testNIK, "password", "bukan ini")
	s.want(a, 401, "/masuk", "NIK atau kata sandi salah", `value="`+testNIK+`"`)
	if strings.Contains(a.body, "bukan ini") {
		t.Error("the password came back")
	}
	a = s.post("/aktivasi", "nik", testNIK, "code", "999999")
	s.want(a, 422, "/aktivasi", "salah atau sudah dipakai", `value="999999"`)
	s.noPersonalData()
}

// TestLanguageKeepsEntries: the switch inside a form changes the words, not the work.
func TestLanguageKeepsEntries(t *testing.T) {
	s := newSite(t)
	a := s.post("/daftar", with(goodForm, "lang", "en")...)
	s.want(a, 200, "/daftar", "Your details", testEmail, `<html lang="en">`)
	s.want(s.post("/daftar", with(goodForm, "step", "confirm", "lang", "id")...), 200, "/daftar", "Sudah benar?")
	if s.request.NIK != "" {
		t.Error("switching the language registered somebody")
	}
	s.want(s.get("/bahasa?ke=en&dari=/masuk"), 200, "/masuk", "Log in")
	for _, evil := range []string{"//evil.example", "https://evil.example", "/\\evil.example", ""} {
		s.want(s.get("/bahasa?ke=id&dari="+url.QueryEscape(evil)), 200, "/", "KTP Anda")
	}
}

func TestStatesOfARegistration(t *testing.T) {
	s := newSite(t)
	s.want(s.get("/qr"), 200, "/daftar")
	s.want(s.get("/qr/keadaan"), 404, "/qr/keadaan")
	s.post("/daftar", with(goodForm, "step", "confirm")...)
	for state, text := range map[registry.RegistrationState]string{
		registry.RegistrationWaiting: "Tunjukkan di loket", registry.RegistrationApproved: "disetujui", registry.RegistrationCodeSent: "Kode sudah dikirim",
		registry.RegistrationActive: "aktif", registry.RegistrationRefused: "belum dapat disetujui", registry.RegistrationExpired: "lewat waktunya",
	} {
		s.set(func() { s.state = state })
		s.want(s.get("/qr"), 200, "/qr", text)
		if a := s.get("/qr/keadaan"); a.body != string(state) {
			t.Errorf("state %q, want %q", a.body, state)
		}
	}
	s.set(func() { s.state, s.expires = registry.RegistrationWaiting, time.Now().Add(-time.Second) })
	s.want(s.get("/qr"), 200, "/qr", "lewat waktunya")
	s.want(s.post("/qr/baru"), 200, "/qr", "Tunjukkan di loket")
	s.set(func() {
		s.fail["Renew"] = enrol.NewError(enrol.CodeQRUsed, "test")
		s.state = registry.RegistrationApproved
	})
	s.want(s.post("/qr/baru"), 200, "/qr", "disetujui")
}

func TestSecrets(t *testing.T) {
	s := newSite(t)
	s.want(s.get("/rahasia"), 200, "/aktivasi")
	s.post("/aktivasi", "nik", testNIK, "code", testCode)
	for name, c := range map[string]struct {
		form []string
		text string
	}{
		"Empty":        {nil, "belum diisi"},
		"PINDiffers":   {[]string{"pin", "861940", "pin2", "861941"}, "Kedua PIN tidak sama"},
		"WeakPIN":      {[]string{"pin", "123456", "pin2", "123456", "password", "x", "password2", "x"}, "mudah ditebak"},
		"WeakPassword": {[]string{"pin", "861940", "pin2", "861940", "password", "x", "password2", "x"}, "terlalu pendek"},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.post("/rahasia", c.form...)
			s.want(a, 422, "/rahasia", c.text)
			if strings.Contains(a.body, "861940") {
				t.Error("the PIN came back")
			}
		})
	}
	s.set(func() { s.fail["SetSecrets"] = enrol.NewError(enrol.CodeSession, "test") })
	s.want(s.post("/rahasia", "pin", "861940", "pin2", "861940", "password", "kuda biru laut", "password2", "kuda biru laut"),
		200, "/aktivasi", "sudah habis")
}

func TestInsideNeedsALogIn(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/beranda", "/dokumen", "/tunjuk", "/ganti-pin", "/ganti-sandi", "/lepas"} {
		s.want(s.get(path), 200, "/masuk")
	}
	for _, path := range []string{"/dokumen", "/ganti-pin", "/ganti-sandi", "/lepas"} {
		s.want(s.post(path, "pin", testPIN, "old", testPIN, "pin2", testPIN, "sure", "yes"), 200, "/masuk")
	}
}

func TestRefusalsInside(t *testing.T) {
	s := newSite(t)
	s.post("/masuk", "nik", testNIK, "password", testPassword)
	s.want(s.post("/dokumen", "pin", "000000"), 401, "/dokumen", "PIN salah")
	s.want(s.post("/dokumen", "pin", ""), 422, "/dokumen", "belum diisi")
	s.want(s.post("/ganti-pin", "old", "000000", "pin", "770318", "pin2", "770318"), 401, "/ganti-pin", "bukan yang sekarang")
	s.set(func() {
		s.fail["Documents"] = &enrol.Error{Code: enrol.CodeLocked, Op: "test", RetryAfter: 150 * time.Second}
	})
	s.want(s.post("/dokumen", "pin", testPIN), 429, "/dokumen", "3 menit lagi")
	s.set(func() { s.fail["Documents"] = enrol.NewError(enrol.CodeLocked, "test") })
	s.want(s.post("/dokumen", "pin", testPIN), 429, "/dokumen", "dikunci demi keamanan")
	s.set(func() { s.fail["LogIn"] = enrol.NewError(enrol.CodeForbidden, "test").With("why", "device") })
	s.want(s.post("/masuk", "nik", testNIK, "password", testPassword), 403, "/masuk", "ponsel lain")
}
