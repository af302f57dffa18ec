package face

import (
	"image"
	"math"
	"testing"
)

// frontal is a face of 200 pixels in the middle of a frame of 1000 by 800, eyes 80 apart.
func frontal() Face {
	return Face{Box: image.Rect(400, 300, 600, 500), HasLandmarks: true,
		Landmarks: [5]Point{{460, 380}, {540, 380}, {500, 424}, {470, 460}, {530, 460}}}
}

// plainPatch is a patch of one luminance.
func plainPatch(v uint8) *image.Gray {
	p := image.NewGray(image.Rect(0, 0, PatchSize, PatchSize))
	for i := range p.Pix {
		p.Pix[i] = v
	}
	return p
}

// partly is a grey patch of which a share has another luminance.
func partly(share float64, v uint8) *image.Gray {
	p := plainPatch(128)
	for i := range int(share * float64(len(p.Pix))) {
		p.Pix[i] = v
	}
	return p
}

// cheeks is a patch whose left half is darker.
func cheeks(left, right uint8) *image.Gray {
	p := plainPatch(right)
	for y := range PatchSize {
		for x := range PatchSize / 2 {
			p.Pix[y*PatchSize+x] = left
		}
	}
	return p
}

// striped has a Laplacian of plus and minus 2v: its variance is 4v².
func striped(v uint8) *image.Gray {
	p := plainPatch(128)
	for y := range PatchSize {
		for x := range PatchSize {
			if x%2 == 0 {
				p.Pix[y*PatchSize+x] += v
			}
		}
	}
	return p
}

func changed(change func(*Face)) Face {
	f := frontal()
	change(&f)
	return f
}

// TestComponents: each measure gives the value that its documentation says, and its limits are where that says.
func TestComponents(t *testing.T) {
	size := image.Pt(1000, 800)
	nose := func(x, y float64) Face { return changed(func(f *Face) { f.Landmarks[2] = Point{x, y} }) }
	eyes := func(apart float64) Face {
		return changed(func(f *Face) { f.Landmarks[0].X, f.Landmarks[1].X = 500-apart/2, 500+apart/2 })
	}
	tilt := func(deg float64) Face {
		return changed(func(f *Face) { f.Landmarks[1].Y = 380 + 80*math.Tan(deg*math.Pi/180) })
	}
	moved := func(x, y int) []Component {
		return Margins(changed(func(f *Face) { f.Box = f.Box.Sub(f.Box.Min).Add(image.Pt(x, y)) }), size)
	}
	wide := func(px int) Face { return changed(func(f *Face) { f.Box = image.Rect(0, 0, px, px) }) }
	second := func(side int) []Face {
		return []Face{frontal(), {Box: image.Rect(0, 0, side, side)}}
	}
	for _, tt := range []struct {
		what  string
		got   Component
		value float64
		level Level
		hint  Hint
	}{
		{"one face", SingleFacePresent(second(0)[:1]), 0, LevelGood, HintNone},
		{"a passer-by", SingleFacePresent(second(99)), .245, LevelGood, HintNone},
		{"somebody nearer", SingleFacePresent(second(105)), .2756, LevelWarn, HintTwoFaces},
		{"somebody beside", SingleFacePresent(second(110)), .3025, LevelRefuse, HintTwoFaces},
		{"eyes 71 apart", InterEyeDistance(eyes(71)), 71, LevelGood, HintNone},
		{"eyes 69 apart", InterEyeDistance(eyes(69)), 69, LevelWarn, HintCloser},
		{"eyes 44 apart", InterEyeDistance(eyes(44)), 44, LevelRefuse, HintCloser},
		{"no landmarks", InterEyeDistance(Face{Box: image.Rect(0, 0, 230, 230)}), 100, LevelGood, HintNone},
		{"far enough", FaceTooNear(wide(599), size), .74875, LevelGood, HintNone},
		{"near", FaceTooNear(wide(620), size), .775, LevelWarn, HintFarther},
		{"too near", FaceTooNear(wide(761), size), .95125, LevelRefuse, HintFarther},
		{"straight", HeadPoseYaw(frontal()), 0, LevelGood, HintNone},
		{"turned a little", HeadPoseYaw(nose(517, 424)), .2125, LevelWarn, HintLookStraight},
		{"turned the other way", HeadPoseYaw(nose(483, 424)), .2125, LevelWarn, HintLookStraight},
		{"turned away", HeadPoseYaw(nose(529, 424)), .3625, LevelRefuse, HintLookStraight},
		{"level", HeadPosePitch(frontal()), .55, LevelGood, HintNone},
		{"nodding", HeadPosePitch(nose(500, 433)), .6625, LevelWarn, HintLookStraight},
		{"looking down", HeadPosePitch(nose(500, 442)), .775, LevelRefuse, HintLookStraight},
		{"chin up", HeadPosePitch(nose(500, 415)), .4375, LevelWarn, HintLookStraight},
		{"looking up", HeadPosePitch(nose(500, 406)), .325, LevelRefuse, HintLookStraight},
		{"upright", HeadPoseRoll(tilt(7.9)), 7.9, LevelGood, HintNone},
		{"tilted", HeadPoseRoll(tilt(-8.1)), 8.1, LevelWarn, HintHeadUpright},
		{"lying", HeadPoseRoll(tilt(25.1)), 25.1, LevelRefuse, HintHeadUpright},
		{"at the left", moved(29, 300)[0], .145, LevelWarn, HintCentre},
		{"cut at the left", moved(-5, 300)[0], -.025, LevelRefuse, HintCentre},
		{"at the right", moved(771, 300)[1], .145, LevelWarn, HintCentre},
		{"little above", moved(400, 19)[2], .095, LevelWarn, HintCentre},
		{"enough above", moved(400, 21)[2], .105, LevelGood, HintNone},
		{"little below", moved(400, 591)[3], .045, LevelWarn, HintCentre},
		{"cut below", moved(400, 605)[3], -.025, LevelRefuse, HintCentre},
		{"in good light", LuminanceMean(plainPatch(66)), 66. / 255, LevelGood, HintNone},
		{"dim", LuminanceMean(plainPatch(60)), 60. / 255, LevelWarn, HintMoreLight},
		{"dark", LuminanceMean(plainPatch(50)), 50. / 255, LevelRefuse, HintMoreLight},
		{"bright", LuminanceMean(plainPatch(195)), 195. / 255, LevelWarn, HintLessLight},
		{"glaring", LuminanceMean(plainPatch(206)), 206. / 255, LevelRefuse, HintLessLight},
		{"dark hair", UnderExposurePrevention(partly(.145, 25)), .145, LevelGood, HintNone},
		{"much black", UnderExposurePrevention(partly(.2, 25)), .2, LevelWarn, HintMoreLight},
		{"nearly black", UnderExposurePrevention(partly(.41, 25)), .41, LevelRefuse, HintMoreLight},
		{"not quite black", UnderExposurePrevention(partly(.41, 26)), 0, LevelGood, HintNone},
		{"a shine", OverExposurePrevention(partly(.045, 247)), .045, LevelGood, HintNone},
		{"much white", OverExposurePrevention(partly(.06, 247)), .06, LevelWarn, HintLessLight},
		{"burnt out", OverExposurePrevention(partly(.21, 247)), .21, LevelRefuse, HintLessLight},
		{"not quite white", OverExposurePrevention(partly(.21, 246)), 0, LevelGood, HintNone},
		{"even light", IlluminationUniformity(cheeks(122, 200)), .61, LevelGood, HintNone},
		{"light from the right", IlluminationUniformity(cheeks(118, 200)), .59, LevelWarn, HintLightFromFront},
		{"light from the left", IlluminationUniformity(cheeks(200, 68)), .34, LevelRefuse, HintLightFromFront},
		{"sharp", Sharpness(striped(2)), 16, LevelGood, HintNone},
		{"soft", Sharpness(striped(1)), 4, LevelRefuse, HintHoldStill},
		{"an empty patch", Sharpness(image.NewGray(image.Rect(0, 0, 2, 2))), math.NaN(), LevelRefuse, HintHoldStill},
		{"eyes in one place", HeadPoseYaw(eyes(0)), math.NaN(), LevelRefuse, HintLookStraight},
		{"a mouth above the eyes", HeadPosePitch(changed(func(f *Face) { f.Landmarks[3].Y, f.Landmarks[4].Y = 300, 300 })), math.NaN(), LevelRefuse, HintLookStraight},
	} {
		same := math.Abs(tt.got.Value-tt.value) < .002 || math.IsNaN(tt.value) && math.IsNaN(tt.got.Value)
		if !same || tt.got.Level != tt.level || tt.got.Hint != tt.hint {
			t.Errorf("%s: %s is %.4f, level %d, hint %q; want %.4f, %d, %q", tt.what, tt.got.Name, tt.got.Value, tt.got.Level, tt.got.Hint, tt.value, tt.level, tt.hint)
		}
	}
}

// TestScoreOfComponents: 1 well inside, 0.5 where the warning begins, 0 from where it is refused, without a step.
func TestScoreOfComponents(t *testing.T) {
	for _, l := range []limits{{8, 25}, {70, 45}} {
		for _, tt := range []struct{ v, want float64 }{{l.warn, .5}, {l.refuse, 0}, {l.warn + .5*(l.refuse-l.warn), .25},
			{l.warn - (l.refuse - l.warn), 1}, {l.warn - 9*(l.refuse-l.warn), 1}, {l.refuse + 9*(l.refuse-l.warn), 0}, {math.NaN(), 0}} {
			if got := l.judge("Any", "1", tt.v, HintCloser).Score; math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("limits %v: %v scores %v, want %v", l, tt.v, got, tt.want)
			}
		}
	}
}
