package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
)

// TestLostSheetIsMadeAgain: a shift is closed while its folder can't be written. The sheet
// comes with the next list, and once more whatever is empty or gone, word for word.
func TestLostSheetIsMadeAgain(t *testing.T) {
	ctx := t.Context()
	d := newDesk(mustTrain(t, t.TempDir()))
	staff := []enrol.Staff{{ID: "ani", Name: "Ani Lestari", Role: enrol.RoleSupervisor, Verifier: phc.Hash("531864", phc.Params{Memory: 64, Time: 1, Threads: 1})}}
	if err := d.store.Apply(ctx, enrol.Pull{At: time.Now(), Staff: staff}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.sheetFolder(), nil, 0o600); err != nil { // where the folder should be
		t.Fatal(err)
	}
	sheet, files, err := d.CloseShift(ctx, enrol.ShiftOrder{By: "ani", Sign: "ani", PIN: "531864"})
	if err == nil || sheet.Seq == 0 || len(files) != 3 {
		t.Fatalf("closed into nothing: entry %d, %d files, %v", sheet.Seq, len(files), err)
	}
	if sheet.Who(sheet.Sign) != "Ani Lestari (ani)" {
		t.Errorf("signed by %q", sheet.Who(sheet.Sign))
	}
	if all, err := d.Kept(ctx); err == nil {
		t.Errorf("a sheet that can't be written lacks without a word among %d", len(all))
	}
	if _, err := d.PrintSheet(ctx, files); enrol.CodeOf(err) != enrol.CodeConfig {
		t.Errorf("printed what is not there: %v", err)
	}
	if err := os.Remove(d.sheetFolder()); err != nil {
		t.Fatal(err)
	}
	all, err := d.Kept(ctx)
	if err != nil || len(all) != 1 || !slices.Equal(slices.Sorted(slices.Values(all[0].Files)), slices.Sorted(slices.Values(files))) {
		t.Fatalf("%+v, %v; want %v", all, err, files)
	}
	table, err := os.ReadFile(files[1])
	if err != nil || len(table) == 0 {
		t.Fatal("an empty table", err)
	}
	if err := os.WriteFile(files[1], nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	printed := fakeCUPS(t)
	if _, err := d.PrintSheet(ctx, files); err != nil || len(printed()) != 1 {
		t.Errorf("printed %q, %v", printed(), err)
	}
	if again, _ := os.ReadFile(files[1]); string(again) != string(table) {
		t.Errorf("made again it says\n%s\nwhere it said\n%s", again, table)
	}
	if left, _ := filepath.Glob(filepath.Join(d.sheetFolder(), ".*")); len(left) > 0 || lacking(files[0]) {
		t.Errorf("left beside the sheets: %v", left)
	}
}
