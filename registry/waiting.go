package registry

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// How much of a list the office is shown at once, and after which time a mail that could not be
// sent is a person's business.
const (
	pageSize  = 200
	mailStuck = 6 * time.Hour
)

// Part is which piece of a list this is.
type Part struct {
	Page, Pages int   // from 1 on
	First       int64 // of Total, from 1 on; 0: there are none
	Total       int64
}

// part answers the piece that a page number means, and how many rows come before it.
func part(page int, total int64) (p Part, skip int64) {
	p = Part{Pages: max(1, int((total+pageSize-1)/pageSize)), Total: total}
	p.Page = min(max(1, page), p.Pages)
	skip = int64(p.Page-1) * pageSize
	p.First = min(skip+1, total)
	return p, skip
}

// FollowUp is one page of the accounts on which somebody has to act.
type FollowUp struct {
	Part
	List []db.Waiting
}

// Waiting lists accounts on which somebody has to act: addresses that refused the mail and mails
// that were given up, mails that could not be sent for hours, codes that were not used in days,
// and codes that have expired. page is 1, 2, 3 …
func (s *Service) Waiting(ctx context.Context, by Admin, days, page int) (out FollowUp, err error) {
	if err := allow(by, AdminClerk); err != nil {
		return out, err
	}
	now := s.now()
	groups := []struct {
		state  enrol.Account
		before time.Time
		n      int64
	}{
		{enrol.AccountBounced, now.Add(time.Second), 0}, {enrol.AccountApproved, now.Add(-mailStuck), 0},
		{enrol.AccountCodeSent, now.AddDate(0, 0, -days), 0}, {enrol.AccountExpired, now.Add(time.Second), 0},
	}
	err = s.db.View(ctx, func(t *db.Tx) (err error) {
		total := int64(0)
		for i, g := range groups {
			if groups[i].n, err = t.CountWaiting(g.state, g.before); err != nil {
				return err
			}
			total += groups[i].n
		}
		var skip int64
		out.Part, skip = part(page, total)
		for _, g := range groups {
			if skip >= g.n {
				skip -= g.n
				continue
			}
			list, err := t.Waiting(g.state, g.before, skip, pageSize-len(out.List))
			if err != nil {
				return err
			}
			out.List = append(out.List, list...)
			if skip = 0; len(out.List) == pageSize {
				break
			}
		}
		return nil
	})
	return out, err
}

// Refused are cases that did not lead to an activation, and why.
type Refused struct {
	Part                    // of Packets
	Packets    []db.Refusal // that the registry did not take in, the newest first
	Rejections []db.Count   // by staff at the counters: "outlet/reason"
}

// Refused lists them; it names nobody. page is 1, 2, 3 …
func (s *Service) Refused(ctx context.Context, by Admin, page int) (out Refused, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return out, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		total, err := t.CountRefusals()
		if err != nil {
			return err
		}
		var skip int64
		out.Part, skip = part(page, total)
		if out.Packets, err = t.LatestRefusals(skip, pageSize); err != nil {
			return err
		}
		out.Rejections, err = t.Rejections()
		return err
	})
	return out, err
}
