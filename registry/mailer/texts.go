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

// codeData is what the templates of the code mail may use.
type codeData struct {
	Name, Code, Expires, Link, Office string
}

// codeSubjects never hold the code: subjects are shown on locked screens.
var codeSubjects = map[string]string{
	"id": "Kode aktivasi Identitas Kependudukan Digital Anda",
	"en": "Your activation code for the Digital Population Identity",
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

func (m *Mailer) codeMessage(to enrol.Email, name, code, lang string, expires time.Time) (*mail.Msg, error) {
	if lang != "en" {
		lang = "id"
	}
	data := codeData{
		Name:    oneLine(name),
		Code:    oneLine(code),
		Expires: calendar.Moment(expires, m.c.Zone, lang),
		Office:  m.c.Office,
	}
	if m.c.PublicURL != "" {
		data.Link = m.c.PublicURL + "/aktivasi"
	}
	msg := mail.NewMsg(mail.WithEncoding(mail.EncodingQP))
	if err := msg.From(m.c.From); err != nil {
		return nil, enrol.NewError(enrol.CodeConfig, "write the mail's sender").With("field", "from")
	}
	if err := msg.To(string(to)); err != nil {
		return nil, enrol.NewError(enrol.CodeEmail, "write the mail's recipient")
	}
	msg.Subject(codeSubjects[lang])
	msg.SetDate()
	msg.SetMessageID()
	// No out-of-office answers, please (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Content-Language", lang)
	return msg, m.body(msg, "code."+lang, data)
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
