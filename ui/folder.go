package ui

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// folderEntry is a folder or a picture in it.
type folderEntry struct {
	Name string // as shown; ".." leads up
	Path string
	Dir  bool
	Here bool      // the folder that is listed, to be taken itself
	At   time.Time // of the last change
}

// folderMost is how many entries of a folder are listed: the newest.
const folderMost = 500

// readFolder lists folders by name and the files that match by age, the newest first: the one that
// was just received is at the top. It may take long on a slow disk.
func readFolder(dir string, match func(name string) bool) ([]folderEntry, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var folders, pictures []folderEntry
	for _, f := range files {
		e := folderEntry{Name: f.Name(), Path: filepath.Join(dir, f.Name())}
		if strings.HasPrefix(e.Name, ".") {
			continue
		}
		info, err := os.Stat(e.Path) // follows links
		switch {
		case err != nil:
			continue
		case info.IsDir():
			e.Dir = true
			folders = append(folders, e)
		case match != nil && info.Mode().IsRegular() && match(e.Name):
			e.At = info.ModTime()
			pictures = append(pictures, e)
		}
	}
	slices.SortFunc(pictures, func(a, b folderEntry) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Name, b.Name))
	})
	pictures = pictures[:min(len(pictures), folderMost)]
	folders = folders[:min(len(folders), folderMost)]
	if up := filepath.Dir(dir); up != dir {
		folders = append([]folderEntry{{Name: "..", Path: up, Dir: true}}, folders...)
	}
	return append(pictures, folders...), nil
}

// isPicture goes by the name alone; what is inside is looked at when it is opened.
func isPicture(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff":
		return true
	}
	return false
}

// matching are the entries whose name contains text, in any case.
func matching(all []folderEntry, text string) []folderEntry {
	if text = strings.ToLower(strings.TrimSpace(text)); text == "" {
		return all
	}
	var out []folderEntry
	for _, e := range all {
		if strings.Contains(strings.ToLower(e.Name), text) {
			out = append(out, e)
		}
	}
	return out
}

// typedPath is the path that somebody typed, "" for a part of a name.
func typedPath(text, home string) string {
	text = strings.TrimSpace(text)
	switch {
	case text == "~" || strings.HasPrefix(text, "~/"):
		return filepath.Join(home, text[1:])
	case filepath.IsAbs(text):
		return filepath.Clean(text)
	}
	return ""
}

// firstFolder is where pictures that residents send mostly lie.
func firstFolder(home string) string {
	for _, name := range []string{"Downloads", "Unduhan", "Pictures", "Gambar"} {
		if info, err := os.Stat(filepath.Join(home, name)); err == nil && info.IsDir() {
			return filepath.Join(home, name)
		}
	}
	return home
}
