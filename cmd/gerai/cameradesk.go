package main

import (
	"cmp"
	"context"
	"image"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui"
)

// cameraDesk is the camera page's: it reads and changes the cameras' setups and judges
// the picture of now.
type cameraDesk struct {
	*cameras
	checker *face.Checker // nil: nothing finds faces
	status  func() enrol.CameraStatus
	frame   func(ctx context.Context) (*enrol.Frame, error)
	changed func(changes) // keeps what was changed; nil: nobody
}

// cameraDesk makes the page's desk over the counter's stream.
func (c *counter) cameraDesk() *cameraDesk {
	return &cameraDesk{cameras: c.cameras, checker: c.checker, status: c.stream.Status, frame: c.oneFrame, changed: c.keepChanges}
}

// oneFrame waits for one picture. It subscribes for that long alone: nothing is copied
// for a page that is not open.
func (c *counter) oneFrame(ctx context.Context) (*enrol.Frame, error) {
	box := c.stream.Subscribe(camera.RGBA)
	defer c.stream.Unsubscribe(box)
	return box.Next(ctx)
}

func which(second bool) int {
	if second {
		return 1
	}
	return 0
}

// Show implements ui.CameraDesk.
func (d *cameraDesk) Show(_ context.Context, second bool) (ui.CameraSetup, error) {
	d.mu.Lock()
	source := d.source(which(second))
	if see := cmp.Or(source, d.source(0)); see != d.now {
		d.turn(see)
	}
	d.mu.Unlock()
	return d.describe(second, source), nil
}

// Leave implements ui.CameraDesk.
func (d *cameraDesk) Leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if first := d.source(0); first != d.now {
		d.turn(first)
	}
}

// describe is a camera's setup with what there is to choose from.
func (d *cameraDesk) describe(second bool, source string) ui.CameraSetup {
	if second && source == "" {
		return ui.CameraSetup{Second: true, Sources: d.sources(source), Fixed: d.given[1] != ""}
	}
	opened := d.opened(source)
	s, path := d.setup(opened), ""
	if dev, ok := camera.Named(opened); ok {
		path = dev.Path
	}
	out := ui.CameraSetup{Second: second, Source: source, Mirror: s.Mirror, Rotate: s.Rotate, Size: image.Pt(s.Width, s.Height),
		Sizes: camera.Sizes(path), Fixed: d.given[which(second)] != ""}
	if out.Size == (image.Point{}) {
		out.Size = image.Pt(camera.DefaultWidth, camera.DefaultHeight)
	}
	if dials, err := camera.DialsOf(path); err == nil {
		out.Exposure = pageDial(dials.Exposure, s.Controls.AutoExposure, s.Controls.Exposure)
		out.Focus = pageDial(dials.Focus, s.Controls.AutoFocus, s.Controls.Focus)
	}
	out.Sources = d.sources(source)
	return out
}

// opened is the source that stands behind an automatic one.
func (d *cameraDesk) opened(source string) string {
	if source != "" {
		return source
	}
	if all := d.devices(); len(all) > 0 {
		return all[0].Path
	}
	return "demo:"
}

// sources are those found, and the one in use.
func (d *cameraDesk) sources(inUse string) []ui.CameraSource {
	out := []ui.CameraSource{{}}
	for _, dev := range d.devices() {
		out = append(out, ui.CameraSource{Source: dev.Lasting(), Name: dev.Name + " · " + dev.Path})
	}
	out = append(out, ui.CameraSource{Source: "demo:"})
	if !slices.ContainsFunc(out, func(s ui.CameraSource) bool { return s.Source == inUse }) {
		out = append(out, ui.CameraSource{Source: inUse, Name: nameOf(inUse)})
	}
	return out
}

// pageDial is a control as the page shows it: what was chosen goes before what the
// device happens to stand at.
func pageDial(d *camera.Dial, auto *bool, value *int) *ui.CameraDial {
	if d == nil {
		return nil
	}
	out := &ui.CameraDial{Least: d.Least, Most: d.Most, Step: d.Step, Value: d.Value, HasAuto: d.HasAuto, Auto: d.Auto}
	if auto != nil && d.HasAuto {
		out.Auto = *auto
	}
	if value != nil {
		out.Value = min(max(*value, d.Least), d.Most)
	}
	return out
}

// Change implements ui.CameraDesk. What concerns the controls alone is set while the
// camera runs; the rest opens it anew.
func (d *cameraDesk) Change(ctx context.Context, s ui.CameraSetup) (ui.CameraSetup, error) {
	n, err := which(s.Second), error(nil)
	d.mu.Lock()
	was := d.source(n)
	d.mu.Unlock()
	before := d.describe(s.Second, was)
	d.mu.Lock()
	if s.Source != d.source(n) {
		d.kept.Sources[n] = s.Source
		if d.given[n] != "" {
			d.given[n] = cmp.Or(s.Source, "auto") // until the program ends
		}
		d.turn(cmp.Or(s.Source, d.source(0)))
	} else {
		err = d.reset(s)
	}
	if kept := d.keep(ctx); err == nil {
		err = kept
	}
	d.mu.Unlock()
	after := d.describe(s.Second, s.Source)
	if d.changed != nil && err == nil {
		d.changed(cameraChanged(before, after))
	}
	return after, err
}

// reset changes how the source is read.
func (d *cameraDesk) reset(s ui.CameraSetup) error {
	opened := d.opened(cmp.Or(s.Source, d.source(0)))
	key := lasting(opened)
	before, known := d.kept.Setups[key]
	if !known {
		before = d.base
	}
	after := camera.Setup{Width: s.Size.X, Height: s.Size.Y, Mirror: s.Mirror, Rotate: s.Rotate, Controls: before.Controls}
	after.Controls.AutoExposure, after.Controls.Exposure = chosen(s.Exposure)
	after.Controls.AutoFocus, after.Controls.Focus = chosen(s.Focus)
	if d.kept.Setups == nil {
		d.kept.Setups = map[string]camera.Setup{}
	}
	d.kept.Setups[key] = after
	if sameButControls(before, after) {
		if dev, ok := camera.Named(opened); ok {
			return after.Controls.Apply(dev.Path)
		}
		return nil
	}
	d.use(d.now)
	return nil
}

// chosen is a control as it is kept; nothing for one that the device does not have.
func chosen(d *ui.CameraDial) (auto *bool, value *int) {
	if d == nil {
		return nil, nil
	}
	if d.HasAuto {
		auto = &d.Auto
	}
	return auto, &d.Value
}

// sameButControls tells that the camera need not be opened anew. A size that was never
// chosen is the usual one.
func sameButControls(a, b camera.Setup) bool {
	usual := func(s camera.Setup) camera.Setup {
		if s.Width == 0 || s.Height == 0 {
			s.Width, s.Height = camera.DefaultWidth, camera.DefaultHeight
		}
		s.Controls = camera.Controls{}
		return s
	}
	return usual(a) == usual(b)
}

// testWait is how long a test waits for a picture.
const testWait = 400 * time.Millisecond

// Test implements ui.CameraDesk.
func (d *cameraDesk) Test(ctx context.Context) ui.CameraTest {
	out := ui.CameraTest{Status: d.status(), Detector: d.checker != nil}
	if out.Status.State != enrol.CameraLive {
		return out
	}
	ctx, cancel := context.WithTimeout(ctx, testWait)
	defer cancel()
	f, err := d.frame(ctx)
	if err != nil || f.RGBA == nil {
		return out
	}
	if light, sharp, err := face.Glance(f.RGBA); err == nil {
		out.Measured, out.Brightness, out.Sharpness = true, light.Value, sharp.Value
	}
	if d.checker == nil {
		return out
	}
	if found, err := d.checker.Inspect(f.RGBA); err == nil {
		judged(found, &out)
	}
	return out
}

// judged puts what was found of the face in view into a test.
func judged(found face.Findings, out *ui.CameraTest) {
	out.Faces = len(found.Faces)
	if out.Faces == 0 {
		return
	}
	if c, ok := found.Component("LuminanceMean"); ok {
		out.Brightness = c.Value
	}
	if c, ok := found.Component("Sharpness"); ok {
		out.Sharpness = c.Value
	}
	if c, ok := found.Component("HeadPoseRoll"); ok {
		out.Upended = c.Value > upendedFrom
	}
	flaws := slices.DeleteFunc(slices.Clone(found.Quality), func(c face.Component) bool { return c.Level == face.LevelGood })
	slices.SortStableFunc(flaws, func(a, b face.Component) int { return cmp.Compare(a.Score, b.Score) })
	for _, c := range flaws {
		out.Flaws = append(out.Flaws, ui.CameraFlaw{Name: c.Name, Refused: c.Level == face.LevelRefuse})
	}
}

// upendedFrom is the roll in degrees from which a camera hangs upside down rather than a
// head is tilted.
const upendedFrom = 120
