package face

import (
	"image"
	"math"
)

// Point is a place in a frame, in pixels, between them too.
type Point struct{ X, Y float64 }

// Face is one face in a frame.
type Face struct {
	Box   image.Rectangle // forehead to chin, may reach beyond the frame
	Score float64         // of the detector, 0..1; a cascade has none and says 1

	// Landmarks are left eye, right eye, tip of the nose, left and right corner of the mouth, left and
	// right in the picture. Valid where HasLandmarks is true.
	Landmarks    [5]Point
	HasLandmarks bool
}

// EyeDistance is the distance of the eyes' middles in pixels; without landmarks it is estimated from
// the box, whose width is about 2.3 of it.
func (f Face) EyeDistance() float64 {
	if !f.HasLandmarks {
		return float64(f.Box.Dx()) / 2.3
	}
	return math.Hypot(f.Landmarks[1].X-f.Landmarks[0].X, f.Landmarks[1].Y-f.Landmarks[0].Y)
}

func (f Face) area() int { return f.Box.Dx() * f.Box.Dy() }

func (f Face) middle() Point {
	return Point{float64(f.Box.Min.X+f.Box.Max.X) / 2, float64(f.Box.Min.Y+f.Box.Max.Y) / 2}
}

// around is a square about the face, zoom times its longer side.
func (f Face) around(zoom float64) image.Rectangle {
	mid, side := f.middle(), round(zoom*float64(max(f.Box.Dx(), f.Box.Dy())))
	return image.Rect(0, 0, side, side).Add(image.Pt(round(mid.X)-side/2, round(mid.Y)-side/2))
}

// moved answers f scaled by k and then shifted.
func (f Face) moved(k float64, by image.Point) Face {
	r := func(v, d int) int { return int(math.Round(float64(v)*k)) + d }
	f.Box = image.Rect(r(f.Box.Min.X, by.X), r(f.Box.Min.Y, by.Y), r(f.Box.Max.X, by.X), r(f.Box.Max.Y, by.Y))
	for i, p := range f.Landmarks {
		f.Landmarks[i] = Point{p.X*k + float64(by.X), p.Y*k + float64(by.Y)}
	}
	return f
}

// Findings are what one frame holds.
type Findings struct {
	Faces   []Face      // the largest first
	Quality []Component // of the largest; empty without a face
	Hint    Hint        // what to tell the resident, the worst first
	OK      bool        // worth keeping
	Size    image.Point // of the frame
}

// Best is the largest face.
func (f Findings) Best() (Face, bool) {
	if len(f.Faces) == 0 {
		return Face{}, false
	}
	return f.Faces[0], true
}

// Component answers a quality component by its name.
func (f Findings) Component(name string) (Component, bool) {
	for _, c := range f.Quality {
		if c.Name == name {
			return c, true
		}
	}
	return Component{}, false
}

// Score is how good the picture is, 0..1: the least of its components, each 1 well inside its limits,
// 0.5 where a warning begins and 0 where it is refused.
func (f Findings) Score() float64 {
	if len(f.Quality) == 0 {
		return 0
	}
	s := 1.0
	for _, c := range f.Quality {
		s = math.Min(s, c.Score)
	}
	return s
}
