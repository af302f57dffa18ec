package face

import (
	"errors"
	"math"
	"math/rand"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

func randomTemplate(r *rand.Rand, n int) Template {
	t := Template{Model: "m", Vector: make([]float32, n)}
	for i := range t.Vector {
		t.Vector[i] = float32(r.NormFloat64())
	}
	out, err := normalised(t)
	if err != nil {
		panic(err)
	}
	return out
}

func TestQuantiseKeepsTheAngle(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 200 {
		a := randomTemplate(r, 128)
		data, err := a.Quantise()
		if err != nil || len(data) > 128 {
			t.Fatalf("%d bytes, %v", len(data), err)
		}
		b, err := Dequantise("m", data)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := Similarity(a, b); err != nil || s < .999 {
			t.Fatalf("cosine with itself after quantisation is %v (%v)", s, err)
		}
	}
}

func TestOtherModelsTemplateIsNeverCompared(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	a, b := randomTemplate(r, 128), randomTemplate(r, 128)
	other, file, short := b, b, randomTemplate(r, 64)
	other.Model = "n"
	a.SHA256, file.SHA256 = "aa", "bb"
	for name, ref := range map[string]Template{"ID": other, "SHA256": file, "Dimension": short} {
		if _, err := Similarity(a, ref); !errors.Is(err, &enrol.Error{Code: enrol.CodeModelOther}) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := MeanTemplate([]Template{a, ref}); !errors.Is(err, &enrol.Error{Code: enrol.CodeModelOther}) {
			t.Errorf("mean, %s: %v", name, err)
		}
	}
	if _, err := Similarity(a, b); err != nil {
		t.Errorf("a template that names only the id: %v", err)
	}
}

func TestMeanIsNearerThanItsParts(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	truth := randomTemplate(r, 128)
	var noisy []Template
	var worstOf float64 = 1
	for range 5 {
		n := randomTemplate(r, 128)
		v := Template{Model: "m", Vector: make([]float32, 128)}
		for i := range v.Vector {
			v.Vector[i] = truth.Vector[i] + n.Vector[i]
		}
		v, _ = normalised(v)
		s, _ := Similarity(truth, v)
		worstOf = math.Min(worstOf, s)
		noisy = append(noisy, v)
	}
	mean, err := MeanTemplate(noisy)
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := Similarity(truth, mean); s < worstOf+.1 {
		t.Errorf("mean %v, worst part %v", s, worstOf)
	}
}

func FuzzDequantise(f *testing.F) {
	f.Add([]byte{1, 2, 3})
	f.Add(make([]byte, 128))
	f.Add(make([]byte, 129))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Dequantise("m", data)
		if err != nil {
			return
		}
		if s, err := Similarity(a, a); err != nil || s < .9999 || s > 1.0001 {
			t.Errorf("cosine with itself is %v (%v)", s, err)
		}
	})
}
