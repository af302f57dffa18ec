package dbtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// eachForItself runs many transactions at once, some of which refuse, stumble over the
// engine, or panic: what each writes is kept or not by its own outcome alone.
func eachForItself(t *testing.T, d *db.DB) {
	refused := enrol.NewError(enrol.CodeRefused, "test")
	kinds := []string{"good", "refused", "broken", "panics", "good", "good"}
	outcomes := make([]error, 20*len(kinds))
	var wg sync.WaitGroup
	for i := range outcomes {
		wg.Go(func() {
			kind := kinds[i%len(kinds)]
			defer func() {
				if r := recover(); (r != nil) != (kind == "panics") {
					t.Errorf("%s: panicked with %v", kind, r)
				}
			}()
			outcomes[i] = d.Update(ctx, func(tx *db.Tx) error {
				if err := tx.PutThrottle(db.Throttle{Key: fmt.Sprint(i), Fails: 1}); err != nil {
					return err
				}
				if _, err := tx.Throttle(fmt.Sprint(i)); err != nil { // written now, not later
					return err
				}
				switch kind {
				case "refused":
					return refused
				case "broken":
					return tx.Exec("this is no statement")
				case "panics":
					panic("test")
				}
				return nil
			})
		})
	}
	wg.Wait()
	for i, err := range outcomes {
		kind := kinds[i%len(kinds)]
		switch {
		case kind == "good" && err != nil, kind == "refused" && !errors.Is(err, refused), kind == "broken" && enrol.CodeOf(err) != enrol.CodeServer:
			t.Errorf("%s: %v", kind, err)
		}
		must(t, d.View(ctx, func(tx *db.Tx) error {
			v, err := tx.Throttle(fmt.Sprint(i))
			want(t, kind, v.Fails == 1, kind == "good")
			return err
		}))
	}
}

// cancelledBeforeCommit: a transaction whose context ended after its last statement was
// given up by who asked for it, and nothing of it is kept unless it says so.
func cancelledBeforeCommit(t *testing.T, d *db.DB) {
	for i := range 20 {
		c, cancel := context.WithCancel(ctx)
		key := fmt.Sprint(i)
		err := d.Update(c, func(tx *db.Tx) error {
			if err := tx.PutThrottle(db.Throttle{Key: key, Fails: 1}); err != nil {
				return err
			}
			cancel()
			time.Sleep(time.Duration(i%4) * time.Millisecond) // the roll-back comes on a goroutine of its own
			return nil
		})
		if err != nil {
			wantCode(t, err, enrol.CodeCancelled)
		}
		must(t, d.View(ctx, func(tx *db.Tx) error {
			v, e := tx.Throttle(key)
			want(t, "written", v.Fails == 1, err == nil)
			return e
		}))
	}
}

// cancelledAmongMany: who gives up while others write takes none of them along, and what
// it was told is true.
func cancelledAmongMany(t *testing.T, d *db.DB) {
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			c, cancel := context.WithCancel(ctx)
			defer cancel()
			if i%3 == 0 {
				go cancel()
			}
			key := fmt.Sprint(i)
			err := d.Update(c, func(tx *db.Tx) error { return tx.PutThrottle(db.Throttle{Key: key, Fails: 1}) })
			if i%3 != 0 {
				must(t, err)
			} else if err != nil {
				wantCode(t, err, enrol.CodeCancelled)
			}
			must(t, d.View(ctx, func(tx *db.Tx) error {
				v, e := tx.Throttle(key)
				if err == nil {
					want(t, "written", v.Fails, 1)
				}
				return e
			}))
		})
	}
	wg.Wait()
}
