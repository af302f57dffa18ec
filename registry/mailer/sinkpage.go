package mailer

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
)

//go:embed mailbox.html
var mailboxText string

var mailbox = template.Must(template.New("mailbox").Parse(mailboxText))

// pageCSP: the mailbox itself has one embedded style and shows mails in a frame.
const pageCSP = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// mailCSP: a mail may be painted, and nothing else.
const mailCSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"

// Handler is the mail box as pages: the list at "/", a mail at "/1", its HTML at
// "/1/html", everything at "/mails.json". Links are relative: mount it with
// http.StripPrefix under a path that ends in a slash.
func (s *Sink) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		s.page(w, map[string]any{"Mails": s.Messages()})
	})
	mux.HandleFunc("GET /mails.json", func(w http.ResponseWriter, _ *http.Request) {
		head(w, "application/json", pageCSP)
		_ = json.NewEncoder(w).Encode(s.Messages())
	})
	mux.HandleFunc("GET /{id}", func(w http.ResponseWriter, r *http.Request) {
		if m, ok := s.named(w, r); ok {
			s.page(w, map[string]any{"Mail": m})
		}
	})
	mux.HandleFunc("GET /{id}/html", func(w http.ResponseWriter, r *http.Request) {
		if m, ok := s.named(w, r); ok {
			head(w, "text/html; charset=utf-8", mailCSP)
			_, _ = w.Write([]byte(m.HTML))
		}
	})
	return mux
}

func (s *Sink) named(w http.ResponseWriter, r *http.Request) (Message, bool) {
	id, _ := strconv.Atoi(r.PathValue("id"))
	m, ok := s.Message(id)
	if !ok {
		http.NotFound(w, r)
	}
	return m, ok
}

func (s *Sink) page(w http.ResponseWriter, data any) {
	head(w, "text/html; charset=utf-8", pageCSP)
	_ = mailbox.Execute(w, data)
}

func head(w http.ResponseWriter, kind, csp string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
}
