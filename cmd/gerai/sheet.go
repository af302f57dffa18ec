package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2/theme"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/slip"
)

// sheetLanguage is that of the paper, whatever the window speaks: it goes to the office.
const sheetLanguage = "id"

// writeSheet writes a closed shift's sheet as PDF, CSV and XLSX into folder, and answers
// where they lie. There is nothing of any resident in them.
func writeSheet(folder string, s enrol.Sheet) ([]string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make folder of sheets: %w", err)
	}
	say, err := sayer(sheetLanguage)
	if err != nil {
		return nil, err
	}
	fonts := slip.Fonts{Regular: theme.DefaultTextFont().Content(), Bold: theme.DefaultTextBoldFont().Content()}
	var files []string
	for _, doc := range []struct {
		end  string
		make func() ([]byte, error)
	}{
		{".pdf", func() ([]byte, error) { return slip.Shift(fonts, say, s, time.Local) }},
		{".csv", func() ([]byte, error) { return slip.ShiftCSV(say, s, time.Local) }},
		{".xlsx", func() ([]byte, error) { return slip.ShiftXLSX(say, s, time.Local) }},
	} {
		text, err := doc.make()
		if err != nil {
			return files, err
		}
		path := filepath.Join(folder, slip.ShiftName(s, time.Local)+doc.end)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return files, fmt.Errorf("write sheet: %w", err)
		}
		files = append(files, path)
	}
	return files, nil
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
