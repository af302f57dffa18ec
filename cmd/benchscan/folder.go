package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/scanner"
)

// folderSets reads a folder of pictures: frames.csv with its frames, and
// photos in folders, each with its text beside it; folders whose name begins
// with "falsepositives" hold pictures without a code.
func folderSets(dir string) ([]set, error) {
	var out []set
	if _, err := os.Stat(filepath.Join(dir, "frames.csv")); err == nil {
		s, err := frameSet(dir)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	s, err := photoSet(dir)
	if err != nil {
		return nil, err
	}
	if len(s.pictures) > 0 {
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no frames.csv and no photos in %s", dir)
	}
	return out, nil
}

// frameSet reads frames.csv; it must have the columns file and payload.
func frameSet(dir string) (set, error) {
	f, err := os.Open(filepath.Join(dir, "frames.csv"))
	if err != nil {
		return set{}, fmt.Errorf("open list of frames: %w", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return set{}, fmt.Errorf("read list of frames: %w", err)
	}
	s := set{name: "frames of " + filepath.Base(dir)}
	if len(rows) == 0 {
		return s, nil
	}
	col := map[string]int{}
	for i, name := range rows[0] {
		col[name] = i
	}
	get := func(row []string, name string) string {
		if i, ok := col[name]; ok && i < len(row) {
			return row[i]
		}
		return ""
	}
	for _, row := range rows[1:] {
		name := get(row, "file")
		g, err := scanner.LoadGray(filepath.Join(dir, "frames", name))
		if err != nil {
			return set{}, fmt.Errorf("load %s: %w", name, err)
		}
		module, _ := strconv.ParseFloat(get(row, "px_per_module"), 64)
		s.pictures = append(s.pictures, picture{name: name, gray: g, want: get(row, "payload"),
			defect: get(row, "defect"), theme: get(row, "theme"), module: module})
	}
	return s, nil
}

// photoSet reads the photographs; the class of each is its folder's name.
func photoSet(dir string) (set, error) {
	s := set{name: "photographs of " + filepath.Base(dir)}
	files, err := filepath.Glob(filepath.Join(dir, "photos", "*", "*"))
	if err != nil {
		return s, fmt.Errorf("list photographs: %w", err)
	}
	for _, file := range files {
		ext := filepath.Ext(file)
		class := filepath.Base(filepath.Dir(file))
		empty := strings.HasPrefix(class, "falsepositives")
		if ext == ".txt" || ext == ".bin" {
			continue
		}
		want, err := wanted(strings.TrimSuffix(file, ext))
		if err != nil && !empty {
			continue // nothing to compare with
		}
		g, err := scanner.LoadGray(file)
		if err != nil {
			return s, fmt.Errorf("load %s: %w", filepath.Base(file), err)
		}
		s.pictures = append(s.pictures, picture{name: filepath.Base(file), gray: g, want: want, empty: empty, defect: class})
	}
	return s, nil
}

// wanted is the text, or the bytes, beside a picture.
func wanted(stem string) (string, error) {
	b, err := os.ReadFile(stem + ".txt")
	if err != nil {
		b, err = os.ReadFile(stem + ".bin")
	}
	return string(b), err
}
