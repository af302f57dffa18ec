package ui

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/gerai-ikd/gerai/ui/words"
)

// filesKind is what the form that walks through folders looks for.
type filesKind struct {
	title, icon string            // key of the title; a drawing
	match       func(string) bool // by name; nil: no files, folders alone
	here        string            // key of the row that takes the folder itself; "": none
	none        string            // key of what is said where there is nothing to take
	take        func(path string)
}

// folderFiles chooses a folder; name.files is the title's key, name.here the row's that
// takes the folder.
func folderFiles(name string, take func(folder string)) filesKind {
	return filesKind{title: name + ".files", icon: "document", here: name + ".here", none: name + ".none", take: take}
}

// receiptFiles chooses a bundle of the registry's receipts, or of another counter's packets.
func receiptFiles(take func(path string)) filesKind {
	return filesKind{title: "import.files", icon: "queue", none: "import.none", take: take, match: func(name string) bool {
		ours := strings.HasPrefix(name, "receipts-") || strings.HasPrefix(name, "packets-") // as registry and counters name them
		return ours && strings.HasSuffix(name, ".gerai")
	}}
}

// takes tells whether an entry is what is looked for: a folder to go into is, where folders are.
func (k filesKind) takes(e folderEntry) bool {
	return e.Here || !e.Dir || k.match == nil && e.Name != ".."
}

// withHere puts the row that takes the folder itself on top.
func (k filesKind) withHere(w *words.Words, all []folderEntry, dir string) []folderEntry {
	if k.here == "" {
		return all
	}
	return append([]folderEntry{{Name: w.Say(k.here), Path: dir, Here: true}}, all...)
}

// firstStick is the newest folder below those where desktops mount USB sticks; "" where
// none is plugged in.
func firstStick(user string, roots ...string) string {
	if len(roots) == 0 {
		roots = []string{filepath.Join("/run/media", user), filepath.Join("/media", user)}
	}
	for _, root := range roots {
		entries, err := os.ReadDir(root)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if e.IsDir() {
				return filepath.Join(root, e.Name())
			}
		}
	}
	return ""
}
