package office

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// workbookType is that of a workbook (ECMA-376).
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// figuresXLSX is the same as a workbook: a sheet that sums up, and one of every row that
// the charts are made of. Figures are numbers and days are days; a text can't become a
// formula in it.
func (v *visit) figuresXLSX() error {
	p, err := v.Service.Progress(v.r.Context())
	if err != nil {
		return err
	}
	names, err := v.outletNames()
	if err != nil {
		return err
	}
	b, err := v.workbook(p, names)
	if err != nil {
		return enrol.WrapError(enrol.CodeInternal, "write a workbook", err)
	}
	v.w.Header().Set("Content-Type", workbookType)
	v.w.Header().Set("Content-Disposition", `attachment; filename="aktivasi-ikd-`+p.At.In(v.Zone).Format(time.DateOnly)+`.xlsx"`)
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(b)
	return nil
}

func (v *visit) workbook(p registry.Progress, names map[string]string) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing was opened but memory
	sums, rows := v.say("book.sums"), v.say("book.rows")
	if err := f.SetSheetName("Sheet1", sums); err != nil {
		return nil, err
	}
	if _, err := f.NewSheet(rows); err != nil {
		return nil, err
	}
	if err := fillSheet(f, sums, v.sums(p)); err != nil {
		return nil, err
	}
	table := [][]any{{v.say("book.day"), v.say("book.outlet"), v.say("book.category"), v.say("book.acknowledged")}}
	for _, r := range p.Rows {
		table = append(table, []any{time.Unix(r.Day*86400, 0).UTC(), or(names[r.Outlet], r.Outlet), v.or("category.", string(r.Category)), r.N})
	}
	if err := fillSheet(f, rows, table); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := f.Write(&b)
	return b.Bytes(), err
}

// sums are the figures of the first page, with what they are measured against.
func (v *visit) sums(p registry.Progress) [][]any {
	rows := [][]any{
		{v.say("figures.lead", "at", p.At.In(v.Zone).Format("2006-01-02 15:04"))},
		{v.say("figures.before", "since", v.month(registry.OpeningSince)), p.Opening},
		{v.say("figures.total"), p.Total}, {v.say("book.reached"), p.Reached()},
		{v.say("figures.today"), p.Today}, {v.say("figures.active"), p.Active},
		{v.say("book.target"), registry.StatedTarget}, {v.say("book.population"), registry.StatedPopulation},
		{v.press(p)},
	}
	for _, c := range p.Besides {
		rows = append(rows, []any{v.say("book.besides", "kind", v.or("kind.", c.Key)), c.N})
	}
	return rows
}

func fillSheet(f *excelize.File, sheet string, table [][]any) error {
	for i, r := range table {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &r); err != nil {
			return err
		}
	}
	return f.SetColWidth(sheet, "A", "B", 28)
}
