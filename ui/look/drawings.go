package look

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"sync"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"github.com/gerai-ikd/gerai/assets"
)

// drawing is a drawing of the project in a colour, in a box of w x h physical pixels.
type drawing struct {
	name string
	ink  color.NRGBA
	w, h int
}

// drawings keeps what was drawn. All screens together show some hundred of them.
type drawings struct {
	mu    sync.Mutex
	kept  map[drawing]*image.RGBA
	bytes int
}

// keptBytes is how much is kept at most: a window that somebody drags to another size
// asks for every size in between.
const keptBytes = 16 << 20

var drawn = drawings{kept: map[drawing]*image.RGBA{}}

// picture answers a drawing, which nobody may write to.
func (d *drawings) picture(k drawing) *image.RGBA {
	d.mu.Lock()
	defer d.mu.Unlock()
	img, ok := d.kept[k]
	if ok {
		return img
	}
	img = k.picture()
	if d.bytes += len(img.Pix); d.bytes > keptBytes {
		clear(d.kept)
		d.bytes = len(img.Pix)
	}
	d.kept[k] = img
	return img
}

// picture draws it in the middle of its box, as large as fits. What can't be drawn stays
// clear.
func (k drawing) picture() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, max(k.w, 0), max(k.h, 0)))
	svg, err := assets.Icon(k.name, fmt.Sprintf("#%02x%02x%02x", k.ink.R, k.ink.G, k.ink.B))
	if err != nil || img.Rect.Empty() {
		return img
	}
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg))
	if err != nil || icon.ViewBox.W <= 0 || icon.ViewBox.H <= 0 {
		return img
	}
	fit := min(float64(k.w)/icon.ViewBox.W, float64(k.h)/icon.ViewBox.H)
	w, h := fit*icon.ViewBox.W, fit*icon.ViewBox.H
	icon.SetTarget((float64(k.w)-w)/2, (float64(k.h)-h)/2, w, h)
	thicken(icon, fit)
	icon.Draw(rasterx.NewDasher(k.w, k.h, newPathScanner(img)), 1)
	return img
}

// thicken has the lines of a larger drawing grow with it, which oksvg leaves as wide as they were drawn. Those
// of a smaller one stay: thinner than a pixel and a half they fade.
func thicken(icon *oksvg.SvgIcon, fit float64) {
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= max(1, fit)
	}
}
