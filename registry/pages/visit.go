package pages

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/web"
)

// visit is one request, with what every page needs to know of it.
type visit struct {
	*pages
	w    http.ResponseWriter
	r    *http.Request
	lang string
	// switching: the visitor pressed the language button inside a form. The form is
	// shown again with what was entered, and nothing else happens.
	switching bool
	status    int
	failure   error
}

// handle makes a handler of h and writes a log line that names nobody.
func (p *pages) handle(pattern string, h func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := p.Now()
		r = r.WithContext(registry.From(r.Context(), registry.Caller{Network: web.Network(p.Client(r))}))
		v := &visit{pages: p, w: w, r: r, status: http.StatusOK}
		v.readLanguage()
		if err := v.admit(); err != nil {
			v.fail(err)
		} else if err := v.inTurn(pattern, h); err != nil {
			v.fail(err)
		}
		p.log(r.Context(), pattern, v, p.Now().Sub(start))
	})
}

func (p *pages) log(ctx context.Context, pattern string, v *visit, took time.Duration) {
	level, attrs := slog.LevelInfo, []slog.Attr{
		slog.String("page", pattern), slog.Int("status", v.status), slog.Duration("took", took),
	}
	if pattern == watchPattern {
		level = slog.LevelDebug // every phone in the queue, every few seconds
	}
	if v.failure != nil {
		attrs = append(attrs, slog.String("code", string(enrol.CodeOf(v.failure))))
		if enrol.CodeOf(v.failure) == enrol.CodeInternal {
			level, attrs = slog.LevelError, append(attrs, slog.Any("error", v.failure))
		}
	}
	p.Log.LogAttrs(ctx, level, "resident page", attrs...)
}

// admit reads the form of a POST, within its limits.
func (v *visit) admit() error {
	if v.r.Method != http.MethodPost {
		return nil
	}
	if err := v.gate.Admit(v.Client(v.r)); err != nil {
		return err
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return enrol.WrapError(enrol.CodeField, "read a form", errors.New("malformed or too large"))
	}
	v.switchLanguage()
	return nil
}

// value is one field of the POSTed form, cut to what any honest entry needs.
func (v *visit) value(name string) string {
	s := v.r.PostFormValue(name)
	if len(s) > maxValue {
		s = s[:maxValue]
	}
	return s
}

// redirect sends the browser to another of our pages with GET.
func (v *visit) redirect(path string) error {
	v.status = http.StatusSeeOther
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// fail shows an error that no form can show: a page with the sentence and what to do.
func (v *visit) fail(err error) {
	v.failure = err
	if enrol.CodeOf(err) == enrol.CodeSession {
		v.forget(cookieSession)
		_ = v.redirect("/masuk?kabar=sesi")
		return
	}
	pr := v.problem(err)
	v.status = pr.Status
	// The same address again only where that asks the same thing.
	again := v.r.Method == http.MethodGet && (pr.Status >= http.StatusInternalServerError || pr.Status == http.StatusTooManyRequests)
	if err := v.show("message", view{Title: pr.Text, Problem: pr, Data: again}); err != nil {
		v.Log.ErrorContext(v.r.Context(), "resident page", slog.Any("error", err))
	}
}

func (v *visit) nowhere() error {
	return enrol.NewError(enrol.CodeNotFound, "find a page")
}
