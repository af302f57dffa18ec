package sync

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// delivery empties the outbox once. The registry works on an upload for as long as our
// own disk does on the answer to the one before and on taking what comes next, so these
// are done while it is on its way: a long queue is then delivered in the time of the
// slower of both, not of their sum.
//
// At any moment packets are waiting, marked as being sent, or answered by the registry;
// whoever kills the program between the last two makes them go again, as duplicates.
type delivery struct {
	*Worker
	started     time.Time
	done, total int
	last        *answered      // came, and is still to be kept
	next        []enrol.Parcel // taken ahead
	rests       bool           // what was sent has used up the line's share: the rest goes on later
}

// answered is what became of an upload.
type answered struct {
	settled []enrol.Receipt
	rest    []enrol.Parcel // without a receipt
	earlier []enrol.Parcel // signed by an earlier device, and to be held
	took    time.Duration
}

// deliver sends what is due until nothing is left or something fails, and answers how
// many packets were answered.
func (w *Worker) deliver(ctx context.Context) (done int) {
	d, before := w.rested, 0
	if w.rested = nil; d != nil {
		d.rests, before = false, d.done
	} else {
		d = &delivery{Worker: w, started: time.Now()}
		if b, err := w.Outbox.Backlog(ctx); err == nil {
			d.total = b.Pending
		}
	}
	for ctx.Err() == nil && d.step(ctx) {
		continue
	}
	d.keep(ctx)
	d.giveBack(ctx)
	if d.rests {
		w.rested = d
		return d.done - before
	}
	w.note(func(l *enrol.Link) { l.Sending, l.Done, l.Total, l.Left = false, 0, 0, 0 })
	if d.done > 0 {
		w.Log.InfoContext(ctx, "delivered", "packets", d.done, "took", time.Since(d.started))
	}
	return d.done - before
}

// step makes one upload. It answers whether the next one may follow at once.
func (d *delivery) step(ctx context.Context) bool {
	if shut := d.Limit.opens(d.Now().Local()); shut > 0 {
		d.up.next = time.Now().Add(min(shut, MaxPause))
		return false
	}
	if d.next == nil && (!d.keep(ctx) || !d.take(ctx)) {
		return false
	}
	parcels, ok := d.fitting(ctx, d.next)
	if d.next = nil; !ok || len(parcels) == 0 {
		return ok
	}
	d.told(len(parcels))
	d.began = time.Now()
	u := beginUpload(ctx, d.Registry, parcels)
	kept := d.keep(ctx)
	if kept && d.ahead(len(parcels)) {
		kept = d.take(ctx) || !d.stray // that nothing is left is no fault
	}
	d.await(u)
	if !d.hear(ctx, u) || !kept {
		return false
	}
	wait := d.Limit.rest(u.parcels, u.took)
	if wait <= 0 {
		return true
	}
	if !d.keep(ctx) { // before the pause, in which everything else goes on
		return false
	}
	d.rests, d.up.next = d.done < d.total, time.Now().Add(wait)
	return false
}

// take has the outbox hand out what goes next; false where there is nothing, or where it
// can't.
func (d *delivery) take(ctx context.Context) bool {
	size := d.batch.bytes
	if d.alone > 0 {
		size = onePacket
	}
	parcels, err := d.Outbox.Due(ctx, d.Now(), size)
	if err != nil {
		d.storeFault(ctx, "take due packets", err)
		return false
	}
	if len(parcels) == 0 {
		d.alone = 0
		return false
	}
	d.next = parcels
	return true
}

// ahead tells whether to take packets while others are on their way: only where more
// wait, and where the line does not have to be spared or felt out.
func (d *delivery) ahead(sending int) bool {
	return d.total > d.done+sending && d.alone == 0 && d.up.failures == 0 && d.batch.bytes > onePacket && d.Limit == Limit{}
}

// giveBack makes packets due again that were taken ahead and are not to be sent now.
func (d *delivery) giveBack(ctx context.Context) {
	if d.next == nil || ctx.Err() != nil {
		return // the next start makes them due
	}
	d.next = nil
	if err := d.Outbox.Recover(ctx); err != nil {
		d.storeFault(ctx, "give packets back", err)
	}
}

// hear takes in what became of an upload.
func (d *delivery) hear(ctx context.Context, u *upload) bool {
	if u.retry && enrol.CodeOf(u.err) == enrol.CodeCancelled && ctx.Err() == nil { // the packets go again in the next round, in smaller uploads
		d.giveBack(ctx)
		d.batch.shrink()
		d.again(ctx, u.parcels, enrol.CodeSlow, time.Now())
		return false
	}
	d.heard(ctx, &d.up, whatDeliver, u.err)
	var got answered
	if u.err == nil {
		got = match(u.parcels, u.answer.Receipts)
		if got.took = u.took; len(got.settled)+len(got.earlier) == 0 {
			u.err = enrol.NewError(enrol.CodeNonsense, "read receipts")
		}
	}
	if u.err != nil {
		d.giveBack(ctx)
		return d.unsent(ctx, u.parcels, u.err)
	}
	d.last = &got
	d.alone = max(0, d.alone-len(u.parcels))
	d.batch.grow(u.took)
	return true
}

// keep writes down what the registry answered, even while the program ends. It answers
// false where the outbox can't.
func (d *delivery) keep(ctx context.Context) bool {
	got := d.last
	if d.last = nil; got == nil {
		return true
	}
	if err := d.Outbox.Settle(context.WithoutCancel(ctx), got.settled); err != nil {
		d.storeFault(ctx, "settle packets", err)
		return false
	}
	d.up.succeed()
	if !d.again(ctx, got.earlier, enrol.CodeOtherDevice, time.Time{}) {
		return false
	}
	d.total -= len(got.earlier)
	if len(got.settled) == 0 {
		return d.again(ctx, got.rest, "", time.Now())
	}
	d.done += len(got.settled)
	d.counted(enrol.LinkDeliver, func(s *enrol.SyncStep) { s.Count += int64(len(got.settled)) })
	d.note(func(l *enrol.Link) {
		l.PerPacket = got.took / time.Duration(len(got.settled))
		l.Done, l.Pending = d.done, max(0, d.total-d.done)
		l.Left = (time.Since(d.started) / time.Duration(d.done) * time.Duration(l.Pending)).Round(time.Second)
	})
	if time.Since(d.notedAt) >= rememberEvery {
		d.remember(ctx)
	}
	return d.again(ctx, got.rest, "", time.Now())
}

// told shows that so many packets are on their way.
func (d *delivery) told(sending int) {
	known := d.done + sending
	if d.last != nil {
		known += len(d.last.settled)
	}
	d.total = max(d.total, known)
	d.note(func(l *enrol.Link) {
		l.Task, l.Sending, l.Done, l.Total = enrol.LinkDeliver, true, d.done, d.total
	})
}
