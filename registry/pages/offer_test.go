package pages

import (
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/web/webtest"
)

var handedOver = strings.Repeat("c", 43) + " " + strings.Repeat("r", 43)

// TestOfferOfACounter: from the QR on the counter's screen over the form to the
// counter.
func TestOfferOfACounter(t *testing.T) {
	s := newSite(t)
	s.want(s.get("/loket/"+testOffer), 200, "/loket/"+testOffer, "Gerai Margonda", "Isi data")
	s.want(s.get("/loket/"+testOffer), 200, "/loket/"+testOffer, "Gerai Margonda") // looking uses nothing up
	s.want(s.post("/loket", "token", testOffer, "step", "new"), 200, "/daftar", "langsung muncul di layar petugas", `name="nik"`)
	s.want(s.post("/daftar", with(goodForm, "step", "confirm")...), 200, "/qr", "Data Anda sudah di loket", "Gerai Margonda", "<svg")
	if len(s.filled) != 1 || s.filled[0] != handedOver {
		t.Errorf("handed over %v", s.filled)
	}
	s.want(s.post("/loket", "token", testOffer, "step", "new"), 410, "/loket", "sudah dipakai", "Pindai QR yang sekarang")
	s.want(s.post("/daftar", with(goodForm, "step", "confirm")...), 200, "/qr", "<svg")
	if len(s.filled) != 1 {
		t.Error("a claim was used for a second registration")
	}
}

// TestOfferWithARegistration: who has registered at home enters nothing again.
func TestOfferWithARegistration(t *testing.T) {
	for _, state := range []registry.RegistrationState{registry.RegistrationWaiting, registry.RegistrationExpired} {
		s := newSite(t)
		s.post("/daftar", with(goodForm, "step", "confirm")...)
		s.set(func() { s.state = state })
		s.want(s.get("/loket/"+testOffer), 200, "/loket/"+testOffer, "Pakai data yang sudah saya isi", "Isi data lain")
		s.want(s.post("/loket", "token", testOffer, "step", "known"), 200, "/qr", "Data Anda sudah di loket", "Gerai Margonda")
		if len(s.filled) != 1 || s.filled[0] != handedOver {
			t.Errorf("%s: handed over %v", state, s.filled)
		}
		if (s.renewed == 1) != (state == registry.RegistrationExpired) {
			t.Errorf("%s: renewed %d times", state, s.renewed)
		}
	}
}

// TestOfferTooLate: links that are old, used or nonsense say what to do; a counter that
// gave up waiting leaves the phone with its own QR.
func TestOfferTooLate(t *testing.T) {
	s := newSite(t)
	s.want(s.get("/loket/NONSENSE"), 410, "/loket/NONSENSE", "sudah lewat waktunya", "Pindai QR yang sekarang")
	s.want(s.get("/loket/..%2f..%2fetc"), 410, "/loket/../../etc", "sudah lewat waktunya")
	s.set(func() { s.fail["Offered"] = enrol.NewError(enrol.CodeQRUsed, "test") })
	s.want(s.get("/loket/"+testOffer), 410, "/loket/"+testOffer, "sudah dipakai")
	s.set(func() {
		s.fail["Offered"] = nil
		s.fail["FillOffer"] = enrol.NewError(enrol.CodeQRExpired, "test")
	})
	s.post("/loket", "token", testOffer, "step", "new")
	s.want(s.post("/daftar", with(goodForm, "step", "confirm")...), 200, "/qr", "Tunjukkan QR ini ke kamera", "<svg")
	s.set(func() { s.fail["Offered"] = enrol.NewError(enrol.CodeServer, "test") })
	s.want(s.get("/loket/"+testOffer), 503, "/loket/"+testOffer, "terganggu")
}

// TestOfferChangesLanguage without using the link up, and names no token in the log.
func TestOfferChangesLanguage(t *testing.T) {
	s := newSite(t)
	s.want(s.post("/loket", "token", testOffer, "lang", "en"), 200, "/loket", "Go on at this counter", testOffer)
	if s.claimed != 0 {
		t.Error("the language switch opened the offer")
	}
	s.get("/loket/" + testOffer)
	if strings.Contains(s.log.String(), testOffer) {
		t.Error("the token stands in the log")
	}
}

// TestBrowserOffer keeps pictures of the pages behind a counter's QR.
func TestBrowserOffer(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := newBrowser(t, "offer-"+lang)
			b.axe = webtest.Axe(t)
			b.open("/bahasa?ke=" + lang + "&dari=/")
			b.open("/loket/" + testOffer)
			b.at(`form[action="/loket"]`)
			b.look("offer")
			b.press("main .button", "#nik")
			b.look("register")
			b.fill("nik", testNIK, "email", testEmail, "phone", "081234567890")
			b.press(`main .button`, "main button[value=confirm]")
			b.press(`main button[value=confirm]`, "details .code")
			b.look("handed-over")
			b.open("/loket/OLD")
			b.at(".actions")
			b.look("too-late")
		})
	}
}
