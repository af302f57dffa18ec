package mailer

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"io"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode"

	"github.com/wneessen/go-mail"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/calendar"
)

//go:embed texts
var textFiles embed.FS

// texts are the mails' templates: "code.id.txt", "code.id.html" …
type texts struct {
	plain *texttemplate.Template
	html  *htmltemplate.Template
}

// letterData is what the templates of a mail may use. Expires is a moment as people
// read it: until when a code works, or since when an address is another.
type letterData struct {
	Name, Code, Expires, Link, Office string
}

// subjects by kind and language. They never hold a code: subjects are shown on locked
// screens.
var subjects = map[string]string{
	"code.id":    "Kode aktivasi Identitas Kependudukan Digital Anda",
	"code.en":    "Your activation code for the Digital Population Identity",
	"contact.id": "Kode untuk mengganti kontak Identitas Kependudukan Digital",
	"contact.en": "Your code to change the contact of your Digital Population Identity",
	"moved.id":   "Alamat email Identitas Kependudukan Digital Anda diganti",
	"moved.en":   "The e-mail address of your Digital Population Identity was changed",
}

func parseTexts() (texts, error) {
	plain, err := texttemplate.ParseFS(textFiles, "texts/*.txt")
	if err != nil {
		return texts{}, fmt.Errorf("plain texts: %w", err)
	}
	html, err := htmltemplate.ParseFS(textFiles, "texts/*.html")
	if err != nil {
		return texts{}, fmt.Errorf("html texts: %w", err)
	}
	return texts{plain, html}, nil
}

// language is that of the texts for what an account says.
func language(lang string) string {
	if lang != "en" {
		return "id"
	}
	return lang
}

func (m *Mailer) moment(at time.Time, lang string) string {
	return calendar.Moment(at, m.c.Zone, language(lang))
}

// link leads to a page of ours; "" where nobody said under which address they are.
func (m *Mailer) link(path string) string {
	if m.c.PublicURL == "" {
		return ""
	}
	return m.c.PublicURL + path
}

func (m *Mailer) message(to enrol.Email, kind, lang string, data letterData) (*mail.Msg, error) {
	lang = language(lang)
	data.Name, data.Code, data.Office = oneLine(data.Name), oneLine(data.Code), m.c.Office
	msg := mail.NewMsg(mail.WithEncoding(mail.EncodingQP))
	if err := msg.From(m.c.From); err != nil {
		return nil, enrol.NewError(enrol.CodeConfig, "write the mail's sender").With("field", "from")
	}
	if err := msg.To(string(to)); err != nil {
		return nil, enrol.NewError(enrol.CodeEmail, "write the mail's recipient")
	}
	msg.Subject(subjects[kind+"."+lang])
	msg.SetDate()
	msg.SetMessageID()
	// No out-of-office answers, please (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", lang)
	return msg, m.body(msg, kind+"."+lang, data)
}

func (m *Mailer) body(msg *mail.Msg, name string, data any) error {
	var plain, html strings.Builder
	for _, part := range []struct {
		out  io.Writer
		exec func(io.Writer, string, any) error
		file string
	}{
		{&plain, m.texts.plain.ExecuteTemplate, name + ".txt"},
		{&html, m.texts.html.ExecuteTemplate, name + ".html"},
	} {
		if err := part.exec(part.out, part.file, data); err != nil {
			return enrol.WrapError(enrol.CodeInternal, "write a mail", err)
		}
	}
	msg.SetBodyString(mail.TypeTextPlain, plain.String())
	msg.AddAlternativeString(mail.TypeTextHTML, html.String())
	return nil
}

// oneLine keeps a name from writing lines of its own into the plain text.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}
