package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// rosterNews answers what an outlet must hear of its rosters: all that are near, with
// everybody on them, where they are others than the cursor's, otherwise what was ticked
// since. It also answers what the next cursor says of them.
func (s *Service) rosterNews(t *db.Tx, outlet string, at cursor) (*enrol.RosterNews, string, error) {
	today := s.midnight(s.now())
	date := func(days int) string { return today.AddDate(0, 0, days).Format(time.DateOnly) }
	list, err := t.Rosters(outlet, date(-enrol.RosterKeep), date(enrol.RosterAhead))
	if err != nil {
		return nil, "", err
	}
	now := rosterDigest(list)
	if now != at.Rosters || at.Books == "" {
		news := &enrol.RosterNews{Full: true}
		for _, r := range list {
			whole, err := s.wholeRoster(t, r)
			if err != nil {
				return nil, "", err
			}
			news.Lists = append(news.Lists, whole)
		}
		return news, now, nil
	}
	news := &enrol.RosterNews{}
	for _, r := range list {
		from, until := s.rosterDay(r)
		ticks, err := t.Ticks(r, from, until, time.UnixMicro(at.Since))
		if err != nil {
			return nil, "", err
		}
		news.Ticks = append(news.Ticks, ticks...)
	}
	if len(news.Ticks) == 0 {
		news = nil
	}
	return news, now, nil
}

func rosterDigest(list []db.Roster) string {
	if len(list) == 0 {
		return ""
	}
	h := sha256.New()
	for _, r := range list {
		h.Write([]byte(r.ID + r.Version))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// rosterDay is the day on which approvals count for a roster.
func (s *Service) rosterDay(r db.Roster) (from, until time.Time) {
	from = s.midnight(r.From)
	return from, from.AddDate(0, 0, 1)
}

// wholeRoster is a roster as it goes to the counters, its times in the registry's zone.
func (s *Service) wholeRoster(t *db.Tx, r db.Roster) (enrol.Roster, error) {
	out := enrol.Roster{ID: r.ID, Title: r.Title, From: r.From.In(s.opts.Zone), Until: r.Until.In(s.opts.Zone)}
	from, until := s.rosterDay(r)
	people, err := t.Expected(r, from, until)
	for _, p := range people {
		out.People = append(out.People, p.Expected)
	}
	return out, err
}

// MarkRoster keeps what staff of the device's outlet said by hand of expected people: of
// each the newest word counts, and the same again changes nothing. People of a roster
// that is gone are passed over; what can't be is CodeField.
func (s *Service) MarkRoster(ctx context.Context, d db.Device, r api.RosterMarks) error {
	now := s.now()
	for _, m := range r.Marks {
		switch {
		case m.Mark != enrol.MarkNone && m.Mark != enrol.MarkPresent && m.Mark != enrol.MarkAbsent:
			return badField("mark")
		case m.At.IsZero():
			return badField("at")
		case len(m.ID) > 64 || len(m.By) > 64:
			return badField("size")
		}
	}
	if len(r.Marks) > api.MaxMarks {
		return badField("marks")
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		for _, m := range r.Marks {
			if m.At.After(now) { // or a clock that is ahead had the last word for ever
				m.At = now
			}
			m.By = plain(m.By, 64)
			if _, err := t.PutMark(d.Outlet, m, now); err != nil {
				return err
			}
		}
		return nil
	})
}
