package slip

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/gerai-ikd/gerai/enrol"
)

// shiftRows are a sheet as a table: what, which, how many or what.
func shiftRows(say Say, s enrol.Sheet, zone *time.Location) [][3]string {
	rows := [][3]string{
		{"sheet", "outlet", s.Outlet}, {"sheet", "device", s.Device}, {"sheet", "from", s.From.In(zone).Format(time.RFC3339)},
		{"sheet", "until", s.Until.In(zone).Format(time.RFC3339)},
	}
	for _, l := range ShiftLines(say, s) {
		rows = append(rows, [3]string{"figure", l.Name, strconv.Itoa(l.N)})
	}
	for _, k := range s.Kinds {
		rows = append(rows, [3]string{"kind", string(k.Kind), strconv.Itoa(k.Total())})
	}
	for _, p := range s.People {
		rows = append(rows, [3]string{"staff", p.Operator, strconv.Itoa(p.Cases)})
	}
	for _, o := range s.Odd {
		rows = append(rows, [3]string{"odd", string(o.Fault), o.ID})
	}
	for _, o := range s.Open {
		rows = append(rows, [3]string{"open", string(o.State), o.ID})
	}
	return append(rows, [3]string{"sheet", "adds", strconv.FormatBool(s.Adds())}, [3]string{"sheet", "closed by", s.By},
		[3]string{"sheet", "signed by", s.Sign}, [3]string{"audit", "seq", strconv.FormatInt(s.Seq, 10)}, [3]string{"audit", "hash", s.Hash})
}

// ShiftCSV is a sheet as comma-separated values (RFC 4180), UTF-8.
func ShiftCSV(say Say, s enrol.Sheet, zone *time.Location) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range shiftRows(say, s, zone) {
		if err := w.Write(r[:]); err != nil {
			return nil, fmt.Errorf("write csv: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// ShiftXLSX is a sheet as a workbook of one table; figures are numbers in it.
func ShiftXLSX(say Say, s enrol.Sheet, zone *time.Location) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing was opened but memory
	for i, r := range shiftRows(say, s, zone) {
		values := []any{r[0], r[1], r[2]}
		if n, err := strconv.Atoi(r[2]); err == nil {
			values[2] = n
		}
		if err := f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &values); err != nil {
			return nil, fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := f.SetColWidth("Sheet1", "A", "C", 28); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return b.Bytes(), nil
}
