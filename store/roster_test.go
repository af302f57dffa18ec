package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// expected is the n-th person, with the NIK that newCase(n) has.
func expected(n int) enrol.Expected {
	return enrol.Expected{Tick: enrol.Tick{ID: fmt.Sprint("e", n)}, NIK: newCase(n).Resident.NIK, Name: fmt.Sprintf("SITI NOMOR %d", n), Group: "XII-A"}
}

// school is a list of n people on noon's day.
func school(n int) enrol.Roster {
	r := enrol.Roster{ID: "r1", Title: "SMAN 1 Contoh", From: noon.Add(-4 * time.Hour), Until: noon.Add(3 * time.Hour)}
	for i := range n {
		r.People = append(r.People, expected(i))
	}
	return r
}

func pullOf(lists ...enrol.Roster) enrol.Pull {
	return enrol.Pull{At: noon, Cursor: "c", Roster: &enrol.RosterNews{Full: true, Lists: lists}}
}

// standings writes a roster as "e0 waiting, e1 done".
func standings(t *testing.T, s *Store, now time.Time) string {
	t.Helper()
	d, err := s.Roster(t.Context(), now)
	must(t, err)
	var out []string
	for _, e := range d.Entries {
		out = append(out, e.ID+" "+string(e.Standing()))
	}
	return strings.Join(out, ", ")
}

func TestRoster(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	_, err := s.Roster(ctx, noon)
	wantCode(t, err, enrol.CodeNotFound)
	r := school(3)
	r.People[2].Why, r.People[1].Group = enrol.CodeUnderAge, "X"
	must(t, s.Apply(ctx, pullOf(r)))
	d, err := s.Roster(ctx, noon)
	must(t, err)
	if d.Title != r.Title || !d.From.Equal(r.From) || !d.Until.Equal(r.Until) || len(d.Entries) != 3 || d.People != nil {
		t.Fatalf("%+v", d.Roster)
	}
	if e := d.Entries[0]; e.Name != "SITI NOMOR 1" || e.Group != "X" || e.NIKMasked != "3276 •••• •••• 0002" {
		t.Error("the first of the groups came back changed")
	}
	if got := standings(t, s, noon); got != "e1 waiting, e0 waiting, e2 barred" {
		t.Error(got)
	}
	must(t, s.Apply(ctx, enrol.Pull{At: noon, Cursor: "d"})) // nothing new about rosters
	if got := standings(t, s, noon); got != "e1 waiting, e0 waiting, e2 barred" {
		t.Error(got)
	}
	r.People = r.People[1:]
	r.Title = "SMAN 1"
	must(t, s.Apply(ctx, pullOf(r)))
	if d, _ = s.Roster(ctx, noon); len(d.Entries) != 2 || d.Title != "SMAN 1" {
		t.Errorf("%d entries of %q after a correction", len(d.Entries), d.Title)
	}
	must(t, s.Apply(ctx, pullOf()))
	_, err = s.Roster(ctx, noon)
	wantCode(t, err, enrol.CodeNotFound)
	wantCode(t, s.Apply(ctx, pullOf(enrol.Roster{Title: "without an id"})), enrol.CodeNonsense)
}

// TestRosterTicks: approved here ticks at once; training, parked, rejected, refused and
// yesterday's cases never do.
func TestRosterTicks(t *testing.T) {
	yesterday := func(c *enrol.Case) { c.OpenedAt = noon.AddDate(0, 0, -1) }
	for _, tt := range []struct {
		name   string
		event  enrol.Event
		at     time.Time
		change func(*enrol.Case)
		want   enrol.Standing
	}{
		{"Approved", enrol.EventApprove, noon, func(*enrol.Case) {}, enrol.StandingDone},
		{"Card", enrol.EventApprove, noon, func(c *enrol.Case) { c.Kind = enrol.KindCard }, enrol.StandingDone},
		{"Training", enrol.EventApprove, noon, func(c *enrol.Case) { c.Training = true }, enrol.StandingWaiting},
		{"Parked", enrol.EventPark, noon, func(c *enrol.Case) { c.Reason = enrol.ReasonBringPapers }, enrol.StandingWaiting},
		{"Rejected", enrol.EventReject, noon, func(c *enrol.Case) { c.Reason = enrol.ReasonOtherPerson }, enrol.StandingWaiting},
		{"Cancelled", enrol.EventCancel, noon, func(*enrol.Case) {}, enrol.StandingWaiting},
		{"Yesterday", enrol.EventApprove, noon.AddDate(0, 0, -1).Add(time.Minute), yesterday, enrol.StandingWaiting},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, s := t.Context(), MustOpen(t, t.TempDir())
			c := newCase(0)
			tt.change(&c)
			must(t, s.SaveDraft(ctx, c))
			must(t, s.Apply(ctx, pullOf(school(2))))
			if got := standings(t, s, noon); got != "e0 waiting, e1 waiting" {
				t.Fatal("a case that is under way ticks:", got)
			}
			must(t, s.Decide(ctx, MustMove(t, c, tt.event, tt.at)))
			if got, want := standings(t, s, noon), fmt.Sprintf("e0 %s, e1 waiting", tt.want); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
	t.Run("BeforeTheListCame", func(t *testing.T) {
		ctx, s := t.Context(), MustOpen(t, t.TempDir())
		MustDecide(t, s, 1)
		must(t, s.Apply(ctx, pullOf(school(2))))
		if got := standings(t, s, noon); got != "e0 waiting, e1 done" {
			t.Error(got)
		}
	})
	t.Run("RefusedByTheRegistry", func(t *testing.T) {
		ctx, s := t.Context(), MustOpen(t, t.TempDir())
		must(t, s.Apply(ctx, pullOf(school(1))))
		c := MustDecide(t, s, 0)
		_, err := s.Due(ctx, noon, 1)
		must(t, err)
		must(t, s.Settle(ctx, []enrol.Receipt{{ID: c.ID, Answer: enrol.AnswerRefused, Code: enrol.CodeActive}}))
		if got := standings(t, s, noon); got != "e0 waiting" {
			t.Error(got)
		}
	})
	t.Run("AtAnotherCounter", func(t *testing.T) {
		ctx, s := t.Context(), MustOpen(t, t.TempDir())
		must(t, s.Apply(ctx, pullOf(school(2))))
		must(t, s.Apply(ctx, enrol.Pull{At: noon, Roster: &enrol.RosterNews{Ticks: []enrol.Tick{{ID: "e1", DoneAt: noon}, {ID: "gone", DoneAt: noon}}}}))
		if got := standings(t, s, noon); got != "e0 waiting, e1 done" {
			t.Error(got)
		}
	})
}

// TestRosterMarks: said by hand, told once, and the newest word counts on both ways.
func TestRosterMarks(t *testing.T) {
	ctx, c := t.Context(), &clock{t: noon}
	s := MustOpen(t, t.TempDir(), withClock(c))
	must(t, s.Apply(ctx, pullOf(school(2))))
	wantCode(t, s.MarkExpected(ctx, "nobody", enrol.MarkAbsent, "siti"), enrol.CodeNotFound)
	wantCode(t, s.MarkExpected(ctx, "e0", "done", "siti"), enrol.CodeField)
	must(t, s.MarkExpected(ctx, "e0", enrol.MarkPresent, "siti"))
	unsent := func(want string) []enrol.RosterMark {
		t.Helper()
		list, err := s.UnsentMarks(ctx, 10)
		must(t, err)
		var got []string
		for _, m := range list {
			got = append(got, m.ID+string(m.Mark)+m.By)
		}
		if strings.Join(got, " ") != want {
			t.Fatalf("unsent %q, want %q", got, want)
		}
		return list
	}
	first := unsent("e0presentsiti")
	c.Advance(-time.Minute) // somebody set the clock back
	must(t, s.MarkExpected(ctx, "e0", enrol.MarkAbsent, "budi"))
	must(t, s.MarksSent(ctx, first)) // the answer to the first comes late
	second := unsent("e0absentbudi")
	if !second[0].At.After(first[0].At) {
		t.Error("a later mark is not newer")
	}
	must(t, s.MarksSent(ctx, second))
	unsent("")
	tick := func(m enrol.Mark, at time.Time) {
		t.Helper()
		must(t, s.Apply(ctx, enrol.Pull{At: noon, Roster: &enrol.RosterNews{Ticks: []enrol.Tick{{ID: "e0", Mark: m, MarkAt: at}}}}))
	}
	tick(enrol.MarkPresent, second[0].At.Add(-time.Second)) // older, from another counter
	if got := standings(t, s, noon); got != "e0 absent, e1 waiting" {
		t.Error(got)
	}
	tick(enrol.MarkPresent, second[0].At.Add(time.Second))
	if got := standings(t, s, noon); got != "e0 present, e1 waiting" {
		t.Error(got)
	}
	c.Advance(time.Hour)
	must(t, s.MarkExpected(ctx, "e1", enrol.MarkAbsent, "siti"))
	must(t, s.Apply(ctx, pullOf(school(2)))) // the list anew, from a registry that has heard of neither
	if got := standings(t, s, noon); got != "e0 present, e1 absent" {
		t.Error(got)
	}
	unsent("e1absentsiti")
	must(t, s.MarkExpected(ctx, "e1", enrol.MarkNone, "siti"))
	if got := standings(t, s, noon); got != "e0 present, e1 waiting" {
		t.Error(got)
	}
	if n, err := s.Verify(ctx); err != nil || n < 5 {
		t.Errorf("audit: %d entries, %v", n, err)
	}
}

// TestRosterOfWhichDay: today's, else the next, else the last; and none after its days.
func TestRosterOfWhichDay(t *testing.T) {
	ctx, c := t.Context(), &clock{t: noon}
	dir := t.TempDir()
	s := MustOpen(t, dir, withClock(c))
	list := func(id string, days int) enrol.Roster {
		return enrol.Roster{ID: id, Title: id, From: noon.AddDate(0, 0, days).Add(-4 * time.Hour), Until: noon.AddDate(0, 0, days), People: []enrol.Expected{{Tick: enrol.Tick{ID: id}, NIK: expected(days).NIK}}}
	}
	must(t, s.Apply(ctx, pullOf(list("past", -2), list("today", 0), list("soon", 2), list("later", 5))))
	title := func(now time.Time) string {
		t.Helper()
		d, err := s.Roster(ctx, now)
		if enrol.CodeOf(err) == enrol.CodeNotFound {
			return ""
		}
		must(t, err)
		return d.Title
	}
	if got := title(noon.AddDate(0, 0, -1)); got != "today" {
		t.Errorf("the day before: %q", got)
	}
	for _, tt := range []struct {
		days int
		want string
		rows int // that are kept
	}{{0, "today", 4}, {1, "soon", 4}, {2, "soon", 3}, {3, "later", 3}, {4, "later", 2}, {6, "later", 1}, {8, "later", 1}, {9, "", 0}} {
		now := noon.AddDate(0, 0, tt.days)
		if got := title(now); got != tt.want {
			t.Errorf("after %d days: %q, want %q", tt.days, got, tt.want)
		}
		var lists, people int
		must(t, s.writer.QueryRow(`SELECT (SELECT count(*) FROM rosters), (SELECT count(*) FROM roster_people)`).Scan(&lists, &people))
		if lists != tt.rows || people != tt.rows {
			t.Errorf("after %d days: %d lists with %d people are kept, want %d", tt.days, lists, people, tt.rows)
		}
	}
}

// TestRosterErased: at the start and with a pull, whoever looks.
func TestRosterErased(t *testing.T) {
	ctx, dir, c := t.Context(), t.TempDir(), &clock{t: noon}
	count := func(s *Store) (n int) {
		t.Helper()
		must(t, s.writer.QueryRow(`SELECT (SELECT count(*) FROM rosters) + (SELECT count(*) FROM roster_people)`).Scan(&n))
		return n
	}
	s := MustOpen(t, dir, withClock(c))
	must(t, s.Apply(ctx, pullOf(school(5))))
	must(t, s.Close())
	c.Advance(3 * 24 * time.Hour)
	s = MustOpen(t, dir, withClock(c))
	if n := count(s); n != 6 {
		t.Fatalf("%d rows on the last day", n)
	}
	must(t, s.Close())
	c.Advance(12 * time.Hour)
	s = MustOpen(t, dir, withClock(c))
	if n := count(s); n != 0 {
		t.Errorf("%d rows after the start", n)
	}
	late := pullOf(school(5)) // the registry sent it in spite of that
	late.At = c.Now()
	must(t, s.Apply(ctx, late))
	if n := count(s); n != 0 {
		t.Errorf("%d rows after a pull", n)
	}
}

// TestRosterPlan: a roster is ticked by an index, however many cases there are.
func TestRosterPlan(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	rows, err := s.readers.Query(`EXPLAIN QUERY PLAN `+sqlEntries, "r", 0, 1)
	must(t, err)
	defer rows.Close()
	var plan string
	for rows.Next() {
		var a, b, c int
		var what string
		must(t, rows.Scan(&a, &b, &c, &what))
		plan += what + "\n"
	}
	if strings.Contains(plan, "SCAN") || !strings.Contains(plan, "cases_nik") {
		t.Error(plan)
	}
}

// TestRosterAtLargest: the most people that a list may have come and are read without
// keeping a decision waiting for long.
func TestRosterAtLargest(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	r := school(0)
	for i := range enrol.RosterMost {
		r.People = append(r.People, enrol.Expected{Tick: enrol.Tick{ID: fmt.Sprint("e", i)}, NIK: enrol.NIK(fmt.Sprintf("327601410190%04d", i+1)), Name: "SISWA"})
	}
	began := time.Now()
	must(t, s.Apply(ctx, pullOf(r)))
	kept := time.Since(began)
	MustDecide(t, s, 7)
	began = time.Now()
	d, err := s.Roster(ctx, noon)
	must(t, err)
	t.Logf("%d people kept in %v, read in %v", len(d.Entries), kept, time.Since(began))
	if turnout := enrol.NewTurnout(d.Entries); turnout.Done != 1 || turnout.Total != enrol.RosterMost {
		t.Errorf("%+v", turnout)
	}
}

// TestMigrateToRosters: a database of the version before, with its cases, its backup and
// its chain.
func TestMigrateToRosters(t *testing.T) {
	dir := t.TempDir()
	steps, err := migrations(embedded)
	must(t, err)
	at := 0
	for i, m := range steps {
		if m.name == "0003_roster.sql" {
			at = i
		}
	}
	s := MustOpen(t, dir)
	c := MustDecide(t, s, 1)
	// Back to the version before: what the steps from this one on made is taken away.
	for _, q := range []string{`DROP TABLE roster_people`, `DROP TABLE rosters`, fmt.Sprintf(`DELETE FROM migrations WHERE number > %d`, at), fmt.Sprintf(`PRAGMA user_version=%d`, at)} {
		_, err := s.writer.Exec(q)
		must(t, err)
	}
	must(t, s.migrateWith(t.Context(), steps[:at+1]))
	must(t, s.Apply(t.Context(), pullOf(school(2))))
	if got := standings(t, s, noon); got != "e0 waiting, e1 done" {
		t.Errorf("after the migration: %s", got)
	}
	if it := one(t, s); it.ID != c.ID {
		t.Error("another case is there")
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf("gerai-before-schema-%d.db", at+1))); err != nil {
		t.Error("no backup of before:", err)
	}
}
