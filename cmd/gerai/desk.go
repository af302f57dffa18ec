package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// desk is what the screens beside the lane work with. It uses the counter's own
// database and line, so that nothing has to be closed for it.
type desk struct{ *counter }

func newDesk(c *counter) desk { return desk{c} }

// Story reads what the chain says of a case.
func (d desk) Story(ctx context.Context, id string) ([]enrol.AuditEntry, error) {
	return d.store.Story(ctx, id)
}

// Attend takes a refused case off the list.
func (d desk) Attend(ctx context.Context, id, actor string) error {
	defer d.nudgeLane()
	return d.store.Attend(ctx, id, actor)
}

// Export writes a bundle with a name of its own.
func (d desk) Export(ctx context.Context, folder, actor string, ids ...string) (string, int, error) {
	path := filepath.Join(folder, fmt.Sprintf("packets-%s-%s.gerai", d.works.Name, d.works.Now().Local().Format("20060102-150405.000")))
	n, err := d.works.ExportBy(ctx, actor, path, ids...)
	return path, n, err
}

// Import takes receipts in, or hands another counter's packets on.
func (d desk) Import(ctx context.Context, path, actor string) (enrol.Carried, error) {
	defer d.nudgeLane()
	return d.works.ImportBy(ctx, actor, path, "")
}

// Resend asks for another code, and keeps who did.
func (d desk) Resend(ctx context.Context, id, actor string) error {
	if d.client == nil {
		return enrol.NewError(enrol.CodeNotEnrolled, "ask for another code")
	}
	if err := d.serves(ctx, actor); err != nil {
		return err
	}
	if _, err := d.client.Resend(ctx, id); err != nil {
		return err
	}
	return d.store.Record(ctx, "resend", actor, id, nil)
}

// serves refuses a technician, who serves no resident.
func (d desk) serves(ctx context.Context, actor string) error {
	staff, err := d.store.Staff(ctx)
	if err != nil {
		return err
	}
	for _, s := range staff {
		if s.ID == actor && s.Role == enrol.RoleTechnician {
			return enrol.NewError(enrol.CodeForbidden, "serve a resident")
		}
	}
	return nil
}

// Day reads the day's figures.
func (d desk) Day(ctx context.Context, now time.Time) (enrol.Day, error) {
	day, err := d.store.Day(ctx, now.Local())
	if err != nil {
		return day, err
	}
	staff, err := d.store.Staff(ctx)
	if err != nil {
		return day, err
	}
	names := enrol.StaffNames(staff)
	for i, p := range day.People {
		day.People[i].Name = names[p.Operator]
	}
	return day, nil
}

// Reached counts the identities that began here and were acknowledged, since the beginning, and those of them that are active.
func (d desk) Reached(ctx context.Context) (enrol.Reach, error) { return d.store.Reached(ctx) }

// Settings are the outlet's, as the registry last sent them.
func (d desk) Settings(ctx context.Context) (enrol.Settings, error) { return d.store.Settings(ctx) }

// Roster reads who is expected.
func (d desk) Roster(ctx context.Context, now time.Time) (enrol.RosterDay, error) {
	return d.store.Roster(ctx, now.Local())
}

// MarkExpected keeps what staff say of somebody who is expected; a technician says nothing of residents.
func (d desk) MarkExpected(ctx context.Context, id string, m enrol.Mark, by string) error {
	if err := d.serves(ctx, by); err != nil {
		return err
	}
	return d.store.MarkExpected(ctx, id, m, by)
}

// Shift reckons the present shift.
func (d desk) Shift(ctx context.Context) (enrol.Sheet, error) {
	sheet, err := d.store.Shift(ctx)
	return d.named(ctx, sheet), err
}

// named writes on a sheet whose it is, and what the staff on it are called.
func (d desk) named(ctx context.Context, sheet enrol.Sheet) enrol.Sheet {
	sheet.Device = d.works.Device
	if s, err := d.store.Settings(ctx); err == nil {
		sheet.Outlet, sheet.OutletName = s.Outlet, s.OutletName
	}
	if staff, err := d.store.Staff(ctx); err == nil {
		sheet = sheet.Named(staff)
	}
	return sheet
}

// CloseShift lets a supervisor sign, ends the shift and writes its sheet. Where that can't be
// written the shift is closed all the same: the error comes with the sheet and the files that
// lack, and PrintSheet and Kept make them again.
func (d desk) CloseShift(ctx context.Context, o enrol.ShiftOrder) (enrol.Sheet, []string, error) {
	s, err := d.memory.vouch(d.store.Vouch)(ctx, o.Sign, o.PIN, enrol.RoleSupervisor)
	if err != nil {
		return enrol.Sheet{}, nil, err
	}
	sheet, err := d.store.CloseShift(ctx, o.By, s.ID, o.HandOver)
	if err != nil {
		return sheet, nil, err
	}
	sheet = d.named(ctx, sheet)
	files, err := writeSheet(d.sheetFolder(), sheet, anew)
	return sheet, files, err
}

// PrintSheet prints a closed shift's sheet, out of the files that CloseShift wrote, or that
// are made again now.
func (d desk) PrintSheet(ctx context.Context, files []string) (enrol.Printed, error) {
	if slices.ContainsFunc(files, lacking) {
		if err := d.mendSheets(ctx); err != nil {
			return enrol.Printed{}, err
		}
	}
	return d.printSheet(ctx, files)
}

// Sync tells how the line stands.
func (d desk) Sync(ctx context.Context) (enrol.SyncReport, error) { return d.works.SyncReport(ctx) }

// TryNow ends every pause of the worker.
func (d desk) TryNow() {
	if d.worker != nil {
		d.worker.Retry()
	}
}
