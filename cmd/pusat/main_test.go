package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	gosync "sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry/mailer"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/api"
)

// vault keeps secrets in memory.
type vault struct {
	mu gosync.Mutex
	m  map[string][]byte
}

func (v *vault) Get(_ context.Context, name string) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if b, ok := v.m[name]; ok {
		return b, nil
	}
	return nil, enrol.NewError(enrol.CodeNotFound, "get")
}

func (v *vault) Put(_ context.Context, name string, secret []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.m[name] = bytes.Clone(secret)
	return nil
}

// process is a running pusat serve.
type process struct {
	tb   testing.TB
	cmd  *exec.Cmd
	at   ready
	done chan struct{}
	logs lockedLog
}

type lockedLog struct {
	mu gosync.Mutex
	b  bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// mustServe starts pusat serve --demo as a process of its own and waits for its line.
func mustServe(tb testing.TB, dir string, args ...string) *process {
	tb.Helper()
	p := &process{tb: tb, done: make(chan struct{})}
	p.cmd = exec.Command(os.Args[0], append([]string{"serve", "--demo", "--data", dir}, args...)...)
	p.cmd.Env = append(os.Environ(), "PUSAT_TEST_MAIN=1")
	p.cmd.Stderr = &p.logs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(p.kill)
	if p.at, err = readyLine(out); err != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		close(p.done)
		tb.Fatalf("no line from pusat: %v: %s", err, p.logs.String())
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.done)
	}()
	return p
}

// readyLine is what pusat serve says first.
func readyLine(out io.Reader) (at ready, err error) {
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &at)
	}
	return at, err
}

// kill is a power cut.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// browser is a resident's phone.
func browser(tb testing.TB) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 2 * time.Minute, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // the demonstration's CA is nobody's
}

// read answers a page.
func read(tb testing.TB, r *http.Response, err error) string {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		tb.Fatalf("%s: %v", r.Status, err)
	}
	return string(b)
}

// next registers a resident of the demonstration, and answers the QR.
func (p *process) next(c *http.Client) string {
	p.tb.Helper()
	r, err := c.Get(p.at.Listening + nextPath)
	var out struct{ QR string }
	if err := json.Unmarshal([]byte(read(p.tb, r, err)), &out); err != nil {
		p.tb.Fatal(err)
	}
	return out.QR
}

// awaitMail asks the demonstration's mailbox until n mails are there.
func (p *process) awaitMail(c *http.Client, n int) []mailer.Message {
	p.tb.Helper()
	for {
		r, err := c.Get(p.at.Mailbox + "/mails.json")
		var list []mailer.Message
		if err := json.Unmarshal([]byte(read(p.tb, r, err)), &list); err != nil {
			p.tb.Fatal(err)
		}
		if len(list) >= n {
			return list
		}
		select {
		case <-p.tb.Context().Done():
			p.tb.Fatal("no mail")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestTheWholeWay: phone, counter, mail and phone again, over real sockets.
func TestTheWholeWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := mustServe(t, dir, "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0")
	o := mustEnrol(t, p, dir)
	if len(o.pull.Staff) != 3 || !phc.VerifyPIN(o.pull.Staff[1].Verifier, "246810") || len(o.pull.Phases) != 3 || !o.pull.Full {
		t.Fatal("the outlet's books are not the demonstration's")
	}
	c := browser(t)
	item := o.approve(p.next(c))
	if r := o.send(item); r.Answer != enrol.AnswerAccepted {
		t.Fatalf("first: %+v", r)
	}
	if r := o.send(item); r.Answer != enrol.AnswerDuplicate {
		t.Fatalf("again: %+v", r)
	}
	code := p.awaitMail(c, 1)[0].Code()
	form := func(path string, pairs ...string) string {
		t.Helper()
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		r, err := c.PostForm(p.at.Listening+path, v)
		return read(t, r, err)
	}
	const nik = "3276001203850001"
	form("/aktivasi", "nik", nik, "code", code)
	form("/rahasia", "pin", "861940", "pin2", "861940", "password", "sawah luas 27", "password2", "sawah luas 27")
	page := form("/dokumen", "pin", "861940")
	for _, want := range []string{nik, "AGUS PRASETYO", "NAYLA PRASETYO", "3276000101200001"} {
		if !strings.Contains(page, want) {
			t.Errorf("the documents' page lacks what it must show (%d bytes)", len(page))
		}
	}
	if log := p.logs.String(); strings.Contains(log, nik) || strings.Contains(log, code) || strings.Contains(log, "agus") {
		t.Error("the log names somebody")
	}
}

// TestGracefulStop ends with success, and the next start finds everything.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	dir, devices := t.TempDir(), freeAddress(t)
	p := mustServe(t, dir, "--listen", "127.0.0.1:0", "--listen-devices", devices)
	o := mustEnrol(t, p, dir)
	item := o.approve(p.next(browser(t)))
	o.send(item)
	_ = p.cmd.Process.Signal(os.Interrupt)
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("graceful stop ended with %d: %s", code, p.logs.String())
	}
	mustServe(t, dir, "--listen", "127.0.0.1:0", "--listen-devices", devices)
	if r := o.send(item); r.Answer != enrol.AnswerDuplicate {
		t.Fatalf("after the restart: %+v", r)
	}
}

// TestKilledAnywhere: pusat is killed again and again while a counter reports and
// mails go out. Everybody is accepted once, and all mails of one resident have one code.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	const residents, kills = 16, 4
	sink, err := mailer.NewSink(mailer.SinkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = sink.Run(t.Context()) }()
	dir := t.TempDir()
	args := []string{"--listen", "127.0.0.1:0", "--smtp", sink.Addr(), "--listen-devices", freeAddress(t)}
	p := mustServe(t, dir, args...)
	o := mustEnrol(t, p, dir)
	c := browser(t)
	items := make([]api.Packet, residents)
	for i := range items {
		items[i] = o.approve(p.next(c))
	}
	var accepted atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, item := range items {
			accepted.Add(o.deliver(item))
		}
	}()
	for i := range kills {
		time.Sleep(time.Duration(20+35*i) * time.Millisecond)
		p.kill()
		p = mustServe(t, dir, args...)
	}
	<-done
	for len(perResident(t, sink)) < residents {
		select {
		case <-t.Context().Done():
			t.Fatal("not everybody has mail")
		case <-time.After(50 * time.Millisecond):
		}
	}
	if n := accepted.Load(); n > residents {
		t.Fatalf("%d accepted, of %d", n, residents)
	}
}

// perResident is everybody's code; two different ones are a failure.
func perResident(t *testing.T, sink *mailer.Sink) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, m := range sink.Messages() {
		if old, ok := out[m.To[0]]; ok && old != m.Code() {
			t.Fatal("two mails with different codes")
		}
		out[m.To[0]] = m.Code()
	}
	return out
}

func TestUsage(t *testing.T) {
	for name, args := range map[string][]string{
		"Unknown":       {"fly"},
		"UnknownFlag":   {"serve", "--fly"},
		"NoMail":        {"serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0"},
		"NoFile":        {"import"},
		"KeepsNothing":  {"serve", "--keep-evidence", "-1h"},
		"KeepsNoDay":    {"import-bundle", "--keep-evidence", "0s", "x"},
		"NoLookups":     {"serve", "--lookups-a-day", "0"},
		"NoOutlet":      {"enrol-device"},
		"StrangeOutlet": {"enrol-device", "--outlet", "x", "--data", t.TempDir()},
	} {
		t.Run(name, func(t *testing.T) {
			m := NewMain()
			m.Stdout, m.Stderr = io.Discard, io.Discard
			err := m.ParseFlags(args)
			if err == nil {
				err = m.Run(t.Context())
			}
			m.Close()
			if enrol.CodeOf(err) != enrol.CodeUsage {
				t.Fatalf("error %v", err)
			}
		})
	}
}

// TestImportAndStats: bad lines by number, good ones kept, the second time nothing.
func TestImportAndStats(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "residents.csv")
	csv := "nik,name,birth,sex\n3276001203850001,AGUS,1985-03-12,L\n123,X,,\n3276006507880002,\"DEWI\",25-07-1988,P\n"
	if err := os.WriteFile(file, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (string, string, error) {
		var out, errs bytes.Buffer
		m := NewMain()
		m.Stdout, m.Stderr = &out, &errs
		err := m.ParseFlags(append(args, "--data", dir))
		if err == nil {
			err = m.Run(t.Context())
		}
		m.Close()
		return out.String(), errs.String(), err
	}
	for i, want := range []string{"lines 3, good 2, changed 0, bad 1\n", "lines 3, good 2, changed 2, bad 1\n", "lines 3, good 2, changed 0, bad 1\n"} {
		args := []string{"import", file}
		if i == 0 {
			args = append(args, "--dry-run")
		}
		out, errs, err := run(args...)
		if out != want || !strings.Contains(errs, "line 3: nik: nik-length") || enrol.CodeOf(err) != enrol.CodeField {
			t.Fatalf("round %d: %q %q %v", i, out, errs, err)
		}
	}
	out, _, err := run("stats", "json")
	if err != nil || !strings.Contains(out, `"residents":2`) || !strings.Contains(out, `"opening_balance":1560`) {
		t.Fatalf("stats: %v: %s", err, out)
	}
	if out, _, err := run("migrate"); err != nil || !strings.Contains(out, "sqlite") {
		t.Fatalf("migrate: %v", err)
	}
}

// TestAnOutletOfItsOwn: from a setup file to an enrolled device and its revocation.
func TestAnOutletOfItsOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "setup.toml")
	text := "[[outlet]]\nid = \"margonda\"\nname = \"Gerai Margonda\"\n[[outlet.staff]]\nid = \"siti\"\nname = \"Siti\"\nrole = \"staff\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		m := NewMain()
		m.Stdout, m.Stderr = &out, io.Discard
		err := m.ParseFlags(append(args, "--data", dir))
		if err == nil {
			err = m.Run(t.Context())
		}
		m.Close()
		if err != nil {
			t.Fatal(args, err)
		}
		return out.String()
	}
	if out := run("setup", file); !strings.Contains(out, "margonda/siti: first PIN ") {
		t.Fatal(out)
	}
	code := run("enrol-device", "--outlet", "margonda", "--name", "loket 1")
	p := mustServe(t, dir, "--demo=false", "--smtp", "127.0.0.1:1", "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0")
	v := &vault{m: map[string][]byte{}}
	id, err := sync.Enrol(t.Context(), p.at.Devices, code, v, "pc")
	if err != nil || id.Outlet != "margonda" {
		t.Fatal(err)
	}
	if out := run("devices"); !strings.Contains(out, id.Device) || !strings.Contains(out, "loket 1") {
		t.Fatal(out)
	}
	client, err := sync.NewClient(id, v, sync.Timeouts{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	if _, err := client.Pull(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	run("revoke", id.Device)
	if _, err := client.Pull(t.Context(), ""); enrol.CodeOf(err) != enrol.CodeRevoked {
		t.Fatal(err)
	}
}

// TestFirstAdministrator: the password comes from the standard input, and opens the
// office's pages.
func TestFirstAdministrator(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	run := func(stdin string, args ...string) (string, error) {
		var out bytes.Buffer
		m := NewMain()
		m.Stdin, m.Stdout, m.Stderr = strings.NewReader(stdin), &out, io.Discard
		err := m.ParseFlags(append(args, "--data", dir))
		if err == nil {
			err = m.Run(t.Context())
		}
		m.Close()
		return out.String(), err
	}
	for _, bad := range []struct{ stdin, role string }{{"", "admin"}, {"short\n", "admin"}, {"sawah luas dua tujuh\n", "king"}} {
		if _, err := run(bad.stdin, "admin", "add", "ratna", "--role", bad.role); enrol.CodeOf(err) != enrol.CodeUsage {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if out, err := run("sawah luas dua tujuh\n", "admin", "add", "ratna"); err != nil || out != "ratna: admin\n" {
		t.Fatal(out, err)
	}
	p := mustServe(t, dir, "--demo=false", "--smtp", "127.0.0.1:1", "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0", "--listen-office", "127.0.0.1:0", "--listen-metrics", "127.0.0.1:0")
	c := browser(t)
	r, err := c.PostForm(p.at.Office+"/masuk", url.Values{"id": {"ratna"}, "password": {"sawah luas dua tujuh"}})
	if page := read(t, r, err); !strings.Contains(page, "1.560") {
		t.Fatal("the office does not open")
	}
	if r, err := c.Get(p.at.Listening + "/petugas-pusat"); err != nil || r.StatusCode != http.StatusNotFound {
		t.Error("the office's pages are on the residents' address")
	}
	r, err = c.Get(p.at.Metrics)
	if text := read(t, r, err); !strings.Contains(text, `pusat_http_requests_total{listener="office",method="POST",status="303"} 1`) {
		t.Error("the metrics do not count the office")
	}
}
