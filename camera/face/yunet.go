package face

import (
	"image"
	"image/color"
	"math"
	"sort"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// yunet is the detector of Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023. It has
// three strides; each cell of a stride gives a class and an object score, a box and five landmarks.
type yunet struct {
	net   gocv.Net
	model Model
	names []string
}

func newYunet(data []byte, m Model) (*yunet, error) {
	net, err := gocv.ReadNetFromONNXBytes(data)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "load detector", err)
	}
	if net.Empty() {
		return nil, enrol.NewError(enrol.CodeBadModel, "load detector")
	}
	y := &yunet{net: net, model: m}
	for _, part := range []string{"cls", "obj", "bbox", "kps"} {
		for _, stride := range []string{"8", "16", "32"} {
			y.names = append(y.names, part+"_"+stride)
		}
	}
	return y, nil
}

func (y *yunet) close() { y.net.Close() }

// detect finds the faces in a BGR picture, best score first, in its pixels. The network is set up anew
// whenever the size changes, which costs: use one yunet a size.
func (y *yunet) detect(bgr gocv.Mat) []Face {
	padded := multipleOf32(bgr)
	defer padded.Close()
	size := image.Pt(padded.Cols(), padded.Rows())
	blob := gocv.BlobFromImage(padded, 1, size, gocv.NewScalar(0, 0, 0, 0), false, false)
	defer blob.Close()
	y.net.SetInput(blob, "")
	outs := y.net.ForwardLayers(y.names)
	defer func() {
		for i := range outs {
			outs[i].Close()
		}
	}()
	var found []Face
	for k, stride := range []int{8, 16, 32} {
		found = y.decode(found, cells{
			cls: floats(outs[k]), obj: floats(outs[3+k]), box: floats(outs[6+k]), points: floats(outs[9+k]),
			stride: float64(stride), cols: size.X / stride, rows: size.Y / stride,
		})
	}
	return suppress(found, y.model.NMSThreshold)
}

func multipleOf32(m gocv.Mat) gocv.Mat {
	out := gocv.NewMat()
	gocv.CopyMakeBorder(m, &out, 0, -m.Rows()&31, 0, -m.Cols()&31, gocv.BorderConstant, color.RGBA{})
	return out
}

func floats(m gocv.Mat) []float32 {
	f, err := m.DataPtrFloat32()
	if err != nil {
		return nil
	}
	return f
}

// cells is the output of one stride.
type cells struct {
	cls, obj, box, points []float32
	stride                float64
	cols, rows            int
}

func (y *yunet) decode(found []Face, c cells) []Face {
	n := c.cols * c.rows
	if len(c.cls) < n || len(c.obj) < n || len(c.box) < 4*n || len(c.points) < 10*n {
		return found // not the network that the manifest promised
	}
	for i := range n {
		score := math.Sqrt(unit(c.cls[i]) * unit(c.obj[i]))
		if score >= y.model.ScoreThreshold {
			found = append(found, c.face(i, score))
		}
	}
	return found
}

func unit(v float32) float64 { return math.Min(1, math.Max(0, float64(v))) }

func (c cells) face(i int, score float64) Face {
	col, row := float64(i%c.cols), float64(i/c.cols)
	b := c.box[4*i : 4*i+4]
	cx, cy := (col+float64(b[0]))*c.stride, (row+float64(b[1]))*c.stride
	w, h := math.Exp(float64(b[2]))*c.stride, math.Exp(float64(b[3]))*c.stride
	f := Face{Score: score, HasLandmarks: true,
		Box: image.Rect(round(cx-w/2), round(cy-h/2), round(cx+w/2), round(cy+h/2))}
	for n := range f.Landmarks {
		p := c.points[10*i+2*n:]
		f.Landmarks[n] = Point{(float64(p[0]) + col) * c.stride, (float64(p[1]) + row) * c.stride}
	}
	return f
}

func round(v float64) int { return int(math.Round(v)) }

// suppress keeps the best of faces that overlap by more than limit (intersection over union).
func suppress(found []Face, limit float64) []Face {
	sort.Slice(found, func(i, j int) bool { return found[i].Score > found[j].Score })
	var kept []Face
next:
	for _, f := range found {
		for _, k := range kept {
			if overlap(f.Box, k.Box) > limit {
				continue next
			}
		}
		kept = append(kept, f)
	}
	return kept
}

func overlap(a, b image.Rectangle) float64 {
	both := a.Intersect(b)
	if both.Empty() {
		return 0
	}
	in := float64(both.Dx() * both.Dy())
	return in / (float64(a.Dx()*a.Dy()) + float64(b.Dx()*b.Dy()) - in)
}
