package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
)

// state answers a path's status and text.
func (p *process) state(c *http.Client, address string) (int, string) {
	p.tb.Helper()
	r, err := c.Get(address)
	if err != nil {
		p.tb.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		p.tb.Fatal(err)
	}
	return r.StatusCode, strings.TrimSpace(string(b))
}

// TestReadiness: with the database away the process lives, says that it is not ready, and
// why, and is scraped all the same; it is ready again when the database is back.
func TestReadiness(t *testing.T) {
	t.Parallel()
	cluster := pgtest.MustStart(t)
	dsn := filepath.Join(t.TempDir(), "dsn") // a password need not stand on a command line
	if err := os.WriteFile(dsn, []byte(cluster.MustDatabase(t)+"\nsecond line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := mustServe(t, t.TempDir(), "--demo=false", "--dsn-file", dsn, "--smtp", "127.0.0.1:1", "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0", "--listen-metrics", "127.0.0.1:0")
	if p.at.Engine != "postgres" {
		t.Fatalf("the engine is %s", p.at.Engine)
	}
	c := browser(t)
	want := func(ready int, reason, up string) {
		t.Helper()
		if status, text := p.state(c, p.at.Listening+"/healthz"); status != http.StatusOK || text != "ok" {
			t.Errorf("/healthz: %d %s", status, text)
		}
		if status, text := p.state(c, p.at.Listening+"/readyz"); status != ready || text != reason {
			t.Errorf("/readyz: %d %s, want %d %s", status, text, ready, reason)
		}
		if status, text := p.state(c, p.at.Metrics); status != http.StatusOK || !strings.Contains(text, "pusat_database_up "+up) {
			t.Errorf("/metrics: %d, without pusat_database_up %s", status, up)
		}
	}
	want(http.StatusOK, "ok", "1")
	cluster.Kill()
	want(http.StatusServiceUnavailable, string(enrol.CodeServer), "0")
	if err := cluster.Start(); err != nil {
		t.Fatal(err)
	}
	want(http.StatusOK, "ok", "1")
	if status, _ := p.state(c, p.at.Listening+"/metrics"); status != http.StatusNotFound {
		t.Error("the metrics are on the residents' address")
	}
	for line := range strings.Lines(p.logs.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is no JSON: %s", line)
		}
	}
}

// TestGracefulStopLetsRequestsFinish: a form that is half sent when the stop is asked for
// is answered; nobody new is let in meanwhile.
func TestGracefulStopLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	p := mustServe(t, t.TempDir(), "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0")
	at, err := url.Parse(p.at.Listening)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tls.Dial("tcp", at.Host, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	form := "nik=3276001203850001&code=111111"
	fmt.Fprintf(conn, "POST /aktivasi HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", at.Host, len(form))
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") { // it is being worked on
		t.Fatalf("%q %v", line, err)
	}
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		other, err := tls.Dial("tcp", at.Host, &tls.Config{InsecureSkipVerify: true})
		if errors.Is(err, syscall.ECONNREFUSED) {
			break
		}
		if err == nil {
			_ = other.Close()
		}
		if time.Since(began) > time.Minute {
			t.Fatal("it takes new connections")
		}
	}
	if _, err := io.WriteString(conn, form); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(in, nil)
	if err != nil || answer.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("the half-sent form: %v %v", answer, err)
	}
	_ = answer.Body.Close()
	_ = conn.Close()
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("ended with %d: %s", code, p.logs.String())
	}
}

// TestConnectionString: a file before a flag before the environment, and help shows none.
func TestConnectionString(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dsn")
	if err := os.WriteFile(file, []byte("  from-file \nmore"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PUSAT_DSN", "from-environment")
	for want, c := range map[string]Config{"from-file": {DSNFile: file, DSN: "from-flag"}, "from-flag": {DSN: "from-flag"}, "from-environment": {}} {
		if got, err := c.dsn(); err != nil || got != want || !c.outside() {
			t.Errorf("%q, want %s: %v", got, want, err)
		}
	}
	if _, err := (&Config{DSNFile: file + "-gone"}).dsn(); err == nil {
		t.Error("a file that is gone is no error")
	}
	var out strings.Builder
	m := NewMain()
	m.Stdout, m.Stderr = &out, &out
	if err := m.ParseFlags([]string{"serve", "--help"}); err == nil || strings.Contains(out.String(), "from-environment") || !strings.Contains(out.String(), "listen-metrics") {
		t.Errorf("help: %v: %s", err, out.String())
	}
}
