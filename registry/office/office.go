package office

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
	"github.com/gerai-ikd/gerai/registry/population"
	"github.com/gerai-ikd/gerai/registry/web"
)

//go:embed text static page.html
var files embed.FS

// Options are what the pages are made of.
type Options struct {
	Service *registry.Service
	Log     *slog.Logger // nil: none
	Secure  bool         // served over TLS
	Office  string       // whose pages these are
	Zone    *time.Location
	Now     func() time.Time
	// Networks are those of the office; other addresses get no page. nil: no limit.
	Networks []netip.Prefix
	// Client answers the address that a request comes from, for Networks and LogIns. nil:
	// that of the connection.
	Client func(*http.Request) string
	// LogIns is how many log-ins one address may try, right or wrong; zero: LogInLimit.
	LogIns web.Limit
	// Portrait makes what the register keeps of a picture (JPEG, PNG); CodeNoModel where there
	// are no models for it. nil: portraits can't be uploaded.
	Portrait func(ctx context.Context, picture []byte) (population.Portrait, error)
	// NeedFactor asks everybody for a second factor before anything else.
	NeedFactor bool
}

// LogInLimit leaves room for an office that begins its day behind one address.
var LogInLimit = web.Limit{Burst: 30, Every: 2 * time.Second}

// office is the handler.
type office struct {
	Options
	logIns *web.Gate
	texts  map[string]map[string]string
	pages  map[string]*template.Template // by language
	css    []byte
	style  string // address of css
}

// languages of the texts; the first is the default.
var languages = []string{"id", "en"}

// New makes the pages, to be served at the root of a host. It fails only where its
// own embedded files are broken.
func New(o Options) (http.Handler, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
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
	if o.LogIns == (web.Limit{}) {
		o.LogIns = LogInLimit
	}
	p := &office{Options: o, logIns: web.NewGate(o.LogIns, o.Now), texts: map[string]map[string]string{}, pages: map[string]*template.Template{}}
	var err error
	if p.css, err = files.ReadFile("static/style.css"); err != nil {
		return nil, fmt.Errorf("read the style: %w", err)
	}
	p.css = web.Style(p.css)
	sum := sha256.Sum256(p.css)
	p.style = "/static/" + base64.RawURLEncoding.EncodeToString(sum[:9]) + ".css"
	for _, lang := range languages {
		if err := p.read(lang); err != nil {
			return nil, err
		}
	}
	return web.Guard(p.limit(p.routes()), policy, p.Secure, nil), nil
}

func (p *office) read(lang string) error {
	b, err := files.ReadFile("text/" + lang + ".json")
	if err != nil {
		return fmt.Errorf("read texts: %w", err)
	}
	texts := map[string]string{}
	if err := json.Unmarshal(b, &texts); err != nil {
		return fmt.Errorf("parse %s: %w", lang, err)
	}
	p.texts[lang] = texts
	funcs := template.FuncMap{"t": func(key string, pairs ...string) string { return p.say(lang, key, pairs...) }}
	p.pages[lang], err = template.New("page.html").Funcs(funcs).ParseFS(files, "page.html")
	return err
}

// say answers a sentence; a missing key shows itself, and a test keeps it from happening.
func (p *office) say(lang, key string, pairs ...string) string {
	s, ok := p.texts[lang][key]
	if !ok {
		return "[" + key + "]"
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
	}
	return s
}

// route is one page, and the role that may see it.
type route struct {
	need registry.AdminRole // "": nobody need be logged in
	run  func(*visit) error
}

func (p *office) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, r := range map[string]route{
		"GET /masuk":                             {"", (*visit).logInForm},
		"POST /masuk":                            {"", (*visit).logIn},
		"GET /bahasa/{lang}":                     {"", (*visit).language},
		"POST /keluar":                           {registry.AdminViewer, (*visit).logOut},
		"GET /sandi":                             {registry.AdminViewer, (*visit).passwordForm},
		"POST /sandi":                            {registry.AdminViewer, (*visit).password},
		"GET " + factorPath:                      {registry.AdminViewer, (*visit).factorForm},
		"POST " + factorPath:                     {registry.AdminViewer, (*visit).factor},
		"GET /{$}":                               {registry.AdminViewer, (*visit).figures},
		"GET /angka.csv":                         {registry.AdminViewer, (*visit).figuresCSV},
		"GET /angka.xlsx":                        {registry.AdminViewer, (*visit).figuresXLSX},
		"GET /gerai":                             {registry.AdminViewer, (*visit).outlets},
		"GET /gerai/{id}":                        {registry.AdminChief, (*visit).outlet},
		"POST /gerai":                            {registry.AdminChief, (*visit).putOutlet},
		"POST /gerai/{id}":                       {registry.AdminChief, (*visit).outletDeed},
		"GET /tahap":                             {registry.AdminViewer, (*visit).phases},
		"POST /tahap":                            {registry.AdminChief, (*visit).putPhase},
		"GET /syarat":                            {registry.AdminViewer, (*visit).rules},
		"POST /syarat":                           {registry.AdminChief, (*visit).putRules},
		"GET /impor":                             {registry.AdminChief, (*visit).importForm},
		"POST /impor":                            {registry.AdminChief, (*visit).importFile},
		"GET " + rostersPath:                     {registry.AdminViewer, (*visit).rosters},
		"POST " + rostersPath:                    {registry.AdminChief, (*visit).loadRoster},
		"GET " + rostersPath + "/{id}":           {registry.AdminViewer, (*visit).roster},
		"POST " + rostersPath + "/{id}":          {registry.AdminChief, (*visit).eraseRoster},
		"GET " + rostersPath + "/{id}/hasil.csv": {registry.AdminClerk, (*visit).rosterCSV},
		"GET " + rostersPath + "/{id}/hasil.xlsx": {registry.AdminClerk, (*visit).rosterXLSX},
		"POST /bukti":         {registry.AdminChief, (*visit).evidence},
		"GET /warga":          {registry.AdminClerk, (*visit).residentForm},
		"POST /warga":         {registry.AdminClerk, (*visit).resident},
		"GET /tindak-lanjut":  {registry.AdminClerk, (*visit).waiting},
		"GET /ditolak":        {registry.AdminViewer, (*visit).refused},
		"GET /rantai":         {registry.AdminViewer, (*visit).chains},
		"GET /rantai/{id}":    {registry.AdminViewer, (*visit).chain},
		"POST /rantai/{id}":   {registry.AdminChief, (*visit).acceptChain},
		"GET /petugas-pusat":  {registry.AdminChief, (*visit).admins},
		"POST /petugas-pusat": {registry.AdminChief, (*visit).putAdmin},
		"GET /catatan":        {registry.AdminChief, (*visit).deeds},
		"/":                   {"", (*visit).nowhere},
	} {
		mux.Handle(pattern, p.handle(pattern, r))
	}
	mux.HandleFunc("GET "+p.style, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(p.css)
	})
	return mux
}

// policy: nothing but our own style, and forms to ourselves.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// uploads are the forms with a file.
var uploads = map[string]bool{"POST /impor": true, "POST " + rostersPath: true}

// handle makes a handler of a route: who is logged in, whether she may, whether the
// form is ours. Its log line names nobody.
func (p *office) handle(pattern string, rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{office: p, w: w, r: r, status: http.StatusOK, lang: languages[0], uploads: uploads[pattern]}
		if c, err := r.Cookie(cookieLanguage); err == nil && p.texts[c.Value] != nil {
			v.lang = c.Value
		}
		err := v.admit(rt)
		if err == nil {
			err = rt.run(v)
		}
		if err != nil {
			v.fail(err)
		}
		attrs := []any{"page", pattern, "status", v.status, "who", v.who.ID}
		if err != nil {
			attrs = append(attrs, "code", string(enrol.CodeOf(err)))
			if enrol.CodeOf(err) == enrol.CodeInternal {
				attrs = append(attrs, "error", err)
			}
		}
		p.Log.InfoContext(r.Context(), "office page", attrs...)
	})
}

// token is what every form of a session carries, besides the browser's own word on
// where a request comes from.
func token(id registry.SessionID) string {
	sum := sha256.Sum256([]byte("form of " + string(id)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func sameToken(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
