package e2e

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // the counter's own books
	"github.com/xuri/excelize/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/stage"
)

// The supervisor of the demonstration's outlet, and who comes for the next shift.
const (
	supervisorName = "budi"
	supervisorPIN  = "975310"
	nextName       = "ani"
	nextPIN        = "531864"
)

// TestHandOver ends a shift with a case half-done: it is handed over knowingly, the
// supervisor signs, the sheet goes to the printer and adds up; who comes next chooses a
// PIN of her own, finds the case at its step, and her sheet adds up too.
func TestHandOver(t *testing.T) {
	printed := fakePrinter(t)
	th := newTheatre(t, 6*time.Minute)
	pins, err := th.pusat.SetupPINs(th.ctx, `
[[outlet]]
id = "demo"
name = "Gerai Peragaan"
region = "3276"

[[outlet.staff]]
id = "`+nextName+`"
name = "Ani Lestari"
role = "staff"
`)
	th.must(err)
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	th.gerai.Camera = th.camera.URL()
	th.enter()
	th.dayCase("in-order", 1)
	at := th.judged(2, th.scanned(th.nextQR()))
	id := th.gerai.Events()[at].Case
	th.shot("half-done")

	th.closeShift(true)
	th.sheet(1, map[string]string{"Kasus dibuka": "2", "Disetujui": "1", "Diserahkan ke giliran berikut": "1"})
	th.printedOnA4(printed)
	from := th.logOut()
	th.newcomer(pins["demo/"+nextName])
	at = th.until("the case that was handed over", from, func(e stage.Event) bool { return e.Phase == "decide" })
	if got := th.gerai.Events()[at].Case; got != id {
		t.Fatalf("case %s was handed over, %s came up", id, got)
	}
	th.shot("taken-over")
	th.approve(at)
	th.show(th.person(0))
	_, _, err = th.gerai.AwaitPhase(th.ctx, "ready", at)
	th.must(err)
	th.closeShift(false)
	th.sheet(2, map[string]string{"Dari giliran sebelumnya": "1", "Disetujui": "1", "Diserahkan ke giliran berikut": "0"})
	th.must(th.display.Key(th.ctx, "F9"))
	th.must(stage.Settle(th.ctx))
	th.delivered(2)
	th.figures()
}

// closeShift goes from the lane to the shift's end and has the supervisor sign.
func (th *theatre) closeShift(halfDone bool) {
	th.t.Helper()
	for _, step := range []struct{ key, shows string }{{"F9", "queue"}, {"F8", "figures"}, {"F6", "shift"}} {
		from := th.now()
		th.must(th.display.Key(th.ctx, step.key))
		_, _, err := th.gerai.Await(th.ctx, th.gerai.Process, step.shows, from, func(e stage.Event) bool { return e.Kind == step.shows })
		th.must(err)
	}
	th.shot("shift-adds-up")
	th.must(th.display.Key(th.ctx, "Return"))
	if halfDone {
		th.shot("hand-over-asked")
		th.must(th.display.Key(th.ctx, "Return"))
	}
	for _, who := range []string{supervisorName, supervisorPIN} {
		th.must(th.display.TypeAt(th.ctx, person, who))
		th.must(th.display.Key(th.ctx, "Return"))
	}
}

// wait looks again and again until a thing is there.
func (th *theatre) wait(what string, there func() bool) {
	th.t.Helper()
	limit, cancel := context.WithTimeout(th.ctx, patience)
	defer cancel()
	for !there() {
		select {
		case <-limit.Done():
			th.must(fmt.Errorf("wait for %s: %w", what, limit.Err()))
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// printedOnA4 waits for the line of a printing on A4.
func (th *theatre) printedOnA4(printed string) {
	th.t.Helper()
	th.wait("the sheet on A4", func() bool {
		asked, err := os.ReadFile(printed)
		return err == nil && strings.Contains(string(asked), "media=A4")
	})
}

// sheet waits for the newest of n sheets and looks for figures in each of its files; it must
// add up, and have the head that the audit chain has.
func (th *theatre) sheet(n int, want map[string]string) {
	th.t.Helper()
	var files []string
	th.wait(fmt.Sprintf("%d sheets", n), func() bool {
		var err error
		files, err = filepath.Glob(filepath.Join(th.gerai.Dir, "sheets", "*.xlsx")) // the last of the three
		th.must(err)
		return len(files) >= n
	})
	th.shot("shift-closed")
	if len(files) != n {
		th.t.Fatalf("%d sheets, want %d", len(files), n)
	}
	base := strings.TrimSuffix(files[n-1], ".xlsx")
	f, err := os.Open(base + ".csv")
	th.must(err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	th.must(err)
	found := table(rows)
	want["seq"], want["hash"] = found["seq"], th.audited(found["seq"])
	want["adds"], want["signed by"] = "true", supervisorName
	for name, value := range want {
		if found[name] != value {
			th.t.Errorf("sheet %d, %s: %q, want %q", n, name, found[name], value)
		}
	}
	book, err := excelize.OpenFile(files[n-1])
	th.must(err)
	defer book.Close()
	cells, err := book.GetRows("Sheet1")
	th.must(err)
	if got := table(cells); !maps.Equal(got, found) {
		th.t.Errorf("sheet %d: the workbook has %v, the table %v", n, got, found)
	}
	th.paper(base+".pdf", n, want)
}

// table is what each row of a sheet is called, and what it says.
func table(rows [][]string) map[string]string {
	out := map[string]string{}
	for _, r := range rows {
		out[r[1]] = r[2]
	}
	return out
}

// paper reads the sheet that is printed: its figures and its signatures in Indonesian, and the audit
// chain's head.
func (th *theatre) paper(pdf string, n int, want map[string]string) {
	th.t.Helper()
	raw, err := exec.CommandContext(th.ctx, "pdftotext", "-layout", pdf, "-").Output()
	th.must(err)
	text := strings.Join(strings.Fields(string(raw)), " ")
	parts := []string{"Lembar tutup giliran", "Jumlahnya cocok.", "(" + supervisorName + ")", "entri " + want["seq"]}
	for name, value := range want {
		switch name {
		case "hash":
			for i := 0; i < len(value); i += 8 {
				parts = append(parts, value[i:i+8])
			}
		case "seq", "adds", "signed by":
		default:
			parts = append(parts, name+" "+value)
		}
	}
	for _, p := range parts {
		if !strings.Contains(text, p) {
			th.t.Errorf("the paper of sheet %d lacks %q: %s", n, p, text)
		}
	}
}

// audited is the hash of the entry that closes a shift, as the counter's own books have it.
func (th *theatre) audited(seq string) string {
	th.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(th.gerai.Dir, "gerai.db")+"?mode=ro&_query_only=true&_busy_timeout=5000")
	th.must(err)
	defer db.Close()
	var kind string
	var hash []byte
	th.must(db.QueryRowContext(th.ctx, `SELECT kind, hash FROM audit WHERE seq = ?`, seq).Scan(&kind, &hash))
	if kind != enrol.AuditShift {
		th.t.Errorf("entry %s of the audit chain is a %q", seq, kind)
	}
	return hex.EncodeToString(hash)
}

// logOut leaves with a case open, and answers the event from which the door is shut.
func (th *theatre) logOut() int {
	th.t.Helper()
	from := th.now()
	th.must(th.display.Key(th.ctx, "F12"))
	th.must(th.display.Key(th.ctx, "Return"))
	at := th.until("the door", from, func(e stage.Event) bool { return e.Phase == "closed" })
	_, _, err := th.gerai.Await(th.ctx, th.gerai.Process, "the door in the window", from, func(e stage.Event) bool {
		return e.Kind == "screen" && e.Phase == "closed"
	})
	th.must(err)
	return at
}

// newcomer logs in with the PIN that she was given, and chooses her own.
func (th *theatre) newcomer(pin string) {
	th.t.Helper()
	for _, text := range []string{nextName, pin} {
		th.must(th.display.TypeAt(th.ctx, person, text))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	time.Sleep(2 * time.Second)
	th.shot("own-pin")
	for range 2 {
		th.must(th.display.TypeAt(th.ctx, person, nextPIN))
		th.must(th.display.Key(th.ctx, "Return"))
	}
}

// fakePrinter puts an lp and an lpstat before the system's, and answers the file that
// has a line for each document: how it was to be printed.
func fakePrinter(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out := filepath.Join(dir, "printed")
	for name, script := range map[string]string{"lpstat": `echo "system default destination: loket"`, "lp": `cat > /dev/null; echo "$@" >> ` + out} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return out
}
