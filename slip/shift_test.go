package slip

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// mustSay speaks Indonesian, and fails for a key that has no sentence.
func mustSay(tb testing.TB) Say {
	tb.Helper()
	all, err := assets.Sentences("id")
	if err != nil {
		tb.Fatal(err)
	}
	return func(key string, pairs ...string) string {
		s, ok := all[key]
		if !ok {
			tb.Errorf("no sentence %q", key)
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
		}
		return s
	}
}

var wib = time.FixedZone("WIB", 7*3600)

func TestShift(t *testing.T) {
	whole := uidemo.Sheet()
	whole.Seq, whole.Hash, whole.By, whole.Sign = 4311, strings.Repeat("0123456789abcdef", 4), "siti", "penyelia"
	odd := whole
	for i := range 40 {
		odd.Odd = append(odd.Odd, enrol.OddCase{ID: "0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e",
			Fault: []enrol.Fault{enrol.FaultLost, enrol.FaultState, enrol.FaultDelivery, enrol.FaultUnrecorded}[i%4]})
	}
	for name, s := range map[string]enrol.Sheet{"whole": whole, "odd": odd, "empty": {}} {
		b, err := Shift(testFonts(), mustSay(t), s, wib)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(b, []byte("%PDF-1.")) || bytes.Count(b, []byte("/Type /Page\n")) != 1 {
			t.Errorf("%s: not one page of PDF", name)
		}
		dir := filepath.Join("..", "out", "slip")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "shift-"+name+".pdf"), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestShiftTables: CSV and workbook say the same as the sheet.
func TestShiftTables(t *testing.T) {
	s := uidemo.Sheet()
	s.Seq, s.Hash, s.By, s.Sign = 4311, "abcd", "siti", "penyelia"
	text, err := ShiftCSV(mustSay(t), s, wib)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	book, err := ShiftXLSX(mustSay(t), s, wib)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // nothing was opened but memory
	table, err := f.GetRows("Sheet1")
	if err != nil || len(table) != len(rows) {
		t.Fatalf("%d rows in the workbook, %d in the CSV, %v", len(table), len(rows), err)
	}
	found := map[string]string{}
	for i, r := range rows {
		if strings.Join(r, "|") != strings.Join(table[i], "|") {
			t.Errorf("row %d: %q and %q", i, r, table[i])
		}
		found[r[0]+" "+r[1]] = r[2]
	}
	for key, want := range map[string]string{"figure Kasus dibuka": "65", "figure Disetujui": "54", "audit seq": "4311", "sheet adds": "true",
		"kind reactivate": "6", "staff budi": "21", "open consented": s.Open[0].ID} {
		if found[key] != want {
			t.Errorf("%s: %q, want %q", key, found[key], want)
		}
	}
	if strings.Contains(string(text), "••••") {
		t.Error("a NIK, even a masked one, is in the table")
	}
}
