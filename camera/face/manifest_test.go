package face

import (
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

const goodTOML = `[[model]]
id = "a"
role = "embedder"
file = "a.onnx"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
input = [112, 112]
color = "RGB"
dimension = 128
metric = "cosine"
match_at = 0.4
review_at = 0.3
`

// TestManifestLiveness: a network's own threshold counts, and there is one without.
func TestManifestLiveness(t *testing.T) {
	live := strings.Replace(strings.Replace(goodTOML, `"embedder"`, `"liveness"`, 1), "dimension", "crop = 2.7\nreal_class = 1\nLIVE\ndimension", 1)
	for line, want := range map[string]float64{"": LivenessAt, "live_at = 0.7": .7, "live_at = 1.5": -1, "live_at = -0.1": -1} {
		all, err := ParseManifest([]byte(strings.Replace(live, "LIVE", line, 1)))
		switch {
		case want < 0:
			if enrol.CodeOf(err) != enrol.CodeBadModel {
				t.Errorf("%q: %v", line, err)
			}
		case err != nil || all.Models[0].liveAt() != want:
			t.Errorf("%q: %v, %v", line, all, err)
		}
	}
}

func TestManifestRefuses(t *testing.T) {
	if _, err := ParseManifest([]byte(goodTOML)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"Syntax":         {"[[model]]", "[[model"},
		"PathInFile":     {`"a.onnx"`, `"../a.onnx"`},
		"Hidden":         {`"a.onnx"`, `".a.onnx"`},
		"ShortSum":       {"0000000000", "0"},
		"Role":           {`"embedder"`, `"oracle"`},
		"Color":          {`"RGB"`, `"CMYK"`},
		"HugeInput":      {"[112, 112]", "[100000, 112]"},
		"NegativeInput":  {"[112, 112]", "[-1, 112]"},
		"Metric":         {`"cosine"`, `"euclid"`},
		"Thresholds":     {"match_at = 0.4", "match_at = 0.2"},
		"TwoMeans":       {"dimension", "mean = [1.0, 2.0]\ndimension"},
		"PlainHTTP":      {"dimension", `url = "http://example.org/a"` + "\ndimension"},
		"TooManyOutputs": {"128", "100000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseManifest([]byte(strings.Replace(goodTOML, change[0], change[1], 1)))
			if enrol.CodeOf(err) != enrol.CodeBadModel {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := ParseManifest([]byte(goodTOML + goodTOML)); enrol.CodeOf(err) != enrol.CodeBadModel {
		t.Errorf("same model twice: %v", err)
	}
}

func TestDefaultManifestHasOneOfEach(t *testing.T) {
	roles := map[Role]int{}
	for _, m := range DefaultManifest().Models {
		if m.URL != "" {
			roles[m.Role]++
		}
	}
	if roles[RoleDetector] != 1 || roles[RoleEmbedder] != 1 {
		t.Errorf("models with public addresses: %v", roles)
	}
}

func TestBand(t *testing.T) {
	m := Model{MatchAt: .45, ReviewAt: .35, CardMatchAt: .4, CardReviewAt: .3}
	for _, tc := range []struct {
		from  Reference
		score float64
		want  enrol.Band
	}{
		{FromPhotograph, .45, enrol.BandMatch}, {FromPhotograph, .44, enrol.BandReview}, {FromPhotograph, .34, enrol.BandNoMatch},
		{FromCard, .40, enrol.BandMatch}, {FromCard, .30, enrol.BandReview}, {FromCard, .29, enrol.BandNoMatch},
	} {
		if got := m.Band(tc.from, tc.score); got != tc.want {
			t.Errorf("%v at %v: %s, want %s", tc.from, tc.score, got, tc.want)
		}
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(goodTOML))
	f.Add([]byte(defaultTOML))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ParseManifest(data)
		if err != nil {
			return
		}
		for _, model := range m.Models {
			if strings.ContainsAny(model.File, "/\\") {
				t.Errorf("file %q leaves its folder", model.File)
			}
		}
	})
}
