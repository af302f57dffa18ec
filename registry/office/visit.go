package office

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// The cookies.
const (
	cookieLanguage = "bahasa"
	cookieSession  = "kantor"
)

const (
	maxForm   = 64 << 10
	maxImport = 512 << 20 // bytes of an uploaded file
)

// visit is one request.
type visit struct {
	*office
	w       http.ResponseWriter
	r       *http.Request
	lang    string
	who     registry.Admin
	session registry.SessionID
	uploads bool // its form has a file
	status  int
}

func (v *visit) say(key string, pairs ...string) string { return v.office.say(v.lang, key, pairs...) }

// or answers a text where there is one for the key, and otherwise the word itself.
func (v *visit) or(prefix, word string) string {
	if s, ok := v.texts[v.lang][prefix+word]; ok {
		return s
	}
	return word
}

func (v *visit) cookieName() string {
	if v.Secure {
		return "__Host-" + cookieSession
	}
	return cookieSession
}

// admit checks session, role and form.
func (v *visit) admit(rt route) error {
	if err := v.readForm(); err != nil {
		return err
	}
	if rt.need == "" {
		return nil
	}
	c, err := v.r.Cookie(v.cookieName())
	if err != nil {
		return enrol.NewError(enrol.CodeSession, "find the session")
	}
	v.session = registry.SessionID(c.Value)
	if v.who, err = v.Service.Admin(v.r.Context(), v.session); err != nil {
		return err
	}
	own := v.r.URL.Path == "/sandi" || v.r.URL.Path == "/keluar"
	if v.who.MustSet && !own {
		return errMustSet
	}
	if v.mustFactor() && !own && v.r.URL.Path != factorPath {
		return errMustFactor
	}
	if !v.who.Role.May(rt.need) {
		return enrol.NewError(enrol.CodeForbidden, "open a page")
	}
	if v.r.Method == http.MethodPost && !v.ours() {
		return enrol.NewError(enrol.CodeForbidden, "take a form").With("why", "form")
	}
	return nil
}

// readForm takes a form's fields in, bounded. Of a form with a file nothing is read here,
// nor ever as a whole: whoever asks for a field of it gets none, where the library would
// write its files to the disk, without a bound and for anybody. See upload.
func (v *visit) readForm() error {
	if v.withFile() {
		v.r.Form, v.r.PostForm = url.Values{}, url.Values{}
		if !v.uploads {
			return enrol.NewError(enrol.CodeField, "read a form").With("why", "file")
		}
		return nil
	}
	if v.r.Method != http.MethodPost {
		return nil
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return enrol.WrapError(enrol.CodeField, "read a form", errors.New("malformed or too large"))
	}
	return nil
}

func (v *visit) withFile() bool {
	kind, _, err := mime.ParseMediaType(v.r.Header.Get("Content-Type"))
	return err == nil && strings.HasPrefix(kind, "multipart/")
}

// They lead to the pages on which a password is chosen, and a second factor set.
var (
	errMustSet    = errors.New("a password of her own first")
	errMustFactor = errors.New("a second factor first")
)

func (v *visit) mustFactor() bool { return v.NeedFactor && !v.who.Factor }

// ours tells whether a form was made for this session. An upload carries its token
// first, and is read no further than that here.
func (v *visit) ours() bool {
	if v.withFile() {
		return true // upload checks it, before the file
	}
	return sameToken(v.r.PostFormValue("form"), token(v.session))
}

// value is one field, trimmed and cut to what any honest entry needs.
func (v *visit) value(name string) string {
	s := strings.TrimSpace(v.r.PostFormValue(name))
	return s[:min(len(s), 512)]
}

func (v *visit) number(name string) int {
	n, err := strconv.Atoi(v.value(name))
	if err != nil || n < 0 {
		return 0
	}
	return min(n, 1_000_000_000)
}

func (v *visit) day(name string) (time.Time, error) {
	if v.value(name) == "" {
		return time.Time{}, nil
	}
	d, err := time.Parse(time.DateOnly, v.value(name))
	if err != nil {
		return d, enrol.NewError(enrol.CodeField, "read a day").With("field", name)
	}
	return d, nil
}

func (v *visit) redirect(path string) error {
	v.status = http.StatusSeeOther
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// statusOf is what machines are told; all others are 422.
var statusOf = map[enrol.Code]int{
	enrol.CodeNotFound: http.StatusNotFound, enrol.CodeForbidden: http.StatusForbidden, enrol.CodeLogin: http.StatusUnauthorized,
	enrol.CodeLocked: http.StatusTooManyRequests, enrol.CodeTooOften: http.StatusTooManyRequests, enrol.CodeInternal: http.StatusInternalServerError,
	enrol.CodeServer: http.StatusServiceUnavailable, enrol.CodeCancelled: http.StatusServiceUnavailable,
}

// fail shows an error on a page of its own.
func (v *visit) fail(err error) {
	switch {
	case errors.Is(err, errMustSet):
		_ = v.redirect("/sandi")
		return
	case errors.Is(err, errMustFactor):
		_ = v.redirect(factorPath)
		return
	case enrol.CodeOf(err) == enrol.CodeSession:
		v.forget()
		_ = v.redirect("/masuk")
		return
	}
	problem := v.problem(err)
	if err := v.show(page{Title: v.say("title.problem"), Problem: problem}); err != nil {
		v.Log.ErrorContext(v.r.Context(), "office page", "error", err)
	}
}

// problem is an error as a sentence, and sets the status.
func (v *visit) problem(err error) string {
	code := enrol.CodeOf(err)
	v.status = http.StatusUnprocessableEntity
	if s, ok := statusOf[code]; ok {
		v.status = s
	}
	key := "error." + string(code)
	var e *enrol.Error
	pairs := []string{"field", "", "wait", ""}
	if errors.As(err, &e) {
		pairs = []string{"field", v.or("field.", e.Details["field"]), "wait", fmt.Sprint(int(e.RetryAfter.Seconds() + 1))}
	}
	if _, ok := v.texts[v.lang][key]; !ok {
		if strings.HasPrefix(string(code), "nik-") {
			key = "error.nik"
		} else {
			key = "error.internal"
		}
	}
	return v.say(key, pairs...)
}

func (v *visit) nowhere() error { return enrol.NewError(enrol.CodeNotFound, "find a page") }

// show writes a page: first to memory, so that none is left half.
func (v *visit) show(p page) error {
	p.Lang, p.Office, p.Style, p.Who = v.lang, v.Office, v.style, v.who
	p.Other = languages[0]
	if v.lang == p.Other {
		p.Other = languages[1]
	}
	if v.who.ID != "" {
		p.Token = token(v.session)
		p.Menu = v.menu()
	}
	var b bytes.Buffer
	if err := v.pages[v.lang].Execute(&b, p); err != nil {
		v.w.WriteHeader(http.StatusInternalServerError)
		return fmt.Errorf("write a page: %w", err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Content-Language", v.lang)
	v.w.WriteHeader(v.status)
	_, _ = b.WriteTo(v.w)
	return nil
}

// menu lists the pages that a role may open.
func (v *visit) menu() []link {
	if v.who.MustSet || v.mustFactor() {
		return nil
	}
	var out []link
	for _, l := range []struct {
		path, key string
		need      registry.AdminRole
	}{
		{"/", "figures", registry.AdminViewer}, {"/warga", "resident", registry.AdminClerk}, {"/tindak-lanjut", "waiting", registry.AdminClerk},
		{"/ditolak", "refused", registry.AdminViewer}, {rostersPath, "rosters", registry.AdminViewer}, {"/gerai", "outlets", registry.AdminViewer}, {"/tahap", "phases", registry.AdminViewer},
		{"/syarat", "rules", registry.AdminViewer}, {"/impor", "import", registry.AdminChief}, {"/rantai", "heads", registry.AdminViewer},
		{"/petugas-pusat", "admins", registry.AdminChief}, {"/catatan", "deeds", registry.AdminChief},
	} {
		if v.who.Role.May(l.need) {
			here := v.r.URL.Path == l.path || l.path != "/" && strings.HasPrefix(v.r.URL.Path, l.path+"/")
			out = append(out, link{l.path, v.say("menu." + l.key), here})
		}
	}
	return out
}

// keep sets a cookie that ends with the browser: desks are shared.
func (v *visit) keep(id registry.SessionID) {
	http.SetCookie(v.w, &http.Cookie{Name: v.cookieName(), Value: string(id), Path: "/", Secure: v.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

func (v *visit) forget() {
	http.SetCookie(v.w, &http.Cookie{Name: v.cookieName(), Path: "/", MaxAge: -1, Secure: v.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}

func (v *visit) language() error {
	if lang := v.r.PathValue("lang"); v.texts[lang] != nil {
		http.SetCookie(v.w, &http.Cookie{Name: cookieLanguage, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, Secure: v.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	return v.redirect("/")
}
