package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	// replacementFile says that a database is being replaced. From when it is written the
	// replacement is carried through, by whoever has the directory next.
	replacementFile = "gerai.replacing"
	freshFile       = databaseFile + ".restored"
	asideSuffix     = ".broken-" // and a number, behind the name of a database that was set aside
)

// companions are the files of one database, by what its name is followed by.
var companions = []string{"-wal", "-shm", ""}

// replacement sets a database aside, with its log, and puts another in its place. A cut
// at any moment leaves either the old one untouched or something that finish completes:
// a database must never be served without its log, nor the next one with it.
type replacement struct {
	Aside string `json:"aside"` // name of the old one's file, beside it
	Fresh bool   `json:"fresh"` // freshFile takes the place
	Key   bool   `json:"key"`   // the key file goes with the old one
}

// newReplacement chooses a name under which nothing lies yet, not even a log alone.
func newReplacement(dir string) (replacement, error) {
	for i := 1; ; i++ {
		r := replacement{Aside: fmt.Sprintf("%s%s%d", databaseFile, asideSuffix, i)}
		taken, err := filepath.Glob(filepath.Join(globEscaper.Replace(dir), r.Aside+"*"))
		if err != nil {
			return r, err
		}
		free := true
		for _, path := range taken { // "broken-1*" finds "broken-10" too
			for _, ext := range append(companions, ".key") {
				free = free && filepath.Base(path) != r.Aside+ext
			}
		}
		if free {
			return r, nil
		}
	}
}

// run carries a replacement out; the directory's lock is the caller's.
func (r replacement) run(dir string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := writeDurably(filepath.Join(dir, replacementFile), text); err != nil {
		return err
	}
	return r.finish(dir)
}

// finish does what is not done yet.
func (r replacement) finish(dir string) error {
	for _, step := range r.steps(dir) {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// steps can each be repeated. That the fresh database is not there any more says that it
// is in its place already: what lies there then is not to be moved.
func (r replacement) steps(dir string) []func() error {
	at := func(name string) string { return filepath.Join(dir, name) }
	done := func() bool {
		_, err := os.Lstat(at(freshFile))
		return r.Fresh && errors.Is(err, os.ErrNotExist)
	}
	move := func(from, to string) func() error {
		return func() error {
			if done() {
				return nil
			}
			return moveIfThere(at(from), at(to))
		}
	}
	sync := func() error { return syncDir(dir) }
	var out []func() error
	for _, ext := range companions {
		out = append(out, move(databaseFile+ext, r.Aside+ext))
	}
	out = append(out, func() error { return stamp(at(r.Aside)) })
	if r.Key {
		out = append(out, move(keyringFile, r.Aside+".key"))
	}
	out = append(out, sync)
	if r.Fresh {
		out = append(out, move(freshFile, databaseFile), sync)
	}
	return append(out, func() error { return removeIfThere(at(replacementFile)) }, sync)
}

// finishReplacement completes what a cut left half done, and drops a fresh database that
// nothing was replaced by yet.
func finishReplacement(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, replacementFile))
	if errors.Is(err, os.ErrNotExist) {
		return errors.Join(removeIfThere(filepath.Join(dir, freshFile)), removeIfThere(filepath.Join(dir, freshFile+partial)))
	}
	if err != nil {
		return err
	}
	var r replacement
	if err := json.Unmarshal(text, &r); err != nil || r.Aside != filepath.Base(r.Aside) || r.Aside == "." {
		return enrol.NewError(enrol.CodeDBBroken, "finish replacing the database").With("what", replacementFile)
	}
	return r.finish(dir)
}

// replacing tells whether a directory's database is half replaced.
func replacing(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, replacementFile))
	return err == nil
}

// stamp gives a file the present time, for the order of what lies aside. Its days count by
// Store.Now: see sighting.
func stamp(path string) error {
	now := time.Now()
	if err := os.Chtimes(path, now, now); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func moveIfThere(from, to string) error {
	if err := os.Rename(from, to); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
