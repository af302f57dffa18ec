package pages

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// waitPath is the page that goes on with a form when its turn has come.
const waitPath = "/antre"

// costly are the forms that need argon2id, by path; light those that only write. All
// others go ahead at once.
var (
	costly = []string{"/rahasia", "/masuk", "/dokumen", "/ganti-pin", "/ganti-sandi", "/ganti-kontak", "/hilang"}
	light  = []string{"/daftar", "/qr/baru", "/loket", "/aktivasi", "/aktivasi/kirim-ulang", "/ganti-kontak/kode", "/lepas"}
)

// firstGuess is how long a form is thought to take before any was measured.
const firstGuess = 20 * time.Millisecond

// crowded is a form that may have to wait for its turn.
type crowded struct {
	line *line
	work func(*visit) error
}

// lines makes the two lines, and answers which form stands in which, by pattern.
func (p *pages) lines(forms map[string]func(*visit) error) map[string]crowded {
	secrets := newLine(p.Crowd.Secrets, p.Crowd.Patience, firstGuess)
	writing := newLine(p.Crowd.Forms, p.Crowd.Patience, firstGuess)
	out := map[string]crowded{}
	for list, l := range map[*[]string]*line{&costly: secrets, &light: writing} {
		for _, path := range *list {
			if work, ok := forms[http.MethodPost+" "+path]; ok {
				out[http.MethodPost+" "+path] = crowded{l, work}
			}
		}
	}
	return out
}

// inTurn does the work of a form when there is room for it.
func (v *visit) inTurn(pattern string, work func(*visit) error) error {
	c, ok := v.crowded[pattern]
	if !ok || v.switching {
		return work(v)
	}
	return v.stand(c, kept{ID: rand.Text(), Path: v.r.URL.Path, Form: v.r.PostForm, Asked: time.Now()}, false)
}

// stand waits in line for a short while, and otherwise tells the resident to.
func (v *visit) stand(c crowded, f kept, again bool) error {
	if again {
		c.line.returned(f.Due)
	}
	leave, wait := c.line.enter(v.r.Context(), f.Asked)
	if leave == nil {
		return v.wait(f, wait)
	}
	defer leave()
	if again {
		switch v.spent.take(f.ID, time.Now()) {
		case spentBefore:
			v.forget(cookieForm)
			return v.redirect("/")
		case spentFull: // whether it had its turn could not be remembered
			return v.wait(f, latest)
		}
		v.forget(cookieForm)
	}
	return c.work(v)
}

// waitData is the page that says to wait.
type waitData struct {
	Kept bool // what was typed need not be typed again
	Span string
}

// wait tells the resident to wait. The page goes on by itself, without a script: the
// browser asks for waitPath after the time.
func (v *visit) wait(f kept, after time.Duration) error {
	v.failure = enrol.NewError(enrol.CodeSlow, "wait in line")
	v.status = http.StatusServiceUnavailable
	f.Due = time.Now().Add(after)
	whole := after.Truncate(time.Second)
	v.hold(after - whole)
	seconds := strconv.Itoa(int(whole / time.Second))
	data := waitData{Kept: v.keepForm(f), Span: v.span(whole)}
	v.w.Header().Set("Retry-After", seconds)
	if data.Kept {
		v.w.Header().Set("Refresh", seconds+"; url="+waitPath)
	}
	v.r = v.asked(http.MethodGet, waitPath, nil)
	return v.show("waiting", view{Title: v.say("waiting.title"), Data: data})
}

// hold keeps the answer back for a fraction of a second: browsers count whole ones, and a
// thousand phones that asked together would all come back together.
func (v *visit) hold(d time.Duration) {
	select {
	case <-time.After(d):
	case <-v.r.Context().Done():
	}
}

// proceed goes on with the form that this browser keeps.
func (v *visit) proceed() error {
	f, err := v.keptForm()
	c, ok := v.crowded[http.MethodPost+" "+f.Path]
	if err != nil || !ok {
		v.forget(cookieForm)
		return v.redirect("/")
	}
	v.r = v.asked(http.MethodPost, f.Path, f.Form)
	return v.stand(c, f, true)
}

// asked is this visit's request as though it were for another page.
func (v *visit) asked(method, path string, form url.Values) *http.Request {
	r := v.r.Clone(v.r.Context())
	r.Method, r.URL.Path, r.URL.RawQuery = method, path, ""
	r.PostForm, r.Form = form, form
	return r
}
