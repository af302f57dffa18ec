package pages

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestChangeOfContact goes from the home page over the code to the new contact.
func TestChangeOfContact(t *testing.T) {
	s := newSite(t)
	s.want(s.get("/ganti-kontak"), 200, "/masuk")
	s.want(s.get("/ganti-kontak/kode"), 200, "/masuk")
	s.want(s.post("/ganti-kontak", "pin", testPIN, "email", "a@b.example"), 200, "/masuk", "silakan masuk lagi")
	s.post("/masuk", "nik", testNIK, "password", testPassword)
	s.want(s.get("/beranda"), 200, "/beranda", `href="/ganti-kontak"`)
	s.want(s.get("/ganti-kontak/kode"), 200, "/ganti-kontak")
	a := s.get("/ganti-kontak")
	s.want(a, 200, "/ganti-kontak", enrol.Email(testEmail).Masked(), "Email yang lama diberi tahu")
	for name, c := range map[string]struct {
		form   []string
		status int
		text   string
	}{
		"Nothing":  {[]string{"pin", testPIN}, 422, "Isi email baru atau nomor baru"},
		"BadEmail": {[]string{"pin", testPIN, "email", "siti@"}, 422, "tidak lengkap"},
		"BadPhone": {[]string{"pin", testPIN, "phone", "12"}, 422, "08"},
		"NoPIN":    {[]string{"email", "baru@contoh.example"}, 422, "belum diisi"},
		"WrongPIN": {[]string{"email", "baru@contoh.example", "pin", "000000"}, 401, "PIN salah"},
	} {
		t.Run(name, func(t *testing.T) {
			s.want(s.post("/ganti-kontak", c.form...), c.status, "/ganti-kontak", c.text)
		})
	}
	s.want(s.post("/ganti-kontak", "email", "baru@contoh.example", "phone", "0813 9999 0000", "pin", testPIN), 200, "/ganti-kontak/kode", enrol.Email("baru@contoh.example").Masked())
	s.want(s.post("/ganti-kontak/kode", "code", ""), 422, "/ganti-kontak/kode", "Masukkan kode")
	s.want(s.post("/ganti-kontak/kode", "code", "999999"), 422, "/ganti-kontak/kode", "Minta kode baru")
	s.want(s.post("/ganti-kontak/kode", "lang", "en"), 200, "/ganti-kontak/kode", "Enter the code")
	s.want(s.post("/ganti-kontak/kode", "code", "004 217"), 200, "/beranda", "The contact has been changed")
	if s.changed.Email != "baru@contoh.example" || s.changed.Phone != "081399990000" {
		t.Error("the new contact did not arrive")
	}
	s.set(func() { s.fail["ChangeContact"] = enrol.NewError(enrol.CodeField, "test").With("why", "same") })
	s.want(s.post("/ganti-kontak", "email", testEmail, "pin", testPIN), 422, "/ganti-kontak", "This is the present one")
	s.noPersonalData()
}
