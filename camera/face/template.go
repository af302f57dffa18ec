package face

import (
	"errors"
	"fmt"
	"math"

	"github.com/gerai-ikd/gerai/enrol"
)

// Template is a face as an embedding network describes it: a vector of length 1 whose cosine with
// another one tells how alike they are. It is only comparable to templates of the same model file.
type Template struct {
	Model  string // id in the manifest
	SHA256 string // of the model's file; "" where the template came from elsewhere and only names the id
	Vector []float32
}

// maxQuantised is how long a quantised template may be: it travels in a QR.
const maxQuantised = 128

// Quantise packs the vector into bytes for a QR: one signed byte a dimension, the largest value of the
// vector on 127. The scale is not stored: cosine does not need it. A vector of more than 128 dimensions does not fit: CodeModelOther.
func (t Template) Quantise() ([]byte, error) {
	if len(t.Vector) == 0 || len(t.Vector) > maxQuantised {
		return nil, enrol.WrapError(enrol.CodeModelOther, "quantise template", fmt.Errorf("%d dimensions", len(t.Vector)))
	}
	var peak float64
	for _, v := range t.Vector {
		peak = math.Max(peak, math.Abs(float64(v)))
	}
	if peak == 0 || math.IsNaN(peak) || math.IsInf(peak, 0) {
		return nil, enrol.WrapError(enrol.CodeBadModel, "quantise template", errors.New("empty vector"))
	}
	out := make([]byte, len(t.Vector))
	for i, v := range t.Vector {
		out[i] = byte(int8(math.Round(float64(v) / peak * 127)))
	}
	return out, nil
}

// Dequantise makes a template of the bytes that Quantise wrote.
func Dequantise(model string, data []byte) (Template, error) {
	if len(data) == 0 || len(data) > maxQuantised {
		return Template{}, enrol.WrapError(enrol.CodeModelOther, "read template", fmt.Errorf("%d bytes", len(data)))
	}
	v := make([]float32, len(data))
	for i, b := range data {
		v[i] = float32(int8(b))
	}
	return normalised(Template{Model: model, Vector: v})
}

// FromEnrol reads the template that a resident's QR or the registry carries.
func FromEnrol(t enrol.FaceTemplate) (Template, error) { return Dequantise(t.Model, t.Data) }

// Enrol packs a template for a resident's QR.
func (t Template) Enrol() (enrol.FaceTemplate, error) {
	data, err := t.Quantise()
	return enrol.FaceTemplate{Model: t.Model, Data: data}, err
}

// MeanTemplate is the middle of several templates of one person: steadier than any of them. All must
// be of one model.
func MeanTemplate(of []Template) (Template, error) {
	if len(of) == 0 {
		return Template{}, enrol.WrapError(enrol.CodeNoFace, "mean of templates", errors.New("none given"))
	}
	sum := Template{Model: of[0].Model, SHA256: of[0].SHA256, Vector: make([]float32, len(of[0].Vector))}
	for _, t := range of {
		if err := comparable(of[0], t); err != nil {
			return Template{}, err
		}
		for i, v := range t.Vector {
			sum.Vector[i] += v
		}
	}
	return normalised(sum)
}

// normalised scales the vector to length 1.
func normalised(t Template) (Template, error) {
	var squares float64
	for _, v := range t.Vector {
		squares += float64(v) * float64(v)
	}
	length := math.Sqrt(squares)
	if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
		return Template{}, enrol.WrapError(enrol.CodeBadModel, "scale template", errors.New("empty vector"))
	}
	for i := range t.Vector {
		t.Vector[i] = float32(float64(t.Vector[i]) / length)
	}
	return t, nil
}

// comparable refuses templates of different models: their cosine means nothing.
func comparable(a, b Template) error {
	same := a.Model == b.Model && len(a.Vector) == len(b.Vector) && (a.SHA256 == b.SHA256 || a.SHA256 == "" || b.SHA256 == "")
	if same {
		return nil
	}
	return enrol.NewError(enrol.CodeModelOther, "compare templates").With("one", a.Model).With("other", b.Model)
}

// Similarity is the cosine of two templates, -1..1. Templates of different models are CodeModelOther.
func Similarity(a, b Template) (float64, error) {
	if err := comparable(a, b); err != nil {
		return 0, err
	}
	var dot, aa, bb float64
	for i := range a.Vector {
		x, y := float64(a.Vector[i]), float64(b.Vector[i])
		dot, aa, bb = dot+x*y, aa+x*x, bb+y*y
	}
	if aa == 0 || bb == 0 {
		return 0, nil
	}
	return dot / math.Sqrt(aa*bb), nil
}
