package dbtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// other is a second resident on the roster.
const other enrol.NIK = "3276006507880002"

func rosters(t *testing.T, d *db.DB) {
	from, until := now.Truncate(24*time.Hour), now.Truncate(24*time.Hour).Add(24*time.Hour)
	r := db.Roster{ID: "r1", Outlet: "o", Day: "2026-03-02", Title: "SMAN 1", From: now, Until: now.Add(7 * time.Hour), Version: "v1",
		Loaded: now, LoadedBy: "ratna", Keep: now.AddDate(0, 0, 30)}
	people := []enrol.Expected{{Tick: enrol.Tick{ID: "p1"}, NIK: nik, Name: "B", Group: "XII"},
		{Tick: enrol.Tick{ID: "p2"}, NIK: other, Name: "A", Group: "XII", Why: enrol.CodeUnderAge}}
	put := func(r db.Roster, id string, changed int64, people ...enrol.Expected) {
		t.Helper()
		update(t, d, func(tx *db.Tx) error {
			got, err := tx.PutRoster(r)
			must(t, err)
			want(t, "id", got, id)
			n, err := tx.PutExpected(got, people)
			want(t, "changed", n, changed)
			return err
		})
	}
	put(r, "r1", 2, people...)
	people[0].ID, people[1].ID = "q1", "q2"
	again := r
	again.ID, again.Version, again.Title = "r2", "v2", "SMAN 1 Contoh"
	put(again, "r1", 0, people...) // the same day's: its id and its people's stay
	people[1].Why = ""
	put(again, "r1", 1, people...)
	again.ID = "r1"
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.RosterOn("o", r.Day)
		must(t, err)
		want(t, "roster", got, again)
		list, err := tx.Rosters("o", "2026-03-01", "2026-03-03")
		must(t, err)
		want(t, "rosters", len(list), 1)
		for _, none := range [][3]string{{"x", "2026-03-01", "2026-03-03"}, {"", "2026-03-03", "2026-03-09"}, {"", "2026-02-01", "2026-03-01"}} {
			list, err := tx.Rosters(none[0], none[1], none[2])
			must(t, err)
			want(t, "rosters of another", len(list), 0)
		}
		all, err := tx.Expected(got, from, until)
		must(t, err)
		want(t, "expected", fmt.Sprintln(len(all), all[0].Name, all[1].Name, all[0].ID), "2 A B p2\n")
		return nil
	}))
	rosterTicks(t, d, again, from, until)
	rosterKnown(t, d)
	must(t, d.Sweep(ctx, r.Keep))
	update(t, d, func(tx *db.Tx) error { _, err := tx.Roster("r1"); return err })
	must(t, d.Sweep(ctx, r.Keep.Add(time.Second)))
	must(t, d.View(ctx, func(tx *db.Tx) error {
		_, err := tx.Roster("r1")
		wantCode(t, err, enrol.CodeNotFound)
		all, err := tx.Expected(again, from, until)
		want(t, "people of a roster that is gone", len(all), 0)
		return err
	}))
}

// rosterTicks: approvals of the day and the outlet tick, marks do where they are newer.
func rosterTicks(t *testing.T, d *db.DB, r db.Roster, from, until time.Time) {
	decided := now.Add(time.Hour)
	add := func(id string, n enrol.NIK, outlet string, decision enrol.State, at time.Time) {
		update(t, d, func(tx *db.Tx) error {
			return tx.AddCase(db.Case{ID: id, NIK: n, Outlet: outlet, Decision: decision, Decided: at, Received: now.Add(2 * time.Hour)}, nil, now)
		})
	}
	add("c1", nik, "o", enrol.StateRejected, decided)
	add("c2", nik, "elsewhere", enrol.StateApproved, decided)
	add("c3", nik, "o", enrol.StateApproved, from.Add(-time.Second))
	add("c4", nik, "o", enrol.StateApproved, until)
	ticks := func(since time.Time, n int) []enrol.Tick {
		t.Helper()
		var list []enrol.Tick
		must(t, d.View(ctx, func(tx *db.Tx) (err error) {
			list, err = tx.Ticks(r, from, until, since)
			return err
		}))
		want(t, "ticks", len(list), n)
		return list
	}
	ticks(now, 0)
	add("c5", nik, "o", enrol.StateApproved, decided)
	want(t, "tick", ticks(now, 1)[0], enrol.Tick{ID: "p1", DoneAt: decided})
	ticks(now.Add(3*time.Hour), 0)
	mark := func(outlet, id string, m enrol.Mark, at time.Time, kept bool) {
		t.Helper()
		update(t, d, func(tx *db.Tx) error {
			ok, err := tx.PutMark(outlet, enrol.RosterMark{ID: id, Mark: m, At: at, By: "siti"}, now.Add(4*time.Hour))
			want(t, "mark kept", ok, kept)
			return err
		})
	}
	mark("o", "p2", enrol.MarkAbsent, now.Add(time.Minute), true)
	mark("o", "p2", enrol.MarkPresent, now, false) // older
	mark("o", "nobody", enrol.MarkPresent, now, false)
	mark("elsewhere", "p2", enrol.MarkPresent, now.Add(time.Hour), false)
	want(t, "mark", ticks(now.Add(3*time.Hour), 1)[0], enrol.Tick{ID: "p2", Mark: enrol.MarkAbsent, MarkAt: now.Add(time.Minute)})
	ticks(now, 2)
	must(t, d.View(ctx, func(tx *db.Tx) error {
		all, err := tx.Expected(r, from, until)
		want(t, "standing", fmt.Sprintln(all[0].Mark, all[0].By, all[1].DoneAt.Equal(decided)), "absent siti true\n")
		return err
	}))
}

// rosterKnown: what decides whether somebody is eligible, and nothing of strangers.
func rosterKnown(t *testing.T, d *db.DB) {
	birth := time.Date(2009, 5, 1, 0, 0, 0, 0, time.UTC)
	_, err := d.Import(ctx, []db.Resident{{NIK: nik, Name: "B", Birth: birth, Married: true, Category: enrol.CategoryStudent}}, now)
	must(t, err)
	update(t, d, func(tx *db.Tx) error { return tx.PutAccount(db.Account{NIK: nik, State: enrol.AccountActive}) })
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Known([]enrol.Expected{{NIK: nik}, {NIK: other}})
		must(t, err)
		want(t, "known", len(got), 1)
		want(t, "known", got[nik], db.Known{Resident: enrol.Resident{NIK: nik, Birth: birth, Married: true, Category: enrol.CategoryStudent}, Account: enrol.AccountActive})
		none, err := tx.Known(nil)
		want(t, "known of nobody", len(none), 0)
		return err
	}))
}
