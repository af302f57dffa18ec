package pages

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"strings"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// The resident of these tests. The number is made up.
const (
	testNIK      = "3276014508950001"
	testEmail    = "siti.rahmawati@gmail.com"
	testCode     = "004217"
	testPIN      = "271604"
	testPassword = "tiga kata mudah"
	testOffer    = "ABCDEFGHJKMNPQRSTVWXYZ0123"
)

// testQR is as long as a real one, sealed and with a face template: Base45, 696 characters.
var testQR = strings.Repeat("6BF+70790T9WJWG.FKY*4GO0", 29)

// fake is a registry of one resident, in memory. fail makes a method fail.
type fake struct {
	mu          sync.Mutex
	now         func() time.Time
	state       registry.RegistrationState
	expires     time.Time
	request     registry.RegisterRequest
	devices     []string
	renewed     int
	claimed     int
	filled      []string // "claim registration"
	outlet      string   // that has the registration on its screen
	display     int
	displayLife time.Duration // 0: 90 s
	resent      int
	change      registry.ContactChange // that waits for its code
	changed     registry.ContactChange // that got it
	pin         string
	password    string
	open        bool // a session
	blocked     bool
	fail        map[string]error
	held        *held // log-ins that take their time
}

func newFake(now func() time.Time) *fake {
	return &fake{now: now, pin: testPIN, password: testPassword, fail: map[string]error{}}
}

func (f *fake) do(method string, work func()) error {
	f.mu.Lock()
	if h := f.held; h != nil && method == "LogIn" {
		f.mu.Unlock()
		h.wait()
		f.mu.Lock()
	}
	defer f.mu.Unlock()
	if err := f.fail[method]; err != nil {
		return err
	}
	work()
	return nil
}

// set changes the fake while the pages run.
func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) reg() registry.Registration {
	return registry.Registration{ID: strings.Repeat("r", 43), QR: testQR, Token: "7KQ2-M9XT", Expires: f.expires, Outlet: f.outlet}
}

func (f *fake) Register(_ context.Context, r registry.RegisterRequest) (out registry.Registration, err error) {
	err = f.do("Register", func() {
		f.request, f.state, f.expires = r, registry.RegistrationWaiting, f.now().Add(15*time.Minute)
		out = f.reg()
	})
	return out, err
}

func (f *fake) Registration(context.Context, string) (out registry.Registration, s registry.RegistrationState, err error) {
	err = f.do("Registration", func() { out, s = f.reg(), f.state })
	if err == nil && s == "" {
		err = enrol.NewError(enrol.CodeNotFound, "test")
	}
	return out, s, err
}

func (f *fake) Renew(context.Context, string) (out registry.Registration, err error) {
	err = f.do("Renew", func() {
		f.renewed++
		f.state, f.expires = registry.RegistrationWaiting, f.now().Add(15*time.Minute)
		out = f.reg()
	})
	return out, err
}

func (f *fake) Offered(_ context.Context, token string) (out registry.Offered, err error) {
	err = f.do("Offered", func() { out = registry.Offered{Outlet: "Gerai Margonda", Expires: f.now().Add(time.Minute)} })
	if err == nil && token != testOffer {
		err = enrol.NewError(enrol.CodeQRExpired, "test")
	}
	return out, err
}

func (f *fake) ClaimOffer(_ context.Context, token string) (out registry.Claim, err error) {
	err = f.do("ClaimOffer", func() {
		f.claimed++
		out = registry.Claim{ID: strings.Repeat("c", 43), Outlet: "Gerai Margonda", Expires: f.now().Add(20 * time.Minute)}
	})
	if err == nil && (token != testOffer || f.claimed > 1) {
		err = enrol.NewError(enrol.CodeQRUsed, "test")
	}
	return out, err
}

func (f *fake) FillOffer(_ context.Context, claim, registration string) (outlet string, err error) {
	err = f.do("FillOffer", func() { f.filled, f.outlet = append(f.filled, claim+" "+registration), "Gerai Margonda" })
	return "Gerai Margonda", err
}

func (f *fake) Activate(_ context.Context, n enrol.NIK, code, device string) (out registry.Ticket, err error) {
	err = f.do("Activate", func() {
		f.devices = append(f.devices, device)
		out = registry.Ticket{ID: strings.Repeat("t", 43), Expires: f.now().Add(10 * time.Minute)}
	})
	if err == nil && (n != testNIK || code != testCode) {
		err = enrol.NewError(enrol.CodeCode, "test")
	}
	return out, err
}

func (f *fake) ResendCode(context.Context, enrol.NIK) error {
	return f.do("ResendCode", func() { f.resent++ })
}

func (f *fake) session() registry.Session {
	f.open = true
	return registry.Session{ID: registry.SessionID(strings.Repeat("s", 43)), Expires: f.now().Add(30 * time.Minute)}
}

func (f *fake) SetSecrets(_ context.Context, _ registry.Ticket, pin, password string) (out registry.Session, err error) {
	if pin == "123456" {
		return out, enrol.NewError(enrol.CodeWeakPIN, "test").With("what", "pin")
	}
	if len(password) < 8 {
		return out, enrol.NewError(enrol.CodeWeakPIN, "test").With("what", "password")
	}
	err = f.do("SetSecrets", func() { f.pin, f.password, out = pin, password, f.session() })
	return out, err
}

func (f *fake) LogIn(_ context.Context, n enrol.NIK, password, device string) (out registry.Session, err error) {
	err = f.do("LogIn", func() {
		f.devices = append(f.devices, device)
		if n != testNIK || password != f.password {
			err = enrol.NewError(enrol.CodeLogin, "test")
			return
		}
		out = f.session()
	})
	if out.ID == "" && err == nil {
		err = enrol.NewError(enrol.CodeLogin, "test")
	}
	return out, err
}

// inside runs work for who is logged in.
func (f *fake) inside(method string, s registry.SessionID, work func()) error {
	var over bool
	err := f.do(method, func() {
		if over = !f.open || s == ""; !over {
			work()
		}
	})
	if over {
		return enrol.NewError(enrol.CodeSession, "test")
	}
	return err
}

func (f *fake) Identity(_ context.Context, s registry.SessionID) (out registry.Identity, err error) {
	err = f.inside("Identity", s, func() {
		out = registry.Identity{Name: "SITI RAHMAWATI", NIKMasked: enrol.NIK(testNIK).Masked(), Account: enrol.AccountActive,
			Email: testEmail, Phone: "081234567890", Lang: "id", Since: time.Date(2026, 8, 17, 0, 0, 0, 0, time.UTC)}
	})
	return out, err
}

func (f *fake) wrongUnless(ok bool) error {
	if ok {
		return nil
	}
	return enrol.NewError(enrol.CodeLogin, "test")
}

func (f *fake) Documents(_ context.Context, s registry.SessionID, pin string) (out registry.Documents, err error) {
	ok := false
	err = f.inside("Documents", s, func() { out, ok = testDocuments(), pin == f.pin })
	if err == nil {
		err = f.wrongUnless(ok)
	}
	return out, err
}

func (f *fake) ChangePIN(_ context.Context, s registry.SessionID, old, fresh string) error {
	ok := false
	err := f.inside("ChangePIN", s, func() {
		if ok = old == f.pin; ok {
			f.pin = fresh
		}
	})
	if err != nil {
		return err
	}
	return f.wrongUnless(ok)
}

func (f *fake) ChangePassword(_ context.Context, s registry.SessionID, old, fresh string) error {
	ok := false
	err := f.inside("ChangePassword", s, func() {
		if ok = old == f.password; ok {
			f.password = fresh
		}
	})
	if err != nil {
		return err
	}
	return f.wrongUnless(ok)
}

func (f *fake) ChangeContact(_ context.Context, s registry.SessionID, pin string, email enrol.Email, phone enrol.Phone) (out registry.ContactChange, err error) {
	ok := false
	err = f.inside("ChangeContact", s, func() {
		if ok = pin == f.pin; ok {
			f.change = registry.ContactChange{Email: email, Phone: phone, Expires: f.now().Add(time.Hour)}
			out = f.change
		}
	})
	if err == nil {
		err = f.wrongUnless(ok)
	}
	return out, err
}

func (f *fake) PendingContact(_ context.Context, s registry.SessionID) (out registry.ContactChange, err error) {
	err = f.inside("PendingContact", s, func() { out = f.change })
	if err == nil && out.Expires.IsZero() {
		err = enrol.NewError(enrol.CodeNotFound, "test")
	}
	return out, err
}

func (f *fake) ConfirmContact(_ context.Context, s registry.SessionID, code string) (err error) {
	ok := false
	err = f.inside("ConfirmContact", s, func() {
		if ok = code == testCode; ok {
			f.changed, f.change = f.change, registry.ContactChange{}
		}
	})
	if err == nil && !ok {
		err = enrol.NewError(enrol.CodeCode, "test")
	}
	return err
}

func (f *fake) ReleaseDevice(_ context.Context, s registry.SessionID) error {
	return f.inside("ReleaseDevice", s, func() { f.open = false })
}

// verifyDisplay is Options.VerifyDisplay: the fake knows its own display QRs.
func (f *fake) verifyDisplay(_ context.Context, text string) (out registry.Shown, err error) {
	ok := false
	err = f.do("VerifyDisplay", func() {
		ok = f.display > 0 && strings.HasPrefix(testQR, text)
		out = registry.Shown{Name: "SITI RAHMAWATI", NIKMasked: enrol.NIK(testNIK).Masked(), Birth: time.Date(1995, 8, 5, 0, 0, 0, 0, time.UTC), Expires: f.now().Add(time.Minute)}
	})
	if err == nil && !ok {
		err = enrol.NewError(enrol.CodeQRForged, "test")
	}
	return out, err
}

// reportLoss is Options.ReportLoss.
func (f *fake) reportLoss(_ context.Context, n enrol.NIK, password string) error {
	ok := false
	err := f.do("ReportLoss", func() {
		if ok = n == testNIK && password == f.password; ok {
			f.open, f.blocked = false, true
		}
	})
	if err == nil {
		err = f.wrongUnless(ok)
	}
	return err
}

func (f *fake) LogOut(_ context.Context, s registry.SessionID) error {
	return f.inside("LogOut", s, func() { f.open = false })
}

func (f *fake) DisplayQR(_ context.Context, s registry.SessionID) (text string, expires time.Time, err error) {
	err = f.inside("DisplayQR", s, func() {
		f.display++
		life := 90 * time.Second
		if f.displayLife > 0 {
			life = f.displayLife
		}
		text, expires = testQR[:300+f.display], f.now().Add(life)
	})
	return text, expires, err
}

func testDocuments() registry.Documents {
	home := registry.Address{Street: "JL. MAWAR NO. 12", RT: "003", RW: "007", Village: "DEPOK JAYA", District: "PANCORAN MAS",
		City: "KOTA DEPOK", Province: "JAWA BARAT", Postcode: "16432"}
	born := time.Date(1995, 8, 5, 0, 0, 0, 0, time.UTC)
	return registry.Documents{
		KTP: registry.KTP{NIK: testNIK, Name: "SITI RAHMAWATI", BirthPlace: "DEPOK", Birth: born, Sex: enrol.Female, Blood: "O",
			Address: home, Religion: "ISLAM", Marital: "KAWIN", Occupation: "KARYAWAN SWASTA", Citizenship: "WNI", Portrait: drawnPortrait()},
		KK: registry.KK{Number: "3276011203180042", Head: "BUDI SANTOSO", Address: home, Members: []registry.Member{
			{NIK: "3276011402930003", Name: "BUDI SANTOSO", Relation: "KEPALA KELUARGA", BirthPlace: "BOGOR",
				Birth: time.Date(1993, 2, 14, 0, 0, 0, 0, time.UTC), Sex: enrol.Male, Religion: "ISLAM", Marital: "KAWIN", Occupation: "WIRASWASTA"},
			{NIK: testNIK, Name: "SITI RAHMAWATI", Relation: "ISTRI", BirthPlace: "DEPOK", Birth: born, Sex: enrol.Female,
				Religion: "ISLAM", Marital: "KAWIN", Occupation: "KARYAWAN SWASTA"},
			{NIK: "3276016103190002", Name: "AISYAH PUTRI SANTOSO", Relation: "ANAK", BirthPlace: "DEPOK",
				Birth: time.Date(2019, 3, 21, 0, 0, 0, 0, time.UTC), Sex: enrol.Female, Religion: "ISLAM", Marital: "BELUM KAWIN", Occupation: "BELUM/TIDAK BEKERJA"},
		}},
	}
}

// drawnPortrait is a simple figure on the red of KTP portraits: nobody.
func drawnPortrait() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 132, 174))
	for y := range 174 {
		for x := range 132 {
			c := color.RGBA{181, 70, 60, 255}
			dx, dy := float64(x-66), float64(y-70)
			switch {
			case dx*dx/900+dy*dy/1500 < 1:
				c = color.RGBA{222, 184, 150, 255}
			case dx*dx/3600+(dy-110)*(dy-110)/3000 < 1:
				c = color.RGBA{240, 240, 235, 255}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}
