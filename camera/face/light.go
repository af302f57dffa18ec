package face

import (
	"image"
	"math"
)

// PatchSize is the side of the grey patch that light and sharpness are measured on: the face's box,
// scaled to it, so that the figures do not depend on the distance.
const PatchSize = 160

// LuminanceMean (ISO/IEC 29794-5, "luminance mean") is the mean of the patch's luminance as a share of full scale. Warns
// outside 0.25..0.75, refuses outside 0.2..0.8 (the standard's useful range). Skin as dark as any is above 0.2 in good light.
func LuminanceMean(patch *image.Gray) Component {
	var sum int
	for _, v := range patch.Pix {
		sum += int(v)
	}
	v := float64(sum) / float64(max(1, len(patch.Pix))) / 255
	return worse(limits{.25, .2}.judge("LuminanceMean", "1", v, HintMoreLight),
		limits{.75, .8}.judge("LuminanceMean", "1", v, HintLessLight))
}

// UnderExposurePrevention (ISO/IEC 29794-5) is the share of the patch that is nearly black, luminance
// 25 of 255 or less, as in BSI's OFIQ. Warns above 0.15; refuses above 0.4 (ours: dark hair and a beard stay below).
func UnderExposurePrevention(patch *image.Gray) Component {
	return limits{.15, .4}.judge("UnderExposurePrevention", "1", share(patch, 0, 25), HintMoreLight)
}

// OverExposurePrevention (ISO/IEC 29794-5) is the share of the patch that is nearly white, luminance
// 247 of 255 or more, as in BSI's OFIQ. Warns above 0.05, refuses above 0.2 (ours).
func OverExposurePrevention(patch *image.Gray) Component {
	return limits{.05, .2}.judge("OverExposurePrevention", "1", share(patch, 247, 255), HintLessLight)
}

// tooDark tells whether a frame in which no face was found is so dark that there may be
// one: its mean luminance (Rec. 601) is below 0.25, where LuminanceMean warns and the
// cascade finds nothing any more.
func tooDark(img *image.RGBA) bool {
	const step = 8 // pixels; a frame's mean needs no more
	var sum, n int
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y += step {
		for x := img.Rect.Min.X; x < img.Rect.Max.X; x += step {
			p := img.Pix[img.PixOffset(x, y):]
			sum += (299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])) / 1000
			n++
		}
	}
	return float64(sum) < .25*255*float64(n)
}

func share(patch *image.Gray, from, to uint8) float64 {
	n := 0
	for _, v := range patch.Pix {
		if v >= from && v <= to {
			n++
		}
	}
	return float64(n) / float64(max(1, len(patch.Pix)))
}

// IlluminationUniformity (ISO/IEC 29794-5, "illumination uniformity") compares the luminance of the two cheeks: the darker one's mean as
// a share of the brighter one's, over the middle half of the height. 1 is even light; warns under 0.6, refuses under 0.35. The standard intersects
// histograms, which a beard or glasses on a small picture upset; the ratio of means is ours, as are the limits.
func IlluminationUniformity(patch *image.Gray) Component {
	b := patch.Rect
	third, from, to := b.Dx()/3, b.Min.Y+b.Dy()*2/5, b.Min.Y+b.Dy()*7/10
	left := mean(patch, image.Rect(b.Min.X+third/3, from, b.Min.X+third, to))
	right := mean(patch, image.Rect(b.Max.X-third, from, b.Max.X-third/3, to))
	v := math.Min(left, right) / math.Max(1, math.Max(left, right))
	return limits{.6, .35}.judge("IlluminationUniformity", "1", v, HintLightFromFront)
}

func mean(img *image.Gray, r image.Rectangle) float64 {
	var sum, n int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			sum += int(img.Pix[img.PixOffset(x, y)])
			n++
		}
	}
	return float64(sum) / float64(max(1, n))
}

// Sharpness (ISO/IEC 29794-5, "sharpness") is the variance of the Laplacian of the patch, in squared grey levels
// (Pech-Pacheco 2000). Warns under 15, refuses under 5 (measured on 720p webcams; a sensor's noise adds about 20 times its own variance, so a noisy camera
// needs its own limits). The patch is smoothed by its scaling, which takes out most noise of a near face.
func Sharpness(patch *image.Gray) Component {
	w, h := patch.Rect.Dx(), patch.Rect.Dy()
	var sum, squares, n float64
	for y := 1; y < h-1; y++ {
		row := patch.Pix[y*patch.Stride:]
		above, below := patch.Pix[(y-1)*patch.Stride:], patch.Pix[(y+1)*patch.Stride:]
		for x := 1; x < w-1; x++ {
			l := float64(int(above[x]) + int(below[x]) + int(row[x-1]) + int(row[x+1]) - 4*int(row[x]))
			sum += l
			squares += l * l
			n++
		}
	}
	v := math.NaN()
	if n > 0 {
		v = squares/n - sum/n*sum/n
	}
	return limits{15, 5}.judge("Sharpness", "", v, HintHoldStill)
}
