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
				model = f.strict(own)
			}
		}
		model.Pinned = model.sameNetwork(d)
		out.Models = append(out.Models, model)
	}
	for _, f := range m.Models {
		if !ours[f.ID] {
			out.Models = append(out.Models, f.strict(own))
		}
	}
	return out, nil
}

// strict is a folder's model with thresholds that are not below those with which the program knows its file: who can
// write to the folder makes a match rarer, and never easier.
func (m Model) strict(own Manifest) Model {
	for _, d := range own.Models {
		if d.SHA256 == m.SHA256 && d.Role == m.Role {
			m.LiveAt = max(m.LiveAt, d.LiveAt)
		}
		if d.SHA256 != m.SHA256 || d.Role != RoleEmbedder || m.Role != RoleEmbedder {
			continue
		}
		if m.CardMatchAt == 0 {
			m.CardMatchAt, m.CardReviewAt = m.MatchAt, m.ReviewAt
		}
		m.MatchAt, m.ReviewAt = max(m.MatchAt, d.MatchAt), max(m.ReviewAt, d.ReviewAt)
		m.CardMatchAt, m.CardReviewAt = max(m.CardMatchAt, d.Threshold(FromCard)), max(m.CardReviewAt, d.review(FromCard))
	}
	return m
}

// sameNetwork tells that a model is the same file for the same purpose, fed with the same form, and its output read in
// the same way.
func (m Model) sameNetwork(o Model) bool {
	return m.SHA256 == o.SHA256 && m.Role == o.Role && slices.Equal(m.Input, o.Input) && m.Dimension == o.Dimension &&
		m.Color == o.Color && sameChannels(m.Mean, o.Mean, 0) && sameChannels(m.Scale, o.Scale, 1) && m.Crop == o.Crop && m.RealClass == o.RealClass
}

// sameChannels compares what is done to each channel; a manifest may write out what holds where it says nothing.
func sameChannels(a, b []float64, absent float64) bool {
	for i := range 3 {
		x, y := absent, absent
		if len(a) == 3 {
			x = a[i]
		}
		if len(b) == 3 {
			y = b[i]
		}
		if x != y {
			return false
		}
	}
	return true
}

// genuine refuses another file under the id of one that the program knows, whose templates would be compared with those
// of the real one; and a file that it knows, fed in another form, which makes it see what it was not trained to.
func (m Model) genuine() error {
	for _, d := range DefaultManifest().Models {
		why := ""
		switch {
		case d.ID == m.ID && d.SHA256 != m.SHA256:
			why = "its id is another file's"
		case d.SHA256 == m.SHA256 && !m.sameNetwork(d):
			why = "its form is not that of its file"
		default:
			continue
		}
		return (&enrol.Error{Code: enrol.CodeBadModel, Op: "check model", Err: errors.New(why)}).With("model", m.ID)
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
	if err := m.genuine(); err != nil {
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
