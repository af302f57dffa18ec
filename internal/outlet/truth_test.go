package outlet

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// The counter's time is the store's: receipts that are carried in while the PC's clock is
// two days ahead do not hold it there once the clock is right again, and who starts the
// program anew after setting the clock does not move it.
func TestTruthAfterImport(t *testing.T) {
	ctx, dir, at := t.Context(), t.TempDir(), time.Now()
	var off time.Duration
	open := func() *Outlet {
		t.Helper()
		o, err := Open(ctx, Config{Dir: dir, Clocks: func() store.Reading {
			r := store.SystemReading()
			r.Wall = r.Wall.Add(off)
			return r
		}})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := open()
	err := o.Store.Apply(ctx, enrol.Pull{At: at})
	off = 49 * time.Hour
	if err == nil {
		err = o.Store.Settle(ctx, []enrol.Receipt{{ID: "x", Answer: enrol.AnswerAccepted, At: at}})
	}
	if err != nil {
		t.Fatal(err)
	}
	o.Close()
	for _, off = range []time.Duration{0, 48 * time.Hour, -48 * time.Hour} {
		o = open()
		if got := o.Now().Sub(at); got < 0 || got > time.Minute {
			t.Errorf("the PC's clock is off by %v, the counter's by %v", off, got)
		}
		o.Close()
	}
}
