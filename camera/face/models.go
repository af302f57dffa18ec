package face

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

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

// known are the program's own models, in the program's order of preference whatever was installed first, each as
// the folder's manifest has it where it is named there; then those that only the folder knows. A model that is the
// program's own in all that matters to a network is pinned.
func known(dir string) (Manifest, error) {
	own := DefaultManifest()
	m, err := LoadManifest(dir)
	if err != nil {
		return own, err
	}
	var out Manifest
	ours := map[string]bool{}
	for _, d := range own.Models {
		ours[d.ID] = true
		model := d
		for _, f := range m.Models {
			if f.ID == d.ID {
				model = f
			}
		}
		model.Pinned = model.sameNetwork(d)
		out.Models = append(out.Models, model)
	}
	for _, f := range m.Models {
		if !ours[f.ID] {
			out.Models = append(out.Models, f)
		}
	}
	return out, nil
}

// sameNetwork tells that a model is the same file for the same purpose, fed with the same form.
func (m Model) sameNetwork(o Model) bool {
	return m.SHA256 == o.SHA256 && m.Role == o.Role && slices.Equal(m.Input, o.Input) && m.Dimension == o.Dimension
}

// ownName refuses another file under the id of one that the program knows: its templates would be compared with those
// of the real one.
func (m Model) ownName() error {
	for _, d := range DefaultManifest().Models {
		if d.ID == m.ID && d.SHA256 != m.SHA256 {
			return (&enrol.Error{Code: enrol.CodeBadModel, Op: "check model", Err: errors.New("its id is another file's")}).With("model", m.ID)
		}
	}
	return nil
}

// read reads an installed model whole and checks that it is what the manifest says. What is checked is
// what is loaded: the file is not opened a second time.
func (m Model) read(dir string) ([]byte, error) {
	f, err := os.Open(filepath.Join(dir, m.File))
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeNoModel, "open model "+m.ID, err)
	}
	defer f.Close()
	if err := m.ownName(); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxModelBytes+1))
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "read model "+m.ID, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != m.SHA256 {
		return nil, enrol.WrapError(enrol.CodeBadModel, "check model "+m.ID, fmt.Errorf("sha256 differs from the manifest's"))
	}
	return data, nil
}
