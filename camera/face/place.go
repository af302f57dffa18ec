package face

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/nospace"
)

// abandoned is how long nobody has written to what an installation left when its power went.
const abandoned = time.Hour

// sweep removes what installations left half done. One that still writes to its file is let be.
func sweep(dst string, now time.Time) {
	left, err := os.ReadDir(dst)
	if err != nil {
		return // whoever installs hears of it
	}
	for _, f := range left {
		half := slices.ContainsFunc([]string{halfModel, halfManifest, halfDownload}, func(pattern string) bool {
			is, _ := filepath.Match(pattern, f.Name()) // the patterns are fine
			return is
		})
		if st, err := f.Info(); half && err == nil && now.Sub(st.ModTime()) > abandoned {
			os.Remove(filepath.Join(dst, f.Name()))
		}
	}
}

// What is being written, as patterns of os.CreateTemp.
const (
	halfModel    = ".model-*"
	halfManifest = ".manifest-*"
	halfDownload = ".download-*"
)

// place writes a model into the folder and notes it in the folder's manifest. The file gets its name
// only when it is whole, checked and on the disk.
func place(r io.Reader, m Model, dst string) error {
	if err := m.genuine(); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dst, halfModel)
	if err != nil {
		return diskFault("write model", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	sum, out := sha256.New(), &disk{to: tmp}
	n, err := io.Copy(io.MultiWriter(out, sum), io.LimitReader(r, maxModelBytes+1))
	switch {
	case out.err != nil:
		return diskFault("write model "+m.ID, out.err)
	case err != nil:
		return enrol.WrapError(enrol.CodeOffline, "copy model "+m.ID, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != m.SHA256 {
		return (&enrol.Error{Code: enrol.CodeBadModel, Op: "check model",
			Err: fmt.Errorf("sha256 of its %d bytes differs from the manifest's", n)}).With("model", m.ID)
	}
	if err := finish(tmp, filepath.Join(dst, m.File)); err != nil {
		return diskFault("write model "+m.ID, err)
	}
	return note(dst, m)
}

// disk keeps apart what went wrong with the disk from what went wrong with the source.
type disk struct {
	to  io.Writer
	err error
}

func (d *disk) Write(b []byte) (int, error) {
	n, err := d.to.Write(b)
	if err != nil {
		d.err = err
	}
	return n, err
}

// diskFault is CodeDiskFull where there is no room, otherwise CodeInternal.
func diskFault(op string, err error) error {
	if nospace.Is(err) {
		return enrol.WrapError(enrol.CodeDiskFull, op, err)
	}
	return enrol.WrapError(enrol.CodeInternal, op, err)
}

// finish syncs a temporary file and gives it its name.
func finish(tmp *os.File, path string) error {
	if err := tmp.Chmod(0o644); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// note adds a model to the folder's manifest, or replaces it.
func note(dir string, m Model) error {
	return rewrite(dir, func(list []Model) []Model {
		for i := range list {
			if list[i].ID == m.ID {
				list[i] = m
				return list
			}
		}
		return append(list, m)
	})
}

// forget takes a model out of the folder's manifest.
func forget(dir, id string) error {
	return rewrite(dir, func(list []Model) []Model {
		kept := list[:0]
		for _, m := range list {
			if m.ID != id {
				kept = append(kept, m)
			}
		}
		return kept
	})
}

func rewrite(dir string, change func([]Model) []Model) error {
	m, err := LoadManifest(dir)
	if err != nil {
		m = Manifest{} // broken: what is installed now counts
	}
	m.Models = change(m.Models)
	var b bytes.Buffer
	b.WriteString("# Written by the installation of models; see the program's help.\n\n")
	if err := toml.NewEncoder(&b).Encode(m); err != nil {
		return diskFault("write models' manifest", err)
	}
	tmp, err := os.CreateTemp(dir, halfManifest)
	if err != nil {
		return diskFault("write models' manifest", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if _, err := tmp.Write(b.Bytes()); err != nil {
		return diskFault("write models' manifest", err)
	}
	if err := finish(tmp, filepath.Join(dir, ManifestName)); err != nil {
		return diskFault("write models' manifest", err)
	}
	return nil
}
