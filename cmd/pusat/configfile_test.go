package main

import (
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestConfiguration: command line before environment before file before default.
func TestConfiguration(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pusat.toml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parse := func(args ...string) (Config, error) {
		m := NewMain()
		m.Stdout, m.Stderr = io.Discard, io.Discard
		err := m.ParseFlags(append(args, "--config", file))
		return m.Config, err
	}
	write("listen = \"a:1\"\nlisten-office = \"b:2\"\nhost = [\"x\", \"y\"]\ncode-life = \"24h\"\ncode-digits = 8\ndemo = true\noffice = \"Kota\"\n")
	t.Setenv("PUSAT_LISTEN_OFFICE", "env:2")
	t.Setenv("PUSAT_OFFICE", "env")
	c, err := parse("serve", "--office", "flag")
	if err != nil || c.Listen != "a:1" || c.ListenOffice != "env:2" || c.Hosts != "x,y" || c.CodeLife != 24*time.Hour || c.CodeDigits != 8 || !c.Demo ||
		c.Office != "flag" || c.QRLife != 30*time.Minute {
		t.Fatalf("%+v %v", c, err)
	}
	if _, err := parse("stats"); err != nil {
		t.Errorf("a command must leave others' keys alone: %v", err)
	}
	for _, bad := range []string{"lisen = 1", "code-life = \"soon\"", "= x"} {
		write(bad)
		if _, err := parse("serve"); enrol.CodeOf(err) != enrol.CodeConfig {
			t.Errorf("%s: %v", bad, err)
		}
	}
	write("")
	t.Setenv("PUSAT_CODE_LIFE", "soon")
	if _, err := parse("serve"); enrol.CodeOf(err) != enrol.CodeUsage {
		t.Error(err)
	}
}

// TestClientBehindProxies: nobody can choose the address that is counted.
func TestClientBehindProxies(t *testing.T) {
	p, err := parseNetworks("--trusted-proxies", "10.0.0.0/8, 192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ remote, forwarded, want string }{
		{"203.0.113.5:1", "", "203.0.113.5"},
		{"203.0.113.5:1", "198.51.100.1", "203.0.113.5"},
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "1.2.3.4, 198.51.100.1, 192.0.2.1", "198.51.100.1"},
		{"10.0.0.1:1", "nonsense", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.remote
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := p.client(r); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
	if _, err := parseNetworks("--trusted-proxies", "everywhere"); enrol.CodeOf(err) != enrol.CodeUsage {
		t.Error(err)
	}
}
