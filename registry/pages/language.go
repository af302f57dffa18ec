package pages

import (
	"net/http"
	"strings"
	"time"
)

// languages are those of the texts; the first is the default.
var languages = []string{"id", "en"}

func (v *visit) readLanguage() {
	v.lang = languages[0]
	if c, err := v.r.Cookie(cookieLanguage); err == nil {
		v.setLanguage(c.Value)
	}
}

func (v *visit) setLanguage(lang string) bool {
	for _, l := range languages {
		if l == lang {
			v.lang = l
			return true
		}
	}
	return false
}

// other is the language to switch to.
func (v *visit) other() string {
	if v.lang == "en" {
		return "id"
	}
	return "en"
}

// switchLanguage honours the language button of a form.
func (v *visit) switchLanguage() {
	if lang := v.value("lang"); lang != "" && v.setLanguage(lang) {
		v.switching = true
		v.keepLanguage()
	}
}

func (v *visit) keepLanguage() {
	v.keep(cookieLanguage, v.lang, v.Now().Add(365*24*time.Hour), http.SameSiteLaxMode)
}

// language is the switch on pages without a form.
func (v *visit) language() error {
	q := v.r.URL.Query()
	if v.setLanguage(q.Get("ke")) {
		v.keepLanguage()
	}
	back := q.Get("dari")
	// A path of our own, not "//host" or "/\host".
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") {
		back = "/"
	}
	return v.redirect(back)
}
