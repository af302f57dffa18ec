package face

import "math"

// Pose is how the head is held and lit.
type Pose struct {
	Yaw       float64 // radians; positive turns the nose towards the right of the picture
	Roll      float64 // radians; positive tilts clockwise in the picture
	Light     float64 // gain of all light; 0 stands for 1
	SideLight float64 // -1..1: light from the left (-) or the right (+) only, 0 from the front
}

// turn moves a part at x (in face widths from the middle) as a turned cylinder would, and tells how
// much narrower it becomes.
func (p Pose) turn(x float64) (at, narrow float64) {
	if p.Yaw == 0 || math.Abs(x) > .5 {
		return x, 1
	}
	a := math.Asin(2*x) + p.Yaw
	return math.Sin(a) / 2, math.Max(.2, math.Cos(a)/math.Max(.3, math.Cos(a-p.Yaw)))
}
