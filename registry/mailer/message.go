package mailer

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// Message is a mail that the sink received.
type Message struct {
	ID      int       `json:"id"` // 1, 2, 3 … in order of arrival
	At      time.Time `json:"at"`
	From    string    `json:"from"` // of the envelope
	To      []string  `json:"to"`   // of the envelope, lower case
	Subject string    `json:"subject"`
	Text    string    `json:"text"` // the plain part, UTF-8, "\n" lines
	HTML    string    `json:"html"`
	Raw     []byte    `json:"-"`
}

// Code is the activation code of a code mail: the first line of the plain text that
// holds digits alone. "" where there is none.
func (m Message) Code() string {
	for line := range strings.Lines(m.Text) {
		line = strings.TrimSpace(line)
		if len(line) >= 4 && strings.Trim(line, "0123456789") == "" {
			return line
		}
	}
	return ""
}

// parseMessage reads what our own mailer writes, and plain mails of others.
func parseMessage(raw []byte) (Message, error) {
	m := Message{Raw: raw}
	in, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return m, fmt.Errorf("read the header: %w", err)
	}
	m.Subject, err = new(mime.WordDecoder).DecodeHeader(in.Header.Get("Subject"))
	if err != nil {
		m.Subject = in.Header.Get("Subject")
	}
	return m, m.read(in.Header.Get("Content-Type"), in.Header.Get("Content-Transfer-Encoding"), in.Body, 0)
}

// read takes one part, and the parts within it down to a depth that no honest mail
// goes beyond.
func (m *Message) read(contentType, encoding string, body io.Reader, depth int) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && depth < 4 {
		return m.readParts(multipart.NewReader(body, params["boundary"]), depth+1)
	}
	b, err := io.ReadAll(decode(encoding, body))
	if err != nil {
		return fmt.Errorf("read a part: %w", err)
	}
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	switch {
	case kind == "text/plain" && m.Text == "":
		m.Text = text
	case kind == "text/html" && m.HTML == "":
		m.HTML = text
	}
	return nil
}

func (m *Message) readParts(parts *multipart.Reader, depth int) error {
	for {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the parts: %w", err)
		}
		if err := m.read(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, depth); err != nil {
			return err
		}
	}
}

func decode(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return body
}
