package sync

import (
	"context"
	"errors"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// heard keeps what a request of track t taught about the line. Our own end of the
// program says nothing about it. A failing track stays in view while the other works.
func (w *Worker) heard(ctx context.Context, t *track, what string, err error) {
	code, now := enrol.CodeOf(err), w.Now()
	if code == enrol.CodeCancelled {
		return
	}
	if err != nil {
		w.Log.WarnContext(ctx, what, "code", string(code), "err", err)
	}
	var e *enrol.Error
	side := ""
	if errors.As(err, &e) {
		side = e.Details["side"]
	}
	w.stepped(what, code)
	online := reached(code)
	t.code, t.side = code, side
	last := w.up
	if last.code == "" {
		last = w.down
	}
	w.note(func(l *enrol.Link) {
		switch first := l.Since.IsZero(); {
		case first && !online && !l.LastSync.IsZero() && l.LastSync.Before(now): // an earlier run heard it last
			l.Since, l.Noticed = l.LastSync, now
		case first || l.Online != online:
			l.Online, l.Since, l.Noticed = online, now, now
		}
		l.LastError, l.Side = last.code, last.side
		if online {
			l.LastSync = now
		}
		if final(code) {
			l.Revoked = true
		}
	})
}

// reached tells whether it was the registry that answered, be it with a refusal.
func reached(c enrol.Code) bool {
	switch c {
	case enrol.CodeOffline, enrol.CodeSlow, enrol.CodeNonsense, enrol.CodeCertificate, enrol.CodeInternal:
		return false
	}
	return true
}

// final tells the refusals that concern the device and not what it said: nothing more
// is sent until a person acts.
func final(c enrol.Code) bool {
	return c == enrol.CodeRevoked || c == enrol.CodeNotEnrolled || c == enrol.CodeForbidden
}

// storeFault is our own disk's or database's: nothing is sent until it works again,
// since an answer that can't be kept is of no use.
func (w *Worker) storeFault(ctx context.Context, what string, err error) {
	if ctx.Err() != nil {
		return
	}
	w.Log.ErrorContext(ctx, what, "code", string(enrol.CodeOf(err)), "err", err)
	w.stray = true
	w.up.fail(err, time.Now(), w.Random)
	w.note(func(l *enrol.Link) { l.LastError = enrol.CodeOf(err) })
}
