package face

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestModelsComeByHTTPSAlone: neither an address without TLS nor a redirect to one is asked, and
// nothing is left of what they answer; a redirect to another HTTPS address is followed.
func TestModelsComeByHTTPSAlone(t *testing.T) {
	const text = "not a model, but the checksum says that it is"
	asked := 0
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked++; fmt.Fprint(w, text) }))
	defer plain.Close()
	safe := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/down/models.toml", "/down/m.onnx":
			http.Redirect(w, r, plain.URL+r.URL.Path, http.StatusFound)
		case "/along/m.onnx":
			http.Redirect(w, r, "/m.onnx", http.StatusFound)
		case "/mixed/models.toml":
			fmt.Fprintf(w, "[[model]]\nid = \"m\"\nrole = \"liveness\"\ncolor = \"BGR\"\nfile = \"m.onnx\"\nsha256 = %q\ncrop = 2\ninput = [80, 80]\nurl = %q\n",
				strings.Repeat("0", 64), plain.URL+"/m.onnx")
		default:
			fmt.Fprint(w, text)
		}
	}))
	defer safe.Close()
	before := http.DefaultTransport
	http.DefaultTransport = safe.Client().Transport // knows the test's authority
	defer func() { http.DefaultTransport = before }()
	for _, tt := range []struct {
		from string
		want enrol.Code
	}{
		{plain.URL + "/models.toml", enrol.CodeUsage}, {plain.URL + "/m.onnx", enrol.CodeUsage}, {"ftp://127.0.0.1/models.toml", enrol.CodeUsage},
		{safe.URL + "/down/models.toml", enrol.CodeUsage}, {safe.URL + "/down/m.onnx", enrol.CodeUsage}, {safe.URL + "/mixed/models.toml", enrol.CodeBadModel},
	} {
		dst := t.TempDir()
		if _, err := Install(t.Context(), tt.from, dst, nil); enrol.CodeOf(err) != tt.want {
			t.Errorf("%s: %v", tt.from, err)
		}
		if left, _ := filepath.Glob(filepath.Join(dst, "*")); len(left) != 0 {
			t.Errorf("%s left %v", tt.from, left)
		}
	}
	if asked != 0 {
		t.Errorf("what is not HTTPS was asked %d times", asked)
	}
	for _, from := range []string{safe.URL + "/m.onnx", safe.URL + "/along/m.onnx"} {
		var got []byte
		err := download(t.Context(), from, func(r io.Reader) (err error) { got, err = io.ReadAll(r); return err })
		if err != nil || string(got) != text {
			t.Errorf("%s: %q, %v", from, got, err)
		}
	}
}
