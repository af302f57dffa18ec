package stage

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/internal/loopback"
)

// Pusat is a registry under test.
type Pusat struct {
	*Process
	Bin     string
	Dir     string
	Listen  string // resident pages
	Devices string // outlets
	SMTP    string // "" for the built-in sink of the demonstration
	Models  string // folder of installed face models; "": none
	Args    []string
	Plain   bool // on data that a demonstration began, without it: SMTP is needed
}

// NewPusat chooses addresses; Start starts it, as often as wanted on the same data.
func NewPusat(bin, dir, smtp string) (*Pusat, error) {
	p := &Pusat{Bin: bin, Dir: dir, SMTP: smtp}
	var err error
	if p.Listen, err = loopback.Free(); err != nil {
		return nil, err
	}
	if p.Devices, err = loopback.Free(); err != nil {
		return nil, err
	}
	return p, nil
}

// Start runs pusat serve --demo, or serve where it is plain, and waits until it answers.
func (p *Pusat) Start(ctx context.Context) error {
	args := append([]string{"serve", "--demo=" + strconv.FormatBool(!p.Plain), "--data", p.Dir, "--listen", p.Listen, "--listen-devices", p.Devices}, p.Args...)
	if p.SMTP != "" {
		args = append(args, "--smtp", p.SMTP)
	}
	if p.Models != "" {
		args = append(args, "--models", p.Models)
	}
	c, err := p.command(ctx, args...)
	if err != nil {
		return err
	}
	if p.Process, err = start(c); err != nil {
		return err
	}
	client := insecureClient()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	return poll(ctx, p.Process, "pusat's pages", func() bool {
		r, err := client.Get(p.URL())
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode < 500 && fileExists(filepath.Join(p.Dir, "demo-enrol-code"))
	})
}

// command is one of the registry's, kept in the play's folder.
func (p *Pusat) command(ctx context.Context, args ...string) (*exec.Cmd, error) {
	c := exec.CommandContext(ctx, p.Bin, args...)
	var err error
	c.Env, err = ownEnv(os.Environ(), filepath.Join(p.Dir, "home"))
	return c, err
}

// Tool runs one of the registry's commands on its data, beside the service or without it.
func (p *Pusat) Tool(ctx context.Context, command string, args ...string) error {
	_, err := p.Says(ctx, command, args...)
	return err
}

// Says is what one of the registry's commands answers: see Tool.
func (p *Pusat) Says(ctx context.Context, command string, args ...string) (string, error) {
	c, err := p.command(ctx, append([]string{command, "--data", p.Dir}, args...)...)
	if err != nil {
		return "", err
	}
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("pusat %s: %w: %s%s", command, err, &errs, out)
	}
	return string(out), nil
}

// URL is where residents go.
func (p *Pusat) URL() string { return "https://" + p.Listen }

// DeviceURL is where outlets report.
func (p *Pusat) DeviceURL() string { return "https://" + p.Devices }

// EnrolCode is the one-time code of the demonstration's outlet.
func (p *Pusat) EnrolCode() (string, error) {
	b, err := os.ReadFile(filepath.Join(p.Dir, "demo-enrol-code"))
	if err != nil {
		return "", fmt.Errorf("read enrolment code: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// MailboxURL is where the demonstration's mails can be read.
func (p *Pusat) MailboxURL() string { return p.URL() + "/demo/mail/" }

// NextQR registers the demonstration's next resident and answers the QR's text.
func (p *Pusat) NextQR(ctx context.Context) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL()+"/demo/next", nil)
	if err != nil {
		return "", fmt.Errorf("ask for a qr: %w", err)
	}
	r, err := insecureClient().Do(req)
	if err != nil {
		return "", fmt.Errorf("ask for a qr: %w", err)
	}
	defer r.Body.Close()
	var body struct {
		QR string `json:"qr"`
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&body); err != nil || body.QR == "" {
		return "", fmt.Errorf("read qr: %s: %w", r.Status, err)
	}
	return body.QR, nil
}

// SaveMailbox keeps the demonstration's mailbox page.
func SaveMailbox(ctx context.Context, url, path string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("ask for mailbox: %w", err)
	}
	r, err := insecureClient().Do(req)
	if err != nil {
		return fmt.Errorf("ask for mailbox: %w", err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || r.StatusCode != http.StatusOK {
		return fmt.Errorf("read mailbox: %s: %w", r.Status, err)
	}
	return os.WriteFile(path, b, 0o600)
}

// insecureClient talks to a registry whose certificate nobody here knows. Only plays
// use it; the counter itself pins the registry's CA.
func insecureClient() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
}

// Settle gives a window the time to draw what was just published.
func Settle(ctx context.Context) error {
	select {
	case <-time.After(400 * time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
