package registry

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
)

// turns lets few work at once, in the order of asking: an argon2id takes 64 MiB and several
// processors, and whoever asks for something else must not wait for it.
type turns struct {
	slots   chan struct{} // a channel serves who waits in the order of coming
	waiting atomic.Int64
	most    int64 // who may wait; 0: everybody
}

func newTurns(slots, most int) *turns {
	return &turns{slots: make(chan struct{}, slots), most: int64(most)}
}

// How many log-ins at the office wait for their turn to hash, and when those beyond are
// asked to come again. They have a turn of their own, so that residents' log-ins, however
// many, never hold up staff's.
const (
	deskWaits = 16
	deskPause = 5 * time.Second
)

// take waits for a turn. Where too many wait it is CodeTooOften with RetryAfter.
func (t *turns) take(ctx context.Context) error {
	n := t.waiting.Add(1)
	defer t.waiting.Add(-1)
	if t.most > 0 && n > t.most {
		e := enrol.NewError(enrol.CodeTooOften, "hash")
		e.RetryAfter = deskPause
		return e
	}
	select {
	case t.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return enrol.WrapError(enrol.CodeCancelled, "hash", ctx.Err())
	}
}

func (t *turns) leave() { <-t.slots }

// hash makes a verifier.
func (s *Service) hash(ctx context.Context, secret string) (string, error) {
	var v string
	err := s.costly(ctx, s.hashing, func() { v = phc.Hash(secret, s.opts.Cost) })
	return v, err
}

// verify checks a secret; an empty verifier costs as much time as a wrong secret.
func (s *Service) verify(ctx context.Context, verifier, secret string) (bool, error) {
	var ok bool
	if verifier == "" {
		verifier = s.nobody
	}
	err := s.costly(ctx, s.hashing, func() { ok = phc.VerifyPIN(verifier, secret) })
	return ok, err
}

// verifyPaced is verify for somebody at the office, whose failures draw on tries. An
// attempt counts when its turn has come: who is turned away because too many wait, or gives
// up before, has tried nothing, and strangers can't lock somebody out by crowding. During a
// pause nobody waits in the line.
func (s *Service) verifyPaced(ctx context.Context, t *turns, tries budget, verifier, secret string) (ok bool, err error) {
	if err := s.rested(ctx, tries); err != nil {
		return false, err
	}
	if verifier == "" {
		verifier = s.nobody
	}
	crowd := s.costly(ctx, t, func() {
		if err = s.attempt(ctx, tries); err == nil {
			ok = phc.VerifyPIN(verifier, secret)
		}
	})
	if crowd != nil {
		return false, crowd
	}
	return ok, err
}

func (s *Service) costly(ctx context.Context, t *turns, f func()) error {
	asked := time.Now()
	if err := t.take(ctx); err != nil {
		return err
	}
	defer t.leave()
	began := time.Now()
	f()
	if s.opts.Hashed != nil {
		s.opts.Hashed(ctx, began.Sub(asked), time.Since(began))
	}
	return nil
}
