package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

//go:embed templates
var templateFiles embed.FS

// names are the pages' templates, each together with layout.html and parts.html.
var names = []string{"start", "register", "confirm", "qr", "offer", "activate", "resend", "secrets", "login",
	"home", "open", "documents", "display", "verify", "loss", "change", "contact", "proof", "release", "waiting", "message"}

// views holds the templates by language and name.
type views map[string]map[string]*template.Template

// view is what a template gets.
type view struct {
	Title   string
	Lang    string
	Other   string // the language to switch to
	Here    string // path of this page, for the language switch
	Office  string
	Notice  string   // good news on top
	Problem *problem // what is wrong
	Fields  []field
	Form    bool // the page has a form: the language switch keeps its entries
	LogOut  bool // somebody is logged in
	Data    any
}

func parseViews(t texts, a assets) (views, error) {
	all := views{}
	for _, lang := range languages {
		funcs := template.FuncMap{
			"t":     func(key string, pairs ...string) string { return t.say(lang, key, pairs...) },
			"has":   func(key string) bool { return t.has(lang, key) },
			"asset": func(name string) string { return a.address[name] },
			"date":  func(at time.Time) string { return calendar.Date(at, lang) },
		}
		base, err := template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html")
		if err != nil {
			return nil, fmt.Errorf("layout: %w", err)
		}
		all[lang] = map[string]*template.Template{}
		for _, name := range names {
			page, err := template.Must(base.Clone()).ParseFS(templateFiles, "templates/"+name+".html")
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			all[lang][name] = page
		}
	}
	return all, nil
}

// show writes a page: first to memory, so that a template that fails can't leave half
// a page behind.
func (v *visit) show(name string, x view) error {
	x.Lang, x.Other, x.Here, x.Office = v.lang, v.other(), v.r.URL.Path, v.Office
	if x.Problem != nil {
		v.status = x.Problem.Status
	}
	var b bytes.Buffer
	if err := v.views[v.lang][name].ExecuteTemplate(&b, "layout", x); err != nil {
		v.w.WriteHeader(http.StatusInternalServerError)
		return fmt.Errorf("write page %s: %w", name, err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Content-Language", v.lang)
	v.w.WriteHeader(v.status)
	_, _ = b.WriteTo(v.w)
	return nil
}

// notice is good news carried over a redirect by its name, "?kabar=pin".
func (v *visit) notice() string {
	key := "notice." + v.r.URL.Query().Get("kabar")
	if !v.texts.has(v.lang, key) {
		return ""
	}
	return v.say(key)
}

// field is one input of a form. Its label is the text "field.NAME", its hint
// "hint.NAME" where there is one.
type field struct {
	Name, Type, Value   string
	Complete, Mode, Key string // autocomplete, inputmode, label key where it isn't Name
	Max                 int
	Optional            bool
	Error               *problem
}

// Label answers the key of the label.
func (f field) Label() string {
	if f.Key != "" {
		return f.Key
	}
	return f.Name
}

// The fields that several forms share.
var (
	fieldNIK   = field{Name: "nik", Type: "text", Mode: "numeric", Max: 24, Complete: "off"}
	fieldEmail = field{Name: "email", Type: "email", Mode: "email", Max: 254, Complete: "email"}
	fieldPhone = field{Name: "phone", Type: "tel", Mode: "tel", Max: 24, Complete: "tel"}
	fieldCode  = field{Name: "code", Type: "text", Mode: "numeric", Max: 16, Complete: "one-time-code"}
	fieldPIN   = field{Name: "pin", Type: "password", Mode: "numeric", Max: registry.PINDigits, Complete: "off"}
)

// filled puts entries and the problem into fields. Secrets are never sent back.
func (v *visit) filled(pr *problem, fields ...field) []field {
	for i := range fields {
		if fields[i].Type != "password" {
			fields[i].Value = v.value(fields[i].Name)
		}
		if pr != nil && pr.Field == fields[i].Name {
			fields[i].Error = pr
		}
	}
	return fields
}

// values are the entries to carry through the read-back page.
func (v *visit) values(names ...string) map[string]string {
	out := map[string]string{}
	for _, n := range names {
		out[n] = v.value(n)
	}
	return out
}
