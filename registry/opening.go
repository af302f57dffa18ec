package registry

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// opened is a packet of a group, or why it is refused; fault is ours.
type opened struct {
	parcel
	refused error
	fault   error
}

// opening is a group whose packets are being opened on every processor, in their order.
// None needs another, so that the first can be written down while the last is still
// sealed.
type opening struct {
	items []opened
	there []chan struct{} // closed when the item is
	work  sync.WaitGroup
}

// openGroup begins; whoever does waits in the end.
func (s *Service) openGroup(ctx context.Context, from *lineage, items []api.Packet) *opening {
	o := &opening{items: make([]opened, len(items)), there: make([]chan struct{}, len(items))}
	for i := range o.there {
		o.there[i] = make(chan struct{})
	}
	var next atomic.Int64
	for range min(len(items), runtime.GOMAXPROCS(0)) {
		o.work.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(items)); i = next.Add(1) - 1 {
				o.items[i] = s.openOne(ctx, from, items[i])
				close(o.there[i])
			}
		})
	}
	return o
}

func (s *Service) openOne(ctx context.Context, from *lineage, item api.Packet) (p opened) {
	if ctx.Err() != nil {
		p.fault = enrol.WrapError(enrol.CodeCancelled, "open packet", ctx.Err())
		return p
	}
	if p.parcel, p.refused = s.openPacket(from, item); p.refused != nil && fault(p.refused) {
		p.fault = p.refused
	}
	return p
}

// wait ends when nothing is being opened any more.
func (o *opening) wait() { o.work.Wait() }

// item answers the i-th packet as soon as it is there.
func (o *opening) item(i int) (opened, error) {
	<-o.there[i]
	return o.items[i], o.items[i].fault
}

// ready waits until a transaction may begin: for the first packet, so that it does not
// begin with waiting, and for all where residents are locked, since all are at once.
func (o *opening) ready(all bool) error {
	until := 1
	if all {
		until = len(o.items)
	}
	for i := range until {
		if _, err := o.item(i); err != nil {
			return err
		}
	}
	return nil
}

// lockAndAsk locks everybody whom the group concerns in one order, so that two uploads
// never wait for each other, and asks for all that they are judged by at once. An engine
// with one writer needs neither, and its packets may not all be open yet.
func (s *Service) lockAndAsk(t *db.Tx, o *opening) error {
	if !s.db.Locks() {
		return nil
	}
	var keys []string
	var all []db.Judged
	for _, p := range o.items {
		if p.refused == nil {
			keys, all = append(keys, string(p.Resident.NIK)), append(all, s.judged(p.parcel))
		}
	}
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		if err := t.Lock(k); err != nil {
			return err
		}
	}
	return t.Ahead(all...)
}
