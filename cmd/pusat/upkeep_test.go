package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
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
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/postgres"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/registry/secrets"
)

// pusat runs a command within this process, and answers what it printed.
func pusat(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	m := NewMain()
	m.Stdin, m.Stdout, m.Stderr = strings.NewReader("sawah luas dua tujuh\n"), &out, io.Discard
	err := m.ParseFlags(args)
	if err == nil {
		err = m.Run(t.Context())
	}
	m.Close()
	return out.String(), err
}

func mustPusat(t *testing.T, args ...string) string {
	t.Helper()
	out, err := pusat(t, args...)
	if err != nil {
		t.Fatalf("pusat %s: %v", args[0], err)
	}
	return out
}

// deedsIn is the office's record in a data folder, the oldest first.
func deedsIn(t *testing.T, data string) (list []string) {
	t.Helper()
	m := NewMain()
	m.Config.Data = data
	m.log = slog.New(slog.DiscardHandler)
	if err := m.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	deeds, err := registry.New(m.db, &secrets.Secrets{}, nil, registry.Options{}).Deeds(t.Context(), registry.Console, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range deeds {
		line := strings.TrimSpace(d.Action + " " + d.About)
		if who, person, _ := strings.Cut(d.Admin, "/"); who != "console" || person == "" {
			line += ", by nobody"
		}
		list = append([]string{line}, list...)
	}
	return list
}

// TestCommandsAreRecorded: whatever the command line changes stands in the office's record,
// with who did it.
func TestCommandsAreRecorded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	data := filepath.Join(dir, "data")
	at := func(args ...string) string { t.Helper(); return mustPusat(t, append(args, "--data", data)...) }
	at("setup", write("setup.toml", "[[outlet]]\nid = \"margonda\"\nname = \"Gerai Margonda\"\n"))
	csv := write("residents.csv", "nik,name\n3276001203850001,AGUS\n")
	at("import", csv, "--dry-run")
	at("import", csv)
	at("enrol-device", "--outlet", "margonda")
	at("admin", "add", "ratna")
	at("backup", filepath.Join(dir, "copy"))
	want := []string{"setup 1/0", "import-begin", "import 1/1", "device-code margonda", "admin-put ratna", "backup sqlite"}
	if got := deedsIn(t, data); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the record says %q", got)
	}
}

// TestOneServesAFolder: a second pusat serve on the same folder is told why not, and changes
// nothing; other commands work beside the first, and after its end, however it ends, the
// next one serves.
func TestOneServesAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0"}
	p := mustServe(t, dir, args...)
	_, err := pusat(t, append([]string{"serve", "--demo", "--data", dir}, args...)...)
	if enrol.CodeOf(err) != enrol.CodeUsage || !strings.Contains(err.Error(), "another pusat serve works in the folder "+dir) || !strings.Contains(err.Error(), "PostgreSQL") {
		t.Fatalf("a second one: %v", err)
	}
	mustPusat(t, "devices", "--data", dir)
	p.kill()
	mustServe(t, dir, args...)
}

// TestSecondChangesNoDatabase: who finds the folder taken leaves its database as it is: the
// one that serves may be of an older version, which knows nothing of a newer schema.
func TestSecondChangesNoDatabase(t *testing.T) {
	dir := t.TempDir()
	first := &Main{Config: Config{Data: dir}}
	lock, err := first.alone()
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	if _, err := pusat(t, "serve", "--demo", "--data", dir, "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0"); enrol.CodeOf(err) != enrol.CodeUsage {
		t.Fatalf("a second one: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, databaseFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the second one touched the database: %v", err)
	}
}

// TestSlowBodies: who begins a form and sends no more is let go, long before a thousand of
// them would use up anything.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, in := io.Pipe()
	m := NewMain()
	m.Stdout, m.Stderr, m.readTime = in, io.Discard, time.Second
	if err := m.ParseFlags([]string{"serve", "--demo", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0"}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	at, err := readyLine(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{at.Listening + "/masuk", at.Office + "/masuk"} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := tls.Dial("tcp", u.Host, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		fmt.Fprintf(conn, "POST /masuk HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nnik=1", u.Host)
		_ = conn.SetReadDeadline(began.Add(20 * time.Second))
		_, err = io.Copy(io.Discard, conn)
		if took := time.Since(began); os.IsTimeout(err) || took > 15*time.Second {
			t.Errorf("%s: let go after %v", u.Path, took)
		}
		_ = conn.Close()
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// TestNotReadyWhileStopping: balancers hear that nobody is to be sent any more while what
// comes all the same is served.
func TestNotReadyWhileStopping(t *testing.T) {
	t.Parallel()
	p := mustServe(t, t.TempDir(), "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0", "--drain", "8s")
	c := browser(t)
	if status, _ := p.state(c, p.at.Listening+"/readyz"); status != http.StatusOK {
		t.Fatal(status)
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for ; ; time.Sleep(10 * time.Millisecond) { // until it refuses connections, at the latest
		status, text := p.state(c, p.at.Listening+"/readyz")
		if status == http.StatusServiceUnavailable && text == string(enrol.CodeServer) {
			break
		}
	}
	if status, _ := p.state(c, p.at.Listening+"/daftar"); status != http.StatusOK {
		t.Errorf("a resident who comes now: %d", status)
	}
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("ended with %d", code)
	}
}

// TestBackupOfAFolder: a backup made while pusat serves can stand in for its folder: the
// counter's packet is known, the code that was mailed works, and the evidence opens.
func TestBackupOfAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, copied := filepath.Join(dir, "data"), filepath.Join(dir, "copy")
	args := []string{"--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0"}
	p := mustServe(t, data, args...)
	o := mustEnrol(t, p, data)
	c := browser(t)
	item := o.approve(p.next(c))
	o.send(item)
	code := p.awaitMail(c, 1)[0].Code()
	if out := mustPusat(t, "backup", copied, "--data", data); out != copied+"\n" {
		t.Errorf("it says %q", out)
	}
	if _, err := pusat(t, "backup", copied, "--data", data); enrol.CodeOf(err) != enrol.CodeUsage {
		t.Errorf("over an old backup: %v", err)
	}
	p.kill()
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", databaseFile, keysFolder, keysFolder + "/packet.key"} {
		if st, err := os.Stat(filepath.Join(copied, name)); err != nil || st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%q in the backup: %v %v", name, st.Mode(), err)
		}
	}
	out := filepath.Join(dir, "opened")
	for _, bad := range [][]string{{item.ID}, {item.ID, "--reason", "x"}, {"0198c0de-0000-7000-8000-000000000000", "--reason", "laporan warga"}, {}} {
		if _, err := pusat(t, append([]string{"evidence", "--data", copied, "--out", out}, bad...)...); enrol.CodeOf(err) != enrol.CodeUsage {
			t.Errorf("evidence %v: %v", bad, err)
		}
	}
	mustPusat(t, "evidence", item.ID, "--reason", "laporan wajah tertukar", "--data", copied, "--out", out)
	picture, err := os.ReadFile(filepath.Join(out, "selfie.jpg"))
	if err != nil || !bytes.Equal(picture, []byte{0xFF, 0xD8, 0xFF, 0xE0}) {
		t.Errorf("the selfie: %v %v", picture, err)
	}
	if text, err := os.ReadFile(filepath.Join(out, "case.json")); err != nil || !bytes.Contains(text, []byte(item.ID)) || bytes.Contains(text, []byte(`"selfie"`)) {
		t.Errorf("the case: %v", err)
	}
	if got := deedsIn(t, copied); got[len(got)-1] != "evidence "+item.ID {
		t.Errorf("the record says %q", got)
	}
	p = mustServe(t, copied, append(args[:3:3], strings.TrimPrefix(p.at.Devices, "https://"))...)
	if r := o.send(item); r.Answer != enrol.AnswerDuplicate {
		t.Fatalf("after the restore: %+v", r)
	}
	r, err := browser(t).PostForm(p.at.Listening+"/aktivasi", url.Values{"nik": {"3276001203850001"}, "code": {code}})
	if page := read(t, r, err); !strings.Contains(page, `action="/rahasia"`) {
		t.Error("the code that was mailed does not work")
	}
}

// TestBackupOfPostgreSQL: pg_dump's copy and the keys that pusat backup writes are the
// registry again, on another database.
func TestBackupOfPostgreSQL(t *testing.T) {
	t.Parallel()
	cluster := pgtest.MustStart(t)
	dsn := cluster.MustDatabase(t)
	dir := t.TempDir()
	d, err := postgres.Open(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	e := registrytest.MustJoin(t, d, filepath.Join(dir, "data", keysFolder))
	agus := enrol.NIK(demo.Residents()[0].NIK)
	done := e.MustEnrol().MustApprove(agus, "")
	e.Pump()
	copied := filepath.Join(dir, "copy")
	if out := mustPusat(t, "backup", copied, "--data", filepath.Join(dir, "data"), "--dsn", dsn); !strings.Contains(out, "pg_dump") {
		t.Errorf("it says %q", out)
	}
	restored, err := cluster.Copy("test1", "restored")
	if err != nil {
		t.Fatal(err)
	}
	again, err := postgres.Open(restored)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	r := registrytest.MustJoin(t, again, filepath.Join(copied, keysFolder))
	if _, err := r.Service.Activate(t.Context(), agus, e.Mail.Mails()[0].Code, registrytest.Phone); err != nil {
		t.Errorf("the code that was mailed: %v", err)
	}
	if ev, err := r.Service.OpenEvidence(t.Context(), registry.Console, done.ID, "trying the backup"); err != nil || ev.Case.Resident.NIK != agus {
		t.Errorf("the evidence: %v", err)
	}
}
