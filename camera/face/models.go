package face

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gerai-ikd/gerai/enrol"
)

// DefaultDir is where models are installed: $XDG_DATA_HOME/gerai/models, or ~/.local/share/gerai/models.
func DefaultDir() string {
	base := os.Getenv("XDG_DATA_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			home = os.TempDir()
		}
		base = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(base, "gerai", "models")
}

// known are the models of a folder's manifest, and those of the program's own that the folder's does
// not name. A model that the program knows under the same sha256 is pinned.
func known(dir string) (Manifest, error) {
	own := DefaultManifest()
	m, err := LoadManifest(dir)
	if err != nil {
		return own, err
	}
	pins, have := map[string]bool{}, map[string]bool{}
	for _, d := range own.Models {
		pins[d.SHA256] = true
	}
	for i := range m.Models {
		m.Models[i].Pinned = pins[m.Models[i].SHA256]
		have[m.Models[i].ID] = true
	}
	for _, d := range own.Models {
		if d.Pinned = true; !have[d.ID] {
			m.Models = append(m.Models, d)
		}
	}
	return m, nil
}

// read reads an installed model whole and checks that it is what the manifest says. What is checked is
// what is loaded: the file is not opened a second time.
func (m Model) read(dir string) ([]byte, error) {
	f, err := os.Open(filepath.Join(dir, m.File))
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeNoModel, "open model "+m.ID, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxModelBytes+1))
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "read model "+m.ID, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != m.SHA256 {
		return nil, enrol.WrapError(enrol.CodeBadModel, "check model "+m.ID, fmt.Errorf("sha256 differs from the manifest's"))
	}
	return data, nil
}
