package deviceapi_test

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/registry/deviceapi"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// FuzzRequests sends anything to any path, as an enrolled device and as a stranger: no
// answer is a fault of ours, and every refusal is a problem document with a code.
func FuzzRequests(f *testing.F) {
	e := registrytest.MustNew(f, registrytest.MustSQLite(f))
	c := e.MustEnrol()
	h, _ := deviceapi.New(e.Service, deviceapi.Options{Clock: e.Clock.Now, Rate: 1e9, Burst: 1e9})
	for path, body := range map[string]string{
		api.PathEnrol: `{"code":"ABCD-EFGH","name":"pc","signing_key":"AAAA","csr":"AAAA"}`, api.PathRenew: `{"csr":"AAAA"}`,
		api.PathPackets: "\xa1\x01\x80", api.PathPull + "?cursor=x": "", api.PathToken: `{"token":"7KQ2-M9XT"}`,
		api.PathLookup: `{"nik":"3276001203850001"}`, api.PathOffer: `{"wait":1}`, api.PathResend: `{"case":"x"}`,
		api.PathAnchor: `{"seq":-1,"hash":"zz"}`, api.PathRoster: `{"marks":[{"nik":"1"}]}`, api.PathPIN: `{"operator":"siti","verifier":"$argon2id$"}`,
		"/v1/../x": "[[[[", "/openapi.json": "",
	} {
		f.Add(path, api.TypeJSON, []byte(body), true)
		f.Add(path, "application/cbor", []byte(body), false)
	}
	f.Fuzz(func(t *testing.T, path, kind string, body []byte, enrolled bool) {
		if !strings.HasPrefix(path, "/") {
			return
		}
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			r, err := http.NewRequest(method, "https://pusat.example/", strings.NewReader(string(body)))
			if err != nil {
				t.Fatal(err)
			}
			r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
			r.RemoteAddr, r.TLS = "192.0.2.1:1", &tls.ConnectionState{}
			r.Header.Set("Content-Type", kind)
			if enrolled {
				r.TLS.VerifiedChains = [][]*x509.Certificate{{{Subject: pkix.Name{CommonName: c.Device.ID}}}}
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			wantAnswer(t, w)
		}
	})
}

// wantAnswer wants an answer that the outlets' client can make something of.
func wantAnswer(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code >= 500 {
		t.Fatalf("status %d", w.Code)
	}
	if w.Code < 400 {
		return
	}
	var p api.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Code == "" || w.Header().Get("Content-Type") != api.TypeProblem {
		t.Fatalf("status %d is no problem document: %v", w.Code, err)
	}
}
