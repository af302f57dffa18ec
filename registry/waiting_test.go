package registry_test

import (
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// putAccounts writes accounts of invented residents, from the i-th on.
func putAccounts(t *testing.T, e *registrytest.Env, from, n int, state enrol.Account, at time.Time) {
	t.Helper()
	mustUpdate(t, e, func(tx *db.Tx) error {
		for i := from; i < from+n; i++ {
			a := db.Account{NIK: registrytest.CrowdNIK(i), State: state, Email: registrytest.CrowdEmail(i), Phone: "081200000001", Lang: "id", Approved: at, Updated: at}
			if err := tx.PutAccount(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestAllCodesExpire: one run marks every account whose code was not used in time, also behind
// many that have a newer code, on several instances at once; who is being served is left for
// the next run, without waiting.
func TestAllCodesExpire(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		const kept, unused = 150, 700
		old := e.Clock.Now().AddDate(0, 0, -10)
		putAccounts(t, e, 0, kept, enrol.AccountCodeSent, old)
		putAccounts(t, e, kept, unused, enrol.AccountCodeSent, old.Add(time.Hour))
		mustUpdate(t, e, func(tx *db.Tx) error {
			for i := range kept {
				if err := tx.PutCode(db.Code{ID: string(registrytest.CrowdNIK(i)), NIK: registrytest.CrowdNIK(i), MAC: "m", Expires: e.Clock.Now().Add(time.Hour)}); err != nil {
					return err
				}
			}
			return nil
		})
		second := registry.New(e.DB, e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap})
		served := func() {
			var both sync.WaitGroup
			both.Go(func() { e.Service.Tidy(ctx) })
			both.Go(func() { second.Tidy(ctx) })
			both.Wait()
		}
		want := int64(unused)
		if e.DB.Locks() {
			want--
			mustUpdate(t, e, func(tx *db.Tx) error {
				if err := tx.Lock(string(registrytest.CrowdNIK(kept + 3))); err != nil {
					return err
				}
				if mine, err := tx.TryLock(string(registrytest.CrowdNIK(kept + 3))); err != nil || !mine {
					t.Errorf("its own lock: %v %v", mine, err)
				}
				served() // ends although this transaction holds one of them
				return nil
			})
		} else {
			served()
		}
		expired := func() (n int64) {
			if err := e.DB.View(ctx, func(tx *db.Tx) (err error) {
				n, err = tx.CountWaiting(enrol.AccountExpired, e.Clock.Now().Add(time.Hour))
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := expired(); n < want-100 || n > want { // both may have left the same ones to each other
			t.Errorf("%d of %d have expired", n, want)
		}
		for range 2 {
			e.Service.Tidy(ctx)
		}
		if n := expired(); n != unused {
			t.Errorf("%d of %d have expired in the end", n, unused)
		}
	})
}

// TestFollowUpIsWhole: every account stands on one page of the list, and each page says of how many.
func TestFollowUpIsWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		now := e.Clock.Now()
		putAccounts(t, e, 0, 250, enrol.AccountBounced, now.Add(-time.Hour))
		putAccounts(t, e, 250, 7, enrol.AccountApproved, now.Add(-7*time.Hour))
		putAccounts(t, e, 257, 50, enrol.AccountApproved, now.Add(-time.Hour)) // on its way
		putAccounts(t, e, 307, 193, enrol.AccountCodeSent, now.AddDate(0, 0, -3))
		putAccounts(t, e, 500, 50, enrol.AccountCodeSent, now) // has time
		putAccounts(t, e, 550, 300, enrol.AccountExpired, now.AddDate(0, 0, -20))
		const total = 250 + 7 + 193 + 300
		seen := map[enrol.NIK]bool{}
		for page, size := range []int{200, 200, 200, 150} {
			out, err := e.Service.Waiting(ctx, registry.Console, 2, page+1)
			if err != nil {
				t.Fatal(err)
			}
			if out.Part != (registry.Part{Page: page + 1, Pages: 4, First: int64(page*200 + 1), Total: total}) || len(out.List) != size {
				t.Fatalf("page %d: %+v with %d", page+1, out.Part, len(out.List))
			}
			for _, w := range out.List {
				seen[w.NIK] = true
			}
		}
		if len(seen) != total {
			t.Errorf("%d different ones of %d", len(seen), total)
		}
		for page, want := range map[int]int{-3: 1, 0: 1, 99: 4} {
			if out, err := e.Service.Waiting(ctx, registry.Console, 2, page); err != nil || out.Page != want {
				t.Errorf("page %d is %d, %v", page, out.Page, err)
			}
		}
	})
}

// TestRefusalsArePaged: none of the packets that were not taken in falls off the list.
func TestRefusalsArePaged(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		mustUpdate(t, e, func(tx *db.Tx) error {
			for i := range 201 {
				r := db.Refusal{ID: string(registrytest.CrowdNIK(i)), Outlet: "demo", Device: "d", Code: enrol.CodePhase, At: e.Clock.Now()}
				if err := tx.AddRefusal(r); err != nil {
					return err
				}
			}
			return nil
		})
		first, err := e.Service.Refused(ctx, registry.Console, 1)
		if err != nil || len(first.Packets) != 200 || first.Total != 201 || first.Pages != 2 {
			t.Fatalf("%d %+v %v", len(first.Packets), first.Part, err)
		}
		last, err := e.Service.Refused(ctx, registry.Console, 2)
		if err != nil || len(last.Packets) != 1 || last.First != 201 {
			t.Fatalf("%d %+v %v", len(last.Packets), last.Part, err)
		}
	})
}
