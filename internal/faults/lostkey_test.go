package faults

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
)

// lost is a PC whose key gets lost, and the real programs that help.
type lost struct {
	*sticks
	gerai string
	data  string
}

func mustLost(t *testing.T, gerai string, residents int) *lost {
	t.Helper()
	l := &lost{sticks: mustSticks(t, residents), gerai: gerai}
	l.data = filepath.Join(l.dir, "pc")
	return l
}

// TestLost plays ways in which a PC stops being the device that signed its queue.
func TestLost(t *testing.T) {
	t.Parallel()
	gerai := filepath.Join(t.TempDir(), "gerai")
	out, err := exec.Command("go", "build", "-tags", "migrated_fynedo", "-o", gerai, "github.com/gerai-ikd/gerai/cmd/gerai").CombinedOutput()
	if err != nil {
		t.Fatalf("build gerai: %v: %s", err, out)
	}
	t.Run("Key", func(t *testing.T) { lostKey(t, mustLost(t, gerai, 14)) })
	t.Run("KeyAndLine", func(t *testing.T) { lostKeyByStick(t, mustLost(t, gerai, 8)) })
	t.Run("Device", func(t *testing.T) { enrolledAnew(t, mustLost(t, gerai, 12)) })
}

// run starts a program and wants its exit status; it answers all that was said.
func (l *lost) run(status int, program string, args ...string) string {
	l.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "GERAI_LANG=id", "HOME="+l.dir, "DISPLAY=")
	out, err := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != status {
		l.t.Fatalf("%s %v: status %d, want %d, %v\n%s", filepath.Base(program), args, got, status, err, out)
	}
	return string(out)
}

func (l *lost) counter(status int, verb string, args ...string) string {
	l.t.Helper()
	return l.run(status, l.gerai, append([]string{verb, "--data", l.data}, args...)...)
}

// office runs a command of the registry's administrator.
func (l *lost) office(verb string, args ...string) string {
	l.t.Helper()
	return strings.TrimSpace(l.run(0, l.bin, append([]string{verb, "--data", l.registry()}, args...)...))
}

func (l *lost) device() string {
	l.t.Helper()
	db, err := store.Open(l.t.Context(), store.Options{Dir: l.data})
	l.must(err)
	defer db.Close()
	id, err := sync.LoadIdentity(l.t.Context(), db)
	l.must(err)
	return id.Device
}

// approved enrols the PC and approves residents without a line; it answers the device.
func (l *lost) approved(from, until int) string {
	l.t.Helper()
	o := l.enrol("pc")
	l.approve(o, from, until)
	l.waiting(o, until-from)
	device := o.Device
	o.Close()
	return device
}

// works is a counter in a process of its own, which serves the residents from one on and
// ends when nothing waits; or, with stuck, when that is what it says of its queue.
func (l *lost) works(from int, stuck string) {
	l.t.Helper()
	queue := filepath.Join(l.dir, "queue")
	l.must(os.WriteFile(queue, []byte(strings.Join(l.qrs, "\n")), 0o600))
	plan, err := json.Marshal(Plan{Dir: l.data, Queue: queue, From: from, Evidence: 20_000, Finish: true, Log: filepath.Join(l.dir, "counter.log")})
	l.must(err)
	cmd := exec.CommandContext(l.t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), PlanVariable+"="+string(plan))
	out, err := cmd.StdoutPipe()
	l.must(err)
	l.must(cmd.Start())
	timer := time.AfterFunc(10*time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	last, said := "", ""
	lines(bufio.NewScanner(out), func(words []string) {
		last = strings.Join(words, " ")
		said += last + "\n"
		if stuck != "" && last == stuck {
			_ = cmd.Process.Kill()
		}
	})
	err = cmd.Wait()
	if stuck != "" && last == stuck {
		return
	}
	if err != nil || last != "drained" {
		l.t.Fatalf("the counter ends with %v and said\n%s", err, said)
	}
}

// settled wants so many cases at the counter, all taken, and its chain whole.
func (l *lost) settled(n int) {
	l.t.Helper()
	db, err := store.Open(l.t.Context(), store.Options{Dir: l.data, ReadOnly: true})
	l.must(err)
	defer db.Close()
	items, err := db.Items(l.t.Context(), enrol.Query{Limit: 1000})
	l.must(err)
	for _, it := range items {
		if it.Delivery != enrol.DeliveryAnswered || it.Answer != enrol.AnswerAccepted && it.Answer != enrol.AnswerDuplicate {
			l.t.Fatalf("case %s is %s, %q %q", it.ID, it.Delivery, it.Answer, it.Code)
		}
	}
	if len(items) != n {
		l.t.Fatalf("%d cases at the counter, want %d", len(items), n)
	}
	_, err = db.Verify(l.t.Context())
	l.must(err)
}

func (l *lost) says(said string, wants ...string) {
	l.t.Helper()
	for _, w := range wants {
		if !regexp.MustCompile(w).MatchString(said) {
			l.t.Errorf("no %q in\n%s", w, said)
		}
	}
}

// lostKey: a PC approves without a line and loses its key. It is set aside, enrolled as
// another device, and its queue, signed by the device that it was, waits until the office
// has said that the new one takes its place. Then everything is at the registry, once.
func lostKey(t *testing.T, l *lost) {
	t.Helper()
	before := l.approved(0, 10)
	l.must(os.Remove(filepath.Join(l.data, "gerai.key")))
	l.says(l.counter(1, "queue", "list"), "Kunci data tidak dapat dibuka", "gerai set-aside")
	l.says(l.counter(1, "doctor"), "gerai set-aside")
	l.says(l.counter(0, "set-aside", "--yes"), "disimpan sebagai .*broken-1", "10 di antaranya belum terkirim", "gerai enrol")
	l.says(l.counter(0, "queue", "list"), `(?m)^10$`)

	said := l.counter(0, "enrol", "--registry", l.pusat.DeviceURL(), "--code", l.office("enrol-device", "--outlet", "demo"))
	l.says(said, "Terdaftar", "10 kasus di antrean")
	after := l.device()
	l.works(10, "left 0 10 0") // the new ones are in, the old ones are held and nothing is refused for good
	l.says(l.counter(0, "queue", "list"), "ditandatangani PC yang lama", `(?m)^10$`)
	l.says(l.counter(1, "doctor"), "10 tertahan", "Minta kantor mencatat penggantinya")

	l.office("replace", before, after, "--reason", "kunci hilang")
	l.says(l.counter(0, "queue", "retry"), "Dijadwalkan")
	l.works(14, "")
	l.settled(14)
	l.once(14)
}

// lostKeyByStick: the same without any line. What could be read is exported before the
// PC is anybody's device again, and the receipts come home to the new one.
func lostKeyByStick(t *testing.T, l *lost) {
	t.Helper()
	before := l.approved(0, 8)
	l.must(os.Remove(filepath.Join(l.data, "gerai.key")))
	l.counter(0, "set-aside", "--yes")
	stick := filepath.Join(l.stick("stick"), "old.gerai")
	l.says(l.counter(0, "export", stick), "^8 paket ditulis")
	said, receipts, err := l.carry(stick)
	l.must(err)
	if said != "packets 8: accepted 8, known 0, refused 0, not ours 0" {
		t.Fatal(said)
	}
	l.counter(0, "enrol", "--registry", l.pusat.DeviceURL(), "--code", l.office("enrol-device", "--outlet", "demo", "--replaces", before))
	l.works(8, "") // known already, by their ids
	l.says(l.counter(0, "import", receipts), "tanda terima")
	l.settled(8)
	l.once(8)
}

// enrolledAnew: nothing is lost but the device's right to report, which was revoked by
// mistake. The PC is enrolled again over itself, with a code that says whose place it
// takes, and half the queue is there already.
func enrolledAnew(t *testing.T, l *lost) {
	t.Helper()
	before := l.approved(0, 6)
	stick := filepath.Join(l.stick("stick"), "half.gerai")
	o, err := outlet.Open(t.Context(), outlet.Config{Dir: l.data})
	l.must(err)
	items, err := o.Store.Items(t.Context(), enrol.Query{Limit: 3})
	l.must(err)
	_, err = o.ExportBy(t.Context(), "siti", stick, items[0].ID, items[1].ID, items[2].ID)
	l.must(err)
	o.Close()
	if said, _, err := l.carry(stick); err != nil || !strings.HasPrefix(said, "packets 3: accepted 3") {
		t.Fatal(said, err)
	}
	l.office("revoke", before)
	l.says(l.counter(0, "enrol", "--code", "X"), "Sudah terdaftar")
	code := l.office("enrol-device", "--outlet", "demo", "--replaces", before)
	l.says(l.counter(0, "enrol", "--again", "--code", code), "Terdaftar", "6 kasus di antrean")
	l.works(6, "")
	l.settled(12)
	l.once(12)
	l.stays(before)
}

// stays wants what was done on the registry's record.
func (l *lost) stays(device string) {
	l.t.Helper()
	d, err := openPlain(filepath.Join(l.registry(), "pusat.db"))
	l.must(err)
	defer d.Close()
	rows, err := d.QueryContext(l.t.Context(), `SELECT action || ' ' || about || ' ' || reason FROM office_log`)
	l.must(err)
	defer rows.Close()
	var got []string
	for rows.Next() {
		var line string
		l.must(rows.Scan(&line))
		got = append(got, line)
	}
	l.must(rows.Err())
	if want := fmt.Sprintf("device-code demo %s", device); !slices.Contains(got, want) {
		l.t.Errorf("no %q on the record: %q", want, got)
	}
}
