package registry

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// shownAnchors is how many deposited heads of one chain the office is shown.
const shownAnchors = 50

// ChainStory is what there is to look at before a chain's new beginning is accepted.
type ChainStory struct {
	db.Chain
	Anchors    []db.Anchor    // the newest ones, the newest first
	Beginnings []db.Beginning // that were accepted, the newest first
}

// ChainStory answers it of one device; CodeNotFound where it never deposited a head.
func (s *Service) ChainStory(ctx context.Context, by Admin, device string) (out ChainStory, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return out, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		if out.Chain, err = t.Chain(device); err != nil {
			return err
		}
		if out.Anchors, err = t.Anchors(device, shownAnchors); err != nil {
			return err
		}
		out.Beginnings, err = t.Beginnings(device)
		return err
	})
	return out, err
}

// Beginnings lists the new beginnings of all chains that were ever accepted, the newest first.
func (s *Service) Beginnings(ctx context.Context, by Admin) (list []db.Beginning, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		list, err = t.Beginnings("")
		return err
	})
	return list, err
}

// AcceptChain accepts a new beginning of a marked chain, with the newest head that its device
// has shown; the mark, who accepted and why stay for good. marked is the time of the mark
// that was looked at: CodeMove where the chain bears another one by now, or none. CodeReason
// without a reason.
func (s *Service) AcceptChain(ctx context.Context, by Admin, device string, marked time.Time, reason string) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	if reason = plain(reason, 300); reason == "" {
		return enrol.NewError(enrol.CodeReason, "accept a chain's beginning")
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.BeginChain(db.Beginning{Device: device, At: s.now(), Admin: by.ID, Reason: reason, BackAt: marked}); err != nil {
			return err
		}
		return s.deed(t, by, "chain-accept", device, reason)
	})
}
