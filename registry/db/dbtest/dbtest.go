// Package dbtest is the contract of the registry's database: what every engine must
// hold, whichever it is.
package dbtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
)

var (
	ctx = context.Background()
	now = time.Date(2026, 3, 2, 3, 4, 5, 678901000, time.UTC)
)

// nik is a resident of the demonstration.
const nik enrol.NIK = "3276001203850001"

// Contract runs the suite; open answers an empty database each time.
func Contract(t *testing.T, open func(testing.TB) *db.DB) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *db.DB)
	}{
		{"MigrateTwice", migrateTwice}, {"MigrateAtOnce", migrateAtOnce}, {"NewerSchema", newerSchema},
		{"RollBack", rollBack}, {"Residents", residents}, {"ImportTwice", importTwice}, {"Portraits", portraits}, {"HostileText", hostileText},
		{"Registrations", registrations}, {"Offers", offers}, {"ContactChanges", contactChanges}, {"Rosters", rosters}, {"SpendOnce", spendOnce}, {"SpendAtOnce", spendAtOnce}, {"Accounts", accounts},
		{"Codes", codes}, {"Jobs", jobs}, {"JobsClaimedOnce", jobsClaimedOnce}, {"Sessions", sessions}, {"Throttles", throttles},
		{"LockSerialises", lockSerialises}, {"Cases", cases}, {"Outlets", outlets}, {"EnrolCodeOnce", enrolCodeOnce},
		{"Anchors", anchors}, {"Beginnings", beginnings}, {"Successors", successors}, {"Sweep", sweep}, {"SweepMuch", sweepMuch}, {"Cancelled", cancelled}, {"EachForItself", eachForItself}, {"CancelledAmongMany", cancelledAmongMany}, {"CancelledBeforeCommit", cancelledBeforeCommit},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t)
			if !strings.HasPrefix(c.name, "Migrate") {
				if _, _, err := d.Migrate(ctx); err != nil {
					t.Fatal(err)
				}
			}
			c.run(t, d)
		})
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func want[T comparable](tb testing.TB, what string, got, want T) {
	tb.Helper()
	if got != want {
		tb.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func update(tb testing.TB, d *db.DB, fn func(*db.Tx) error) {
	tb.Helper()
	must(tb, d.Update(ctx, fn))
}

func wantCode(tb testing.TB, err error, code enrol.Code) {
	tb.Helper()
	want(tb, fmt.Sprintf("code of %v", err), enrol.CodeOf(err), code)
}

func migrateTwice(t *testing.T, d *db.DB) {
	from, to, err := d.Migrate(ctx)
	must(t, err)
	want(t, "before", from, 0)
	from, again, err := d.Migrate(ctx)
	must(t, err)
	want(t, "second time", from, to)
	want(t, "second time", again, to)
}

func migrateAtOnce(t *testing.T, d *db.DB) {
	var wg sync.WaitGroup
	var failed atomic.Int64
	for range 4 {
		wg.Go(func() {
			if _, _, err := d.Migrate(ctx); err != nil {
				t.Log(err)
				failed.Add(1)
			}
		})
	}
	wg.Wait()
	want(t, "failed migrations", failed.Load(), 0)
}

func newerSchema(t *testing.T, d *db.DB) {
	update(t, d, func(tx *db.Tx) error { return tx.Exec(`INSERT INTO schema_version (version) VALUES (999)`) })
	_, _, err := d.Migrate(ctx)
	wantCode(t, err, enrol.CodeDBNewer)
}

func rollBack(t *testing.T, d *db.DB) {
	broken := errors.New("broken")
	err := d.Update(ctx, func(tx *db.Tx) error {
		must(t, tx.PutThrottle(db.Throttle{Key: "k", Fails: 3, Updated: now}))
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatalf("error %v", err)
	}
	must(t, d.View(ctx, func(tx *db.Tx) error {
		v, err := tx.Throttle("k")
		want(t, "fails", v.Fails, 0)
		return err
	}))
}

func residents(t *testing.T, d *db.DB) {
	list := demo.Residents()
	list[0].Portrait, list[0].Template, list[0].TemplateModel = []byte{0xFF, 0xD8, 0}, []byte{1, 2, 3}, "model"
	n, err := d.Import(ctx, list, now)
	must(t, err)
	want(t, "changed", n, int64(len(list)))
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Resident(list[0].NIK)
		must(t, err)
		want(t, "digest", got.Digest(), list[0].Digest())
		wantFace(t, "portrait", got, list[0])
		_, err = tx.Resident("3276001203859999")
		wantCode(t, err, enrol.CodeNotFound)
		family, err := tx.Family(list[0].KK)
		must(t, err)
		want(t, "family", len(family), 4)
		want(t, "portraits of a family", len(family[0].Portrait), 0)
		count, err := tx.Residents()
		want(t, "count", count, int64(len(list)))
		return err
	}))
}

func importTwice(t *testing.T, d *db.DB) {
	list := demo.Residents()
	_, err := d.Import(ctx, list, now)
	must(t, err)
	n, err := d.Import(ctx, list, now.Add(time.Hour))
	must(t, err)
	want(t, "changed by the same", n, 0)
	list[1].Address.Street = "JL. BARU"
	n, err = d.Import(ctx, list, now.Add(time.Hour))
	must(t, err)
	want(t, "changed by one", n, 1)
	n, err = d.Import(ctx, nil, now)
	must(t, err)
	want(t, "changed by none", n, 0)
	big := make([]db.Resident, db.ImportBatch)
	for i := range big {
		big[i] = db.Resident{NIK: enrol.NIK(fmt.Sprintf("327600010190%04d", i+1)), Name: "X"}
	}
	n, err = d.Import(ctx, big, now)
	must(t, err)
	want(t, "the largest batch", n, db.ImportBatch)
}

func wantFace(tb testing.TB, what string, got, as db.Resident) {
	tb.Helper()
	want(tb, what+": model", got.TemplateModel, as.TemplateModel)
	want(tb, what+": template", string(got.Template), string(as.Template))
	want(tb, what+": portrait", string(got.Portrait), string(as.Portrait))
}

// portraits: a line that brings none leaves those that are there, and changes nothing by
// that; one that brings another changes the record, once.
func portraits(t *testing.T, d *db.DB) {
	with := demo.Residents()[0]
	with.Portrait, with.Template, with.TemplateModel = []byte{0xFF, 0xD8, 0}, []byte{1, 2, 3}, "model"
	without, other, model := demo.Residents()[0], with, with
	other.Portrait, model.TemplateModel = []byte{0xFF, 0xD8, 1}, "another"
	for i, step := range []struct {
		line    db.Resident
		changed int64
		kept    db.Resident
	}{{without, 1, without}, {with, 1, with}, {with, 0, with}, {without, 0, with}, {with, 0, with}, {other, 1, other}, {without, 0, other}, {model, 1, model}} {
		n, err := d.Import(ctx, []db.Resident{step.line}, now)
		must(t, err)
		want(t, fmt.Sprint("changed by line ", i), n, step.changed)
		must(t, d.View(ctx, func(tx *db.Tx) error {
			got, err := tx.Resident(with.NIK)
			wantFace(t, fmt.Sprint("after line ", i), got, step.kept)
			return err
		}))
	}
}

// hostileText: SQL and HTML in every text field come back as they went in.
func hostileText(t *testing.T, d *db.DB) {
	evil := `'; DROP TABLE residents; -- "<script>alert(1)</script>$1?1:x@y` + "\u00a0é\U0001F600"
	r := db.Resident{NIK: nik, Name: evil, BirthPlace: evil, Marital: evil, Blood: evil, Religion: evil, Occupation: evil, Citizenship: evil,
		Category: enrol.Category(evil), KK: evil, Relation: evil, Address: db.Place{Street: evil, City: evil}, TemplateModel: evil}
	_, err := d.Import(ctx, []db.Resident{r}, now)
	must(t, err)
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Resident(nik)
		want(t, "digest", got.Digest(), r.Digest())
		want(t, "template's model", got.TemplateModel, r.TemplateModel)
		return err
	}))
}

func registration() db.Registration {
	return db.Registration{ID: "r1", NIK: nik, Email: "a@b.id", Phone: "081200000001", Kind: enrol.KindNew, Lang: "id", ConsentAt: now,
		CredentialID: "c1", QR: "QR1", Token: "AAAA-AAAA", Expires: now.Add(time.Hour), Created: now}
}

func registrations(t *testing.T, d *db.DB) {
	r := registration()
	update(t, d, func(tx *db.Tx) error { return tx.AddRegistration(r) })
	renewed := r
	renewed.CredentialID, renewed.QR, renewed.Token = "c2", "QR2", "BBBB-BBBB"
	update(t, d, func(tx *db.Tx) error { return tx.RenewRegistration(renewed) })
	must(t, d.View(ctx, func(tx *db.Tx) error {
		_, err := tx.RegistrationByToken(r.Token, r.Expires)
		wantCode(t, err, enrol.CodeNotFound)
		for _, token := range []string{r.Token, renewed.Token} {
			got, err := tx.RegistrationByToken(token, r.Expires.Add(-time.Microsecond))
			must(t, err)
			want(t, "renewed", got, renewed)
		}
		return nil
	}))
	for _, use := range []struct {
		credential, id string
		approved       bool
		stands         string
	}{
		{"c1", "case-0", false, "case-0"}, // a picture of the former QR
		{"c2", "case-1", true, "case-1"},
		{"c1", "case-2", false, "case-1"},
	} {
		update(t, d, func(tx *db.Tx) error {
			lang, err := tx.DecideRegistration(use.credential, use.id, use.approved)
			want(t, "language", lang, "id")
			must(t, err)
			got, err := tx.Registration(r.ID)
			want(t, "decided by", got.CaseID, use.stands)
			return err
		})
	}
	update(t, d, func(tx *db.Tx) error {
		_, err := tx.DecideRegistration("of nobody", "case-1", true)
		wantCode(t, err, enrol.CodeNotFound)
		return nil
	})
	err := d.Update(ctx, func(tx *db.Tx) error { return tx.RenewRegistration(renewed) })
	wantCode(t, err, enrol.CodeNotFound) // decided: nothing to renew
}

func spendOnce(t *testing.T, d *db.DB) {
	for i, fresh := range []bool{true, false} {
		update(t, d, func(tx *db.Tx) error {
			ok, err := tx.Spend("c1", nik, fmt.Sprint("case-", i))
			want(t, "fresh", ok, fresh)
			return err
		})
	}
}

func spendAtOnce(t *testing.T, d *db.DB) {
	var wg sync.WaitGroup
	var won atomic.Int64
	for i := range 8 {
		wg.Go(func() {
			err := d.Update(ctx, func(tx *db.Tx) error {
				ok, err := tx.Spend("c1", nik, fmt.Sprint("case-", i))
				if ok {
					won.Add(1)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	want(t, "winners", won.Load(), 1)
}

func accounts(t *testing.T, d *db.DB) {
	a := db.Account{NIK: nik, State: enrol.AccountApproved, Email: "a@b.id", Phone: "081200000001", Lang: "en", PIN: "p", Password: "w",
		Device: "d", CaseID: "case-1", Approved: now, Activated: now.Add(1), Updated: now}
	a.Activated = now.Add(time.Second)
	update(t, d, func(tx *db.Tx) error {
		_, err := tx.Account(nik)
		wantCode(t, err, enrol.CodeNotFound)
		must(t, tx.AddCase(db.Case{ID: "case-1", NIK: nik, Outlet: "o", Account: enrol.AccountApproved, AccountAt: now}, []byte{1}, now))
		return tx.PutAccount(a)
	})
	a.State, a.Updated = enrol.AccountCodeSent, now.Add(time.Minute)
	update(t, d, func(tx *db.Tx) error { return tx.PutAccount(a) })
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Account(nik)
		must(t, err)
		want(t, "account", got, a)
		list, err := tx.AccountsIn(enrol.AccountCodeSent, now.Add(time.Hour), db.Standing{}, 10)
		must(t, err)
		want(t, "waiting", len(list), 1)
		st, err := tx.Statuses("o", now.Add(time.Minute), "case-1", 10)
		must(t, err)
		want(t, "statuses behind the last one", len(st), 0)
		st, err = tx.Statuses("o", now.Add(time.Minute), "", 10)
		want(t, "statuses", len(st), 1)
		want(t, "status", st[0].Account, enrol.AccountCodeSent)
		return err
	}))
}

func codes(t *testing.T, d *db.DB) {
	put := func(id, mac string, expires time.Time) {
		update(t, d, func(tx *db.Tx) error { return tx.PutCode(db.Code{ID: id, NIK: nik, MAC: mac, Expires: expires}) })
	}
	put("j1", "m1", now)
	put("j1", "other", now.Add(time.Hour)) // the same job again: longer, not another code
	put("j2", "m2", now)
	update(t, d, func(tx *db.Tx) error { return tx.BindCode("j1", "phone") })
	update(t, d, func(tx *db.Tx) error { return tx.DropCodes(nik, "j1") })
	must(t, d.View(ctx, func(tx *db.Tx) error {
		list, err := tx.Codes(nik)
		want(t, "codes", len(list), 1)
		want(t, "code", list[0], db.Code{ID: "j1", NIK: nik, MAC: "m1", Device: "phone", Expires: now.Add(time.Hour)})
		return err
	}))
}

func jobs(t *testing.T, d *db.DB) {
	j := db.Job{ID: "j1", Kind: "code", NIK: nik, State: db.JobPending, Run: now, Created: now, Secret: []byte("s")}
	update(t, d, func(tx *db.Tx) error { return tx.AddJob(j) })
	claim := func(at time.Time, n int) []db.Job {
		t.Helper()
		var list []db.Job
		update(t, d, func(tx *db.Tx) (err error) {
			list, err = tx.ClaimJobs("code", at, at.Add(time.Minute), 5)
			return err
		})
		want(t, "claimed", len(list), n)
		return list
	}
	claim(now.Add(-time.Second), 0)
	want(t, "secret", string(claim(now, 1)[0].Secret), "s")
	claim(now.Add(30*time.Second), 0)                                    // leased
	want(t, "attempts", claim(now.Add(2*time.Minute), 1)[0].Attempts, 2) // whoever held it is gone
	update(t, d, func(tx *db.Tx) error { return tx.PostponeJob("j1", enrol.CodeOffline, now.Add(time.Hour)) })
	claim(now.Add(3*time.Minute), 0)
	must(t, d.View(ctx, func(tx *db.Tx) error {
		at, err := tx.NextJob("code")
		must(t, err)
		want(t, "next", at, now.Add(time.Hour))
		waits, err := tx.PendingJob("code", nik)
		want(t, "pending", waits, true)
		return err
	}))
	for _, first := range []bool{true, false} {
		update(t, d, func(tx *db.Tx) error {
			ok, err := tx.FinishJob("j1", db.JobDone, "", now)
			want(t, "finished", ok, first)
			return err
		})
	}
	claim(now.Add(24*time.Hour), 0)
}

// jobsClaimedOnce: several workers at once never get the same job.
func jobsClaimedOnce(t *testing.T, d *db.DB) {
	const total = 60
	update(t, d, func(tx *db.Tx) error {
		for i := range total {
			if err := tx.AddJob(db.Job{ID: fmt.Sprint("j", i), Kind: "code", NIK: nik, State: db.JobPending, Run: now, Created: now}); err != nil {
				return err
			}
		}
		return nil
	})
	var mu sync.Mutex
	var ids []string
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				var list []db.Job
				err := d.Update(ctx, func(tx *db.Tx) (err error) {
					list, err = tx.ClaimJobs("code", now, now.Add(time.Hour), 7)
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if len(list) == 0 {
					return
				}
				mu.Lock()
				for _, j := range list {
					ids = append(ids, j.ID)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	want(t, "claims", len(ids), total)
	slices.Sort(ids)
	want(t, "different jobs", len(slices.Compact(ids)), total)
}
