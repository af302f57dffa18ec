package pages

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/web"
)

// Outlet is a counter that residents may go to, as shown on the pages.
type Outlet struct {
	Name, Address, Hours string
}

// Options are what the pages are made of.
type Options struct {
	Residents Residents
	Log       *slog.Logger // nil: slog.Default
	Secure    bool         // served over TLS: cookies are Secure, and HSTS is said
	Office    string       // whose pages these are: "Disdukcapil Kota Depok"
	Outlets   []Outlet     // where to go with the QR; may be empty
	// ListOutlets answers them anew for each page, instead of Outlets. nil: Outlets.
	ListOutlets func(context.Context) []Outlet
	// VerifyDisplay tells who a display QR shows, for the public page that checks one.
	// nil: there is no such page.
	VerifyDisplay func(ctx context.Context, text string) (registry.Shown, error)
	// ReportLoss blocks an account whose phone is gone; a wrong password and an unknown
	// NIK are both CodeLogin. nil: there is no such page.
	ReportLoss func(ctx context.Context, nik enrol.NIK, password string) error
	Zone       *time.Location // of the times shown; nil: WIB
	Limit      Limit          // of requests that change something, by address; zero: DefaultLimit
	// Client answers the address that a request comes from, for the limit. nil: that of
	// the connection; behind a balancer it has to be read from the balancer's header.
	Client func(*http.Request) string
	Crowd  Crowd            // how many forms are worked on at once
	Keeper Keeper           // of what was typed by who has to wait; nil: one of this process alone
	Now    func() time.Time // nil: time.Now
}

// pages is the handler.
type pages struct {
	Options
	texts  texts
	views  views
	assets assets
	gate   *web.Gate
	spent  *spent
	// crowded are the forms that may have to wait, by pattern.
	crowded map[string]crowded
}

// New makes the pages, to be served at the root of a host. It fails only where its
// own embedded files are broken.
func New(o Options) (http.Handler, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Zone == nil {
		o.Zone = calendar.West
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Client == nil {
		o.Client = web.RemoteHost
	}
	if o.ListOutlets == nil {
		o.ListOutlets = func(context.Context) []Outlet { return o.Outlets }
	}
	if o.Limit == (Limit{}) {
		o.Limit = DefaultLimit
	}
	o.Crowd = o.Crowd.settle()
	p := &pages{Options: o, gate: web.NewGate(o.Limit, o.Now), spent: newSpent(spentKeeps)}
	var err error
	if p.Keeper == nil {
		if p.Keeper, err = newKeeper(); err != nil {
			return nil, err
		}
	}
	if p.texts, err = readTexts(); err != nil {
		return nil, fmt.Errorf("read the pages' texts: %w", err)
	}
	if p.assets, err = readAssets(); err != nil {
		return nil, fmt.Errorf("read the pages' assets: %w", err)
	}
	if p.views, err = parseViews(p.texts, p.assets); err != nil {
		return nil, fmt.Errorf("read the pages' templates: %w", err)
	}
	return p.guard(p.routes()), nil
}

// watchPattern is what the script of the QR page asks again and again.
const watchPattern = "GET /qr/keadaan"

// forms answers what is done at each address.
func (p *pages) forms() map[string]func(*visit) error {
	all := map[string]func(*visit) error{
		"GET /{$}":                   (*visit).start,
		"GET /bahasa":                (*visit).language,
		"GET /daftar":                (*visit).registerForm,
		"POST /daftar":               (*visit).register,
		"GET /qr":                    (*visit).qr,
		watchPattern:                 (*visit).qrState,
		"POST /qr/baru":              (*visit).renew,
		"GET /loket/{token}":         (*visit).offer,
		"POST /loket":                (*visit).openOffer,
		"GET /aktivasi":              (*visit).activateForm,
		"POST /aktivasi":             (*visit).activate,
		"GET /aktivasi/kirim-ulang":  (*visit).resendForm,
		"POST /aktivasi/kirim-ulang": (*visit).resend,
		"GET /rahasia":               (*visit).secretsForm,
		"POST /rahasia":              (*visit).secrets,
		"GET /masuk":                 (*visit).logInForm,
		"POST /masuk":                (*visit).logIn,
		"GET /beranda":               (*visit).home,
		"GET /dokumen":               (*visit).openForm,
		"POST /dokumen":              (*visit).open,
		"GET /tunjuk":                (*visit).display,
		"GET /ganti-pin":             (*visit).changePINForm,
		"POST /ganti-pin":            (*visit).changePIN,
		"GET /ganti-sandi":           (*visit).changePasswordForm,
		"POST /ganti-sandi":          (*visit).changePassword,
		"GET /ganti-kontak":          (*visit).contactForm,
		"POST /ganti-kontak":         (*visit).contact,
		"GET /ganti-kontak/kode":     (*visit).proofForm,
		"POST /ganti-kontak/kode":    (*visit).proof,
		"GET /lepas":                 (*visit).releaseForm,
		"POST /lepas":                (*visit).release,
		"POST /keluar":               (*visit).logOut,
		"GET " + waitPath:            (*visit).proceed,
		"/":                          (*visit).nowhere,
	}
	if p.VerifyDisplay != nil {
		all["GET /periksa"], all["POST /periksa"] = (*visit).verifyForm, (*visit).verify
	}
	if p.ReportLoss != nil {
		all["GET /hilang"], all["POST /hilang"] = (*visit).lossForm, (*visit).loss
	}
	return all
}

func (p *pages) routes() *http.ServeMux {
	mux := http.NewServeMux()
	forms := p.forms()
	p.crowded = p.lines(forms)
	for pattern, h := range forms {
		mux.Handle(pattern, p.handle(pattern, h))
	}
	mux.Handle("GET /static/", p.assets)
	return mux
}
