package registry

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// Lookup answers what the register knows of a resident who stands at a counter without a
// QR. Who asked about whom is kept for the office; a device that asked about as many
// residents as a day allows is CodeThrottled until midnight, about others.
//
// Who shows the resident's own QR has been handed it: that is no question about a stranger, is
// neither counted nor kept, and answers with how the resident stands and nothing else.
func (s *Service) Lookup(ctx context.Context, d db.Device, r api.LookupRequest) (api.LookupResponse, error) {
	n, err := enrol.ParseNIK(r.NIK)
	if err != nil {
		return api.LookupResponse{}, err
	}
	var out api.LookupResponse
	err = s.db.Update(ctx, func(t *db.Tx) error {
		out = api.LookupResponse{} // the transaction may run again
		if s.shown(t, r.QR, n) {
			return s.stands(t, n, &out)
		}
		if err := s.mayLookUp(t, d, n); err != nil {
			return err
		}
		if err := s.lookUp(t, n, &out); err != nil {
			return err
		}
		return s.noteLookup(t, d, n, out.Known)
	})
	if enrol.CodeOf(err) == enrol.CodeThrottled {
		s.log.Warn("lookups of a device are used up", "device", d.ID, "outlet", d.Outlet)
	}
	return out, err
}

func (s *Service) mayLookUp(t *db.Tx, d db.Device, n enrol.NIK) error {
	if err := t.Lock("lookup " + d.ID); err != nil {
		return err
	}
	asked, err := t.LookedUp(d.ID, s.today(), n)
	if err != nil || asked < s.opts.LookupsADay {
		return err
	}
	now := s.now()
	e := enrol.NewError(enrol.CodeThrottled, "look up resident")
	e.RetryAfter = s.midnight(now).AddDate(0, 0, 1).Sub(now)
	return e
}

// today is the calendar day in the registry's zone.
func (s *Service) today() string { return s.now().In(s.opts.Zone).Format(time.DateOnly) }

func (s *Service) lookUp(t *db.Tx, n enrol.NIK, out *api.LookupResponse) error {
	rec, err := t.Resident(n)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	out.Known, out.Resident = true, resident(rec)
	if len(rec.Template) > 0 {
		out.Template = &enrol.FaceTemplate{Model: rec.TemplateModel, Data: rec.Template}
	}
	return s.stands(t, n, out)
}

// shownFor is how long after its end a QR still shows that its resident is being served: a case may take
// longer than its QR holds.
const shownFor = 24 * time.Hour

// shown tells whether a QR is a genuine one of the resident.
func (s *Service) shown(t *db.Tx, qr string, n enrol.NIK) bool {
	if qr == "" {
		return false
	}
	now := s.now()
	keys, err := s.keysOf(t, now)
	if err != nil {
		return false
	}
	got, err := credential.NewVerifier(keys, credential.Options{}).Verify(qr, now)
	lately := enrol.CodeOf(err) == enrol.CodeQRExpired && now.Sub(got.Expires) < shownFor
	return (err == nil || lately) && got.Resident.NIK == n
}

// stands adds how the resident stands.
func (s *Service) stands(t *db.Tx, n enrol.NIK, out *api.LookupResponse) error {
	a, err := t.Account(n)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		return err
	}
	out.Known, out.Account = true, a.State
	from := s.midnight(s.now())
	out.ApprovedToday, err = t.ApprovedBetween(n, from, from.AddDate(0, 0, 1))
	return err
}

func (s *Service) noteLookup(t *db.Tx, d db.Device, n enrol.NIK, known bool) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	now := s.now()
	return t.AddLookup(db.Lookup{ID: id.String(), Device: d.ID, Outlet: d.Outlet, Day: s.today(), NIK: n, Known: known, Times: 1, First: now, Last: now})
}

// LookedUpToday counts, by device, whom an outlet asked about today.
func (s *Service) LookedUpToday(ctx context.Context, by Admin, outlet string) (map[string]int64, error) {
	if err := allow(by, AdminViewer); err != nil {
		return nil, err
	}
	out := map[string]int64{}
	return out, s.db.View(ctx, func(t *db.Tx) error {
		list, err := t.LookedUpBy(outlet, s.today())
		for _, c := range list {
			out[c.Key] = c.N
		}
		return err
	})
}
