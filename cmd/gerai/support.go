package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// support saves a file for whoever helps.
func (p *program) support(ctx context.Context, args []string) int {
	cfg, rest, err := p.parse("support", args, nil)
	if err != nil {
		return p.fail(err)
	}
	folder := p.supportFolder()
	if len(rest) > 0 {
		folder = rest[0]
	}
	path, err := p.supportFile(ctx, cfg, folder, p.findings(ctx, cfg, p.lookAtAll()), nil)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintln(p.out, path)
	return exitOK
}

// supportFolder is where people find what they saved.
func (p *program) supportFolder() string {
	if d := p.env("XDG_DOWNLOAD_DIR"); d != "" {
		return d
	}
	return p.env("HOME")
}

// supportFile writes versions, findings, figures, the audit chain's head, the log and what the
// last crash said into a new file of a folder, and answers its path. None of it is about anybody: what
// looks like a NIK, a number or an address is blotted out on the way, whatever it is.
func (p *program) supportFile(ctx context.Context, cfg Config, folder string, found []finding, log []byte) (string, error) {
	path := filepath.Join(folder, "gerai-"+time.Now().Format("20060102-150405")+".zip")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", (&enrol.Error{Code: enrol.CodeConfig, Op: "save support file", Err: err}).With("file", p.blot(path))
	}
	out := zip.NewWriter(f)
	parts := map[string][]byte{"versions.txt": versions(), "doctor.json": asJSON(found), "log.txt": log}
	if said := lastCrash(cfg.Data); len(said) > 0 {
		parts["crash.txt"] = said
	}
	for name, part := range p.databaseParts(ctx, cfg) {
		parts[name] = part
	}
	for _, name := range sorted(parts) {
		var w interface{ Write([]byte) (int, error) }
		if w, err = out.Create(name); err == nil {
			_, err = w.Write([]byte(p.blot(string(parts[name]))))
		}
		if err != nil {
			break
		}
	}
	if err = errors.Join(err, out.Close(), f.Sync(), f.Close()); err != nil {
		return "", fmt.Errorf("save support file: %w", errors.Join(err, os.Remove(path)))
	}
	return path, nil
}

// databaseParts are what the database tells without telling of anybody.
func (p *program) databaseParts(ctx context.Context, cfg Config) map[string][]byte {
	db, err := p.openStore(ctx, cfg, true)
	if err != nil {
		return map[string][]byte{"database.txt": []byte(string(enrol.CodeOf(err)) + "\n")}
	}
	defer db.Close()
	figures := map[string]any{}
	if b, err := db.Backlog(ctx); err == nil {
		figures["backlog"] = b
	}
	if f, err := db.Today(ctx, time.Now()); err == nil {
		figures["today"], figures["median_ms"] = f.Counts, f.Median.Milliseconds()
	}
	if kind, err := store.KeyKind(cfg.Data); err == nil {
		figures["key"] = kind
	}
	if s, err := db.Settings(ctx); err == nil {
		figures["outlet"], figures["stops"], figures["idle_lock"] = s.Outlet, s.Stops, s.LockAfter().String()
	}
	head := "?\n"
	if seq, hash, err := db.Head(ctx); err == nil {
		head = fmt.Sprintf("%d %s\n", seq, hash)
	}
	return map[string][]byte{"figures.json": asJSON(figures), "audit-head.txt": []byte(head)}
}

func asJSON(v any) []byte {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return []byte(err.Error())
	}
	return append(raw, '\n')
}

// versions are of what runs here.
func versions() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "gerai %s\n%s %s/%s\n%d processors\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	for _, name := range []string{"/etc/os-release", "/proc/version"} {
		if raw, err := os.ReadFile(name); err == nil {
			out.Write(raw)
		}
	}
	return out.Bytes()
}

// private matches what is never to be in a support file: 16 digits and mobile numbers, however
// they are grouped, and e-mail addresses. What is hexadecimal, a hash or an id, is left alone.
var private = regexp.MustCompile(`\b\d(?:[ .-]?\d){15}\b|(?:^|[^0-9a-fA-F-]|[^0-9a-fA-F]-)(?:08|\+?62[ .-]?8)(?:[ .-]?\d){7,11}\b|[\w.+-]+@[\w-]+\.[\w.]+`)

// volumes are named by whoever owns the stick, and files on it by whoever wrote them: all until the end.
var volumes = regexp.MustCompile(`/(?:run/)?media/[^"\n]*`)

// tilde takes the user's name out of paths.
func (p *program) tilde(text string) string {
	if home := p.env("HOME"); len(home) > 1 {
		return strings.ReplaceAll(text, home, "~")
	}
	return text
}

// blot takes out what is private, and people's and sticks' names out of paths.
func (p *program) blot(text string) string {
	text = p.tilde(text)
	text = volumes.ReplaceAllString(text, "/media/•••")
	return private.ReplaceAllString(text, "•••")
}
