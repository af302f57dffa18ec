package registry

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/registry/db"
)

// mailShares are the places of a batch that each kind has for itself, in the order in which
// they are given out; what one leaves empty the next ones take. Codes for another address live
// for an hour, so a day's approvals must not stand before them.
var mailShares = []struct {
	kind  string
	share int
}{{jobContact, 4}, {jobMoved, 2}, {jobCode, mailBatch}, {jobContact, mailBatch}, {jobMoved, mailBatch}}

// claimMails takes a batch until the lease is over.
func (s *Service) claimMails(ctx context.Context) (jobs []db.Job, err error) {
	now := s.now()
	err = s.db.Update(ctx, func(t *db.Tx) error {
		jobs = nil
		empty := map[string]bool{}
		for _, p := range mailShares {
			n := min(p.share, mailBatch-len(jobs))
			if n == 0 || empty[p.kind] {
				continue
			}
			more, err := t.ClaimJobs(p.kind, now, now.Add(mailLease), n)
			if err != nil {
				return err
			}
			empty[p.kind] = len(more) < n
			jobs = append(jobs, more...)
		}
		return nil
	})
	return jobs, err
}

// sendingTime is what a delivery may take: never beyond the lease, after which another
// instance sends the same mail. 0: none is left.
func (s *Service) sendingTime(j db.Job) time.Duration {
	return min(mailTimeout, max(0, j.Lease.Sub(s.now())-mailSettle))
}
