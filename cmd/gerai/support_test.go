package main

import (
	"archive/zip"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// TestSupportFile fills a counter with a resident, staff and a log that somebody was
// careless with, and looks for any of it in the file.
func TestSupportFile(t *testing.T) {
	ctx, home := context.Background(), t.TempDir()
	cfg := Config{Data: filepath.Join(home, "warga-rekaan", "data"), Models: filepath.Join(home, "models")}
	db, err := store.Open(ctx, store.Options{Dir: cfg.Data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	draft := compared(1)
	if err := db.SaveDraft(ctx, draft); err != nil {
		t.Fatal(err)
	}
	staff := []enrol.Staff{{ID: "siti", Name: "Siti Rahmawati", Role: enrol.RoleStaff, Verifier: "$argon2id$v=19$"}}
	if err := db.Apply(ctx, enrol.Pull{Full: true, At: time.Now(), Staff: staff, Settings: &enrol.Settings{Outlet: "depok-1"}}); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"HOME": home}
	p := &program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, env: func(k string) string { return env[k] }}
	const number = "01a20b22-0bc2-7ba3-8896-a72344914c76" // not the draft's: one number in a thousand has a NIK's sixteen digits
	log := newRecent(3)
	for _, line := range []string{"dropped: too old\n", "level=WARN nik=" + string(draft.Resident.NIK) + "\n",
		"to=" + string(draft.Resident.Email) + " phone=" + string(draft.Resident.Phone) + "\n", "took=1.5s case=" + number + "\n"} {
		if _, err := log.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	found := p.findings(ctx, cfg, []looker{p.lookDisplay, p.lookModels, p.lookDatabase, p.lookDisk})
	path, err := p.supportFile(ctx, cfg, home, found, log.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	parts := unzip(t, path)
	for name, want := range map[string]string{"versions.txt": "gerai dev", "doctor.json": `"what": "database"`, "figures.json": `"idle_lock": "15m0s"`,
		"audit-head.txt": " ", "log.txt": "took=1.5s case=" + number} {
		if !strings.Contains(parts[name], want) {
			t.Errorf("%s lacks %q: %s", name, want, parts[name])
		}
	}
	for name, text := range parts {
		for _, secret := range []string{string(draft.Resident.NIK), draft.Resident.Name, string(draft.Resident.Email), string(draft.Resident.Phone),
			"siti", "Siti", "argon2id", home, "too old"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s has %q", name, secret)
			}
		}
	}
	if _, err := p.supportFile(ctx, cfg, filepath.Join(home, "no", "folder"), found, nil); enrol.CodeOf(err) != enrol.CodeConfig {
		t.Errorf("no folder: %v", err)
	}
}

func unzip(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(raw)
	}
	return parts
}

func TestBlot(t *testing.T) {
	p := &program{env: func(string) string { return "/home/siti" }}
	for in, want := range map[string]string{
		"3276014503990001": "•••", "nik 3276 0145 0399 0001.": "nik •••.", "a.b+c@surel.example x": "••• x", "/home/siti/x": "~/x",
		"081298761234": "•••", "+6281298761234": "•••",
		"0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e": "0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e", "63256 MB": "63256 MB",
		"327601 450399 0001": "•••", "3276-0145-0399-0001": "•••", "0812 9876 1234": "•••", "0812-9876-1234": "•••", "+62 812-9876-1234": "•••",
		"hp=0812.9876.1234": "hp•••", "/media/siti/USB/Budi Santoso.jpg": "/media/•••", `open "/run/media/siti/BUDI/x": gone`: `open "/media/•••": gone`,
		"0195794a-0812-7345-8d5e-2f6a1b0c4d8e": "0195794a-0812-7345-8d5e-2f6a1b0c4d8e", "6.1.0-13-amd64 #1 SMP 6.1.55-1 (2023-09-29)": "6.1.0-13-amd64 #1 SMP 6.1.55-1 (2023-09-29)",
		"ab0812345678901cd": "ab0812345678901cd", "2026-03-09T10:15:30": "2026-03-09T10:15:30",
	} {
		if got := p.blot(in); got != want {
			t.Errorf("%q → %q, want %q", in, got, want)
		}
	}
}
