package face

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/BurntSushi/toml"

	"github.com/gerai-ikd/gerai/enrol"
)

// folderWith is a folder whose manifest has these models.
func folderWith(t *testing.T, models ...Model) string {
	t.Helper()
	dir := t.TempDir()
	var b bytes.Buffer
	if err := toml.NewEncoder(&b).Encode(Manifest{models}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ManifestName), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func ownModel(t *testing.T, id string) Model {
	t.Helper()
	for _, m := range DefaultManifest().Models {
		if m.ID == id {
			return m
		}
	}
	t.Fatalf("the program knows no %s", id)
	return Model{}
}

// TestOwnOrderCounts, not that in which the models were installed; stricter thresholds that a folder gives are kept.
func TestOwnOrderCounts(t *testing.T) {
	mobile, sface := ownModel(t, "mobilefacenet-foamliu"), ownModel(t, "sface-2021dec")
	sface.MatchAt = .4
	other := mobile
	other.ID = "from-somewhere"
	m, err := known(folderWith(t, other, mobile, sface))
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, model := range m.Models {
		if model.Role == RoleEmbedder {
			order = append(order, model.ID)
		}
		if model.ID == sface.ID && (model.MatchAt != .4 || !model.Pinned) {
			t.Errorf("%+v", model)
		}
	}
	if len(order) != 3 || order[0] != sface.ID || order[1] != mobile.ID || order[2] != other.ID {
		t.Errorf("order %v", order)
	}
}

// TestPinnedWholly: a file that we know is probed all the same where it is to do something else.
func TestPinnedWholly(t *testing.T) {
	for name, change := range map[string]func(*Model){
		"role":      func(m *Model) { m.Role, m.Crop = RoleLiveness, 1 },
		"input":     func(m *Model) { m.Input = []int{224, 224} },
		"dimension": func(m *Model) { m.Dimension = 512 },
	} {
		mobile := ownModel(t, "mobilefacenet-foamliu")
		change(&mobile)
		m, err := known(folderWith(t, mobile))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, model := range m.Models {
			if model.ID == mobile.ID && model.Pinned {
				t.Errorf("another %s is not probed", name)
			}
		}
	}
}

// TestLowerThresholdsOfAFolder count for nothing, under whatever id our file stands there.
func TestLowerThresholdsOfAFolder(t *testing.T) {
	sface, mobile := ownModel(t, "sface-2021dec"), ownModel(t, "mobilefacenet-foamliu")
	low := func(m Model, id string) Model {
		m.ID, m.MatchAt, m.ReviewAt, m.CardMatchAt, m.CardReviewAt = id, -.9, -.95, -.8, -.85
		return m
	}
	half := low(mobile, "half")
	half.MatchAt, half.CardMatchAt, half.CardReviewAt = .6, 0, 0 // its card's are those of photographs
	m, err := known(folderWith(t, low(sface, sface.ID), low(mobile, "renamed"), half))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, model := range m.Models {
		var want Model
		switch model.ID {
		case sface.ID:
			want = sface
		case "renamed":
			want = mobile
		case "half":
			want = mobile
			want.MatchAt, want.CardMatchAt = .6, .6
		default:
			continue
		}
		seen++
		for _, from := range []Reference{FromPhotograph, FromCard} {
			if model.Threshold(from) != want.Threshold(from) || model.Band(from, want.review(from)-.01) != enrol.BandNoMatch {
				t.Errorf("%s: match at %v, review at %v", model.ID, model.Threshold(from), model.review(from))
			}
		}
	}
	if seen != 3 {
		t.Errorf("%d of 3 models are known", seen)
	}
}

// TestOurFileInAnotherForm is refused: fed so, all faces may look alike to it.
func TestOurFileInAnotherForm(t *testing.T) {
	for name, change := range map[string]func(*Model){
		"mean":  func(m *Model) { m.Mean = []float64{0, 0, 0} },
		"scale": func(m *Model) { m.Scale = []float64{1e-9, 1e-9, 1e-9} },
		"color": func(m *Model) { m.Color = "BGR" },
		"input": func(m *Model) { m.Input = []int{224, 224} },
		"id":    func(m *Model) { m.ID, m.Color = "renamed", "BGR" },
	} {
		mobile := ownModel(t, "mobilefacenet-foamliu")
		change(&mobile)
		if err := mobile.genuine(); enrol.CodeOf(err) != enrol.CodeBadModel {
			t.Errorf("another %s: %v", name, err)
		}
	}
	net := ownModel(t, "minifasnet-v2")
	net.Crop = 1
	if err := net.genuine(); enrol.CodeOf(err) != enrol.CodeBadModel {
		t.Errorf("another crop: %v", err)
	}
	for _, m := range DefaultManifest().Models {
		if err := m.genuine(); err != nil {
			t.Errorf("%s: %v", m.ID, err)
		}
		if len(m.Mean) == 0 {
			m.Mean, m.Scale = []float64{0, 0, 0}, []float64{1, 1, 1}
		}
		if err := m.genuine(); err != nil {
			t.Errorf("%s, with what holds anyway: %v", m.ID, err)
		}
	}
}

// TestRegistryKnowsOurModels: what the registry judges records by is what this manifest says.
func TestRegistryKnowsOurModels(t *testing.T) {
	var own []enrol.FaceModel
	for _, m := range DefaultManifest().Models {
		if m.Role == RoleEmbedder {
			own = append(own, enrol.FaceModel{ID: m.ID, SHA256: m.SHA256, MatchAt: m.Threshold(FromPhotograph), CardMatchAt: m.Threshold(FromCard)})
		}
	}
	if !slices.Equal(own, enrol.FaceModels()) {
		t.Errorf("the manifest has %+v", own)
	}
}

// TestForeignFileUnderOurName is refused: its templates would pass for the real one's.
func TestForeignFileUnderOurName(t *testing.T) {
	mobile, data := ownModel(t, "mobilefacenet-foamliu"), []byte("another network")
	sum := sha256.Sum256(data)
	mobile.SHA256 = hex.EncodeToString(sum[:])
	dir := folderWith(t, mobile)
	if err := os.WriteFile(filepath.Join(dir, mobile.File), data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := mobile.read(dir); enrol.CodeOf(err) != enrol.CodeBadModel {
		t.Errorf("read: %v", err)
	}
	if _, err := Install(t.Context(), dir, t.TempDir(), nil); enrol.CodeOf(err) != enrol.CodeBadModel {
		t.Errorf("installed: %v", err)
	}
}
