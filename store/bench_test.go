package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// The benchmarks work on a history of GERAI_BENCH_CASES decided cases (100,000 unless
// given), filled once a run, in GERAI_BENCH_DIR or the directory for temporary files:
// that directory's disk is what is measured.

// evidenceBytes is what the evidence of a case weighs.
const evidenceBytes = 60_000

// newSealer signs and seals as an outlet does.
func newSealer(tb testing.TB) enrol.Sealer {
	tb.Helper()
	id, err := packet.NewIdentity()
	must(tb, err)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	must(tb, err)
	s, err := packet.NewSealer(newCase(0).Device, key, packet.Recipient(id))
	must(tb, err)
	return s
}

func benchCases() int {
	if n, err := strconv.Atoi(os.Getenv("GERAI_BENCH_CASES")); err == nil {
		return n
	}
	return 100_000
}

var history struct {
	once sync.Once
	dir  string
	last enrol.NIK
	err  error
}

// TestMain removes the shared history; see also crash_test.go for its children.
func TestMain(m *testing.M) {
	if os.Getenv(crashDir) != "" {
		crashChild()
		return
	}
	code := m.Run()
	if history.dir != "" {
		_ = os.RemoveAll(history.dir)
	}
	os.Exit(code)
}

// openHistory opens the store with the history in it.
func openHistory(b *testing.B) *Store {
	b.Helper()
	history.once.Do(func() {
		history.dir, history.err = os.MkdirTemp(os.Getenv("GERAI_BENCH_DIR"), "gerai-bench-")
		if history.err == nil {
			history.err = fillHistory(b, history.dir, benchCases())
		}
		v, _, _ := sqlite3.Version()
		fmt.Printf("# %s, %s/%s, %d CPUs, SQLite %s, %d cases, %s of evidence\n", runtime.Version(), runtime.GOOS,
			runtime.GOARCH, runtime.NumCPU(), v, benchCases(), fmt.Sprint(evidenceBytes))
	})
	must(b, history.err)
	s := MustOpen(b, history.dir, func(o *Options) { o.Now, o.Sealer = time.Now, newSealer(b) })
	return s
}

// fillHistory writes n delivered cases of the last thousand days, in one transaction
// a ten thousand: only the way in is shorter than Decide's. The indexes grow with them.
// Made afterwards they would be packed full, and every case to come would split pages of
// each, as it does not in a database that was filled day by day.
func fillHistory(b *testing.B, dir string, n int) error {
	s := MustOpen(b, dir)
	_, err := s.writer.Exec(`PRAGMA cache_size=-400000`)
	must(b, err)
	start := time.Now().Add(-1000 * 24 * time.Hour)
	step := 1000 * 24 * time.Hour / time.Duration(n)
	for from := 0; from < n; from += 10_000 {
		err := s.write(context.Background(), "fill", func(tx *sql.Tx) error {
			for i := from; i < min(from+10_000, n); i++ {
				if err := fillOne(s, tx, i, start.Add(time.Duration(i)*step)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.Close()
}

func fillOne(s *Store, tx *sql.Tx, i int, at time.Time) error {
	c := newCase(i)
	c.ID, c.Credential.ID = idAt(at, i), uuid.NewString()
	c.Resident.NIK = enrol.NIK(fmt.Sprintf("3276%02d%02d%02d%02d%04d", i%11+1, i%28+1, i%12+1, i/9999%100, i%9999+1))
	history.last = c.Resident.NIK
	c.State, c.OpenedAt, c.DecidedAt = enrol.StateApproved, at.Add(-9*time.Second), at
	d := decision{Case: c, at: instant(at)}
	if _, err := s.putCase(tx, d, 0); err != nil {
		return err
	}
	if err := spend(tx, d); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE cases SET delivery = 'answered', answer = 'accepted', account = 'active' WHERE id = ?`, c.ID); err != nil {
		return err
	}
	return s.audit(tx, event{kind: "approve", actor: c.Operator, caseID: c.ID, data: d.auditData()})
}

// idAt makes a UUIDv7 of a given time (RFC 9562 section 5.7).
func idAt(at time.Time, i int) string {
	var u uuid.UUID
	_, _ = rand.Read(u[:])
	ms := uint64(at.UnixMilli())
	for k := range 6 {
		u[k] = byte(ms >> (40 - 8*k))
	}
	u[6], u[7], u[8] = 0x70|u[6]&0x0f, byte(i), 0x80|u[8]&0x3f
	return u.String()
}

// readySealer hands out what was sealed before.
type readySealer struct{ packet []byte }

func (s *readySealer) Seal(enrol.Case) ([]byte, error) { return s.packet, nil }

// unprepared is a sealer that does nothing ahead.
type unprepared struct{ enrol.Sealer }

// BenchmarkDecide takes turns: a decision through the store, its draft erased, after the
// questions that the lane asks in every case, then a bare program that only commits a
// packet of the same case with the same pragmas. In Whole the decision is also signed and
// sealed, in an envelope that was made while the draft was saved; in Unprepared the
// envelope is made then, too; in Commit the packet was sealed before, so that ratio
// compares what the two do to the disk.
func BenchmarkDecide(b *testing.B) {
	b.Run("Whole", func(b *testing.B) { benchDecide(b, newSealer(b), nil) })
	b.Run("Unprepared", func(b *testing.B) { benchDecide(b, unprepared{newSealer(b)}, nil) })
	ready := &readySealer{}
	b.Run("Commit", func(b *testing.B) { benchDecide(b, ready, ready) })
}

func benchDecide(b *testing.B, sealer enrol.Sealer, ready *readySealer) {
	s, bare, other := openHistory(b), openBare(b), newSealer(b)
	s.SetSealer(sealer)
	selfie := make([]byte, evidenceBytes)
	_, _ = rand.Read(selfie)
	warmUp(b, bare, other)
	var drafts, ours, theirs []time.Duration
	for i := 0; b.Loop(); i++ {
		c := newCase(i)
		c.Credential.ID, c.Selfie, c.OpenedAt = uuid.NewString(), selfie, time.Now().Add(-9*time.Second)
		must(b, askBefore(b.Context(), s, c))
		drafts = append(drafts, took(func() { must(b, s.SaveDraft(b.Context(), c)) }))
		c = MustMove(b, c, enrol.EventApprove, time.Now())
		packet, err := other.Seal(c)
		must(b, err)
		if ready != nil {
			ready.packet = packet
		}
		ours = append(ours, took(func() { must(b, s.Decide(b.Context(), c)) }))
		theirs = append(theirs, took(func() { must(b, commitBare(b.Context(), bare, c.ID, packet)) }))
	}
	b.ReportMetric(0, "ns/op") // means nothing here: two programs and a draft
	report(b, "", ours)
	report(b, "bare-", theirs)
	report(b, "draft-", drafts)
	b.ReportMetric(float64(benchCases()), "cases-of-history")
	b.ReportMetric(float64(sum(theirs))/float64(sum(ours)), "ratio")
}

// warmUp lets the bare program's log grow to its length: ours is laid out when it opens.
func warmUp(b *testing.B, bare *sql.DB, sealer enrol.Sealer) {
	b.Helper()
	c := MustMove(b, newCase(0), enrol.EventApprove, time.Now())
	c.Selfie = make([]byte, evidenceBytes)
	packet, err := sealer.Seal(c)
	must(b, err)
	for i := range 100 {
		must(b, commitBare(b.Context(), bare, fmt.Sprint("warm-up ", i), packet))
	}
}

func askBefore(ctx context.Context, s *Store, c enrol.Case) error {
	_, err := s.Spent(ctx, c.Credential.ID)
	if err == nil {
		_, err = s.DecidedToday(ctx, c.Resident.NIK, time.Now())
	}
	return err
}

func took(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func commitBare(ctx context.Context, db *sql.DB, id string, packet []byte) error {
	return inTx(ctx, db, func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO t VALUES (?, ?)`, id, packet)
		return err
	})
}

func openBare(b *testing.B) *sql.DB {
	db, err := sql.Open("sqlite3", dsn(filepath.Join(history.dir, fmt.Sprintf("bare-%d.db", time.Now().UnixNano())), "_txlock=immediate"))
	must(b, err)
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { must(b, db.Close()) })
	_, err = db.Exec(`CREATE TABLE t (id TEXT PRIMARY KEY, body BLOB NOT NULL)`)
	must(b, err)
	return db
}

func sum(d []time.Duration) (total time.Duration) {
	for _, x := range d {
		total += x
	}
	return total
}

func report(b *testing.B, prefix string, d []time.Duration) {
	slices.Sort(d)
	ms := func(t time.Duration) float64 { return float64(t) / float64(time.Millisecond) }
	b.ReportMetric(ms(d[len(d)/2]), prefix+"p50-ms")
	b.ReportMetric(ms(d[len(d)*99/100]), prefix+"p99-ms")
	b.ReportMetric(ms(d[len(d)-1]), prefix+"max-ms")
}

// BenchmarkItems reads what the queue screen shows.
func BenchmarkItems(b *testing.B) {
	queries := map[string]func() enrol.Query{
		"FirstPage": func() enrol.Query { return enrol.Query{} },
		"DeepPage":  func() enrol.Query { return enrol.Query{Before: idAt(time.Now().Add(-500*24*time.Hour), 0)} },
		"Pending":   func() enrol.Query { return enrol.Query{Filter: enrol.FilterPending} },
		"Today":     func() enrol.Query { return enrol.Query{Filter: enrol.FilterToday, Now: time.Now()} },
		"Mine":      func() enrol.Query { return enrol.Query{Filter: enrol.FilterMine, Operator: "petugas1"} },
		"Held":      func() enrol.Query { return enrol.Query{Filter: enrol.FilterHeld} },
		"Refused":   func() enrol.Query { return enrol.Query{Filter: enrol.FilterRefused} },
		"Mail":      func() enrol.Query { return enrol.Query{Filter: enrol.FilterMail} },
		"Oldest":    func() enrol.Query { return enrol.Query{After: "0"} },
		"NIK":       func() enrol.Query { return enrol.Query{Text: string(history.last)} },
		"Masked":    func() enrol.Query { return enrol.Query{Text: history.last.Masked()} },
		"ID":        func() enrol.Query { return enrol.Query{Text: idAt(time.Now(), 0)[:6]} },
	}
	for _, name := range []string{"FirstPage", "DeepPage", "Oldest", "Pending", "Today", "Mine", "Held", "Refused", "Mail", "NIK", "Masked", "ID"} {
		b.Run(name, func(b *testing.B) {
			s, q := openHistory(b), queries[name]()
			each(b, func() error { _, err := s.Items(b.Context(), q); return err })
		})
	}
}

// BenchmarkGlance reads what the lane's status line shows.
func BenchmarkGlance(b *testing.B) {
	b.Run("Backlog", func(b *testing.B) {
		s := openHistory(b)
		each(b, func() error { _, err := s.Backlog(b.Context()); return err })
	})
	b.Run("Today", func(b *testing.B) {
		s := openHistory(b)
		each(b, func() error { _, err := s.Today(b.Context(), time.Now()); return err })
	})
	b.Run("Day", func(b *testing.B) {
		s := openHistory(b)
		each(b, func() error { _, err := s.Day(b.Context(), time.Now()); return err })
	})
	b.Run("Reached", func(b *testing.B) {
		s := openHistory(b)
		each(b, func() error { _, err := s.Reached(b.Context()); return err })
	})
	b.Run("Shift", func(b *testing.B) {
		s := openHistory(b)
		each(b, func() error { _, err := s.Shift(b.Context()); return err })
	})
	b.Run("Story", func(b *testing.B) {
		s := openHistory(b)
		items, err := s.Items(b.Context(), enrol.Query{Limit: 1})
		must(b, err)
		each(b, func() error { _, err := s.Story(b.Context(), items[0].ID); return err })
	})
}

func each(b *testing.B, f func() error) {
	var times []time.Duration
	for b.Loop() {
		start := time.Now()
		must(b, f())
		times = append(times, time.Since(start))
	}
	report(b, "", times)
}

// BenchmarkStart opens the store after a clean end and after a kill, when the whole
// file is checked as well.
func BenchmarkStart(b *testing.B) {
	for _, clean := range []bool{true, false} {
		b.Run(map[bool]string{true: "Clean", false: "Unclean"}[clean], func(b *testing.B) {
			must(b, openHistory(b).Close())
			var times []time.Duration
			for range 10 { // seconds each, whatever the other benchmarks repeat
				start := time.Now()
				s := MustOpen(b, history.dir)
				times = append(times, time.Since(start))
				if clean {
					must(b, s.Close())
				} else {
					must(b, s.abandon())
				}
			}
			b.ReportMetric(0, "ns/op")
			report(b, "", times)
			must(b, MustOpen(b, history.dir).Close())
		})
	}
}
