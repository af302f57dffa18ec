package face

import (
	"fmt"
	"image"
	"math"
	"sort"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/camera/internal/opencv"
	"github.com/gerai-ikd/gerai/enrol"
)

// yunet is the detector of Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023. It has
// three strides; each cell of a stride gives a class and an object score, a box and five landmarks.
type yunet struct {
	net   *opencv.Net
	model Model
	blob  []float32
}

// yunetOutputs are the network's outputs: a part of each stride, in this order.
var yunetOutputs = []string{"cls_8", "cls_16", "cls_32", "obj_8", "obj_16", "obj_32",
	"bbox_8", "bbox_16", "bbox_32", "kps_8", "kps_16", "kps_32"}

func newYunet(data []byte, m Model) (*yunet, error) {
	net, err := opencv.Load(data, yunetOutputs...)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "load detector", err)
	}
	return &yunet{net: net, model: m}, nil
}

func (y *yunet) close() { y.net.Close() }

// detect finds the faces in a picture (RGBA), best score first, in its pixels. The network is set up
// anew whenever the size changes, which costs: use one yunet a size.
func (y *yunet) detect(rgba gocv.Mat) ([]Face, error) {
	pix, err := rgba.DataPtrUint8()
	if err != nil {
		return nil, err
	}
	size := y.feed(pix, rgba.Cols(), rgba.Rows())
	if err := y.net.Run(y.blob, 3, size.Y, size.X); err != nil {
		return nil, err
	}
	var found []Face
	for k, stride := range []int{8, 16, 32} {
		found = y.decode(found, cells{
			cls: y.net.Output(k), obj: y.net.Output(3 + k), box: y.net.Output(6 + k), points: y.net.Output(9 + k),
			stride: float64(stride), cols: size.X / stride, rows: size.Y / stride,
		})
	}
	return suppress(found, y.model.NMSThreshold), nil
}

// feed writes the picture as planes of blue, green and red, padded with black at the right and below to
// multiples of 32, and answers that size.
func (y *yunet) feed(pix []uint8, w, h int) image.Point {
	pw, ph := (w+31)&^31, (h+31)&^31
	if n := 3 * pw * ph; len(y.blob) != n {
		y.blob = make([]float32, n)
	}
	blue, green, red := y.blob[:pw*ph], y.blob[pw*ph:2*pw*ph], y.blob[2*pw*ph:]
	for row := range h {
		src, at := pix[4*w*row:4*w*(row+1)], pw*row
		for x := range w {
			p := src[4*x : 4*x+4 : 4*x+4]
			red[at+x], green[at+x], blue[at+x] = float32(p[0]), float32(p[1]), float32(p[2])
		}
		clear(red[at+w : at+pw])
		clear(green[at+w : at+pw])
		clear(blue[at+w : at+pw])
	}
	for _, plane := range [][]float32{blue, green, red} {
		clear(plane[pw*h:])
	}
	return image.Pt(pw, ph)
}

// cells is the output of one stride.
type cells struct {
	cls, obj, box, points []float32
	stride                float64
	cols, rows            int
}

// shaped tells whether the last outputs are those of a YuNet.
func (y *yunet) shaped() error {
	for i, per := range []int{1, 1, 1, 1, 1, 1, 4, 4, 4, 10, 10, 10} {
		stride := 8 << (i % 3)
		if n := len(y.net.Output(i)); n == 0 || n%per != 0 || n*stride*stride != per*len(y.blob)/3 {
			return fmt.Errorf("output %s has %d values", yunetOutputs[i], n)
		}
	}
	return nil
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
