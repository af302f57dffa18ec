package population

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// Report is what an import did, or would do.
type Report struct {
	Lines   int64 // records read, good and bad
	Good    int64
	Changed int64 // new or different from what the registry had; not counted in a dry run
	Bad     int64
	Errors  []LineError // the first MaxErrors

	Portraits int64 // lines that name a portrait
	Templates int64 // of these became one
}

// Portrait is what an import makes of a picture file.
type Portrait struct {
	Model    string // of the template
	Template []byte // quantised; at most 128 bytes, so that a resident's QR can carry it
	Picture  []byte // JPEG, for the resident's own pages
}

// Options say how to import.
type Options struct {
	Dry bool // check and keep nothing
	Now time.Time
	// Portrait reads the picture file that a line names. nil: portraits are counted and
	// left out. Its error's code is reported for the line, which is kept all the same.
	Portrait func(ctx context.Context, name string) (Portrait, error)
	// Named is told, where Portrait is nil, which picture a good line names. nil: nobody is.
	Named func(n enrol.NIK, name string)
}

// MaxErrors is how many bad lines a report lists; all are counted.
const MaxErrors = 1000

// Import reads r to its end. Bad lines are reported and left out; the others are kept
// batch by batch, so that what was imported before an interruption stays, and the
// same file can simply be imported again. A dry run keeps nothing. Of a NIK that comes
// twice in one batch the last line counts.
//
// What a resident had of template and portrait stays where a line brings none.
func Import(ctx context.Context, d *db.DB, r io.Reader, dry bool, now time.Time) (Report, error) {
	return Options{Dry: dry, Now: now}.Import(ctx, d, r)
}

// Import is the function of that name, with options.
func (o Options) Import(ctx context.Context, d *db.DB, r io.Reader) (Report, error) {
	reader, err := NewReader(r)
	if err != nil {
		return Report{}, err
	}
	var out Report
	batch := newBatch()
	for {
		rec, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if ctx.Err() != nil {
			return out, enrol.WrapError(enrol.CodeCancelled, "import residents", ctx.Err())
		}
		if err := out.count(err); err != nil {
			return out, err
		}
		if err != nil {
			continue
		}
		out.portrait(ctx, o, reader, &rec)
		if o.Dry {
			continue
		}
		if batch.add(rec) < db.ImportBatch {
			continue
		}
		if err := out.keep(ctx, d, batch, o.Now); err != nil {
			return out, err
		}
	}
	return out, out.keep(ctx, d, batch, o.Now)
}

// count notes one line; an error that is no line's is answered.
func (r *Report) count(err error) error {
	var bad *LineError
	switch {
	case err == nil:
		r.Lines++
		r.Good++
	case errors.As(err, &bad):
		r.Lines++
		r.Bad++
		if len(r.Errors) < MaxErrors {
			r.Errors = append(r.Errors, *bad)
		}
	default:
		return err
	}
	return nil
}

// portrait brings the picture that the line names into its record.
func (r *Report) portrait(ctx context.Context, o Options, from *Reader, rec *db.Resident) {
	name := from.text("portrait")
	if name == "" {
		return
	}
	r.Portraits++
	if o.Portrait == nil {
		if o.Named != nil {
			o.Named(rec.NIK, name)
		}
		return
	}
	p, err := o.Portrait(ctx, name)
	if err != nil {
		if len(r.Errors) < MaxErrors && enrol.CodeOf(err) != enrol.CodeNoModel { // that is no line's fault
			r.Errors = append(r.Errors, LineError{Line: from.line, Field: "portrait", Code: enrol.CodeOf(err)})
		}
		return
	}
	r.Templates++
	rec.TemplateModel, rec.Template, rec.Portrait = p.Model, p.Template, p.Picture
}

func (r *Report) keep(ctx context.Context, d *db.DB, b *batch, now time.Time) error {
	n, err := d.Import(ctx, b.rows, now)
	r.Changed += n
	b.empty()
	return err
}

// batch holds each NIK once.
type batch struct {
	rows []db.Resident
	at   map[enrol.NIK]int
}

func newBatch() *batch {
	return &batch{rows: make([]db.Resident, 0, db.ImportBatch), at: make(map[enrol.NIK]int, db.ImportBatch)}
}

func (b *batch) add(r db.Resident) int {
	if i, ok := b.at[r.NIK]; ok {
		b.rows[i] = r
	} else {
		b.at[r.NIK] = len(b.rows)
		b.rows = append(b.rows, r)
	}
	return len(b.rows)
}

func (b *batch) empty() {
	b.rows = b.rows[:0]
	clear(b.at)
}
