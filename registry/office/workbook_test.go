package office

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/gerai-ikd/gerai/registry"
)

// TestWorkbook: the figures as numbers, and an outlet whose name looks like a formula
// as a text.
func TestWorkbook(t *testing.T) {
	d := newDesk(t)
	c := d.MustEnrol()
	c.MustApprove(agus, "")
	ctx := context.Background()
	list, err := d.Service.Outlets(ctx, registry.Console)
	if err != nil {
		t.Fatal(err)
	}
	list[0].Settings.OutletName = "=1+1"
	if err := d.Service.PutOutlet(ctx, registry.Console, list[0]); err != nil {
		t.Fatal(err)
	}
	d.logIn("viewer")
	for lang, sheets := range map[string][2]string{"id": {"Ringkasan", "Rincian"}, "en": {"Summary", "Rows"}} {
		d.get("/bahasa/" + lang)
		r, err := d.client.Get(d.base + "/angka.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != workbookType || !strings.Contains(r.Header.Get("Content-Disposition"), "2026-03-02.xlsx") {
			t.Fatalf("%d %v", r.StatusCode, r.Header)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r.Body); err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatal(err)
		}
		for at, want := range map[string]string{"B2": "1560", "B3": "1", "B4": "1561", "B7": "400000", "B8": "1400000"} {
			if got, _ := f.GetCellValue(sheets[0], at); got != want {
				t.Errorf("%s %s: %q, want %q", sheets[0], at, got, want)
			}
		}
		name, _ := f.GetCellValue(sheets[1], "B2")
		formula, _ := f.GetCellFormula(sheets[1], "B2")
		n, _ := f.GetCellValue(sheets[1], "D2")
		if name != "=1+1" || formula != "" || n != "1" {
			t.Errorf("%q %q %q", name, formula, n)
		}
		if kind, _ := f.GetCellType(sheets[0], "B2"); kind == excelize.CellTypeSharedString {
			t.Error("a figure is a text")
		}
	}
	d.post("/keluar")
	if body, _ := d.get("/angka.xlsx"); !strings.Contains(body, `action="/masuk"`) {
		t.Error("a stranger gets the workbook")
	}
}
