package face

import "image"

// Assess measures every component that can be had: with landmarks all of them, without (a cascade's
// face) those of size, margins, light and sharpness. faces is not empty, the largest first; patch is
// the largest one's box as PatchSize x PatchSize luminance.
func Assess(faces []Face, size image.Point, patch *image.Gray) []Component {
	f := faces[0]
	q := make([]Component, 0, 16)
	q = append(q, SingleFacePresent(faces), InterEyeDistance(f), FaceTooNear(f, size))
	q = append(q, Margins(f, size)...)
	q = append(q, LuminanceMean(patch), UnderExposurePrevention(patch), OverExposurePrevention(patch),
		IlluminationUniformity(patch), Sharpness(patch))
	if f.HasLandmarks {
		q = append(q, HeadPoseYaw(f), HeadPosePitch(f), HeadPoseRoll(f))
	}
	return q
}

// refused tells whether a picture may not be taken at all, by itself or by key: there is no face, or a
// component is beyond its limit.
func refused(quality []Component) bool {
	for _, c := range quality {
		if c.Level == LevelRefuse {
			return true
		}
	}
	return len(quality) == 0
}

// good tells whether a picture may be taken by itself: nothing refused, and none of the warnings that
// a moment's patience cures.
func good(quality []Component) bool {
	for _, c := range quality {
		if c.Level == LevelWarn && patient[c.Hint] {
			return false
		}
	}
	return !refused(quality)
}

// patient are hints that the resident can follow at once; waiting for the rest (a lamp, a better
// camera) would only hold up the lane.
var patient = map[Hint]bool{HintTwoFaces: true, HintLookStraight: true, HintHoldStill: true, HintCentre: true}
