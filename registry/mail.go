package registry

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// How the queue of mails is worked through.
const (
	mailBatch    = 16               // sent at once
	mailTimeout  = 40 * time.Second // of one delivery
	mailLease    = time.Minute      // longer than a delivery may take
	mailSettle   = 5 * time.Second  // of the lease, to note what became of it
	mailPoll     = 3 * time.Second  // other instances' jobs make no sound here
	mailFirst    = 5 * time.Second  // pause after the first failure, doubled up to mailCap
	mailCap      = 15 * time.Minute
	mailAttempts = 600 // about six days, then a person must look
	mailBroken   = 24  // some four hours, for a mail that we can't write: time to put lost keys back
	sweepEvery   = 10 * time.Minute
	mailGiveWay  = 250 * time.Millisecond // between two batches while outlets deliver, and
	mailShare    = 4                      // so many times as long as the batch before took,
	mailGiveMost = 2 * time.Second        // but a slow mail server is not waited for twice
)

func (s *Service) wakeMail() {
	select {
	case s.nudge <- struct{}{}:
	default:
	}
}

// Recover takes back the mails that a killed instance had claimed. Only who is alone on
// a database may call it, before Run; others wait until the claims lapse.
func (s *Service) Recover(ctx context.Context) error {
	return s.db.Update(ctx, func(t *db.Tx) error { return t.ReleaseJobs() })
}

// Run sends the queued mails and tidies up, until ctx ends. Any number of instances
// may do so on one database.
func (s *Service) Run(ctx context.Context) error {
	var tidier sync.WaitGroup
	defer tidier.Wait()
	tidier.Go(func() { s.tidyUp(ctx) })
	poll := time.NewTicker(mailPoll)
	defer poll.Stop()
	for {
		s.SendDue(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-s.nudge:
		case <-poll.C:
		}
	}
}

// tidyUp does so again and again, whatever the mail does: a backlog there must not keep
// evidence past its time.
func (s *Service) tidyUp(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.Tidy(ctx)
		}
	}
}

// SendDue sends every mail that is due now.
func (s *Service) SendDue(ctx context.Context) {
	for ctx.Err() == nil {
		began := time.Now()
		if s.mailRound(ctx) < mailBatch {
			return
		}
		if s.intake.busy() {
			select {
			case <-ctx.Done():
			case <-time.After(min(mailGiveMost, max(mailGiveWay, mailShare*time.Since(began)))):
			}
		}
	}
}

// Tidy deletes what is past its time, and notes codes that were not used.
func (s *Service) Tidy(ctx context.Context) {
	if err := s.expireCodes(ctx); err != nil {
		s.log.Error("expire codes", "code", enrol.CodeOf(err))
	}
	if err := s.db.Sweep(ctx, s.now()); err != nil {
		s.log.Error("sweep", "code", enrol.CodeOf(err))
	}
}

// mailRound claims and sends one batch, and answers how many it claimed.
func (s *Service) mailRound(ctx context.Context) int {
	jobs, err := s.claimMails(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.log.Error("claim mails", "code", enrol.CodeOf(err))
		}
		return 0
	}
	var g errgroup.Group
	codes := slices.DeleteFunc(slices.Clone(jobs), func(j db.Job) bool { return j.Kind != jobCode })
	g.Go(func() error {
		s.mailCodes(ctx, codes)
		return nil
	})
	for _, j := range jobs {
		if j.Kind != jobCode {
			g.Go(func() error {
				s.noteMail(ctx, j, s.deliver(ctx, j))
				return nil
			})
		}
	}
	_ = g.Wait() // each has said what went wrong
	return len(jobs)
}

// noteMail says what went wrong with one.
func (s *Service) noteMail(ctx context.Context, j db.Job, err error) {
	if err != nil && ctx.Err() == nil {
		s.log.Warn("mail", "job", j.ID, "attempt", j.Attempts, "code", enrol.CodeOf(err))
	}
}

// deliver does the work of one mail that carries no activation code.
func (s *Service) deliver(ctx context.Context, j db.Job) error {
	if j.Kind == jobContact {
		return s.contactJob(ctx, j)
	}
	return s.movedJob(ctx, j)
}

// gaveUp tells whether a mail that can't be sent is not tried any more.
func gaveUp(j db.Job, code enrol.Code) bool {
	switch code {
	case enrol.CodeEmail:
		return true
	case enrol.CodeInternal, enrol.CodeNotFound: // not the server's fault: we can't write it
		return j.Attempts >= mailBroken
	}
	return j.Attempts >= mailAttempts
}

// mailFailed gives the job back, or up: an address that refuses for good is a bounce
// that staff look after, and so is whatever could not be sent in days.
func (s *Service) mailFailed(ctx context.Context, j db.Job, cause error) error {
	ctx = context.WithoutCancel(ctx)
	code := enrol.CodeOf(cause)
	err := s.db.Update(ctx, func(t *db.Tx) error {
		if !gaveUp(j, code) {
			return t.PostponeJob(j.ID, code, s.now().Add(mailPause(j.Attempts)))
		}
		if err := t.Lock(string(j.NIK)); err != nil {
			return err
		}
		now := s.now()
		first, err := t.FinishJob(j.ID, db.JobDead, code, now)
		if err != nil || !first {
			return err
		}
		a, err := t.Account(j.NIK)
		if enrol.CodeOf(err) == enrol.CodeNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		next, err := NextAccount(a.State, AccountBounce)
		if err != nil {
			return nil
		}
		a.State, a.Updated = next, now
		return t.PutAccount(a)
	})
	if err != nil {
		return err
	}
	return cause
}

// mailPause doubles, is capped, and jitters so that instances don't march in step.
func mailPause(attempts int) time.Duration {
	d := mailCap
	if attempts < 10 {
		d = min(mailFirst<<max(attempts-1, 0), mailCap)
	}
	return d/2 + rand.N(d/2)
}
