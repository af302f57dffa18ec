package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/drawn/phone"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/internal/training"
	"github.com/gerai-ikd/gerai/scanner"
	"github.com/gerai-ikd/gerai/slip"
	"github.com/gerai-ikd/gerai/ui"
	"github.com/gerai-ikd/gerai/ui/look"
)

// fakeCUPS puts an lp and an lpstat before the system's, and answers the file that has a
// line for each document: how it was to be printed.
func fakeCUPS(t *testing.T) (printed func() []string) {
	t.Helper()
	dir := t.TempDir()
	out := filepath.Join(dir, "printed")
	for name, script := range map[string]string{
		"lpstat": `case "$1" in
-a) echo "struk accepting requests since Mon"; echo "kantor accepting requests since Mon"; echo "rusak not accepting requests since Mon"
    echo "macet accepting requests since Mon";;
-p) [ "$2" = macet ] && echo "printer macet disabled since Mon 02 Mar 2026 10:00:00 AM -";;
-d) echo "system default destination: kantor";;
esac`,
		"lp": `head -c 5 >> ` + out + `; cat > /dev/null; echo " $@" >> ` + out,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return func() []string {
		text, _ := os.ReadFile(out)
		return strings.Split(strings.TrimSpace(string(text)), "\n")
	}
}

// choose keeps what staff chose, as the window does.
func (c *counter) choose(p ui.Prefs) { c.chosen.Store(&p) }

// TestPrinters: slips and sheets go to the printer that was chosen for each, or to a file,
// and the test page goes where they would.
func TestPrinters(t *testing.T) {
	ctx, printed := t.Context(), fakeCUPS(t)
	c := mustTrain(t, t.TempDir())
	d := devices{c, testProgram()}
	names, standard, err := d.Printers(ctx)
	if err != nil || !slices.Equal(names, []string{"kantor", "macet", "struk"}) || standard != "kantor" {
		t.Fatalf("printers %v, %q, %v", names, standard, err)
	}
	for _, tt := range []struct {
		name   string
		chosen ui.Prefs
		sheet  bool
		want   string // of the line that lp was called with; "": a file
	}{
		{"Standard", ui.Prefs{}, false, "%PDF- -d kantor -t Gerai -"},
		{"Slip", ui.Prefs{Printer: "struk", Paper: "80mm"}, false, "%PDF- -d struk -t Gerai -"},
		{"SheetAsSlips", ui.Prefs{Printer: "struk"}, true, "%PDF- -d struk -t Gerai -o media=A4 -"},
		{"Sheet", ui.Prefs{Printer: "struk", Sheets: "kantor"}, true, "%PDF- -d kantor -t Gerai -o media=A4 -"},
		{"File", ui.Prefs{Printer: ui.PrinterFile}, false, ""},
		{"SheetFile", ui.Prefs{Printer: "struk", Sheets: ui.PrinterFile}, true, ""},
	} {
		c.choose(tt.chosen)
		before := printed()
		got, err := d.TestPage(ctx, tt.sheet, "id")
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		after := printed()
		if tt.want == "" {
			if got.File == "" || len(after) != len(before) {
				t.Errorf("%s: went to %+v", tt.name, got)
			}
			continue
		}
		if after[len(after)-1] != tt.want {
			t.Errorf("%s: lp was asked %q, want %q", tt.name, after[len(after)-1], tt.want)
		}
	}
	for chosen, level := range map[string]string{"": "ok", "struk": "ok", ui.PrinterFile: "ok", "rusak": "warning", "macet": "warning"} {
		c.choose(ui.Prefs{Printer: chosen})
		if f := c.lookPrinter(d.p)(ctx, c.cfg); len(f) != 1 || f[0].Level != level {
			t.Errorf("the doctor says of %q: %+v", chosen, f)
		}
	}
}

// TestScannerTestTakesTheCode: while a test listens the lane sees no code, and afterwards
// it does; what a code is, is said without opening a case.
func TestScannerTestTakesTheCode(t *testing.T) {
	c := mustTrain(t, t.TempDir())
	d := devices{c, testProgram()}
	text, err := c.school.QR(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for want, text := range map[string]string{"scantest.credential": text, "scantest.slip": enrol.SlipText(enrol.NewSlipToken()) + "-LOKET-2", "": "HTTPS://EXAMPLE.COM"} {
		got := d.Reads(t.Context(), text)
		if got.Key != want || want == "" && (got.Code != enrol.CodeQRForeign || got.Tone != look.Warn) {
			t.Errorf("%q reads as %+v", want, got)
		}
	}
	r := &reader{s: scanner.New(scanner.Options{}), count: &atomic.Int64{}, test: &c.scanTest}
	t.Cleanup(func() { _ = r.s.Close() })
	page, err := phone.RenderGray(phone.Options{Text: text, Level: "M", Module: 5})
	if err != nil {
		t.Fatal(err)
	}
	var heard []ui.ScanRead
	stop := d.Listen(func(s ui.ScanRead) { heard = append(heard, s) })
	read := func() string {
		for range 10 {
			if s := r.Read(page); s.Text != "" || len(heard) > 0 {
				return s.Text
			}
		}
		return ""
	}
	if !c.deps("").Tests() {
		t.Error("the lane's eye does not look")
	}
	if got := read(); got != "" || len(heard) != 1 || heard[0].Key != "scantest.credential" {
		t.Fatalf("the lane read %d letters, the test heard %+v", len(got), heard)
	}
	stop()
	if c.deps("").Tests() {
		t.Error("the lane's eye looks on")
	}
	heard = nil
	r.Reset()
	if got := read(); got != text || len(heard) != 0 {
		t.Errorf("after the test the lane reads %d letters", len(got))
	}
}

// TestShiftNeedsAnOwnPIN: a supervisor who has not chosen a PIN of her own signs nothing.
func TestShiftNeedsAnOwnPIN(t *testing.T) {
	ctx := t.Context()
	c := mustTrain(t, t.TempDir())
	cheap := phc.Params{Memory: 64, Time: 1, Threads: 1}
	staff := []enrol.Staff{{ID: "budi", Role: enrol.RoleSupervisor, Verifier: phc.Hash("975310", cheap), MustSet: true},
		{ID: "ani", Role: enrol.RoleSupervisor, Verifier: phc.Hash("531864", cheap)}}
	if err := c.store.Apply(ctx, enrol.Pull{At: time.Now(), Staff: staff}); err != nil {
		t.Fatal(err)
	}
	_, _, err := newDesk(c).CloseShift(ctx, enrol.ShiftOrder{By: "ani", Sign: "budi", PIN: "975310"})
	if enrol.CodeOf(err) != enrol.CodeForbidden || detailsOf(err)["why"] != "own-pin" {
		t.Errorf("signed with a PIN that others know: %v", err)
	}
	sheet, files, err := newDesk(c).CloseShift(ctx, enrol.ShiftOrder{By: "ani", Sign: "ani", PIN: "531864"})
	if err != nil || sheet.Seq == 0 || len(files) != 3 {
		t.Fatalf("%+v, %v, %v", sheet, files, err)
	}
	kept(t, newDesk(c), files)
}

// kept finds the sheet again, prints it and saves it elsewhere.
func kept(t *testing.T, d desk, files []string) {
	t.Helper()
	ctx, printed := t.Context(), fakeCUPS(t)
	if err := os.MkdirAll(d.slipFolder(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.slipFolder(), "20260309-101500-1.pdf"), []byte("%PDF-x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.slipFolder(), "gaji.pdf"), []byte("%PDF-y"), 0o600); err != nil { // somebody else's
		t.Fatal(err)
	}
	all, err := d.Kept(ctx)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	i := slices.IndexFunc(all, func(k enrol.KeptPaper) bool { return !k.Slip })
	if len(all[i].Files) != 3 {
		t.Fatalf("a sheet of %v", all[i].Files)
	}
	for _, k := range all {
		if _, err := d.PrintKept(ctx, k, "ani"); err != nil {
			t.Error(err)
		}
	}
	if got := strings.Count(strings.Join(printed(), ";"), "media=A4"); got != 1 || len(printed()) != 2 {
		t.Errorf("printed %q", printed())
	}
	stick := t.TempDir()
	if n, err := d.SaveKept(ctx, all[i], stick, "ani"); err != nil || n != 3 {
		t.Fatalf("%d files saved, %v", n, err)
	}
	for _, f := range files {
		a, _ := os.ReadFile(f)
		b, err := os.ReadFile(filepath.Join(stick, filepath.Base(f)))
		if err != nil || string(a) != string(b) {
			t.Errorf("%s on the stick: %v", filepath.Base(f), err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(stick, ".*")); len(left) > 0 {
		t.Errorf("left on the stick: %v", left)
	}
	if n, err := d.SaveKept(ctx, all[i], filepath.Join(stick, "none"), "ani"); err == nil || n != 0 {
		t.Error("saved in a folder that is not there")
	}
	if got := inChain(t, d, "ani"); got["paper-print"] != 2 || got["paper-save"] != 2 {
		t.Errorf("the chain has %v", got)
	}
	if err := d.store.Apply(ctx, enrol.Pull{At: time.Now(), Staff: []enrol.Staff{{ID: "tono", Role: enrol.RoleTechnician, Verifier: "x"}}}); err != nil {
		t.Fatal(err)
	}
	_, err = d.PrintKept(ctx, all[i], "tono")
	if _, serr := d.SaveKept(ctx, all[i], stick, "tono"); enrol.CodeOf(err) != enrol.CodeForbidden || enrol.CodeOf(serr) != enrol.CodeForbidden {
		t.Errorf("a technician: %v, %v", err, serr)
	}
}

// inChain counts somebody's entries of each kind.
func inChain(t *testing.T, d desk, actor string) map[string]int {
	t.Helper()
	n := map[string]int{}
	if err := d.store.Walk(t.Context(), func(e enrol.AuditEntry) error {
		if e.Actor == actor {
			n[e.Kind]++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSlipAgain: the slip of a parked case is the same once more, a receipt says what the
// books still know, and what has no slip is said.
func TestSlipAgain(t *testing.T) {
	ctx := context.Background()
	c := mustTrain(t, t.TempDir())
	d := newDesk(c)
	now := time.Now()
	base := enrol.Case{ID: newID(), Kind: enrol.KindFirstCard, State: enrol.StateOpened, Outlet: training.Outlet, Operator: "ani", Training: true, OpenedAt: now,
		Resident: enrol.Resident{NIK: "3276004112990011", Email: "indah@warga.example"}, Slip: enrol.NewSlipToken(), Documents: []enrol.Document{enrol.DocNewestKK}}
	parked := base
	parked.Reason = enrol.ReasonBringPapers
	parked, err := parked.Apply(enrol.EventPark, now)
	if err != nil {
		t.Fatal(err)
	}
	approved := base
	approved.ID, approved.Kind, approved.State, approved.DecidedAt = newID(), enrol.KindNew, enrol.StateApproved, now
	for _, x := range []enrol.Case{parked, approved} {
		if err := c.store.Decide(ctx, x); err != nil {
			t.Fatal(err)
		}
	}
	s, err := d.slipAgain(ctx, parked.ID)
	if err != nil || s.Receipt || s.Token != base.Slip || len(s.Missing) != 3 || s.Counter == "" || s.Until.Before(now) {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = d.slipAgain(ctx, approved.ID)
	if err != nil || !s.Receipt || !s.Copy || !s.ByMail || s.Email != "" || s.NIK != base.Resident.NIK.Masked() {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := d.PrintAgain(ctx, newID(), "ani"); enrol.CodeOf(err) != enrol.CodeNotFound {
		t.Errorf("of nothing: %v", err)
	}
	c.choose(ui.Prefs{Printer: ui.PrinterFile})
	if p, err := d.PrintAgain(ctx, approved.ID, "ani"); err != nil || p.File == "" || !slip.IsKept(filepath.Base(p.File)) {
		t.Errorf("%+v, %v", p, err)
	}
	if got := inChain(t, d, "ani"); got["slip-again"] != 1 {
		t.Errorf("the chain has %v", got)
	}
	if p, err := (devices{c, testProgram()}).TestPage(ctx, false, "id"); err != nil || filepath.Dir(p.File) != c.testFolder() {
		t.Errorf("test page: %+v, %v", p, err)
	}
}
