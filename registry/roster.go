package registry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/population"
)

// keepRoster is how many days after its own a roster is erased at the registry, with
// everybody on it.
const keepRoster = 30

// RosterOrder says whose list is loaded, for which outlet and day.
type RosterOrder struct {
	Outlet, Title string
	Day           time.Time     // a date
	Opens, Closes time.Duration // since midnight, in the registry's zone
}

// RosterReport is what became of a list's lines.
type RosterReport struct {
	Lines, Good, Bad int64
	Changed          int64                  // people who are new on the roster, or corrected
	Errors           []population.LineError // the first population.MaxErrors lines that can't be; they are left out
	Barred           []population.LineError // likewise, of people who are on the roster but not eligible
	BarredCount      int64
	ID               string // of the roster; "" after a dry run
}

// LoadRoster reads a list of people expected at an outlet on a day (population.RosterReader)
// and keeps the lines that can be, or with dry only reports. A second list for the same
// outlet and day adds to the first and corrects it. What the order can't be is CodeField
// with the detail "field"; so is a list of more than enrol.RosterMost people ("file").
func (s *Service) LoadRoster(ctx context.Context, by Admin, o RosterOrder, r io.Reader, dry bool) (RosterReport, error) {
	if err := allow(by, AdminChief); err != nil {
		return RosterReport{}, err
	}
	o.Title, o.Day = plain(o.Title, 100), s.dayStart(o.Day)
	switch {
	case o.Title == "":
		return RosterReport{}, badField("title")
	case o.Day.Before(s.midnight(s.now())) || o.Day.After(s.now().AddDate(1, 0, 0)):
		return RosterReport{}, badField("day")
	case o.Opens < 0 || o.Opens >= 24*time.Hour:
		return RosterReport{}, badField("opens")
	case o.Closes <= o.Opens || o.Closes > 24*time.Hour:
		return RosterReport{}, badField("closes")
	}
	report, people, lines, err := readRoster(ctx, r)
	if err != nil {
		return report, err
	}
	err = s.db.Update(ctx, func(t *db.Tx) error {
		report.Barred, report.BarredCount, report.Changed = nil, 0, 0 // it may run again
		if _, err := t.Outlet(o.Outlet); enrol.CodeOf(err) == enrol.CodeNotFound {
			return badField("outlet")
		} else if err != nil {
			return err
		}
		if err := s.weigh(t, o, people, lines, &report); err != nil || dry {
			return err
		}
		return s.keepRoster(t, by, o, people, &report)
	})
	return report, err
}

// readRoster reads a list to its end; lines are where each person stood.
func readRoster(ctx context.Context, r io.Reader) (out RosterReport, people []enrol.Expected, lines []int, err error) {
	reader, err := population.NewRosterReader(r)
	if err != nil {
		return out, nil, nil, err
	}
	for {
		e, err := reader.Read()
		var bad *population.LineError
		switch {
		case errors.Is(err, io.EOF):
			return out, people, lines, nil
		case ctx.Err() != nil:
			return out, nil, nil, enrol.WrapError(enrol.CodeCancelled, "load roster", ctx.Err())
		case errors.As(err, &bad):
			out.Lines++
			out.Bad++
			if len(out.Errors) < population.MaxErrors {
				out.Errors = append(out.Errors, *bad)
			}
			continue
		case err != nil:
			return out, nil, nil, err
		}
		out.Lines++
		out.Good++
		if len(people) == enrol.RosterMost {
			return out, nil, nil, badField("file")
		}
		people, lines = append(people, e), append(lines, reader.Line())
	}
}

// weigh says of each person why she is not eligible on the day, as the register and the
// phases stand now.
func (s *Service) weigh(t *db.Tx, o RosterOrder, people []enrol.Expected, lines []int, report *RosterReport) error {
	phases, err := t.Phases(o.Outlet)
	if err != nil {
		return err
	}
	n := 0
	for batch := range slices.Chunk(people, db.ImportBatch) {
		known, err := t.Known(batch)
		if err != nil {
			return err
		}
		for i := range batch {
			k, ok := known[batch[i].NIK]
			batch[i].Why = whyNot(k, ok, phases, o)
			if batch[i].Why != "" {
				report.BarredCount++
				if len(report.Barred) < population.MaxErrors {
					report.Barred = append(report.Barred, population.LineError{Line: lines[n+i], Code: batch[i].Why})
				}
			}
		}
		n += len(batch)
	}
	return nil
}

func whyNot(k db.Known, known bool, phases []enrol.Phase, o RosterOrder) enrol.Code {
	if !known {
		return enrol.CodeNotFound
	}
	if k.Account == enrol.AccountActive {
		return enrol.CodeActive
	}
	if err := enrol.CheckAge(k.Resident, o.Day); err != nil {
		return enrol.CodeOf(err)
	}
	return enrol.CodeOf(enrol.CheckPhase(phases, o.Outlet, k.Category, o.Day))
}

// keepRoster writes the roster and its people.
func (s *Service) keepRoster(t *db.Tx, by Admin, o RosterOrder, people []enrol.Expected, report *RosterReport) error {
	row := db.Roster{ID: newID(), Outlet: o.Outlet, Day: o.Day.Format(time.DateOnly), Title: o.Title, From: o.Day.Add(o.Opens), Until: o.Day.Add(o.Closes),
		Version: newID(), Loaded: s.now(), LoadedBy: by.ID, Keep: o.Day.AddDate(0, 0, keepRoster+1)}
	old, err := t.RosterOn(o.Outlet, row.Day)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		return err
	}
	fresh := err != nil
	if report.ID, err = t.PutRoster(row); err != nil {
		return err
	}
	for batch := range slices.Chunk(people, db.ImportBatch) {
		for i := range batch {
			batch[i].ID = newID()
		}
		n, err := t.PutExpected(report.ID, batch)
		if err != nil {
			return err
		}
		report.Changed += n
	}
	if same := old.Title == row.Title && old.From.Equal(row.From) && old.Until.Equal(row.Until); !fresh && same && report.Changed == 0 {
		row.Version = old.Version // nothing that the counters would have to hear
		if _, err := t.PutRoster(row); err != nil {
			return err
		}
	}
	if n, err := t.CountExpected(report.ID); err != nil {
		return err
	} else if n > enrol.RosterMost {
		return badField("file")
	}
	return s.deed(t, by, "roster-load", o.Outlet+"/"+row.Day, fmt.Sprintf("%d/%d", report.Changed, report.Lines))
}

// newID is a UUIDv7: it tells when, never who.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// RosterView is a roster as the office sees it.
type RosterView struct {
	db.Roster
	Turnout enrol.Turnout
	Pace    enrol.Pace
	At      time.Time     // when it was counted
	Entries []enrol.Entry // nil for who may see figures alone
	Marked  map[string]string
}

// Rosters lists all that are kept, the latest day first, without their people.
func (s *Service) Rosters(ctx context.Context, by Admin) (list []RosterView, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		list = nil
		rows, err := t.Rosters("", "", "9")
		if err != nil {
			return err
		}
		for _, r := range rows {
			v, err := s.viewRoster(t, r)
			if err != nil {
				return err
			}
			v.Entries, v.Marked = nil, nil
			list = append(list, v)
		}
		return nil
	})
	return list, err
}

// Roster answers one, with its people where by may see them.
func (s *Service) Roster(ctx context.Context, by Admin, id string) (out RosterView, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return out, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		out, err = s.rosterOf(t, id)
		return err
	})
	if !by.Role.May(AdminClerk) {
		out.Entries, out.Marked = nil, nil
	}
	return out, err
}

func (s *Service) rosterOf(t *db.Tx, id string) (RosterView, error) {
	r, err := t.Roster(id)
	if err != nil {
		return RosterView{}, err
	}
	return s.viewRoster(t, r)
}

func (s *Service) viewRoster(t *db.Tx, r db.Roster) (RosterView, error) {
	out := RosterView{Roster: r, At: s.now(), Marked: map[string]string{}}
	from, until := s.rosterDay(r)
	people, err := t.Expected(r, from, until)
	for _, p := range people {
		out.Entries = append(out.Entries, enrol.Entry{Tick: p.Tick, NIKMasked: p.NIK.Masked(), Name: p.Name, Group: p.Group, Why: p.Why})
		out.Marked[p.ID] = p.By
	}
	enrol.SortEntries(out.Entries) // engines order letters differently
	out.Turnout = enrol.NewTurnout(out.Entries)
	out.Pace = out.Turnout.Pace(r.From, r.Until, out.At)
	return out, err
}

// ExportRoster answers a roster to be written to a file, and records who took it.
func (s *Service) ExportRoster(ctx context.Context, by Admin, id string) (out RosterView, err error) {
	if err := allow(by, AdminClerk); err != nil {
		return out, err
	}
	err = s.db.Update(ctx, func(t *db.Tx) error {
		if out, err = s.rosterOf(t, id); err != nil {
			return err
		}
		return s.deed(t, by, "roster-export", out.Outlet+"/"+out.Day, "")
	})
	return out, err
}

// EraseRoster forgets a roster with everybody on it, here at once and at the counters
// with their next sync.
func (s *Service) EraseRoster(ctx context.Context, by Admin, id string) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		r, err := t.Roster(id)
		if err != nil {
			return err
		}
		if err := t.DropRoster(id); err != nil {
			return err
		}
		return s.deed(t, by, "roster-erase", r.Outlet+"/"+r.Day, "")
	})
}
