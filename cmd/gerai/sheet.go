package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2/theme"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/nospace"
	"github.com/gerai-ikd/gerai/slip"
)

// sheetLanguage is that of the paper, whatever the window speaks: it goes to the office.
const sheetLanguage = "id"

// anew is for writeSheet: whatever lies there is written.
func anew(string) bool { return true }

// lacking is for writeSheet: there is no such file, or nothing in it, as a power cut may
// leave it.
func lacking(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.Size() == 0
}

// sheetFiles are where a closed shift's PDF, CSV and XLSX lie in folder, in this order.
func sheetFiles(folder string, s enrol.Sheet) (files []string) {
	for _, end := range []string{".pdf", ".csv", ".xlsx"} {
		files = append(files, filepath.Join(folder, slip.ShiftName(s, time.Local)+end))
	}
	return files
}

// writeSheet writes those of a closed shift's PDF, CSV and XLSX into folder that want to be,
// each whole or not at all, and answers where all of them lie, or would. There is nothing of
// any resident in them.
func writeSheet(folder string, s enrol.Sheet, wanted func(path string) bool) ([]string, error) {
	say, err := sayer(sheetLanguage)
	if err != nil {
		return nil, err
	}
	fonts := slip.Fonts{Regular: theme.DefaultTextFont().Content(), Bold: theme.DefaultTextBoldFont().Content()}
	files, failed := sheetFiles(folder, s), os.MkdirAll(folder, 0o700)
	for i, draw := range []func() ([]byte, error){
		func() ([]byte, error) { return slip.Shift(fonts, say, s, time.Local) },
		func() ([]byte, error) { return slip.ShiftCSV(say, s, time.Local) },
		func() ([]byte, error) { return slip.ShiftXLSX(say, s, time.Local) },
	} {
		path := files[i]
		if failed != nil || !wanted(path) {
			continue
		}
		text, err := draw()
		if err == nil {
			err = writeWhole(path, text)
		}
		failed = err
	}
	if failed != nil {
		return files, unwritten(failed)
	}
	return files, nil
}

// unwritten says why a sheet is not on the disk.
func unwritten(err error) error {
	if nospace.Is(err) {
		return enrol.WrapError(enrol.CodeDiskFull, "write sheet", err)
	}
	return enrol.WrapError(enrol.CodeConfig, "write sheet", err)
}

// sheetsMended is how many of the newest shifts' sheets are looked after.
const sheetsMended = 60

// mendSheets makes the files of closed shifts again that lack or are empty.
func (d desk) mendSheets(ctx context.Context) error {
	all, err := d.store.Sheets(ctx, sheetsMended)
	if err != nil {
		return err
	}
	for _, s := range all {
		if !slices.ContainsFunc(sheetFiles(d.sheetFolder(), s), lacking) {
			continue // names and words are looked up for what is written alone
		}
		if _, err := writeSheet(d.sheetFolder(), d.named(ctx, s), lacking); err != nil {
			return err
		}
	}
	return nil
}

// sayer speaks one language.
func sayer(language string) (slip.Say, error) {
	all, err := assets.Sentences(language)
	if err != nil {
		return nil, err
	}
	return func(key string, pairs ...string) string {
		s, ok := all[key]
		if !ok {
			return key
		}
		for i := 0; i+1 < len(pairs); i += 2 {
			s = strings.ReplaceAll(s, "{"+pairs[i]+"}", pairs[i+1])
		}
		return s
	}, nil
}
