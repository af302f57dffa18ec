package face

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/gerai-ikd/gerai/enrol"
)

// Role is what a model does.
type Role string

// The roles.
const (
	RoleDetector Role = "detector"
	RoleEmbedder Role = "embedder"
	RoleLiveness Role = "liveness"
)

// Model describes one model: what it does, how to check it, how to feed it and what its output means.
// A network is fed with (pixel - Mean) * Scale, a channel each, in the order of Color, pixels 0..255.
type Model struct {
	ID      string `toml:"id"`
	Role    Role   `toml:"role"`
	File    string `toml:"file"` // a plain name inside the models' folder
	SHA256  string `toml:"sha256"`
	Bytes   int64  `toml:"bytes"`
	URL     string `toml:"url"` // public address; "" where there is none
	Licence string `toml:"licence"`

	Input []int     `toml:"input"` // width, height; absent for a detector
	Color string    `toml:"color"` // "RGB" or "BGR"
	Mean  []float64 `toml:"mean"`  // three; absent: 0
	Scale []float64 `toml:"scale"` // three; absent: 1

	ScoreThreshold float64 `toml:"score_threshold"` // detector
	NMSThreshold   float64 `toml:"nms_threshold"`

	Dimension    int     `toml:"dimension"` // embedder
	Metric       string  `toml:"metric"`    // "cosine"
	MatchAt      float64 `toml:"match_at"`  // selfie against photograph
	ReviewAt     float64 `toml:"review_at"`
	CardMatchAt  float64 `toml:"card_match_at"` // against the portrait on a card; 0: as MatchAt
	CardReviewAt float64 `toml:"card_review_at"`

	Crop      float64 `toml:"crop"`       // liveness: side of the crop in face boxes
	RealClass int     `toml:"real_class"` // liveness: which output is a live person
	LiveAt    float64 `toml:"live_at"`    // liveness: from which probability on that is believed, 0..1; 0: LivenessAt

	Pinned bool `toml:"-"` // one of the manifest that the program carries, with the same sha256 and form
}

// Manifest lists models.
type Manifest struct {
	Models []Model `toml:"model"`
}

// ManifestName is the manifest's file in a folder of models.
const ManifestName = "models.toml"

// maxModelBytes bounds what is read as a model.
const maxModelBytes = 512 << 20

//go:embed default.toml
var defaultTOML string

// DefaultManifest is the set the program knows by itself, with public addresses.
func DefaultManifest() Manifest {
	m, err := ParseManifest([]byte(defaultTOML))
	if err != nil {
		panic(err) // carried in the program; a test parses it
	}
	return m
}

// ParseManifest reads and checks a manifest. Its errors are CodeBadModel.
func ParseManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := toml.Unmarshal(data, &m); err != nil {
		return Manifest{}, enrol.WrapError(enrol.CodeBadModel, "read models' manifest", err)
	}
	seen := map[string]bool{}
	for i := range m.Models {
		if err := m.Models[i].validate(); err != nil {
			return Manifest{}, enrol.WrapError(enrol.CodeBadModel, "check models' manifest", err)
		}
		if seen[m.Models[i].ID] {
			return Manifest{}, enrol.WrapError(enrol.CodeBadModel, "check models' manifest", fmt.Errorf("model %q is there twice", m.Models[i].ID))
		}
		seen[m.Models[i].ID] = true
	}
	return m, nil
}

// LoadManifest reads the manifest of a folder; a folder without one has an empty manifest.
func LoadManifest(dir string) (Manifest, error) {
	data, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if os.IsNotExist(err) {
		return Manifest{}, nil
	}
	if err != nil {
		return Manifest{}, enrol.WrapError(enrol.CodeBadModel, "read models' manifest", err)
	}
	m, err := ParseManifest(data)
	var broken *enrol.Error
	if errors.As(err, &broken) {
		_ = broken.With("file", filepath.Join(dir, ManifestName))
	}
	return m, err
}

var (
	hexSum    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	plainID   = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)
	plainFile = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`)
)

func (m *Model) validate() error {
	bad := func(what string) error { return fmt.Errorf("model %q: %s", m.ID, what) }
	switch {
	case !plainID.MatchString(m.ID):
		return bad("id is not a plain name")
	case !plainFile.MatchString(m.File):
		return bad("file is not a plain name")
	case !hexSum.MatchString(m.SHA256):
		return bad("sha256 is not 64 hexadecimal digits")
	case m.Bytes < 0 || m.Bytes > maxModelBytes:
		return bad("bytes is out of range")
	case m.URL != "" && !strings.HasPrefix(m.URL, "https://"):
		return bad("url is not https")
	case m.Color != "RGB" && m.Color != "BGR":
		return bad("color is neither RGB nor BGR")
	case len(m.Mean) != 0 && len(m.Mean) != 3, len(m.Scale) != 0 && len(m.Scale) != 3:
		return bad("mean and scale have three values each")
	case len(m.Input) != 0 && (len(m.Input) != 2 || !within(m.Input[0]) || !within(m.Input[1])):
		return bad("input is not a width and a height of 16..1024")
	}
	return m.validateRole(bad)
}

func within(side int) bool { return side >= 16 && side <= 1024 }

func (m *Model) validateRole(bad func(string) error) error {
	switch m.Role {
	case RoleDetector:
		if m.ScoreThreshold <= 0 || m.ScoreThreshold >= 1 || m.NMSThreshold <= 0 || m.NMSThreshold >= 1 {
			return bad("thresholds of a detector are between 0 and 1")
		}
	case RoleEmbedder:
		if len(m.Input) != 2 || m.Dimension < 32 || m.Dimension > 4096 || m.Metric != "cosine" {
			return bad("an embedder has an input, a dimension of 32..4096 and the cosine metric")
		}
		if !ordered(m.ReviewAt, m.MatchAt) || m.CardMatchAt != 0 && !ordered(m.CardReviewAt, m.CardMatchAt) {
			return bad("thresholds: -1 < review_at <= match_at < 1")
		}
	case RoleLiveness:
		if len(m.Input) != 2 || m.Crop < 1 || m.Crop > 8 || m.RealClass < 0 || m.RealClass > 9 {
			return bad("a liveness model has an input, a crop of 1..8 and a real_class")
		}
		if m.LiveAt < 0 || m.LiveAt >= 1 {
			return bad("live_at is between 0 and 1")
		}
	default:
		return bad("unknown role")
	}
	return nil
}

func ordered(review, match float64) bool { return -1 < review && review <= match && match < 1 }
