package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/slip"
)

// keptMost is how many documents are listed: the newest.
const keptMost = 200

// sheetFolder is where closed shifts' sheets lie.
func (c *counter) sheetFolder() string { return filepath.Join(c.cfg.Data, "sheets") }

// slipFolder is where slips lie that no printer took.
func (c *counter) slipFolder() string {
	return cmp.Or(c.cfg.Paper.Folder, filepath.Join(c.cfg.Data, "slips"))
}

// testFolder is where test pages lie that no printer took: neither a slip nor a sheet.
func (c *counter) testFolder() string { return filepath.Join(c.cfg.Data, "tests") }

// Kept lists what lies on this PC, the newest first. Sheets whose files lack are made again
// first; where that fails the rest is listed all the same.
func (d desk) Kept(ctx context.Context) ([]enrol.KeptPaper, error) {
	lost := d.mendSheets(ctx)
	sheets, err := keptIn(d.sheetFolder(), false)
	if err != nil {
		return nil, err
	}
	slips, err := keptIn(d.slipFolder(), true)
	if err != nil {
		return nil, err
	}
	all := append(sheets, slips...)
	slices.SortFunc(all, func(a, b enrol.KeptPaper) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Name, b.Name)) })
	return all[:min(len(all), keptMost)], lost
}

// keptIn puts the files of a folder together by name; none where there is no such folder.
func keptIn(folder string, slips bool) ([]enrol.KeptPaper, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeConfig, "list kept papers", err)
	}
	var out []enrol.KeptPaper
	at := map[string]int{}
	for _, e := range entries {
		end := filepath.Ext(e.Name())
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !slices.Contains([]string{".pdf", ".csv", ".xlsx"}, end) {
			continue
		}
		if slips && !slip.IsKept(e.Name()) { // the folder may be one that others use too
			continue
		}
		name := strings.TrimSuffix(e.Name(), end)
		if _, known := at[name]; !known {
			at[name] = len(out)
			out = append(out, enrol.KeptPaper{Name: name, Slip: slips, At: info.ModTime()})
		}
		k := &out[at[name]]
		k.Files = append(k.Files, filepath.Join(folder, e.Name()))
	}
	return out, nil
}

// mayHavePaper keeps in the chain who has a paper once more, before she has it: what can't be kept there
// does not happen. CodeForbidden: a technician, who serves no resident.
func (d desk) mayHavePaper(ctx context.Context, kind, actor, caseID string, data map[string]string) error {
	if err := d.serves(ctx, actor); err != nil {
		return err
	}
	return d.store.Record(ctx, kind, actor, caseID, data)
}

// PrintKept prints one: a sheet on A4, a slip on the slips' printer.
func (d desk) PrintKept(ctx context.Context, k enrol.KeptPaper, actor string) (enrol.Printed, error) {
	if err := d.mayHavePaper(ctx, "paper-print", actor, "", map[string]string{"paper": k.Name}); err != nil {
		return enrol.Printed{}, err
	}
	if !k.Slip {
		return d.printSheet(ctx, k.Files)
	}
	return d.printFile(ctx, k.Files, d.slipPrinter())
}

// SaveKept copies one's files into a folder, a stick's mostly, and answers how many. What is
// there under the same name is replaced, whole or not at all.
func (d desk) SaveKept(ctx context.Context, k enrol.KeptPaper, folder, actor string) (int, error) {
	if err := d.mayHavePaper(ctx, "paper-save", actor, "", map[string]string{"paper": k.Name, "files": strconv.Itoa(len(k.Files))}); err != nil {
		return 0, err
	}
	for i, file := range k.Files {
		if ctx.Err() != nil {
			return i, enrol.WrapError(enrol.CodeCancelled, "save paper", ctx.Err())
		}
		if err := copyTo(folder, file); err != nil {
			return i, enrol.WrapError(enrol.CodeConfig, "save paper", err)
		}
	}
	return len(k.Files), nil
}

// copyTo copies a file into a folder, and sees to it that it is on the disk: sticks are
// pulled out.
func copyTo(folder, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read kept paper: %w", err)
	}
	if err := writeWhole(filepath.Join(folder, filepath.Base(file)), text); err != nil {
		return fmt.Errorf("write kept paper: %w", err)
	}
	return nil
}
