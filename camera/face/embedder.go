package face

import (
	"encoding/binary"
	"fmt"
	"image"
	"math"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// network is a net with one picture in and one vector out, fed as its manifest says.
type network struct {
	net   gocv.Net
	model Model
	size  image.Point
	blob  []byte // planes of float32
}

func newNetwork(data []byte, m Model) (*network, error) {
	net, err := gocv.ReadNetFromONNXBytes(data)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "load model "+m.ID, err)
	}
	if net.Empty() {
		return nil, enrol.NewError(enrol.CodeBadModel, "load model "+m.ID)
	}
	n := &network{net: net, model: m, size: image.Pt(m.Input[0], m.Input[1])}
	n.blob = make([]byte, 3*4*n.size.X*n.size.Y)
	return n, nil
}

func (n *network) close() { n.net.Close() }

// run feeds a picture (RGBA, of the input's size) and answers the output.
func (n *network) run(rgba gocv.Mat) ([]float32, error) {
	pix, err := rgba.DataPtrUint8()
	if err != nil || len(pix) != 4*n.size.X*n.size.Y {
		return nil, enrol.WrapError(enrol.CodeInternal, "feed model", fmt.Errorf("%d bytes: %w", len(pix), err))
	}
	n.fill(pix)
	in, err := gocv.NewMatWithSizesFromBytes([]int{1, 3, n.size.Y, n.size.X}, gocv.MatTypeCV32F, n.blob)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeInternal, "feed model", err)
	}
	defer in.Close()
	n.net.SetInput(in, "")
	out := n.net.Forward("")
	defer out.Close()
	f, err := out.DataPtrFloat32()
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "read model's output", err)
	}
	return append([]float32(nil), f...), nil
}

// fill writes (pixel - mean) * scale, plane by plane in the manifest's order of colours.
func (n *network) fill(pix []uint8) {
	area := n.size.X * n.size.Y
	for c := range 3 {
		mean, scale, channel := 0.0, 1.0, c
		if len(n.model.Mean) == 3 {
			mean = n.model.Mean[c]
		}
		if len(n.model.Scale) == 3 {
			scale = n.model.Scale[c]
		}
		if n.model.Color == "BGR" {
			channel = 2 - c
		}
		var table [256]uint32
		for v := range table {
			table[v] = math.Float32bits(float32((float64(v) - mean) * scale))
		}
		plane := n.blob[4*area*c:]
		for i := range area {
			binary.LittleEndian.PutUint32(plane[4*i:], table[pix[4*i+channel]])
		}
	}
}
