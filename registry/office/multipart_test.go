package office

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/registry"
)

const boundary = "xxxxxxxx"

// formWithFile is a form of fields and then a file that never ends; read is how much of
// it anybody asked for.
type formWithFile struct {
	head io.Reader
	read int
}

func newFormWithFile(fields ...string) *formWithFile {
	var b strings.Builder
	for i := 0; i+1 < len(fields); i += 2 {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, fields[i], fields[i+1])
	}
	fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"large.bin\"\r\n\r\n", boundary)
	return &formWithFile{head: strings.NewReader(b.String())}
}

// Read implements io.Reader: 64 MiB of zeros after the head, twice what the library
// keeps in memory before it writes to the disk.
func (f *formWithFile) Read(p []byte) (int, error) {
	if n, err := f.head.Read(p); err == nil {
		return n, nil
	}
	if f.read >= 64<<20 {
		return 0, io.ErrUnexpectedEOF
	}
	clear(p)
	f.read += len(p)
	return len(p), nil
}

// TestFormsWithFiles: only two forms have one. The rest refuse it and read nothing of it,
// whoever sends it, and no other site's form comes in by it.
func TestFormsWithFiles(t *testing.T) {
	d := newDesk(t)
	d.logIn(chief)
	var cookies []string
	at, err := url.Parse(d.base)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range d.client.Jar.Cookies(at) {
		cookies = append(cookies, c.String())
	}
	before, err := d.Service.Admins(t.Context(), registry.Console)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		method, path string
		known        bool
		want         int
	}{
		{http.MethodPost, "/masuk", false, http.StatusUnprocessableEntity},
		{http.MethodGet, "/masuk", false, http.StatusUnprocessableEntity},
		{http.MethodPost, "/impor", false, http.StatusSeeOther}, // to the log-in
		{http.MethodPost, "/petugas-pusat", true, http.StatusUnprocessableEntity},
		{http.MethodPost, "/gerai", true, http.StatusUnprocessableEntity},
		{http.MethodPost, "/tahap", true, http.StatusUnprocessableEntity},
		{http.MethodPost, "/sandi", true, http.StatusUnprocessableEntity},
		{http.MethodPost, "/impor", true, http.StatusForbidden},
	} {
		body := newFormWithFile("id", "mallory", "name", "M", "role", "admin", "password", "sebuah sandi yang panjang", "mode", "keep")
		r := httptest.NewRequest(tt.method, tt.path, body)
		r.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
		if tt.known {
			r.Header.Set("Cookie", strings.Join(cookies, "; "))
		}
		w := httptest.NewRecorder()
		d.handler.ServeHTTP(w, r)
		if w.Code != tt.want || body.read > 1<<20 {
			t.Errorf("%s %s, known %v: %d after %d bytes of the file, want %d", tt.method, tt.path, tt.known, w.Code, body.read, tt.want)
		}
	}
	if after, err := d.Service.Admins(t.Context(), registry.Console); err != nil || len(after) != len(before) {
		t.Errorf("%d administrators, %d before, %v", len(after), len(before), err)
	}
}
