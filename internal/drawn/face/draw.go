package face

import (
	"image"
	"image/color"
)

// Draw paints a person into dst: the face's middle at (cx, cy), width pixels wide from temple to
// temple, with hair, neck and shoulders around it.
func Draw(dst *image.RGBA, cx, cy, width float64, l Look, p Pose) {
	h := head{canvas: newCanvas(dst, cx, cy, width, p.Roll), look: l, pose: p}
	h.behind()
	h.skull()
	h.hairline()
	for _, side := range []float64{-1, 1} {
		h.eye(side)
	}
	h.nose()
	h.mouth()
	light(dst, cx, cy, width, p)
}

type head struct {
	*canvas
	look Look
	pose Pose
}

// eyeLine is how high above the middle the eyes are, in face widths.
const eyeLine = -.06

// fixed paints a part that does not turn with the head, part one that does.
func (h *head) fixed(soft, alpha float64, c color.RGBA, l layer) {
	l.soft, l.alpha, l.color = soft, alpha, c
	h.paint(l)
}

func (h *head) part(soft, alpha float64, c color.RGBA, l layer) {
	var k float64
	l.x, k = h.pose.turn(l.x)
	l.a *= k
	h.fixed(soft, alpha, c, l)
}

func (h *head) behind() {
	l := h.look
	h.fixed(.01, 1, l.Shirt, layer{y: 1.45, a: .95, b: .55})
	h.fixed(.01, 1, l.Hair, layer{y: -.12, a: .57, b: .62 + l.HairLong})
	h.fixed(.01, 1, shade(l.Skin, .82), layer{y: .7, a: .22, b: .3, box: true})
	h.fixed(.03, .7, shade(l.Skin, .5), layer{y: .7, a: .2, b: .08})
}

func (h *head) skull() {
	l := h.look
	for _, q := range []float64{-1, 1} {
		h.fixed(.008, 1, shade(l.Skin, .85), layer{x: q * .5, y: .02, a: .06, b: .13})
	}
	h.fixed(.006, 1, l.Skin, layer{a: .5, b: l.Height})
	for _, q := range []float64{-1, 1} {
		h.fixed(.04, .45, shade(l.Skin, .55), layer{x: q * .43, y: .08, a: .07, b: l.Height * .55})
		h.part(.05, .25, shade(l.Skin, 1.25), layer{x: q * .26, y: .16, a: .12, b: .09})
	}
	h.fixed(.05, .35, shade(l.Skin, .6), layer{y: l.Height - .03, a: .3, b: .06})
	h.part(.08, .35, shade(l.Skin, 1.25), layer{y: -.36, a: .26, b: .12})
}

func (h *head) hairline() {
	l := h.look
	h.fixed(.015, 1, l.Hair, layer{y: -l.Height + .05, a: .46, b: .22})
	h.fixed(.02, 1, l.Hair, layer{y: -l.Height + .12, a: .42, b: .2})
	if l.Beard {
		h.part(.05, .55, shade(l.Hair, 1.1), layer{y: .47, a: .34, b: .2})
	}
}

func (h *head) eye(side float64) {
	l, w, x := h.look, h.look.EyeWidth, side*h.look.EyeGap
	h.part(.035, .5, shade(l.Skin, .45), layer{x: x, y: eyeLine - .03, a: w * 1.5, b: .085})
	h.part(.008, .95, shade(l.Hair, .8), layer{x: x, y: eyeLine - .07, a: w * 1.45, b: .09, from: 205, to: 335, stroke: l.Brow})
	h.part(.004, 1, color.RGBA{235, 232, 228, 255}, layer{x: x, y: eyeLine, a: w, b: w * .48})
	h.part(.003, 1, l.Iris, layer{x: x, y: eyeLine - .002, a: w * .46, b: w * .46})
	h.part(.003, 1, color.RGBA{12, 10, 10, 255}, layer{x: x, y: eyeLine - .002, a: w * .24, b: w * .24})
	h.part(.002, 1, color.RGBA{250, 250, 250, 255}, layer{x: x - .015, y: eyeLine - .018, a: .008, b: .008})
	h.part(.004, .95, color.RGBA{35, 22, 20, 255}, layer{x: x, y: eyeLine, a: w * 1.05, b: w * .52, from: 185, to: 355, stroke: .018})
	h.part(.006, .5, shade(l.Skin, .5), layer{x: x, y: eyeLine + .01, a: w * 1.05, b: w * .6, from: 15, to: 165, stroke: .012})
}

func (h *head) nose() {
	skin, tip := h.look.Skin, eyeLine+h.look.Nose
	mid := (eyeLine + tip) / 2
	for _, q := range []float64{-1, 1} {
		h.part(.025, .38, shade(skin, .5), layer{x: q * .07, y: mid, a: .018, b: (tip - eyeLine) / 2, tilt: q * -.1})
		h.part(.012, .6, shade(skin, .5), layer{x: q * .1, y: tip - .005, a: .028, b: .04})
		h.part(.006, .9, shade(skin, .25), layer{x: q * .045, y: tip + .03, a: .026, b: .013, tilt: q * -.26})
	}
	h.part(.025, .5, shade(skin, 1.3), layer{y: mid, a: .02, b: (tip - eyeLine) / 2})
	h.part(.02, .4, shade(skin, .5), layer{y: tip + .06, a: .09, b: .02})
}

func (h *head) mouth() {
	l, y := h.look, eyeLine+h.look.Nose+.2
	lip := color.RGBA{uint8(float64(l.Skin.R) * .72), uint8(float64(l.Skin.G) * .48), uint8(float64(l.Skin.B) * .48), 255}
	h.part(.008, .9, shade(lip, .9), layer{y: y, a: l.Mouth, b: l.Lip, from: 180, to: 360})
	h.part(.008, .9, lip, layer{y: y, a: l.Mouth * .92, b: l.Lip * 1.3, from: 0, to: 180})
	h.part(.004, .9, shade(lip, .35), layer{y: y - .015, a: l.Mouth, b: .022, from: 10, to: 170, stroke: .012})
	h.part(.02, .4, shade(l.Skin, .5), layer{y: y + l.Lip*1.3 + .04, a: .12, b: .02})
}
