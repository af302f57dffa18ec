package face

import (
	"image"
	"math"
)

// SingleFacePresent (ISO/IEC 29794-5, "single face present") is the area of the second largest face as
// a share of the largest one's: 0 alone, 1 two alike. Refused above 0.3: somebody stands beside or looks over the shoulder; less is
// a passer-by far behind. The limit is ours.
func SingleFacePresent(faces []Face) Component {
	v := 0.0
	if len(faces) > 1 && faces[0].area() > 0 {
		v = float64(faces[1].area()) / float64(faces[0].area())
	}
	return limits{.25, .3}.judge("SingleFacePresent", "1", v, HintTwoFaces)
}

// InterEyeDistance (ISO/IEC 29794-5, "inter-eye distance") is the distance of the eyes in pixels;
// a turned head shortens it, which HeadPoseYaw tells. Warns under 70 (the midpoint of
// BSI's OFIQ), refuses under 45 (ours: the 112-pixel input of the embedders is then magnified).
func InterEyeDistance(f Face) Component {
	return limits{70, 45}.judge("InterEyeDistance", "px", f.EyeDistance(), HintCloser)
}

// FaceTooNear is the face's width as a share of the frame's shorter side. Warns above 0.75, refuses
// above 0.95: webcams distort what is so near, and the head is cut. Ours.
func FaceTooNear(f Face, size image.Point) Component {
	short := math.Max(1, float64(min(size.X, size.Y)))
	return limits{.75, .95}.judge("FaceTooNear", "1", float64(f.Box.Dx())/short, HintFarther)
}

// HeadPoseYaw (ISO/IEC 29794-5, "head pose yaw") is an index of turning left or right: how far the tip of the
// nose lies off the middle between the eyes, along the line through them, in eye distances. 0 is
// frontal; warns above 0.2, refuses above 0.35 (about 20 and 35 degrees of an average head). Ours, since five points give no angle.
func HeadPoseYaw(f Face) Component {
	return limits{.2, .35}.judge("HeadPoseYaw", "1", math.Abs(Yaw(f)), HintLookStraight)
}

// Yaw is the signed index of HeadPoseYaw: positive where the nose points to the right of the picture.
// It needs landmarks.
func Yaw(f Face) float64 {
	l, d := f.Landmarks, f.EyeDistance()
	if d < 1 {
		return math.NaN()
	}
	ux, uy := (l[1].X-l[0].X)/d, (l[1].Y-l[0].Y)/d
	return ((l[2].X-(l[0].X+l[1].X)/2)*ux + (l[2].Y-(l[0].Y+l[1].Y)/2)*uy) / d
}

// HeadPosePitch (ISO/IEC 29794-5, "head pose pitch") is an index of nodding: the height of the nose's tip below the eyes as
// a share of the mouth's. An average frontal face has 0.55; warns outside 0.45..0.65, refuses outside 0.33..0.77. Ours.
func HeadPosePitch(f Face) Component {
	nose, mouth := below(f, f.Landmarks[2]), (below(f, f.Landmarks[3])+below(f, f.Landmarks[4]))/2
	v := math.NaN()
	if mouth > 1 {
		v = nose / mouth
	}
	return worse(limits{.65, .77}.judge("HeadPosePitch", "1", v, HintLookStraight),
		limits{.45, .33}.judge("HeadPosePitch", "1", v, HintLookStraight))
}

// below is how far p lies below the line through the eyes, as the face itself is tilted.
func below(f Face, p Point) float64 {
	l, d := f.Landmarks, f.EyeDistance()
	if d < 1 {
		return math.NaN()
	}
	return ((p.Y-l[0].Y)*(l[1].X-l[0].X) - (p.X-l[0].X)*(l[1].Y-l[0].Y)) / d
}

// HeadPoseRoll (ISO/IEC 29794-5, "head pose roll") is the tilt of the line through the eyes, in
// degrees. Warns above 8, the standard's advice for portraits; refuses above 25 (ours: alignment takes
// out any tilt, but the detector was made for upright faces).
func HeadPoseRoll(f Face) Component {
	l := f.Landmarks
	deg := math.Atan2(l[1].Y-l[0].Y, l[1].X-l[0].X) * 180 / math.Pi
	return limits{8, 25}.judge("HeadPoseRoll", "deg", math.Abs(deg), HintHeadUpright)
}

// Margins of ISO/IEC 29794-5 ("leftward, rightward, upward and downward crop of the face image") are
// the space between the face and each edge of the frame, in face widths. They warn under 0.15 at the sides, 0.1
// above the forehead and 0.05 below the chin, and refuse under -0.02: the face is cut. Ours.
func Margins(f Face, size image.Point) []Component {
	w := math.Max(1, float64(f.Box.Dx()))
	side := func(name string, px int, warn float64) Component {
		return limits{warn, -.02}.judge(name, "1", float64(px)/w, HintCentre)
	}
	return []Component{
		side("LeftwardCropOfTheFaceImage", f.Box.Min.X, .15),
		side("RightwardCropOfTheFaceImage", size.X-f.Box.Max.X, .15),
		side("MarginAboveOfTheFaceImage", f.Box.Min.Y, .1),
		side("MarginBelowOfTheFaceImage", size.Y-f.Box.Max.Y, .05),
	}
}
