package registry

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/population"
)

// The deeds of an import. Its beginning stands there before the first row is written, so
// that one which a kill or a broken line ends half-way has left its trace too.
const (
	deedImportBegin  = "import-begin"
	deedImport       = "import"
	deedImportBroken = "import-broken"
)

// ImportResidents is population.Options.Import for a person at the office.
func (s *Service) ImportResidents(ctx context.Context, by Admin, r io.Reader, o population.Options) (population.Report, error) {
	if err := allow(by, AdminChief); err != nil {
		return population.Report{}, err
	}
	o.Now = s.now()
	return Import(ctx, s.db, by, r, o)
}

// PutPortrait gives a resident of the register another portrait; CodeNotFound where there
// is none of that NIK. Who does it records the whole lot with PortraitsDone.
func (s *Service) PutPortrait(ctx context.Context, by Admin, n enrol.NIK, p population.Portrait) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	row := db.Resident{NIK: n, TemplateModel: p.Model, Template: p.Template, Portrait: p.Picture}
	return s.db.Update(ctx, func(t *db.Tx) error { return t.PutPortrait(row, s.now()) })
}

// PortraitsDone records how many portraits were written, of how many pictures.
func (s *Service) PortraitsDone(ctx context.Context, by Admin, written, of int) error {
	return s.recordDeed(context.WithoutCancel(ctx), by, "portraits", fmt.Sprintf("%d/%d", written, of))
}

// Known tells whether the register has a record of a NIK, for checking a list before
// anything is written.
func (s *Service) Known(ctx context.Context, by Admin, n enrol.NIK) (bool, error) {
	if err := allow(by, AdminChief); err != nil {
		return false, err
	}
	rec, err := s.record(ctx, n)
	return rec.NIK != "", err
}

// Import is population.Options.Import with the deeds of who does it; a dry run has none.
// The deed at the end says how many records changed, of how many lines, also where it
// ends with an error.
func Import(ctx context.Context, d *db.DB, by Admin, r io.Reader, o population.Options) (population.Report, error) {
	if o.Dry {
		return o.Import(ctx, d, r)
	}
	if err := RecordDeed(ctx, d, o.Now, by, deedImportBegin, "", ""); err != nil {
		return population.Report{}, err
	}
	report, err := o.Import(ctx, d, r)
	action, why := deedImport, ""
	if err != nil {
		action, why = deedImportBroken, string(enrol.CodeOf(err))
	}
	about := fmt.Sprintf("%d/%d", report.Changed, report.Lines)
	// Whoever gave the import up has changed those records all the same.
	return report, errors.Join(err, RecordDeed(context.WithoutCancel(ctx), d, o.Now, by, action, about, why))
}
