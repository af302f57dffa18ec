package sync

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// fitting sets packets aside that no upload can hold.
func (w *Worker) fitting(ctx context.Context, parcels []enrol.Parcel) (fit []enrol.Parcel, ok bool) {
	var large []enrol.Parcel
	for _, p := range parcels {
		if len(p.Body) > api.MaxPacketBytes {
			large = append(large, p)
		} else {
			fit = append(fit, p)
		}
	}
	return fit, w.again(ctx, large, enrol.CodeRefused, time.Time{})
}

// match sorts an answer item by item. A receipt for something that was not sent, a
// second one for the same packet, and one without a known answer do not count. A packet of
// an earlier device is not refused for good: it can go when somebody at the office has said
// that this one takes its place.
func match(parcels []enrol.Parcel, receipts []enrol.Receipt) (out answered) {
	first := make(map[string]enrol.Receipt, len(receipts))
	for _, r := range receipts {
		_, twice := first[r.ID]
		known := r.Answer == enrol.AnswerAccepted || r.Answer == enrol.AnswerDuplicate || r.Answer == enrol.AnswerRefused
		if known && !twice {
			first[r.ID] = r
		}
	}
	for _, p := range parcels {
		switch r, ok := first[p.ID]; {
		case !ok:
			out.rest = append(out.rest, p)
		case r.Answer == enrol.AnswerRefused && r.Code == enrol.CodeOtherDevice:
			out.earlier = append(out.earlier, p)
		default:
			out.settled = append(out.settled, r)
		}
	}
	return out
}

// unsent decides what becomes of a batch without an answer. ok tells whether the next
// one may follow at once.
func (w *Worker) unsent(ctx context.Context, parcels []enrol.Parcel, err error) (ok bool) {
	code, now := enrol.CodeOf(err), time.Now()
	switch {
	case ctx.Err() != nil:
		return false // left as being sent: the next start makes them due again
	case final(code):
		w.again(ctx, parcels, code, now)
		return false
	case code.Transient(), code == enrol.CodeNotFound: // no such path: a registry of another version
		// The pause is the line's and kept here, not with each packet, so that all are
		// due at once when the line is back.
		w.up.fail(err, now, w.Random)
		next := now
		if code == enrol.CodeSlow || code == enrol.CodeServer || code == enrol.CodeNonsense {
			if code == enrol.CodeSlow || w.up.failures > 1 {
				w.batch.shrink()
			}
			if len(parcels) == 1 { // perhaps it is this packet: others may overtake it
				next = now.Add(max(pause(parcels[0].Attempts+1, w.Random), w.up.next.Sub(now)))
			}
		}
		w.again(ctx, parcels, code, next)
		return false
	case len(parcels) > 1:
		w.alone = len(parcels) // one of them is refused: find it
		return w.again(ctx, parcels, code, now)
	}
	w.alone = max(0, w.alone-1)
	return w.again(ctx, parcels, code, time.Time{})
}

// again puts packets back for the time next, or holds them for a person where it is
// zero. It answers false where the outbox can't keep even that.
func (w *Worker) again(ctx context.Context, parcels []enrol.Parcel, code enrol.Code, next time.Time) bool {
	if len(parcels) == 0 {
		return true
	}
	at := w.Now()
	if !next.IsZero() {
		next = at.Add(time.Until(next)) // as the outbox's clock has it
	}
	failures := make([]enrol.Failure, len(parcels))
	for i, p := range parcels {
		failures[i] = enrol.Failure{ID: p.ID, Code: code, At: at, Next: next}
	}
	if err := w.Outbox.Fail(context.WithoutCancel(ctx), failures); err != nil {
		w.storeFault(ctx, "put packets back", err)
		return false
	}
	return true
}
