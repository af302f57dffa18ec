package camera

import (
	"context"
	"image"
	"math"
	"time"

	"github.com/gerai-ikd/gerai/internal/drawn/face"
	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

// demo draws residents: each shows a phone with a QR, then the face, until the next one comes.
//
// The next resident comes when Options.DemoQR has answered, and no sooner than the present one was in
// view for a while. A DemoQR that waits until the lane is free makes the show follow the lane.
type demo struct {
	opt    Options
	cancel context.CancelFunc
	acts   chan act // from the goroutine that draws ahead
	act    act
	scene  scene
	since  time.Time
	began  time.Time
	n      int
	out    []uint8
}

// act is one resident: pictures larger than a frame by the margin, so that they can sway. Several
// prints of each differ in noise.
type act struct {
	phone, person []*image.RGBA
}

type scene uint8

const (
	sceneEmpty scene = iota
	scenePhone
	scenePerson
)

// How long each scene is shown, at least.
const (
	emptyTime  = 700 * time.Millisecond
	phoneTime  = 2500 * time.Millisecond
	personTime = 5 * time.Second
	againTime  = 15 * time.Second // then the phone is shown once more
)

const (
	swayMargin = 16
	prints     = 3
)

func newDemo(ctx context.Context, o Options) *demo {
	ctx, cancel := context.WithCancel(ctx)
	d := &demo{opt: o, cancel: cancel, acts: make(chan act), began: time.Now()}
	d.out = make([]uint8, 4*o.Width*o.Height)
	d.act.person = d.print(face.Scene{Width: o.Width + 2*swayMargin, Height: o.Height + 2*swayMargin}.Picture())
	d.since = d.began
	go d.rehearse(ctx)
	return d
}

func (d *demo) about() about {
	fps := d.opt.FPS
	if fps == 0 {
		fps = 30
	}
	return about{name: "demo", demo: true, pace: time.Second / time.Duration(fps)}
}

func (d *demo) close() { d.cancel() }

func (d *demo) next() (image.Point, []uint8, error) {
	now := time.Now()
	d.direct(now)
	of := d.act.person
	if d.scene == scenePhone {
		of = d.act.phone
	}
	d.n++
	d.shoot(of[d.n%len(of)], now.Sub(d.began).Seconds())
	return image.Pt(d.opt.Width, d.opt.Height), d.out, nil
}

// direct moves from scene to scene.
func (d *demo) direct(now time.Time) {
	held := now.Sub(d.since)
	switch {
	case d.scene == scenePhone && held >= phoneTime:
		d.cut(scenePerson, now)
	case d.scene == scenePerson && held >= againTime && d.act.phone != nil:
		d.cut(scenePhone, now)
	case d.scene == scenePerson && held < personTime, d.scene == sceneEmpty && held < emptyTime, d.scene == scenePhone:
	default:
		select {
		case d.act = <-d.acts:
			d.cut(scenePerson, now)
			if d.act.phone != nil {
				d.cut(scenePhone, now)
			}
		default:
		}
	}
}

func (d *demo) cut(to scene, now time.Time) { d.scene, d.since = to, now }

// shoot copies a frame out of a print, swaying as people do.
func (d *demo) shoot(from *image.RGBA, t float64) {
	dx := swayMargin + int(math.Round(5*math.Sin(.9*t)))
	dy := swayMargin + int(math.Round(3*math.Sin(1.3*t)))
	row := 4 * d.opt.Width
	for y := range d.opt.Height {
		copy(d.out[y*row:(y+1)*row], from.Pix[from.PixOffset(dx, dy+y):])
	}
}

// rehearse draws one resident ahead of the show.
func (d *demo) rehearse(ctx context.Context) {
	for n := int64(1); ctx.Err() == nil; n++ {
		var a act
		who := n
		if text := d.ask(ctx); text != "" {
			a.phone = d.print(phone.Upright(text, d.opt.Width+2*swayMargin, d.opt.Height+2*swayMargin))
			if d.opt.DemoLook != nil {
				who = d.opt.DemoLook(text)
			}
		}
		a.person = d.print(d.portrait(who))
		select {
		case d.acts <- a:
		case <-ctx.Done():
		}
	}
}

func (d *demo) ask(ctx context.Context) string {
	if d.opt.DemoQR == nil {
		return ""
	}
	text, err := d.opt.DemoQR(ctx)
	if err != nil {
		d.opt.Log.Warn("demonstration: no code for the next phone", "err", err)
		select { // not again at once
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
		return ""
	}
	return text
}

func (d *demo) portrait(who int64) *image.RGBA {
	w, h := d.opt.Width+2*swayMargin, d.opt.Height+2*swayMargin
	return face.Scene{Width: w, Height: h, People: []face.Person{
		{Look: face.NewLook(who), X: float64(w) / 2, Y: .45 * float64(h), Width: .36 * float64(h)},
	}}.Picture()
}

// print makes the copies of a picture that differ in noise.
func (d *demo) print(img *image.RGBA) []*image.RGBA {
	out := make([]*image.RGBA, prints)
	for i := range out {
		out[i] = face.Noisy(img, 1.5, int64(i))
	}
	return out
}
