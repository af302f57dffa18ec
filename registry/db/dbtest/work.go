package dbtest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

func sessions(t *testing.T, d *db.DB) {
	s := db.Session{ID: "s1", Kind: db.SessionLogin, NIK: nik, Device: "d", Created: now, Expires: now.Add(time.Hour)}
	update(t, d, func(tx *db.Tx) error { return tx.AddSession(s) })
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Session(db.SessionLogin, "s1", now)
		must(t, err)
		want(t, "session", got, s)
		_, err = tx.Session(db.SessionTicket, "s1", now)
		wantCode(t, err, enrol.CodeNotFound)
		_, err = tx.Session(db.SessionLogin, "s1", s.Expires)
		wantCode(t, err, enrol.CodeNotFound)
		return nil
	}))
	s.ID = "s2"
	update(t, d, func(tx *db.Tx) error { return tx.AddSession(s) })
	update(t, d, func(tx *db.Tx) error { return tx.DropSessions(nik, "s2") })
	must(t, d.View(ctx, func(tx *db.Tx) error {
		_, err := tx.Session(db.SessionLogin, "s1", now)
		wantCode(t, err, enrol.CodeNotFound)
		_, err = tx.Session(db.SessionLogin, "s2", now)
		return err
	}))
}

func throttles(t *testing.T, d *db.DB) {
	v := db.Throttle{Key: "k", Fails: 2, Until: now.Add(time.Minute), Updated: now}
	update(t, d, func(tx *db.Tx) error { return tx.PutThrottle(v) })
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Throttle("k")
		want(t, "throttle", got, v)
		return err
	}))
	update(t, d, func(tx *db.Tx) error { return tx.DropThrottle("k") })
}

// lockSerialises: reading, thinking and writing under one key loses no count.
func lockSerialises(t *testing.T, d *db.DB) {
	const workers, rounds = 4, 10
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range rounds {
				err := d.Update(ctx, func(tx *db.Tx) error {
					if err := tx.Lock("k"); err != nil {
						return err
					}
					v, err := tx.Throttle("k")
					if err != nil {
						return err
					}
					v.Fails++
					v.Updated = now
					return tx.PutThrottle(v)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	must(t, d.View(ctx, func(tx *db.Tx) error {
		v, err := tx.Throttle("k")
		want(t, "count", v.Fails, workers*rounds)
		return err
	}))
}

func cases(t *testing.T, d *db.DB) {
	c := db.Case{ID: "case-1", Digest: "x", NIK: nik, Outlet: "o", Device: "d", Operator: "siti", Kind: enrol.KindNew, Decision: enrol.StateApproved,
		Category: enrol.CategoryASN, Face: enrol.FaceResult{Method: enrol.MethodStaff, Score: 0.5, DecidedBy: "siti"},
		Overrides: []enrol.Override{{Code: enrol.CodePhase, By: "budi", Reason: "x", At: now}}, Opened: now, Decided: now.Add(time.Second), Received: now,
		Account: enrol.AccountApproved, AccountAt: now}
	update(t, d, func(tx *db.Tx) error { return tx.AddCase(c, []byte("sealed"), now.Add(time.Hour)) })
	err := d.Update(ctx, func(tx *db.Tx) error { return tx.AddCase(c, []byte("sealed"), now) })
	wantCode(t, err, enrol.CodeServer) // the same id twice is never taken
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Case("case-1")
		must(t, err)
		want(t, "case", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", c))
		b, err := tx.Evidence("case-1")
		must(t, err)
		want(t, "evidence", string(b), "sealed")
		yes, err := tx.ApprovedBetween(nik, now, now.Add(time.Minute))
		must(t, err)
		no, err := tx.ApprovedBetween(nik, now.Add(-time.Hour), now.Add(time.Second))
		must(t, err)
		want(t, "approved within", yes, true)
		want(t, "approved before", no, false)
		counts, err := tx.Cases()
		want(t, "counts", counts[0], db.Count{Key: "o/approved", N: 1})
		return err
	}))
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.AddRefusal(db.Refusal{ID: "x", Outlet: "o", Device: "d", Code: enrol.CodePhase, At: now}))
		must(t, tx.AddRefusal(db.Refusal{ID: "x", Outlet: "o", Device: "d", Code: enrol.CodeField, At: now}))
		counts, err := tx.Refusals()
		want(t, "refusals", counts[0], db.Count{Key: "field", N: 1})
		must(t, tx.DropRefusal("x"))
		return err
	})
}

func outlets(t *testing.T, d *db.DB) {
	wib := time.FixedZone("", 7*60*60)
	settings := enrol.Settings{Outlet: "o", OutletName: "Gerai", Stops: enrol.Stops{MaxPending: 3}}
	phase := enrol.Phase{Category: enrol.CategoryASN, From: time.Date(2026, 1, 1, 0, 0, 0, 0, wib), Outlet: "o"}
	every := enrol.Phase{Category: enrol.CategoryPublic, From: time.Date(2026, 2, 1, 0, 0, 0, 0, wib), Until: time.Date(2026, 3, 1, 0, 0, 0, 0, wib)}
	key := enrol.VerifyKey{ID: "k", Public: []byte{1}, NotBefore: now}
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.PutOutlet(settings, now))
		must(t, tx.PutStaff("o", db.Staff{Staff: enrol.Staff{ID: "siti", Name: "S", Role: enrol.RoleStaff, Verifier: "v", MustSet: true}, RevokedAt: now}))
		must(t, tx.PutPhase(phase))
		must(t, tx.PutPhase(every))
		must(t, tx.AddKey(key))
		must(t, tx.AddKey(key))
		return tx.PutConfig("rules", enrol.DefaultRules())
	})
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Outlet("o")
		must(t, err)
		want(t, "settings", fmt.Sprint(got), fmt.Sprint(settings))
		staff, err := tx.Staff("o")
		must(t, err)
		want(t, "revoked", staff[0].Revoked && staff[0].RevokedAt.Equal(now) && staff[0].MustSet, true)
		phases, err := tx.Phases("o")
		must(t, err)
		want(t, "phases", len(phases), 2)
		want(t, "the outlet's midnight", phases[0].From.Format(time.RFC3339), phase.From.Format(time.RFC3339))
		want(t, "last day", phases[1].Until.Equal(every.Until), true)
		keys, err := tx.Keys()
		must(t, err)
		want(t, "keys", len(keys), 1)
		var rules enrol.Rules
		ok, err := tx.Config("rules", &rules)
		want(t, "rules", ok && len(rules) == len(enrol.DefaultRules()), true)
		return err
	}))
}

func enrolCodeOnce(t *testing.T, d *db.DB) {
	update(t, d, func(tx *db.Tx) error {
		return tx.AddEnrolCode(db.EnrolCode{MAC: "m", Outlet: "o", Name: "pc", Expires: now.Add(time.Hour)})
	})
	for _, id := range []string{"first", "second"} {
		update(t, d, func(tx *db.Tx) error {
			_, by, err := tx.UseEnrolCode("m", id, now)
			want(t, "used by", by, "first")
			return err
		})
	}
	err := d.Update(ctx, func(tx *db.Tx) error { _, _, err := tx.UseEnrolCode("m", "first", now.Add(time.Hour)); return err })
	wantCode(t, err, enrol.CodeEnrolCode)
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.AddDevice(db.Device{ID: "first", Outlet: "o", Name: "pc", SigningKey: []byte{1}, Enrolled: now, Seen: now}))
		must(t, tx.SeeDevice("first", now.Add(time.Minute)))
		must(t, tx.RevokeDevice("first", now.Add(time.Hour)))
		wantCode(t, tx.RevokeDevice("first", now), enrol.CodeNotFound)
		list, err := tx.Devices("")
		want(t, "devices", len(list), 1)
		want(t, "seen", list[0].Seen, now.Add(time.Minute))
		want(t, "revoked", list[0].Revoked, now.Add(time.Hour))
		return err
	})
}

func anchors(t *testing.T, d *db.DB) {
	at := func(n int) time.Time { return now.Add(time.Duration(n) * time.Minute) }
	update(t, d, func(tx *db.Tx) error {
		return tx.AddDevice(db.Device{ID: "d", Outlet: "o", Name: "n", SigningKey: []byte{1}, Enrolled: now})
	})
	for i, step := range []struct {
		seq        int64
		hash, kept string
		seen       int64 // head that is listed
		back       int64
		backAt     time.Time
	}{
		{7, "aa", "aa", 7, 0, time.Time{}},
		{7, "bb", "aa", 7, 7, at(1)}, // written anew
		{9, "cc", "cc", 9, 7, at(1)},
		{9, "cc", "cc", 9, 7, at(1)},
		{8, "dd", "dd", 8, 9, at(4)}, // an old copy that went on
		{12, "ee", "ee", 12, 9, at(4)},
		{7, "aa", "aa", 7, 12, at(6)}, // an old copy as it was
	} {
		update(t, d, func(tx *db.Tx) error {
			kept, err := tx.AddAnchor("d", step.seq, step.hash, at(i))
			want(t, "kept", kept, step.kept)
			return err
		})
		must(t, d.View(ctx, func(tx *db.Tx) error {
			list, err := tx.Chains()
			want(t, "chains", len(list), 1)
			want(t, "head", list[0].Seq, step.seen)
			want(t, "back from", list[0].BackFrom, step.back)
			want(t, "back at", list[0].BackAt, step.backAt)
			return err
		}))
	}
}

// beginnings: a marked chain is compared with what comes after an accepted beginning, and
// nothing of before is erased.
func beginnings(t *testing.T, d *db.DB) {
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.AddDevice(db.Device{ID: "d", Outlet: "o", Name: "n", SigningKey: []byte{1}, Enrolled: now}))
		for i, a := range []struct {
			seq  int64
			hash string
		}{{7, "aa"}, {9, "bb"}, {7, "cc"}} {
			_, err := tx.AddAnchor("d", a.seq, a.hash, now.Add(time.Duration(i)*time.Minute))
			must(t, err)
		}
		return nil
	})
	update(t, d, func(tx *db.Tx) error {
		c, err := tx.Chain("d")
		must(t, err)
		want(t, "offered", c.OfferedHash, "cc")
		wantCode(t, tx.BeginChain(db.Beginning{Device: "d", At: now, BackAt: c.BackAt.Add(1e6)}), enrol.CodeMove)
		wantCode(t, tx.BeginChain(db.Beginning{Device: "x", At: now}), enrol.CodeNotFound)
		return tx.BeginChain(db.Beginning{Device: "d", At: now.Add(time.Hour), Admin: "ratna", Reason: "why", BackAt: c.BackAt})
	})
	update(t, d, func(tx *db.Tx) error {
		for _, a := range []struct{ hash, kept string }{{"cc", "cc"}, {"aa", "cc"}} {
			kept, err := tx.AddAnchor("d", 7, a.hash, now.Add(2*time.Hour))
			must(t, err)
			want(t, "kept", kept, a.kept)
		}
		c, err := tx.Chain("d")
		must(t, err)
		want(t, "marked again", c.BackFrom, 7)
		want(t, "epoch", c.Epoch, 1)
		begun, err := tx.Beginnings("")
		must(t, err)
		want(t, "beginnings", fmt.Sprintf("%+v", begun), fmt.Sprintf("%+v", []db.Beginning{{Device: "d", Outlet: "o", Name: "n", Epoch: 1,
			At: now.Add(time.Hour), Admin: "ratna", Reason: "why", BackFrom: 7, BackAt: now.Add(2 * time.Minute), Seq: 7, Hash: "cc"}}))
		all, err := tx.Anchors("d", 10)
		want(t, "anchors", len(all), 3)
		return err
	})
}

// successors: a device takes another's place, and a code says so ahead.
func successors(t *testing.T, d *db.DB) {
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.AddDevice(db.Device{ID: "old", Outlet: "o", Name: "n", SigningKey: []byte{1}, Enrolled: now}))
		must(t, tx.AddEnrolCode(db.EnrolCode{MAC: "m", Outlet: "o", Name: "pc", Expires: now.Add(time.Hour), Replaces: "old"}))
		c, by, err := tx.UseEnrolCode("m", "new", now)
		want(t, "replaces", c.Replaces+" "+by, "old new")
		must(t, err)
		must(t, tx.ReplaceDevice("old", "new", now))
		wantCode(t, tx.ReplaceDevice("old", "new", now), enrol.CodeNotFound)
		wantCode(t, tx.ReplaceDevice("old", "newer", now), enrol.CodeNotFound) // the place is taken
		got, err := tx.Device("old")
		want(t, "ended", got.Ended(), now)
		want(t, "by", got.ReplacedBy, "new")
		must(t, err)
		must(t, tx.RevokeDevice("old", now.Add(-time.Hour)))
		got, err = tx.Device("old")
		want(t, "ended before", got.Ended(), now.Add(-time.Hour))
		must(t, err)
		must(t, tx.ReplaceDevice("old", "", now))
		got, err = tx.Device("old")
		want(t, "taken back", got.ReplacedBy == "" && got.ReplacedAt.IsZero(), true)
		return err
	})
}

func sweep(t *testing.T, d *db.DB) {
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.AddSession(db.Session{ID: "s", Kind: db.SessionLogin, NIK: nik, Expires: now}))
		must(t, tx.AddCase(db.Case{ID: "old", NIK: nik, Outlet: "o"}, []byte{1}, now))
		must(t, tx.AddRegistration(registration()))
		return nil
	})
	must(t, d.Sweep(ctx, now.Add(30*24*time.Hour)))
	must(t, d.View(ctx, func(tx *db.Tx) error {
		_, err := tx.Evidence("old")
		wantCode(t, err, enrol.CodeNotFound)
		_, err = tx.Registration("r1")
		wantCode(t, err, enrol.CodeNotFound)
		_, err = tx.Case("old")
		return err // the record outlives its evidence
	}))
}

// sweepMuch deletes a backlog whole, keeps decided registrations for a while, and goes on
// where one kind fails.
func sweepMuch(t *testing.T, d *db.DB) {
	const many = 1201
	r := registration()
	update(t, d, func(tx *db.Tx) error {
		for i := range many {
			must(t, tx.PutThrottle(db.Throttle{Key: fmt.Sprint(i), Updated: now}))
		}
		must(t, tx.AddRegistration(r))
		_, err := tx.DecideRegistration(r.CredentialID, "case", true)
		return err
	})
	must(t, d.Sweep(ctx, now.AddDate(0, 0, 8)))
	must(t, d.View(ctx, func(tx *db.Tx) error {
		for _, key := range []string{"0", fmt.Sprint(many - 1)} {
			if c, err := tx.Throttle(key); err != nil || !c.Updated.IsZero() {
				t.Errorf("counter %s is left: %+v, %v", key, c, err)
			}
		}
		_, err := tx.Registration(r.ID)
		return err
	}))
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.PutThrottle(db.Throttle{Key: "late", Updated: now}))
		return tx.Exec(`DROP TABLE evidence`)
	})
	if err := d.Sweep(ctx, now.AddDate(0, 0, 60)); err == nil {
		t.Error("nobody hears that the evidence can't be swept")
	}
	must(t, d.View(ctx, func(tx *db.Tx) error {
		if c, err := tx.Throttle("late"); err != nil || !c.Updated.IsZero() {
			t.Errorf("what comes after a failure is left: %+v, %v", c, err)
		}
		_, err := tx.Registration(r.ID)
		wantCode(t, err, enrol.CodeNotFound)
		return nil
	}))
}

func cancelled(t *testing.T, d *db.DB) {
	c, cancel := context.WithCancel(ctx)
	cancel()
	err := d.Update(c, func(tx *db.Tx) error { return tx.PutThrottle(db.Throttle{Key: "k"}) })
	wantCode(t, err, enrol.CodeCancelled)
}
