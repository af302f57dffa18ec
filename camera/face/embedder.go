package face

import (
	"fmt"
	"image"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/camera/internal/opencv"
	"github.com/gerai-ikd/gerai/enrol"
)

// network is a net with one picture in and one vector out, fed as its manifest says.
type network struct {
	net   *opencv.Net
	model Model
	size  image.Point
	blob  []float32
}

func newNetwork(data []byte, m Model) (*network, error) {
	net, err := opencv.Load(data)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "load model "+m.ID, err)
	}
	n := &network{net: net, model: m, size: image.Pt(m.Input[0], m.Input[1])}
	n.blob = make([]float32, 3*n.size.X*n.size.Y)
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
	if err := n.net.Run(n.blob, 3, n.size.Y, n.size.X); err != nil {
		return nil, enrol.WrapError(enrol.CodeBadModel, "run model "+n.model.ID, err)
	}
	return append([]float32(nil), n.net.Output(0)...), nil
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
		var table [256]float32
		for v := range table {
			table[v] = float32((float64(v) - mean) * scale)
		}
		plane := n.blob[area*c : area*(c+1)]
		for i := range plane {
			plane[i] = table[pix[4*i+channel]]
		}
	}
}
