package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
)

// finding is one thing that doctor looked at.
type finding struct {
	What  string     `json:"what"` // display, camera, detector, models, printer, database, aside, key, audit, queue, registry, clock, disk, swap
	OK    bool       `json:"ok"`
	Level string     `json:"level"` // "ok", "warning", "fault"
	Fact  string     `json:"fact"`
	Code  enrol.Code `json:"code,omitempty"`
	Do    string     `json:"do,omitempty"`
}

// doctorWaits is how long each thing may take to answer.
const doctorWaits = 6 * time.Second

// lowDisk is from how little free space on the doctor warns, bytes.
const lowDisk = 1 << 30

// doctor says what works, what doesn't and what to do. Exit status 0: nothing is at
// fault, 1: something is.
func (p *program) doctor(ctx context.Context, args []string) int {
	var asJSON bool
	cfg, _, err := p.parse("doctor", args, func(fs *flag.FlagSet, _ *Config) {
		fs.BoolVar(&asJSON, "json", false, "an object a line")
	})
	if err != nil {
		return p.fail(err)
	}
	status := exitOK
	for _, look := range p.lookAtAll() {
		for _, f := range look(ctx, cfg) {
			if f.Level == "fault" {
				status = exitNo
			}
			p.printFinding(f, asJSON)
		}
	}
	return status
}

// looker looks at one part of this PC.
type looker func(context.Context, Config) []finding

// lookAtAll are the parts in the order in which they are told.
func (p *program) lookAtAll() []looker {
	return []looker{p.lookDisplay, p.lookCamera, p.lookDetector, p.lookModels, p.lookPrinter, p.lookDatabase, p.lookDisk, p.lookSwap}
}

// findings are those of some parts together.
func (p *program) findings(ctx context.Context, cfg Config, parts []looker) (out []finding) {
	for _, look := range parts {
		for _, f := range look(ctx, cfg) {
			f.OK = f.Level == "ok"
			out = append(out, f)
		}
	}
	return out
}

func (p *program) printFinding(f finding, asJSON bool) {
	f.OK = f.Level == "ok"
	if asJSON {
		_ = json.NewEncoder(p.out).Encode(f)
		return
	}
	mark := map[string]string{"ok": "✓", "warning": "!", "fault": "✗"}[f.Level]
	fmt.Fprintf(p.out, "%s %-9s %s\n", mark, p.text("doctor."+f.What, nil), f.Fact)
	if f.Do != "" {
		fmt.Fprintf(p.out, "            → %s\n", f.Do)
	}
}

func (p *program) good(what, fact string) []finding {
	return []finding{{What: what, Level: "ok", Fact: fact}}
}

// notChecked is a row for what could not be looked at, and why: nobody should have to
// know which rows there are.
func (p *program) notChecked(why string, whats ...string) (out []finding) {
	for _, what := range whats {
		out = append(out, finding{What: what, Level: "warning", Fact: p.text("doctor.not-checked", map[string]string{"why": why})})
	}
	return out
}

// bad turns an error into a finding in the staff's language.
func (p *program) bad(what, level string, err error) []finding {
	code, args := enrol.CodeOf(err), detailsOf(err)
	fact := p.text("code."+string(code), args)
	if why := args["keyring"]; why != "" {
		fact += " " + p.text("keyring."+why, nil)
	}
	return []finding{{What: what, Level: level, Code: code, Fact: fact, Do: p.text("code."+string(code)+".do", args)}}
}

func (p *program) lookDisplay(_ context.Context, cfg Config) []finding {
	if p.display() {
		shown := cmp.Or(p.env("WAYLAND_DISPLAY"), p.env("DISPLAY"))
		if _, err := exec.LookPath("xset"); err != nil && cfg.Kiosk && p.env("WAYLAND_DISPLAY") == "" {
			return []finding{{What: "display", Level: "warning", Fact: p.text("doctor.sleeps", nil),
				Do: p.text("doctor.sleeps.do", nil)}}
		}
		return p.good("display", shown)
	}
	return p.bad("display", "fault", enrol.NewError(enrol.CodeNoDisplay, "look for a display"))
}

// lookDetector makes the face check as the counter does: a PC without any detector can't
// take a picture by itself, and a model that is there may not work here.
func (p *program) lookDetector(_ context.Context, cfg Config) []finding {
	return p.detector(face.Config{ModelsDir: cfg.Models, Embedder: cfg.Embedder})
}

func (p *program) detector(cfg face.Config) []finding {
	c, err := face.New(cfg)
	if err != nil {
		return []finding{{What: "detector", Level: "fault", Code: enrol.CodeOf(err), Fact: p.text("doctor.no-detector", nil),
			Do: p.text("doctor.no-detector.do", nil)}}
	}
	defer c.Close()
	out := p.good("detector", c.Detector())
	for _, issue := range c.Issues() {
		out = append(out, p.bad("detector", "warning", issue)...)
	}
	return out
}

func (p *program) lookModels(_ context.Context, cfg Config) []finding {
	all, err := face.Verify(cfg.Models)
	if err != nil {
		return p.bad("models", "fault", err)
	}
	var out []finding
	has := map[face.Role]bool{}
	for _, m := range all {
		has[m.Model.Role] = has[m.Model.Role] || m.Here && m.Err == nil
		switch {
		case !m.Here:
		case m.Err != nil:
			out = append(out, p.bad("models", "fault", m.Err)...)
		default:
			out = append(out, p.good("models", fmt.Sprintf("%s (%s, %s)", m.Model.ID, m.Model.Role, m.Model.Licence))...)
		}
	}
	if len(out) == 0 {
		return p.bad("models", "warning", enrol.NewError(enrol.CodeNoModel, "look for models"))
	}
	for _, role := range []face.Role{face.RoleDetector, face.RoleEmbedder, face.RoleLiveness} {
		if !has[role] {
			out = append(out, finding{What: "models", Level: "warning", Fact: p.text("doctor.models-no."+string(role), nil), Do: p.text("doctor.models-no.do", nil)})
		}
	}
	return out
}

// lookDatabase opens the database beside a running counter, and what it knows of.
func (p *program) lookDatabase(ctx context.Context, cfg Config) []finding {
	if _, err := os.Stat(filepath.Join(cfg.Data, databaseName)); errors.Is(err, fs.ErrNotExist) {
		out := p.bad("database", "warning", enrol.NewError(enrol.CodeNotEnrolled, "look for the database"))
		return append(out, p.notChecked(out[0].Fact, "key", "audit", "queue", "registry", "clock")...)
	}
	db, err := p.openStore(ctx, cfg, true)
	if err == nil {
		defer db.Close()
		err = db.Check(ctx)
	}
	if err != nil {
		out := p.bad("database", "fault", err)
		if enrol.CodeOf(err) == enrol.CodeKeyLocked {
			out[0].Do += " " + p.text("way-out.key", nil)
		}
		return append(out, p.notChecked(out[0].Fact, "key", "audit", "queue", "registry", "clock")...)
	}
	out := p.good("database", cfg.Data)
	out = append(out, p.lookAside(ctx, db)...)
	out = append(out, p.lookKey(cfg)...)
	if n, err := db.Verify(ctx); err != nil {
		out = append(out, p.bad("audit", "fault", err)...)
	} else {
		out = append(out, p.good("audit", fmt.Sprint(n))...)
	}
	out = append(out, p.lookQueue(ctx, db)...)
	return append(out, p.lookRegistry(ctx, db)...)
}

// lookRegistry asks the registry for a sign of life and compares the clocks.
func (p *program) lookRegistry(ctx context.Context, db *store.Store) []finding {
	id, err := sync.LoadIdentity(ctx, db)
	if err != nil {
		return p.withoutClock(p.bad("registry", "warning", err))
	}
	if out := p.lookCertificate(id); out != nil {
		return p.withoutClock(out)
	}
	client, err := sync.NewClient(id, db, sync.Timeouts{Short: doctorWaits})
	if err != nil {
		return p.withoutClock(p.bad("registry", "fault", err))
	}
	defer client.Close()
	h, err := client.Health(ctx)
	if err != nil {
		return p.withoutClock(p.bad("registry", "fault", err))
	}
	host := id.URL
	if u, err := url.Parse(id.URL); err == nil {
		host = u.Host
	}
	out := p.good("registry", host)
	off := time.Until(h.Time).Round(time.Second)
	if off.Abs() > 2*time.Minute {
		return append(out, finding{What: "clock", Level: "warning", Fact: p.text("bar.clock-off", map[string]string{"off": off.String()}),
			Do: p.text("code.qr-not-yet.do", nil)})
	}
	return append(out, p.good("clock", off.String())...)
}

// withoutClock adds that the clock can't be compared with a registry that said nothing.
func (p *program) withoutClock(out []finding) []finding {
	return append(out, p.notChecked(out[0].Fact, "clock")...)
}

func (p *program) lookDisk(_ context.Context, cfg Config) []finding {
	free := freeDisk(cfg.Data)
	if free < 0 {
		return p.notChecked(cfg.Data, "disk")
	}
	fact := fmt.Sprintf("%d MB", free>>20)
	if free < lowDisk {
		return []finding{{What: "disk", Level: "warning", Fact: fact, Do: p.text("code.disk-full.do", nil)}}
	}
	return p.good("disk", fact)
}

// freeDisk is what this user may still write at path or the nearest folder above it,
// bytes; -1 where that can't be had.
func freeDisk(path string) int64 {
	for {
		var st syscall.Statfs_t
		if err := syscall.Statfs(path, &st); err == nil {
			return int64(st.Bavail) * int64(st.Bsize)
		}
		up := filepath.Dir(path)
		if up == path {
			return -1
		}
		path = up
	}
}
