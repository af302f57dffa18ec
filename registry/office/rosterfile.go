package office

import (
	"bytes"
	"encoding/csv"
	"net/http"

	"github.com/xuri/excelize/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// result is a roster as rows of a file, the head first. NIKs are masked in it: the file
// goes to the school or office, which has them in full.
func (v *visit) result(r registry.RosterView) [][]any {
	out := [][]any{{v.say("col.group"), v.say("col.name"), v.say("col.nik"), v.say("col.state"), v.say("col.at"), v.say("col.who"), v.say("col.why")}}
	for _, e := range r.Entries {
		at, by, why := "", "", ""
		switch e.Standing() {
		case enrol.StandingDone:
			at = e.DoneAt.In(v.Zone).Format("2006-01-02 15:04")
		case enrol.StandingBarred:
			why = v.lineWhy(e.Why)
		case enrol.StandingAbsent, enrol.StandingPresent:
			at, by = e.MarkAt.In(v.Zone).Format("2006-01-02 15:04"), r.Marked[e.ID]
		case enrol.StandingWaiting:
		}
		out = append(out, []any{e.Group, e.Name, e.NIKMasked, v.say("rosters.standing-" + string(e.Standing())), at, by, why})
	}
	return out
}

func (v *visit) attach(r registry.RosterView, kind, ending string) {
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Disposition", `attachment; filename="jemput-bola-`+r.Outlet+`-`+r.Day+ending+`"`)
	v.w.Header().Set("Cache-Control", "no-store")
}

// rosterCSV is the result with commas.
func (v *visit) rosterCSV() error {
	r, err := v.Service.ExportRoster(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	v.attach(r, "text/csv; charset=utf-8", ".csv")
	w := csv.NewWriter(v.w)
	for _, cells := range v.result(r) {
		line := make([]string, len(cells))
		for i, c := range cells {
			s, _ := c.(string)
			line[i] = formulaSafe(s)
		}
		_ = w.Write(line)
	}
	w.Flush()
	return nil
}

// rosterXLSX is the same as a workbook, with a sheet that sums up; a text can't become a
// formula in it.
func (v *visit) rosterXLSX() error {
	r, err := v.Service.ExportRoster(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	b, err := v.rosterBook(r)
	if err != nil {
		return enrol.WrapError(enrol.CodeInternal, "write a workbook", err)
	}
	v.attach(r, workbookType, ".xlsx")
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(b)
	return nil
}

func (v *visit) rosterBook(r registry.RosterView) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing was opened but memory
	sums, rows := v.say("book.sums"), v.say("rosters.people")
	if err := f.SetSheetName("Sheet1", sums); err != nil {
		return nil, err
	}
	if _, err := f.NewSheet(rows); err != nil {
		return nil, err
	}
	t := r.Turnout
	if err := fillSheet(f, sums, [][]any{{r.Title, v.date(r.From)}, {v.say("rosters.total"), t.Total}, {v.say("rosters.expected"), t.Expected()},
		{v.say("rosters.standing-done"), t.Done}, {v.say("rosters.standing-waiting"), t.Waiting}, {v.say("rosters.standing-present"), t.Present},
		{v.say("rosters.standing-absent"), t.Absent}, {v.say("rosters.standing-barred"), t.Barred}, {v.progress(r)}}); err != nil {
		return nil, err
	}
	if err := fillSheet(f, rows, v.result(r)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := f.Write(&b)
	return b.Bytes(), err
}
