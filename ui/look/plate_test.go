package look

import (
	"image/color"
	"testing"
)

// TestPlate: what stands in the corner, at the edge and inside, at two densities.
func TestPlate(t *testing.T) {
	fill, edge := color.NRGBA{200, 100, 50, 255}, color.NRGBA{0, 0, 255, 255}
	for name, c := range map[string]struct {
		width  float32
		x, y   int
		want   color.NRGBA
		around uint8
	}{
		"Corner":      {2, 0, 0, color.NRGBA{}, 0},
		"Edge":        {2, 40, 0, edge, 0},
		"EdgeInner":   {2, 40, 1, edge, 0},
		"JustInside":  {2, 40, 2, fill, 0},
		"LeftEdge":    {2, 1, 30, edge, 0},
		"RightEdge":   {2, 79, 30, edge, 0},
		"Inside":      {2, 40, 30, fill, 0},
		"WithoutEdge": {0, 0, 30, fill, 0},
		"OnTheArc":    {2, 3, 3, edge, 140},
	} {
		t.Run(name, func(t *testing.T) {
			p := NewPlate(fill, 10).Edged(edge, c.width)
			At(p.Shape, 0, 0, 80, 60)
			for _, density := range []int{1, 2} {
				img := p.draw(80*density, 60*density)
				got := color.NRGBAModel.Convert(img.At(c.x*density, c.y*density)).(color.NRGBA)
				if !near(got.R, c.want.R, c.around) || !near(got.B, c.want.B, c.around) || !near(got.A, c.want.A, c.around) {
					t.Errorf("density %d: %v, want %v", density, got, c.want)
				}
			}
		})
	}
}

func near(a, b, around uint8) bool { return max(a, b)-min(a, b) <= around }

// TestPlateRadius: a radius larger than the plate makes a pill and no wrong picture.
func TestPlateRadius(t *testing.T) {
	p := NewPlate(color.NRGBA{1, 2, 3, 255}, 99)
	for _, size := range [][2]int{{0, 0}, {1, 1}, {3, 40}, {40, 3}} {
		if b := p.draw(size[0], size[1]).Bounds(); b.Dx() != size[0] || b.Dy() != size[1] {
			t.Errorf("%v became %v", size, b)
		}
	}
}

// TestPlateShortcuts: what is copied from other rows and sides is what the pixel itself
// would be.
func TestPlateShortcuts(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {5, 4}, {23, 24}, {24, 23}, {60, 8}, {8, 60}, {80, 61}} {
		for _, radius := range []float64{0, 2, 10, 99} {
			r := rounded{fill: color.NRGBA{200, 100, 50, 255}, edge: color.NRGBA{0, 0, 255, 255}, w: size[0], h: size[1], width: 1.5,
				radius: min(radius, float64(size[0])/2, float64(size[1])/2)}
			img := r.image()
			for y := range r.h {
				for x := range r.w {
					if got, want := img.RGBAAt(x, y), r.at(x, y); got != want {
						t.Fatalf("%v, radius %v: %v at %d,%d, want %v", size, radius, got, x, y, want)
					}
				}
			}
		}
	}
}

func BenchmarkPlate(b *testing.B) {
	r := rounded{fill: color.NRGBA{200, 100, 50, 255}, edge: color.NRGBA{0, 0, 255, 255}, w: 1256, h: 110, width: 1.5, radius: 10}
	for b.Loop() {
		r.image()
	}
}
