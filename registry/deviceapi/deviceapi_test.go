package deviceapi_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/ca"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/deviceapi"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

const agus enrol.NIK = "3276001203850001"

// server is the interface behind real mutual TLS.
type server struct {
	*registrytest.Env
	URL string
}

func mustServe(t *testing.T, o deviceapi.Options) *server {
	t.Helper()
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	o.Clock = e.Clock.Now
	h, _ := deviceapi.New(e.Service, o)
	return listen(t, e, h)
}

func listen(t *testing.T, e *registrytest.Env, h http.Handler) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config := e.Secrets.CA.NewServer([]string{"127.0.0.1"}, e.Clock.Now).Devices()
	srv := &http.Server{Handler: h, TLSConfig: config, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = srv.ServeTLS(l, "", "") }()
	t.Cleanup(func() { srv.Close() })
	return &server{Env: e, URL: "https://" + l.Addr().String()}
}

// client shows a certificate, or none.
func (s *server) client(t *testing.T, cert *tls.Certificate) *http.Client {
	t.Helper()
	config := &tls.Config{RootCAs: s.Secrets.CA.Pool(), ServerName: "127.0.0.1", Time: s.Clock.Now}
	if cert != nil {
		config.Certificates = []tls.Certificate{*cert}
	}
	tr := &http.Transport{TLSClientConfig: config}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: 20 * time.Second}
}

func certificate(t *testing.T, c *registrytest.Counter, chain []byte) *tls.Certificate {
	t.Helper()
	block, _ := pem.Decode(chain)
	if block == nil {
		t.Fatal("no certificate")
	}
	return &tls.Certificate{Certificate: [][]byte{block.Bytes}, PrivateKey: c.TLSKey}
}

// ask sends a request and answers status, problem code and headers.
func (s *server) ask(t *testing.T, c *http.Client, method, path, kind string, body []byte, out any) (int, enrol.Code, http.Header) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	r, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if r.StatusCode == http.StatusOK {
		if out != nil {
			if err := json.Unmarshal(b, out); err != nil {
				t.Fatalf("%v: %s", err, b)
			}
		}
		return r.StatusCode, "", r.Header
	}
	var p api.Problem
	if err := json.Unmarshal(b, &p); err != nil || p.Status != r.StatusCode || r.Header.Get("Content-Type") != api.TypeProblem {
		t.Fatalf("%s: no problem document: %s", r.Status, b)
	}
	return r.StatusCode, p.Code, r.Header
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func upload(t *testing.T, items ...api.Packet) []byte {
	t.Helper()
	b, err := cbor.Marshal(api.Packets{Items: items})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEnrolAndReport(t *testing.T) {
	s := mustServe(t, deviceapi.Options{Version: "1.2.3"})
	code, err := s.Service.NewEnrolCode(context.Background(), demo.Outlet, "")
	if err != nil {
		t.Fatal(err)
	}
	c := &registrytest.Counter{Env: s.Env}
	req := mustJSON(t, c.Request(code))
	stranger := s.client(t, nil)
	var id, again api.EnrolResponse
	if status, _, _ := s.ask(t, stranger, "POST", api.PathEnrol, api.TypeJSON, req, &id); status != 200 {
		t.Fatal(status)
	}
	if status, _, _ := s.ask(t, stranger, "POST", api.PathEnrol, api.TypeJSON, req, &again); status != 200 || again.Device != id.Device {
		t.Fatal("a lost answer must come again")
	}
	other := &registrytest.Counter{Env: s.Env}
	if status, why, _ := s.ask(t, stranger, "POST", api.PathEnrol, api.TypeJSON, mustJSON(t, other.Request(code)), nil); status != 403 || why != enrol.CodeEnrolCode {
		t.Fatalf("the code of another: %d %s", status, why)
	}
	device := s.client(t, certificate(t, c, id.Certificate))
	var health api.Health
	s.ask(t, stranger, "GET", api.PathHealth, "", nil, &health)
	if health.Version != "1.2.3" || !health.Time.Equal(s.Clock.Now()) {
		t.Fatalf("%+v", health)
	}
	var pull enrol.Pull
	s.ask(t, device, "GET", api.PathPull, "", nil, &pull)
	if !pull.Full || len(pull.Staff) != len(demo.Staff) || pull.Settings.Outlet != demo.Outlet || len(pull.Keys) != 4 { // one signs, three open
		t.Fatal("the first pull is not the whole")
	}
	cursor := pull.Cursor
	pull = enrol.Pull{}
	s.ask(t, device, "GET", api.PathPull+"?cursor="+cursor, "", nil, &pull)
	if pull.Full || pull.Staff != nil || pull.Settings != nil {
		t.Fatal("nothing changed, and everything came")
	}
	var renewed api.RenewResponse
	if status, _, _ := s.ask(t, device, "POST", api.PathRenew, api.TypeJSON, mustJSON(t, api.RenewRequest{CSR: c.Request(code).CSR}), &renewed); status != 200 {
		t.Fatal(status)
	}
	if status, _, _ := s.ask(t, s.client(t, certificate(t, c, renewed.Certificate)), "GET", api.PathPull, "", nil, nil); status != 200 {
		t.Fatal("the new certificate is refused")
	}
}

func (s *server) counter(t *testing.T) (*registrytest.Counter, *http.Client) {
	t.Helper()
	c := s.MustEnrol()
	return c, s.client(t, certificate(t, c, c.Cert))
}

func TestPackets(t *testing.T) {
	s := mustServe(t, deviceapi.Options{})
	c, client := s.counter(t)
	item := c.Seal(c.Approve(c.Case(s.Register(agus, "").QR)))
	bad := api.Packet{ID: item.ID[:35] + "0", Body: []byte("x")}
	var out api.Receipts
	s.ask(t, client, "POST", api.PathPackets, api.TypeCBOR, upload(t, bad, item, item), &out)
	if len(out.Receipts) != 3 || out.Receipts[0].Answer != enrol.AnswerRefused ||
		out.Receipts[1].Answer != enrol.AnswerAccepted || out.Receipts[2].Answer != enrol.AnswerDuplicate {
		t.Fatalf("%+v", out.Receipts)
	}
	var lookup api.LookupResponse
	s.ask(t, client, "POST", api.PathLookup, api.TypeJSON, mustJSON(t, api.LookupRequest{NIK: string(agus)}), &lookup)
	if !lookup.Known || lookup.Resident.Name != "AGUS PRASETYO" || !lookup.ApprovedToday || lookup.Account != enrol.AccountApproved {
		t.Fatal("lookup tells something else")
	}
}

// TestCarried: another device brings the packets; what nobody of ours signed has no
// receipt, and a revoked device's is not taken in.
func TestCarried(t *testing.T) {
	s := mustServe(t, deviceapi.Options{})
	away, _ := s.counter(t)
	_, town := s.counter(t)
	item := away.Seal(away.Approve(away.Case(s.Register(agus, "").QR)))
	forged := api.Packet{ID: item.ID, Body: bytes.Clone(item.Body)}
	forged.Body[len(forged.Body)-1] ^= 1
	for _, want := range []api.CarriedResponse{{Accepted: 1, Foreign: 1}, {Known: 1, Foreign: 1}} {
		var out api.CarriedResponse
		if status, _, _ := s.ask(t, town, "POST", api.PathCarried, api.TypeCBOR, upload(t, forged, item), &out); status != 200 {
			t.Fatal(status)
		}
		if out.Accepted != want.Accepted || out.Known != want.Known || out.Foreign != want.Foreign || len(out.Receipts) != 1 || out.Receipts[0].Outlet != demo.Outlet {
			t.Fatalf("%+v", out)
		}
		got, err := bundle.ReadReceipts(bytes.NewReader(out.Receipts[0].File), demo.Outlet,
			[]enrol.VerifyKey{{ID: s.Secrets.KeyID, Public: s.Secrets.Signing.Public().(ed25519.PublicKey)}}, s.Clock.Now())
		if err != nil || len(got.Receipts) != 1 || got.Receipts[0].ID != item.ID {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if err := s.Service.RevokeDevice(context.Background(), away.Device.ID); err != nil {
		t.Fatal(err)
	}
	var out api.CarriedResponse
	s.ask(t, town, "POST", api.PathCarried, api.TypeCBOR, upload(t, item), &out)
	if out.Foreign != 1 || len(out.Receipts) != 0 {
		t.Fatalf("of a revoked device: %+v", out)
	}
}

// TestAsk: what a device without a line asks for is answered to whoever brings it, and is
// sealed. That the device may report no more is no fault of who brings it.
func TestAsk(t *testing.T) {
	s := mustServe(t, deviceapi.Options{})
	away, _ := s.counter(t)
	_, town := s.counter(t)
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	signed, err := bundle.Ask{Device: away.Device.ID, Recipient: key.Recipient().String()}.Sign(away.Key)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(api.AskRequest{Ask: signed})
	if err != nil {
		t.Fatal(err)
	}
	var out api.AskResponse
	if status, _, _ := s.ask(t, town, "POST", api.PathAsk, api.TypeJSON, body, &out); status != 200 || out.Outlet != demo.Outlet {
		t.Fatalf("%d, %q", status, out.Outlet)
	}
	d := bundle.Reader{Device: away.Device.ID, Key: key, Authorities: []*ecdsa.PublicKey{s.Secrets.CA.Signer().Public().(*ecdsa.PublicKey)}}
	got, found, err := d.Read(bytes.NewReader(out.File))
	if err != nil || !found || len(got.Pull.Staff) == 0 || bytes.Contains(out.File, []byte("argon2id")) {
		t.Fatalf("%v, %v, %d staff", found, err, len(got.Pull.Staff))
	}
	if err := s.Service.RevokeDevice(t.Context(), away.Device.ID); err != nil {
		t.Fatal(err)
	}
	if status, code, _ := s.ask(t, town, "POST", api.PathAsk, api.TypeJSON, body, nil); status == 200 || code != enrol.CodeRefused {
		t.Errorf("of a revoked device: %d, %q", status, code)
	}
}

// TestRefusedRequests: each is a problem document, and nobody gets in.
func TestRefusedRequests(t *testing.T) {
	s := mustServe(t, deviceapi.Options{})
	c, client := s.counter(t)
	stranger := s.client(t, nil)
	hash := strings.Repeat("ab", 32)
	for name, tt := range map[string]struct {
		client       *http.Client
		method, path string
		kind         string
		body         []byte
		status       int
		code         enrol.Code
	}{
		"NoCertificatePull":    {stranger, "GET", api.PathPull, "", nil, 401, enrol.CodeNotEnrolled},
		"NoCertificatePackets": {stranger, "POST", api.PathPackets, api.TypeCBOR, upload(t, api.Packet{}), 401, enrol.CodeNotEnrolled},
		"NoCertificateCarried": {stranger, "POST", api.PathCarried, api.TypeCBOR, upload(t, api.Packet{}), 401, enrol.CodeNotEnrolled},
		"EmptyCarried":         {client, "POST", api.PathCarried, api.TypeCBOR, upload(t), 422, enrol.CodeField},
		"JSONCarried":          {client, "POST", api.PathCarried, api.TypeJSON, []byte(`{}`), 422, enrol.CodeField},
		"NoCertificateAsk":     {stranger, "POST", api.PathAsk, api.TypeJSON, []byte(`{"ask":"AAAA"}`), 401, enrol.CodeNotEnrolled},
		"NoAsk":                {client, "POST", api.PathAsk, api.TypeJSON, []byte(`{"ask":"AAAA"}`), 409, enrol.CodeRefused},
		"NoCertificateLookup":  {stranger, "POST", api.PathLookup, api.TypeJSON, []byte(`{"nik":"3276001203850001"}`), 401, enrol.CodeNotEnrolled},
		"NoPath":               {client, "GET", "/v2/pull", "", nil, 404, enrol.CodeNotFound},
		"WrongMethod":          {client, "DELETE", api.PathPull, "", nil, 404, enrol.CodeNotFound},
		"NotJSON":              {client, "POST", api.PathToken, api.TypeJSON, []byte("{"), 400, enrol.CodeField},
		"NoBody":               {client, "POST", api.PathToken, api.TypeJSON, nil, 400, enrol.CodeField},
		"UnknownField":         {client, "POST", api.PathToken, api.TypeJSON, []byte(`{"token":"x","x":1}`), 422, enrol.CodeField},
		"WrongType":            {client, "POST", api.PathToken, api.TypeJSON, []byte(`{"token":1}`), 422, enrol.CodeField},
		"NoSuchToken":          {client, "POST", api.PathToken, api.TypeJSON, []byte(`{"token":"AAAA-AAAA"}`), 404, enrol.CodeNotFound},
		"SQLToken":             {client, "POST", api.PathToken, api.TypeJSON, []byte(`{"token":"' OR 1=1"}`), 404, enrol.CodeNotFound},
		"NotANIK":              {client, "POST", api.PathLookup, api.TypeJSON, []byte(`{"nik":"1"}`), 422, enrol.CodeNIKLength},
		"LongBody":             {client, "POST", api.PathToken, api.TypeJSON, []byte(`{"token":"` + strings.Repeat("x", api.MaxJSONBytes) + `"}`), 413, enrol.CodeField},
		"LongUpload":           {client, "POST", api.PathPackets, api.TypeCBOR, make([]byte, api.MaxBatchBytes+2*api.MaxJSONBytes), 413, enrol.CodeField},
		"NotCBOR":              {client, "POST", api.PathPackets, api.TypeCBOR, []byte("hello"), 422, enrol.CodeField},
		"EmptyUpload":          {client, "POST", api.PathPackets, api.TypeCBOR, upload(t), 422, enrol.CodeField},
		"JSONUpload":           {client, "POST", api.PathPackets, api.TypeJSON, []byte(`{}`), 422, enrol.CodeField},
		"LongCursor":           {client, "GET", api.PathPull + "?cursor=" + strings.Repeat("x", 300), "", nil, 422, enrol.CodeField},
		"BadHash":              {client, "POST", api.PathAnchor, api.TypeJSON, []byte(`{"seq":1,"hash":"x"}`), 422, enrol.CodeField},
		"BadEnrolCode":         {stranger, "POST", api.PathEnrol, api.TypeJSON, mustJSON(t, api.EnrolRequest{Code: "XXXX", Name: "x", SigningKey: make([]byte, 32), CSR: []byte{1}}), 403, enrol.CodeEnrolCode},
		"NoCertificatePIN":     {stranger, "POST", api.PathPIN, api.TypeJSON, mustJSON(t, enrol.PINChange{Staff: "siti"}), 401, enrol.CodeNotEnrolled},
		"BadPIN":               {client, "POST", api.PathPIN, api.TypeJSON, mustJSON(t, enrol.PINChange{Staff: "siti", Verifier: "246810", Base: "x"}), 422, enrol.CodeField},
		"BadRenewal":           {client, "POST", api.PathRenew, api.TypeJSON, []byte(`{"csr":"AAAA"}`), 422, enrol.CodeField},
	} {
		t.Run(name, func(t *testing.T) {
			status, code, _ := s.ask(t, tt.client, tt.method, tt.path, tt.kind, tt.body, nil)
			if status != tt.status || code != tt.code {
				t.Fatalf("%d %s, want %d %s", status, code, tt.status, tt.code)
			}
		})
	}
	if status, _, _ := s.ask(t, client, "POST", api.PathAnchor, api.TypeJSON, mustJSON(t, api.AnchorRequest{Seq: 1, Hash: hash}), nil); status != 200 {
		t.Fatal("a true anchor is refused")
	}
	rewritten := mustJSON(t, api.AnchorRequest{Seq: 1, Hash: strings.Repeat("cd", 32)})
	if status, code, _ := s.ask(t, client, "POST", api.PathAnchor, api.TypeJSON, rewritten, nil); status != 409 || code != enrol.CodeRefused {
		t.Fatalf("a rewritten chain: %d %s", status, code)
	}
	if err := s.Service.RevokeDevice(context.Background(), c.Device.ID); err != nil {
		t.Fatal(err)
	}
	if status, code, _ := s.ask(t, client, "GET", api.PathPull, "", nil, nil); status != 403 || code != enrol.CodeRevoked {
		t.Fatalf("revoked, on an open connection: %d %s", status, code)
	}
}

// TestLapsed: with a certificate that ran out no connection can be made; without one, and
// with its key's proof, a new one can be had.
func TestLapsed(t *testing.T) {
	s := mustServe(t, deviceapi.Options{})
	c, _ := s.counter(t)
	s.Clock.Add(2*365*24*time.Hour + 24*time.Hour)
	if _, err := s.client(t, certificate(t, c, c.Cert)).Get(s.URL + api.PathPull); err == nil {
		t.Log("the client keeps back what the server would not take")
	}
	csr := mustCSR(t, c)
	proof, err := ecdsa.SignASN1(rand.Reader, c.TLSKey, api.LapsedDigest(csr))
	if err != nil {
		t.Fatal(err)
	}
	stranger := s.client(t, nil)
	bad := mustJSON(t, api.LapsedRequest{Certificate: c.Cert, CSR: csr, Proof: proof[:len(proof)-1]})
	if status, code, _ := s.ask(t, stranger, "POST", api.PathLapsed, api.TypeJSON, bad, nil); status != 422 || code != enrol.CodeField {
		t.Fatalf("a wrong proof: %d %s", status, code)
	}
	var out api.RenewResponse
	good := mustJSON(t, api.LapsedRequest{Certificate: c.Cert, CSR: csr, Proof: proof})
	if status, code, _ := s.ask(t, stranger, "POST", api.PathLapsed, api.TypeJSON, good, &out); status != 200 {
		t.Fatal(status, code)
	}
	if status, code, _ := s.ask(t, s.client(t, certificate(t, c, out.Certificate)), "GET", api.PathPull, "", nil, nil); status != 200 {
		t.Fatal("the new certificate is refused:", status, code)
	}
}

// TestForeignCertificates don't even finish the handshake.
func TestForeignCertificates(t *testing.T) {
	s := mustServe(t, deviceapi.Options{})
	c, _ := s.counter(t)
	foreign, err := ca.New(s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	forged, err := foreign.Device(mustCSR(t, c), c.Device.ID, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	old, err := s.Secrets.CA.Device(mustCSR(t, c), c.Device.ID, s.Clock.Now().AddDate(-3, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for name, chain := range map[string][]byte{"OtherCA": forged, "Expired": old} {
		t.Run(name, func(t *testing.T) {
			r, err := s.client(t, certificate(t, c, chain)).Get(s.URL + api.PathPull)
			if err == nil {
				r.Body.Close()
				if r.StatusCode != http.StatusUnauthorized { // a client may keep back what the server would not take
					t.Fatalf("answered with %s", r.Status)
				}
			}
		})
	}
	stray, err := s.Secrets.CA.Device(mustCSR(t, c), "no such device", s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if status, code, _ := s.ask(t, s.client(t, certificate(t, c, stray)), "GET", api.PathPull, "", nil, nil); status != 403 || code != enrol.CodeRevoked {
		t.Fatalf("a device that nobody knows: %d %s", status, code)
	}
}

func mustCSR(t *testing.T, c *registrytest.Counter) []byte {
	t.Helper()
	b, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, c.TLSKey)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var update = flag.Bool("update", false, "write the committed document anew")

// TestOpenAPI: what is committed is what the types say.
func TestOpenAPI(t *testing.T) {
	_, doc := deviceapi.New(nil, deviceapi.Options{})
	got, err := doc.YAML()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "..", "docs", "openapi.yaml")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatal("docs/openapi.yaml has drifted; run: go test ./registry/deviceapi -run TestOpenAPI -update")
	}
}

func FuzzDecodePackets(f *testing.F) {
	good, err := cbor.Marshal(api.Packets{Items: []api.Packet{{ID: "x", Body: []byte{1}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte{0xA1, 0x01, 0x9F})
	f.Add([]byte{0xA1, 0x01, 0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})
	f.Fuzz(func(t *testing.T, raw []byte) {
		items, err := deviceapi.DecodePackets(raw)
		if (err == nil) != (len(items) > 0) {
			t.Fatal("neither items nor an error")
		}
	})
}
