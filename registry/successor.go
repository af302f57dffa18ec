package registry

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// ReplaceDevice records that a device took another one's place, at the same outlet: what the
// old one signed until now is taken from the new one, and the old one may report no more.
// Of a device that was revoked before, what it signed until then is taken from the new
// one's own line, and from no stick. CodeField with the detail "field" where the two can't
// follow each other, CodeReason without a reason.
func (s *Service) ReplaceDevice(ctx context.Context, by Admin, old, successor, reason string) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	if reason = plain(reason, 200); reason == "" {
		return enrol.NewError(enrol.CodeReason, "replace device")
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock("device successors"); err != nil { // two at once could make a circle
			return err
		}
		from, err := t.Device(old)
		if err != nil {
			return err
		}
		to, err := t.Device(successor)
		if err != nil {
			return err
		}
		list, err := t.Devices(to.Outlet)
		if err != nil {
			return err
		}
		_, circle := othersOf(old, list).earlier[successor]
		switch {
		case from.ReplacedBy != "":
			return badField("replaces")
		case from.ID == to.ID, from.Outlet != to.Outlet, !to.Ended().IsZero(), circle:
			return badField("successor")
		}
		if err := t.ReplaceDevice(old, successor, s.now()); enrol.CodeOf(err) == enrol.CodeNotFound {
			return badField("replaces") // somebody was quicker
		} else if err != nil {
			return err
		}
		return s.deed(t, by, "device-replace", old+" → "+successor, reason)
	})
}

// KeepDevice takes back that another device took one's place: it may report again, unless
// it was revoked.
func (s *Service) KeepDevice(ctx context.Context, by Admin, id string) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.ReplaceDevice(id, "", s.now()); err != nil {
			return err
		}
		return s.deed(t, by, "device-keep", id, "")
	})
}
