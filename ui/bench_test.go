package ui

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	_ "github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// fillMillion makes a counter's database with so many delivered cases of the last
// thousand days, written by SQLite itself: what is measured is reading.
func fillMillion(b *testing.B, n int) *store.Store {
	b.Helper()
	dir, err := os.MkdirTemp(os.Getenv("GERAI_BENCH_DIR"), "gerai-bench-ui-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	open := func() *store.Store {
		s, err := store.Open(b.Context(), store.Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	if err := open().Close(); err != nil { // with its schema and a clean end
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, "gerai.db")+"?_journal_mode=WAL&_synchronous=OFF&_cache_size=-200000")
	if err != nil {
		b.Fatal(err)
	}
	now := time.Now()
	step := int64(1000*24*time.Hour) / int64(n)
	_, err = db.Exec(`WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < ?1)
		INSERT INTO cases SELECT NULL, printf('%08x-%04x-7000-8000-%012x', (?2 + n * ?3) / 1000000 >> 16, (?2 + n * ?3) / 1000000 & 65535, n),
		printf('32%02d •••• •••• %04d', n % 90 + 10, n % 10000), randomblob(16), 'new', 'approved', '', 'petugas' || n % 7, 0,
		?2 + n * ?3, ?2 + n * ?3, 9000, 'answered', ?2 + n * ?3, ?2 + n * ?3, 0, 1, '', 0, 'accepted', '', 0,
		CASE n % 5000 WHEN 0 THEN 'bounced' ELSE 'active' END, ?2 + n * ?3, 0 FROM i`, n, now.Add(-1000*24*time.Hour).UnixNano(), step)
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	s := open()
	b.Cleanup(func() { _ = s.Close() })
	return s
}

// BenchmarkQueueScreen opens the queue, searches, filters and scrolls, as staff do: each
// step is the key, the question to the database and the painting of what it answers.
// GERAI_BENCH_CASES cases (100,000 unless given).
func BenchmarkQueueScreen(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("GERAI_BENCH_CASES"))
	if err != nil {
		n = 100_000
	}
	s := fillMillion(b, n)
	r := MustRig(b, "id", false)
	r.deps.Queue = s
	r.queueQuery.Filter = enrol.FilterAll
	r.scene("02-ready")
	r.view.Staff.ID = "petugas3"
	newest, err := s.Items(b.Context(), enrol.Query{Limit: 1})
	if err != nil || len(newest) == 0 {
		b.Fatal(err)
	}
	screen := func() *queueScreen { return r.screen.(*queueScreen) }
	press := func(k fyne.KeyName) func() { return func() { r.press(k) } }
	open := func(b *testing.B) { b.Helper(); r.open(atQueue) }
	for _, step := range []struct {
		name  string
		ready func()
		do    func()
	}{
		{"Open", func() { r.open(atLane) }, func() { r.open(atQueue) }},
		{"SearchByMaskedNIK", func() { screen().search.SetText("") }, func() { screen().search.SetText(newest[0].NIKMasked) }},
		{"SearchByLastFour", func() { screen().search.SetText("") }, func() { screen().search.SetText(newest[0].NIKMasked[len(newest[0].NIKMasked)-4:]) }},
		{"SearchByCase", func() { screen().search.SetText("") }, func() { screen().search.SetText(newest[0].ID[:13]) }},
		{"SearchNothing", func() { screen().search.SetText("") }, func() { screen().search.SetText("3276014101900001") }},
		{"Down", func() {}, press(fyne.KeyDown)},
		{"PageDown", func() {}, press(fyne.KeyPageDown)},
		{"End", func() { screen().reload() }, press(fyne.KeyEnd)},
		{"PageUp", func() {}, press(fyne.KeyPageUp)},
		{"Today", func() {}, func() { screen().filterBy(slices.Index(enrol.Filters, enrol.FilterToday)) }},
		{"Mine", func() {}, func() { screen().filterBy(slices.Index(enrol.Filters, enrol.FilterMine)) }},
		{"Attention", func() {}, func() { screen().filterBy(slices.Index(enrol.Filters, enrol.FilterAttention)) }},
		{"Refused", func() {}, func() { screen().filterBy(slices.Index(enrol.Filters, enrol.FilterRefused)) }},
		{"Mail", func() {}, func() { screen().filterBy(slices.Index(enrol.Filters, enrol.FilterMail)) }},
		{"All", func() {}, func() { screen().filterBy(slices.Index(enrol.Filters, enrol.FilterAll)) }},
	} {
		b.Run(step.name, func(b *testing.B) {
			open(b)
			screen().search.SetText("")
			if step.name != "Today" && step.name != "Mine" {
				screen().filterBy(slices.Index(enrol.Filters, enrol.FilterAll))
			}
			if step.name == "PageUp" {
				r.press(fyne.KeyEnd)
			}
			var times []time.Duration
			for b.Loop() {
				step.ready()
				from := time.Now()
				step.do()
				times = append(times, time.Since(from))
			}
			slices.Sort(times)
			ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ms(times[len(times)/2]), "p50-ms")
			b.ReportMetric(ms(times[len(times)*99/100]), "p99-ms")
			b.ReportMetric(ms(times[len(times)-1]), "max-ms")
		})
	}
	fmt.Printf("# %d cases, %d kept at most\n", n, keepMost)
}
