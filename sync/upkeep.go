package sync

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// upkeep pulls what changed, renews the certificate where it is time and deposits the
// audit chain's head.
func (w *Worker) upkeep(ctx context.Context) {
	now := time.Now()
	if !w.down.due(now) || ctx.Err() != nil || w.Status().Revoked {
		return
	}
	w.every = time.Duration((0.9 + 0.2*w.Random()) * float64(w.PullEvery))
	if err := w.bringNews(ctx); err != nil {
		w.down.fail(err, now, w.Random)
		return
	}
	if err := w.pull(ctx); err != nil {
		w.down.fail(err, now, w.Random)
		return
	}
	w.pulled = now
	if w.up.code == enrol.CodeOffline || w.up.code == enrol.CodeCertificate {
		w.up.next = time.Time{} // the line is back
	}
	w.renew(ctx) // before the anchor: one that is refused must not let the certificate run out
	if err := w.anchor(ctx); err != nil {
		w.down.fail(err, now, w.Random)
		return
	}
	w.down.succeed()
}

func (w *Worker) pull(ctx context.Context) error {
	w.note(func(l *enrol.Link) { l.Task = enrol.LinkPull })
	cursor, err := w.Books.Cursor(ctx)
	if err != nil {
		w.Log.ErrorContext(ctx, "read cursor", "err", err)
		return err
	}
	w.began = time.Now()
	p, err := w.Registry.Pull(ctx, cursor)
	w.heard(ctx, &w.down, whatPull, err)
	if code := enrol.CodeOf(err); err != nil && cursor != "" && !code.Transient() && !final(code) {
		p, err = w.Registry.Pull(ctx, "") // the registry knows the cursor no more: everything again
		w.heard(ctx, &w.down, "pull everything", err)
	}
	if err != nil {
		return err
	}
	if err := w.Books.Apply(ctx, p); err != nil {
		w.Log.ErrorContext(ctx, "keep pull", "code", string(enrol.CodeOf(err)), "err", err)
		w.note(func(l *enrol.Link) { l.LastError = enrol.CodeOf(err) })
		return err
	}
	if w.OnPull != nil {
		w.OnPull(p)
	}
	return nil
}

// bringNews tells the registry what was chosen and said here, before the pull that brings
// what holds. Whatever becomes of it the pull goes on, but where the registry asks us to
// wait: it means all of us.
func (w *Worker) bringNews(ctx context.Context) error {
	for _, bring := range []func(context.Context) error{w.bringPINs, w.bringMarks} {
		if err := bring(ctx); enrol.CodeOf(err) == enrol.CodeThrottled {
			w.heard(ctx, &w.down, whatNews, err)
			return err
		}
	}
	return nil
}

// bringPINs tells the registry of PINs that staff chose here; the error is what the pull
// will meet too.
func (w *Worker) bringPINs(ctx context.Context) error {
	if w.PINs == nil {
		return nil
	}
	changes, err := w.PINs.PINChanges(ctx)
	if err != nil {
		w.Log.ErrorContext(ctx, "read PINs", "code", string(enrol.CodeOf(err)))
		return err
	}
	for _, p := range changes {
		if err := w.Registry.SetPIN(ctx, p); err != nil {
			w.Log.WarnContext(ctx, "bring PIN", "code", string(enrol.CodeOf(err)))
			if enrol.CodeOf(err).Transient() {
				return err
			}
		}
	}
	return nil
}

// bringMarks tells the registry whom staff marked on a roster, before the pull that
// brings the other counters'.
func (w *Worker) bringMarks(ctx context.Context) error {
	if w.Marks == nil {
		return nil
	}
	for ctx.Err() == nil {
		marks, err := w.Marks.UnsentMarks(ctx, api.MaxMarks)
		if err == nil && len(marks) > 0 {
			if err = w.Registry.MarkRoster(ctx, marks); err == nil {
				err = w.Marks.MarksSent(ctx, marks)
			}
		}
		if err != nil {
			w.Log.WarnContext(ctx, "bring marks", "code", string(enrol.CodeOf(err)))
			return err
		}
		if len(marks) < api.MaxMarks {
			return nil
		}
	}
	return ctx.Err()
}

// anchor deposits the head where it moved since the last time.
func (w *Worker) anchor(ctx context.Context) error {
	seq, hash, err := w.Audit.Head(ctx)
	if err != nil {
		w.Log.ErrorContext(ctx, "read audit head", "err", err)
		return err
	}
	if seq == 0 || hash == w.anchored {
		return nil
	}
	w.note(func(l *enrol.Link) { l.Task = enrol.LinkAnchor })
	w.began = time.Now()
	err = w.Registry.Anchor(ctx, seq, hash)
	w.heard(ctx, &w.down, whatAnchor, err)
	if err == nil {
		w.counted(enrol.LinkAnchor, func(s *enrol.SyncStep) { s.Count = seq })
		w.anchored = hash
	}
	return err
}

// renew tries once each time; the third of a life that is left is long enough.
func (w *Worker) renew(ctx context.Context) {
	if w.Registry.RenewDue() {
		_ = w.renewNow(ctx) // heard, and tried again
	}
}

func (w *Worker) renewNow(ctx context.Context) error {
	w.note(func(l *enrol.Link) { l.Task = enrol.LinkRenew })
	err := w.Registry.Renew(ctx)
	w.heard(ctx, &w.down, "renew certificate", err)
	if err == nil {
		w.Log.InfoContext(ctx, "certificate renewed")
	}
	return err
}

// revived renews a certificate that ran out while there was no line, before anything else
// is asked: everything else would be refused. It answers whether to go on.
func (w *Worker) revived(ctx context.Context) bool {
	if !w.Registry.Lapsed() {
		return true
	}
	now := time.Now()
	if !w.down.due(now) {
		return false
	}
	if err := w.renewNow(ctx); err != nil {
		w.down.fail(err, now, w.Random)
		w.up.next = w.down.next // what is due waits for it, too
		return false
	}
	w.down.succeed()
	w.up.next = time.Time{} // what was refused for the old one's sake
	return true
}
